//! Attempts at contact; phone numbers and addresses.

use axum::{Json, response::Response};
use raccroche_domain::suivi::Evenement;
use raccroche_store::{
    contact,
    dossier::{self, DossierLu},
    jeune,
};
use uuid::Uuid;

use super::{
    appel::Appel,
    entree::{Corps, Fautes, Numero},
    listes,
    modeles::{
        Coordonnee, Coordonnees, Ecrit, NouvelleCoordonnee, NouvelleTentative, Representant, Tentative,
        Tentatives,
    },
    probleme::Cause,
};

/// Longest note, in characters.
pub(super) const NOTE: usize = 4_000;
/// Longest phone number or e-mail address, in characters.
const VALEUR: usize = 200;

async fn lire(appel: &Appel, id: Uuid) -> Result<DossierLu, Cause> {
    dossier::lire(appel.app.store().read(), appel.perimetre(), id).await?.ok_or(Cause::Introuvable)
}

#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{id}/contacts",
    operation_id = "listerContacts",
    tag = "Contacts",
    summary = "Les tentatives de contact",
    security(("jeton" = ["contacts:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    responses((status = 200, description = "Les tentatives.", body = Tentatives))
)]
pub(super) async fn lister(appel: Appel, Numero(id): Numero) -> Result<Json<Tentatives>, Cause> {
    let motif = appel.motif(id).await?;
    let etat = lire(&appel, id).await?.etat;
    appel.consigner(&[(id, motif)], "tentatives de contact, par l’API").await?;
    Ok(Json(Tentatives {
        dossier: id,
        contact: listes::EtatContact(etat.contact(appel.seuils())),
        rappeler_le: etat.rappeler_le,
        elements: etat.tentatives.iter().map(Tentative::from).collect(),
    }))
}

#[utoipa::path(
    post,
    path = "/api/v1/dossiers/{id}/contacts",
    operation_id = "noterContact",
    tag = "Contacts",
    summary = "Enregistrer une tentative de contact",
    security(("jeton" = ["contacts:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = NouvelleTentative,
    responses((status = 201, description = "La tentative est au journal.", body = Ecrit))
)]
pub(super) async fn noter(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleTentative>,
) -> Result<Response, Cause> {
    appel.motif(id).await?;
    let NouvelleTentative { canal, issue, rappeler_le, note } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.jour("rappeler_le", rappeler_le);
    fautes.texte("note", note.as_deref().unwrap_or_default(), NOTE);
    fautes.aucune()?;
    let evenement = Evenement::Tentative { canal: canal.0, issue: issue.0, rappeler_le };
    let writer = appel.ecrire().await?;
    appel.inscrire(writer, id, None, evenement, note.as_deref()).await
}

#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{id}/coordonnees",
    operation_id = "listerCoordonnees",
    tag = "Contacts",
    summary = "Comment joindre un jeune et ses représentants",
    security(("jeton" = ["contacts:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    responses((status = 200, description = "Les coordonnées.", body = Coordonnees))
)]
pub(super) async fn coordonnees(appel: Appel, Numero(id): Numero) -> Result<Json<Coordonnees>, Cause> {
    let (perimetre, reader) = (appel.perimetre(), appel.app.store().read());
    let motif = appel.motif(id).await?;
    let lu = lire(&appel, id).await?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Cause::Introuvable)?;
    let connues = contact::of_jeune(reader, perimetre, lu.jeune).await?;
    let representants = contact::representants(reader, perimetre, lu.jeune).await?;
    appel.consigner(&[(id, motif)], "coordonnées, par l’API").await?;
    Ok(Json(Coordonnees {
        dossier: id,
        adresse: personne.adresse.into(),
        moyens: connues.into_iter().map(Coordonnee::from).collect(),
        representants: representants.into_iter().map(Representant::from).collect(),
    }))
}

#[utoipa::path(
    post,
    path = "/api/v1/dossiers/{id}/coordonnees",
    operation_id = "ajouterCoordonnee",
    tag = "Contacts",
    summary = "Ajouter un numéro ou une adresse électronique",
    description = "Le journal dit que les coordonnées ont été corrigées, sans dire lesquelles.",
    security(("jeton" = ["dossiers:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = NouvelleCoordonnee,
    responses((status = 201, description = "La coordonnée est gardée.", body = Ecrit))
)]
pub(super) async fn ajouter(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleCoordonnee>,
) -> Result<Response, Cause> {
    let perimetre = appel.perimetre();
    let lu = lire(&appel, id).await?;
    let NouvelleCoordonnee { genre, valeur, representant } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.texte("valeur", &valeur, VALEUR);
    if let Some(representant) = representant {
        let proches = contact::representants(appel.app.store().read(), perimetre, lu.jeune).await?;
        if !proches.iter().any(|proche| proche.id == representant) {
            fautes.noter("representant", "Ce représentant n’est pas l’un de ceux de ce jeune.");
        }
    }
    fautes.aucune()?;
    let source = format!("{}, {}", perimetre.nom(), perimetre.organisation().nom);
    let writer = appel.ecrire().await?;
    if contact::see(&writer, lu.jeune, representant, genre.into(), &valeur, &source).await?.is_none() {
        return Err(Cause::champ("valeur", "Ce numéro ou cette adresse n’a pas la forme attendue."));
    }
    appel.inscrire(writer, id, None, Evenement::CoordonneesCorrigees, None).await
}
