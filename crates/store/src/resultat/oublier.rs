//! How long results stay.

use chrono::{Months, NaiveDate};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::{
    Writer,
    entite::{identifiant, jeune, resultat, scolarite, suivi::dossier, verdict},
    error::Result,
};

/// Months for which the results of somebody without a dossier are kept: the right to stay is used at the rentrée that follows
/// (D331-42), and a year covers its session of replacement.
pub const GARDE_SANS_DOSSIER: u32 = 12;
/// Months for which those of somebody followed are: marks are kept for five sessions or five years (D334-13, D337-69).
pub const GARDE_AVEC_DOSSIER: u32 = 60;

/// Forgets results that are older than that on the day `le`, and people whom nothing but results made known. Gives how many
/// lines went.
///
/// # Errors
/// When the database refuses.
pub async fn oublier(writer: &Writer, le: NaiveDate) -> Result<u64> {
    use resultat::Column as R;
    let avant = |mois: u32| le.checked_sub_months(Months::new(mois)).unwrap_or(NaiveDate::MIN);
    let suivis = dossier::Entity::find().select_only().column(dossier::Column::Jeune).into_query();
    let sans_dossier = Condition::any().add(R::Jeune.is_null()).add(R::Jeune.not_in_subquery(suivis));
    let passes = Condition::any()
        .add(R::ResultatsLe.lt(avant(GARDE_AVEC_DOSSIER)))
        .add(Condition::all().add(R::ResultatsLe.lt(avant(GARDE_SANS_DOSSIER))).add(sans_dossier));
    let lignes = resultat::Entity::find().filter(passes).all(writer).await?;
    let mut oubliees = 0;
    for ligne in &lignes {
        resultat::Entity::delete_by_id(ligne.id).exec(writer).await?;
        oubliees += 1;
        if let Some(jeune) = ligne.jeune.filter(|_| ligne.nouveau)
            && personne_d_autre(writer, jeune, &source(ligne.session)).await?
        {
            jeune::Entity::delete_by_id(jeune).exec(writer).await?;
        }
    }
    Ok(oubliees)
}

/// Under which source the enrolments that results state are kept.
pub fn source(session: i32) -> String {
    format!("Résultats d’examen, session {session}")
}

/// Whether nothing but these results knows somebody.
async fn personne_d_autre(writer: &Writer, jeune: Uuid, source: &str) -> Result<bool> {
    let suivi = dossier::Entity::find().filter(dossier::Column::Jeune.eq(jeune)).one(writer).await?;
    let liste = verdict::Entity::find().filter(verdict::Column::Jeune.eq(jeune)).one(writer).await?;
    let encore = resultat::Entity::find().filter(resultat::Column::Jeune.eq(jeune)).one(writer).await?;
    let ailleurs = scolarite::Entity::find()
        .filter(scolarite::Column::Jeune.eq(jeune))
        .filter(scolarite::Column::Source.ne(source))
        .one(writer)
        .await?;
    let connu = identifiant::Entity::find()
        .filter(identifiant::Column::Jeune.eq(jeune))
        .filter(identifiant::Column::Source.ne(source))
        .one(writer)
        .await?;
    Ok(suivi.is_none() && liste.is_none() && encore.is_none() && ailleurs.is_none() && connu.is_none())
}
