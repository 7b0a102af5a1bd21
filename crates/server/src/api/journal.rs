//! The journal of a dossier.

use axum::Json;
use raccroche_store::dossier;

use super::{
    appel::Appel,
    entree::Numero,
    modeles::{Entree, Journal},
    probleme::Cause,
};

#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{id}/journal",
    operation_id = "voirJournal",
    tag = "Dossiers",
    summary = "Le journal d’un dossier",
    description = "Tout ce qui a été fait, de la dernière entrée à la première. Les notes ne sont données qu’aux jetons qui ont \
                   l’étendue `notes:lire`, au nom d’un rôle qui permet de les lire.",
    security(("jeton" = ["dossiers:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    responses((status = 200, description = "Le journal.", body = Journal))
)]
pub(super) async fn voir(appel: Appel, Numero(id): Numero) -> Result<Json<Journal>, Cause> {
    let motif = appel.motif(id).await?;
    let entrees =
        dossier::journal(appel.app.store().read(), appel.perimetre(), id, appel.cles_des_notes()).await?;
    appel.consigner(&[(id, motif)], "journal, par l’API").await?;
    Ok(Json(Journal { dossier: id, entrees: entrees.into_iter().map(Entree::from).collect() }))
}
