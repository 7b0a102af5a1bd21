//! Hand-offs: those received and sent, proposing one, answering one.
//!
//! A dossier has one at most, so an answer goes to the dossier's number; the number of the hand-off goes with it, so that
//! another, proposed in the meantime, is not answered in its place.

use axum::{Json, response::Response};
use raccroche_domain::suivi::{self, Evenement, Responsable, Structure};
use raccroche_store::{
    Perimetre, Writer,
    dossier::{self, Filtre, Tri},
};
use uuid::Uuid;

use super::{
    appel::Appel,
    contacts::NOTE,
    dossiers::page,
    entree::{Corps, Fautes, Numero, Parametres},
    listes,
    modeles::{
        DemandeRelais, Destinataire, Destinataires, Ecrit, NouveauRelais, RefusRelais, Relais,
        RelaisEnAttente, ReponseRelais, Sens,
    },
    probleme::Cause,
};
use crate::routes::dossiers;

#[utoipa::path(
    get,
    path = "/api/v1/relais",
    operation_id = "listerRelais",
    tag = "Relais",
    summary = "Les relais qui attendent une réponse",
    description = "Ceux que votre structure a reçus, ou envoyés. Chaque dossier rendu est une consultation.",
    security(("jeton" = ["relais:lire"])),
    params(DemandeRelais),
    responses((status = 200, description = "Une page des relais.", body = Relais))
)]
pub(super) async fn lister(
    appel: Appel,
    Parametres(demande): Parametres<DemandeRelais>,
) -> Result<Json<Relais>, Cause> {
    let (perimetre, reader) = (appel.perimetre(), appel.app.store().read());
    let envoyes = demande.sens == Some(Sens::Envoyes);
    let (numero, page) = page(demande.page, demande.taille)?;
    let filtre = Filtre { relais_recus: !envoyes, relais_envoyes: envoyes, ..Filtre::default() };
    let total = dossier::compter(reader, perimetre, &filtre).await?;
    let lignes = dossier::lister(reader, perimetre, &filtre, Tri::Urgence, page).await?;
    let ids: Vec<Uuid> = lignes.iter().map(|ligne| ligne.id).collect();
    let etats = dossier::etats(reader, perimetre, &ids).await?;
    let mut propositions =
        dossier::dernieres(reader, perimetre, &ids, "relais_propose", appel.cles_des_notes()).await?;
    appel.consigner_tous(&ids, "relais, par l’API").await?;
    let mut elements: Vec<RelaisEnAttente> = lignes
        .into_iter()
        .filter_map(|ligne| {
            let message = propositions.remove(&ligne.id).and_then(|proposition| proposition.note);
            let etat = etats.get(&ligne.id)?;
            RelaisEnAttente::new(ligne, etat, message)
        })
        .collect();
    elements.sort_by_key(|element| element.relais.propose_le);
    Ok(Json(Relais { total, page: numero, taille: page.taille, elements }))
}

#[utoipa::path(
    get,
    path = "/api/v1/destinataires",
    operation_id = "listerDestinataires",
    tag = "Relais",
    summary = "À qui un relais peut être proposé",
    security(("jeton" = ["relais:ecrire"])),
    responses((status = 200, description = "Les structures.", body = Destinataires))
)]
pub(super) async fn destinataires(appel: Appel) -> Result<Json<Destinataires>, Cause> {
    let connues = dossiers::destinataires(&appel.app, appel.perimetre()).await?;
    let elements = connues.into_iter().map(|(genre, organisation)| Destinataire {
        id: organisation.id,
        nom: organisation.nom,
        genre: listes::GenreOrganisation(genre),
        departement: organisation.departement,
    });
    Ok(Json(Destinataires { elements: elements.collect() }))
}

