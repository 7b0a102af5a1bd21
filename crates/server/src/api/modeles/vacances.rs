//! The school calendar. Its words are French, as those of the whole contract.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Le calendrier scolaire de l’académie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VacancesScolaires {
    /// Dans l’ordre du calendrier.
    pub(crate) elements: Vec<Vacances>,
}

/// Des vacances, ou un pont.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vacances {
    /// Leur nom au calendrier.
    pub(crate) nom: String,
    /// Le premier jour.
    pub(crate) du: NaiveDate,
    /// Le dernier jour, compris : la veille de la reprise des cours.
    pub(crate) au: NaiveDate,
}
