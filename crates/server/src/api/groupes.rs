//! Groups: their places, and the register of those that one's organisation conducts or receives.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use raccroche_store::{
    acces,
    groupe::{self, Notee, Regard},
};
use uuid::Uuid;

use super::{
    appel::Appel,
    entree::{Corps, Fautes, Numero, Parametres},
    modeles::{DemandePresences, Groupes, NouvellesPresences, Presence, Presences, PresencesEcrites},
    probleme::Cause,
};

/// Lines of a day at most: everybody of the largest group, morning and afternoon.
const LIGNES: usize = 400;

#[utoipa::path(
    get,
    path = "/api/v1/groupes",
    operation_id = "listerGroupes",
    tag = "Groupes",
    summary = "Les groupes du département, et leurs places",
    description = "Ceux dont la session n’est pas finie. Aucun nom n’est rendu.",
    security(("jeton" = ["parcours:lire"])),
    responses((status = 200, description = "Les groupes.", body = Groupes))
)]
pub(super) async fn lister(appel: Appel) -> Result<Json<Groupes>, Cause> {
    let perimetre = appel.perimetre();
    let connus = groupe::lister(appel.app.store().read(), perimetre, perimetre.le()).await?;
    Ok(Json(Groupes { elements: connus.into_iter().map(Into::into).collect() }))
}

#[utoipa::path(
    get,
    path = "/api/v1/groupes/{id}/presences",
    operation_id = "listerPresences",
    tag = "Groupes",
    summary = "Le registre des présences d’un groupe",
    description = "Pour la structure qui le conduit et l’établissement qui l’accueille. Chaque jeune du groupe compte pour une consultation.",
    security(("jeton" = ["parcours:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du groupe."), DemandePresences),
    responses((status = 200, description = "Le registre.", body = Presences))
)]
pub(super) async fn presences(
    appel: Appel,
    Numero(id): Numero,
    Parametres(demande): Parametres<DemandePresences>,
) -> Result<Json<Presences>, Cause> {
    let (perimetre, reader) = (appel.perimetre(), appel.app.store().read());
    let lu = groupe::lire(reader, perimetre, id).await?.ok_or(Cause::Introuvable)?;
    let mut fautes = Fautes::default();
    fautes.jour("du", demande.du);
    fautes.jour("au", demande.au);
    fautes.aucune()?;
    let (du, au) = (demande.du.unwrap_or(lu.groupe.du), demande.au.unwrap_or(lu.groupe.au));
    let membres = groupe::membres(reader, perimetre, id).await?;
    let registre = groupe::registre(reader, perimetre, id, du, au).await?;
    let dossiers: Vec<Uuid> = membres.iter().map(|membre| membre.dossier).collect();
    if !dossiers.is_empty() {
        let writer = appel.ecrire().await?;
        let quoi = "présences, par l’API";
        acces::record_many(&writer, perimetre, &dossiers, quoi, lu.regard.code()).await?;
        writer.commit().await?;
    }
    let elements = groupe::en_vigueur(&registre).map(Presence::from).collect();
    Ok(Json(Presences { groupe: id, elements }))
}

#[utoipa::path(
    post,
    path = "/api/v1/groupes/{id}/presences",
    operation_id = "noterPresences",
    tag = "Groupes",
    summary = "Noter les présences d’une journée",
    description = "Pour la structure qui conduit le groupe. Ce qui était noté autrement est corrigé, et reste au registre avec son auteur.",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du groupe.")),
    request_body = NouvellesPresences,
    responses((status = 201, description = "Les présences sont notées.", body = PresencesEcrites))
)]
pub(super) async fn noter(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvellesPresences>,
) -> Result<Response, Cause> {
    let perimetre = appel.perimetre();
    let writer = appel.ecrire().await?;
    let lu = groupe::lire(&writer, perimetre, id).await?.filter(|lu| lu.regard == Regard::Conduit);
    lu.ok_or(Cause::Introuvable)?;
    let demande = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.jour("jour", Some(demande.jour));
    if demande.presences.is_empty() || demande.presences.len() > LIGNES {
        fautes.noter("presences", "Notez au moins une présence, et 400 au plus.");
    }
    fautes.aucune()?;
    let notees: Vec<Notee> = demande
        .presences
        .iter()
        .map(|notee| Notee { parcours: notee.parcours, moment: notee.moment.0, etat: notee.etat.0 })
        .collect();
    let ecrites = groupe::noter(&writer, perimetre, id, demande.jour, &notees, None).await?;
    writer.commit().await?;
    let ou = [(header::LOCATION, format!("/api/v1/groupes/{id}/presences"))];
    let ecrit = PresencesEcrites { groupe: id, jour: demande.jour, ecrites };
    Ok((StatusCode::CREATED, ou, Json(ecrit)).into_response())
}