#[utoipa::path(
    post,
    path = "/api/v1/relais",
    operation_id = "proposerRelais",
    tag = "Relais",
    summary = "Proposer un relais",
    description = "Votre structure reste responsable du dossier jusqu’à l’acceptation.",
    security(("jeton" = ["relais:ecrire"])),
    request_body = NouveauRelais,
    responses((status = 201, description = "Le relais est proposé.", body = Ecrit))
)]
pub(super) async fn proposer(appel: Appel, corps: Corps<NouveauRelais>) -> Result<Response, Cause> {
    let demande = corps.lire()?;
    appel.motif(demande.dossier).await?;
    let mut fautes = Fautes::default();
    fautes.texte("message", demande.message.as_deref().unwrap_or_default(), NOTE);
    let connues = dossiers::destinataires(&appel.app, appel.perimetre()).await?;
    let vers = connues.into_iter().find(|(_, organisation)| organisation.id == demande.destinataire);
    if vers.is_none() {
        fautes.noter("destinataire", "Choisissez l’une des structures de /api/v1/destinataires.");
    }
    fautes.aucune()?;
    let (_, vers) = vers.ok_or(Cause::Introuvable)?;
    let writer = appel.ecrire().await?;
    let evenement = Evenement::RelaisPropose {
        id: writer.new_id(),
        vers: Structure { id: vers.id, nom: vers.nom },
        motif: demande.motif.0,
    };
    appel
        .inscrire(writer, demande.dossier, Some(demande.version), evenement, demande.message.as_deref())
        .await
}

#[utoipa::path(
    post,
    path = "/api/v1/relais/{dossier}/acceptation",
    operation_id = "accepterRelais",
    tag = "Relais",
    summary = "Accepter un relais",
    description = "Votre structure devient responsable du dossier, et en elle la personne au nom de qui le jeton agit.",
    security(("jeton" = ["relais:ecrire"])),
    params(("dossier" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = ReponseRelais,
    responses((status = 201, description = "Le relais est accepté.", body = Ecrit))
)]
pub(super) async fn accepter(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<ReponseRelais>,
) -> Result<Response, Cause> {
    let perimetre = appel.perimetre();
    let writer = appel.ecrire().await?;
    let attendu = recu(&writer, perimetre, id).await?;
    meme(&attendu, corps.lire()?.relais)?;
    let organisation = perimetre.organisation();
    let responsable = Responsable {
        structure: Structure { id: organisation.id, nom: organisation.nom.clone() },
        agent: Some(Structure { id: perimetre.utilisateur(), nom: perimetre.nom().to_owned() }),
    };
    appel.inscrire(writer, id, None, Evenement::RelaisAccepte { id: attendu.id, responsable }, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/relais/{dossier}/refus",
    operation_id = "refuserRelais",
    tag = "Relais",
    summary = "Refuser un relais",
    security(("jeton" = ["relais:ecrire"])),
    params(("dossier" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = RefusRelais,
    responses((status = 201, description = "Le relais est refusé : qui le proposait reste responsable.", body = Ecrit))
)]
pub(super) async fn refuser(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<RefusRelais>,
) -> Result<Response, Cause> {
    let writer = appel.ecrire().await?;
    let attendu = recu(&writer, appel.perimetre(), id).await?;
    let RefusRelais { relais, motif, precision } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.texte("precision", precision.as_deref().unwrap_or_default(), NOTE);
    fautes.aucune()?;
    meme(&attendu, relais)?;
    let evenement = Evenement::RelaisRefuse { id: attendu.id, motif: motif.0 };
    appel.inscrire(writer, id, None, evenement, precision.as_deref()).await
}

#[utoipa::path(
    post,
    path = "/api/v1/relais/{dossier}/retrait",
    operation_id = "retirerRelais",
    tag = "Relais",
    summary = "Retirer un relais proposé",
    security(("jeton" = ["relais:ecrire"])),
    params(("dossier" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = ReponseRelais,
    responses((status = 201, description = "La proposition est retirée.", body = Ecrit))
)]
pub(super) async fn retirer(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<ReponseRelais>,
) -> Result<Response, Cause> {
    let writer = appel.ecrire().await?;
    let lu = dossier::lire(&writer, appel.perimetre(), id).await?.ok_or(Cause::Introuvable)?;
    let propose = lu.etat.relais.ok_or(Cause::Introuvable)?;
    meme(&propose, corps.lire()?.relais)?;
    appel.inscrire(writer, id, None, Evenement::RelaisRetire { id: propose.id }, None).await
}

/// The hand-off that waits for the answer of the perimeter's organisation: withdrawn, answered by a colleague, or never
/// ours, there is none.
async fn recu(writer: &Writer, perimetre: &Perimetre, id: Uuid) -> Result<suivi::Relais, Cause> {
    let lu = dossier::lire(writer, perimetre, id).await?.ok_or(Cause::Introuvable)?;
    lu.etat.relais.filter(|relais| relais.vers.id == perimetre.organisation().id).ok_or(Cause::Introuvable)
}

fn meme(attendu: &suivi::Relais, donne: Uuid) -> Result<(), Cause> {
    if attendu.id == donne { Ok(()) } else { Err(Cause::Conflit) }
}
