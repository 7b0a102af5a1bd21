//! Campaigns, what they found, and what they say of those one may see.

use axum::Json;
use raccroche_store::{
    campagne::{self, EtatCampagne},
    dossier,
};
use uuid::Uuid;

use super::{
    appel::Appel,
    entree::{Numero, Parametres},
    modeles::{BilanCampagne, Campagne, Campagnes, DemandeVerdicts, Verdict, Verdicts},
    probleme::Cause,
};
use crate::campagnes::resultats;

/// Verdicts of a page unless said otherwise.
const TAILLE: u64 = 100;
/// Verdicts of a page at most.
const TAILLE_MAX: u64 = 500;

#[utoipa::path(
    get,
    path = "/api/v1/campagnes",
    operation_id = "listerCampagnes",
    tag = "Campagnes",
    summary = "Les campagnes",
    security(("jeton" = ["campagnes:lire"])),
    responses((status = 200, description = "Les campagnes.", body = Campagnes))
)]
pub(super) async fn lister(appel: Appel) -> Result<Json<Campagnes>, Cause> {
    let lues = campagne::list(appel.app.store().read()).await?;
    Ok(Json(Campagnes { elements: lues.into_iter().map(Campagne::from).collect() }))
}

#[utoipa::path(
    get,
    path = "/api/v1/campagnes/{id}",
    operation_id = "voirCampagne",
    tag = "Campagnes",
    summary = "Une campagne et ce qu’elle a trouvé",
    security(("jeton" = ["campagnes:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro de la campagne.")),
    responses((status = 200, description = "La campagne.", body = Campagne))
)]
pub(super) async fn voir(appel: Appel, Numero(id): Numero) -> Result<Json<Campagne>, Cause> {
    let lue = campagne::find(appel.app.store().read(), id).await?.ok_or(Cause::Introuvable)?;
    let dossier = resultats(&appel.app, &lue);
    let bilan = tokio::task::spawn_blocking(move || raccroche_campaign::read_bilan(&dossier).ok());
    let bilan = bilan.await.map_err(|_| Cause::Interne)?;
    Ok(Json(Campagne {
        bilan: bilan.map(|bilan| BilanCampagne { personnes: bilan.personnes, verdicts: bilan.verdicts }),
        ..lue.into()
    }))
}

#[utoipa::path(
    get,
    path = "/api/v1/campagnes/{id}/verdicts",
    operation_id = "listerVerdicts",
    tag = "Campagnes",
    summary = "Les verdicts d’une campagne sur les jeunes de votre territoire",
    description = "D’une campagne publiée seulement. Chaque dossier rendu est une consultation, inscrite au journal des \
                   consultations.",
    security(("jeton" = ["campagnes:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro de la campagne."), DemandeVerdicts),
    responses((status = 200, description = "Une page des verdicts.", body = Verdicts))
)]
pub(super) async fn verdicts(
    appel: Appel,
    Numero(id): Numero,
    Parametres(demande): Parametres<DemandeVerdicts>,
) -> Result<Json<Verdicts>, Cause> {
    let (perimetre, reader) = (appel.perimetre(), appel.app.store().read());
    let lue = campagne::find(reader, id).await?;
    // Until it is published, nobody knows of a verdict.
    lue.filter(|lue| lue.etat == EtatCampagne::Publiee).ok_or(Cause::Introuvable)?;
    let taille = demande.taille.unwrap_or(TAILLE);
    if !(1..=TAILLE_MAX).contains(&taille) {
        return Err(Cause::champ("taille", "Une page compte de 1 à 500 verdicts."));
    }
    let categorie = demande.verdict.map(|verdict| verdict.0);
    let rendus = campagne::verdicts(reader, perimetre, id, categorie, demande.apres, taille).await?;
    let jeunes: Vec<Uuid> = rendus.iter().map(|rendu| rendu.jeune).collect();
    let siens = dossier::des_jeunes(reader, perimetre, &jeunes).await?;
    let lus: Vec<Uuid> = siens.iter().map(|(_, dossier)| *dossier).collect();
    appel.consigner_tous(&lus, "verdicts, par l’API").await?;
    let pleine = rendus.len() as u64 == taille;
    let suite = rendus.last().map(|rendu| rendu.jeune).filter(|_| pleine);
    let elements = rendus.into_iter().map(|rendu| {
        let dossiers = siens.iter().filter(|(jeune, _)| *jeune == rendu.jeune).map(|(_, dossier)| *dossier);
        let dossiers = dossiers.collect();
        Verdict::new(rendu, dossiers)
    });
    Ok(Json(Verdicts { campagne: id, elements: elements.collect(), suite }))
}
