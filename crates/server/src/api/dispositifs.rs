//! The catalogue of dispositifs, and what is possible for somebody.

use axum::{Json, extract::State};
use raccroche_domain::dispositif::{Academie, eligibilite};
use raccroche_store::{dossier, jeune};

use super::{
    appel::Appel,
    entree::{Fautes, Numero, Parametres},
    modeles::{DemandeEligibilite, Dispositif, Dispositifs, Eligibilite, Eligibilites},
    probleme::Cause,
};
use crate::{etat::App, faits::connus};

#[utoipa::path(
    get,
    path = "/api/v1/dispositifs",
    operation_id = "listerDispositifs",
    tag = "Dispositifs",
    summary = "Le catalogue des dispositifs",
    description = "Chaque dispositif tel que l’académie de ce service l’applique : sa fiche, ses conditions d’entrée avec leurs bornes et \
                   leurs textes, ses étapes avec ce qu’il faut à chacune, ses limites et ce qui se compte. Ouvert à tous : il ne dit rien \
                   de personne.",
    security(()),
    responses((status = 200, description = "Le catalogue.", body = Dispositifs))
)]
pub(super) async fn lister(State(app): State<App>) -> Json<Dispositifs> {
    let catalogue = app.catalogue();
    Json(Dispositifs {
        academie: catalogue.academie().map(Academie::code),
        elements: catalogue.tous().iter().map(Dispositif::from).collect(),
    })
}

#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{id}/eligibilite",
    operation_id = "voirEligibilite",
    tag = "Dispositifs",
    summary = "Ce qui est possible pour un jeune, à une date",
    description = "Chaque condition vient avec le fait sur lequel elle repose. Ce que personne ne sait n’est jamais un non. La \
                   lecture s’inscrit au journal des consultations.",
    security(("jeton" = ["dossiers:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier."), DemandeEligibilite),
    responses((status = 200, description = "La réponse de chaque dispositif.", body = Eligibilites))
)]
pub(super) async fn eligibles(
    appel: Appel,
    Numero(id): Numero,
    Parametres(demande): Parametres<DemandeEligibilite>,
) -> Result<Json<Eligibilites>, Cause> {
    let mut fautes = Fautes::default();
    fautes.jour("le", demande.le);
    fautes.aucune()?;
    let perimetre = appel.perimetre();
    let reader = appel.app.store().read();
    let motif = appel.motif(id).await?;
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Cause::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Cause::Introuvable)?;
    appel.consigner(&[(id, motif)], "dispositifs possibles, par l’API").await?;
    let le = demande.le.unwrap_or_else(|| perimetre.le());
    let catalogue = appel.app.catalogue();
    let faits = connus(&appel.app, perimetre, &lu, &personne, le).await?;
    let elements = catalogue.tous().iter().map(|d| Eligibilite::new(d, eligibilite(d, &faits, le)));
    Ok(Json(Eligibilites { le, elements: elements.collect() }))
}
