//! The school calendar, as programs read it.

use axum::Json;
use raccroche_store::vacances;

use super::{
    appel::Appel,
    modeles::{Vacances, VacancesScolaires},
    probleme::Cause,
};

#[utoipa::path(
    get,
    path = "/api/v1/vacances",
    operation_id = "listerVacances",
    tag = "Groupes",
    summary = "Le calendrier scolaire de l’académie",
    description = "Ce qui ferme les groupes, en plus de leurs propres périodes et des jours fériés. Aucun délai légal n’en dépend.",
    security(("jeton" = [])),
    responses((status = 200, description = "Les vacances, dans l’ordre.", body = VacancesScolaires))
)]
pub(super) async fn lister(appel: Appel) -> Result<Json<VacancesScolaires>, Cause> {
    let connues = vacances::lister(appel.app.store().read()).await?;
    let elements = connues.into_iter().map(|lues| Vacances {
        nom: lues.vacances.nom,
        du: lues.vacances.du,
        au: lues.vacances.au,
    });
    Ok(Json(VacancesScolaires { elements: elements.collect() }))
}
