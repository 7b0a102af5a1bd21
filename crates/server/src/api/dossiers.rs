//! Lists of dossiers, and one dossier.

use axum::Json;
use raccroche_store::{
    dossier::{self, Filtre, Page},
    identifiant, jeune,
};
use uuid::Uuid;

use super::{
    appel::Appel,
    entree::{Fautes, Numero, Parametres},
    modeles::{DemandeDossiers, Dossier, Dossiers, Responsables, ResumeDossier, Tri},
    probleme::Cause,
};

/// Rows of a page unless said otherwise.
const TAILLE: u64 = 50;
/// Rows of a page at most.
const TAILLE_MAX: u64 = 100;
/// Pages at most: beyond, a list is narrowed by its criteria.
const PAGE_MAX: u64 = 100_000;

/// The page asked for.
pub(super) fn page(numero: Option<u64>, taille: Option<u64>) -> Result<(u64, Page), Cause> {
    let (numero, taille) = (numero.unwrap_or(1), taille.unwrap_or(TAILLE));
    let mut fautes = Fautes::default();
    if !(1..=PAGE_MAX).contains(&numero) {
        fautes.noter("page", "La première page porte le numéro 1, la dernière possible 100 000.");
    }
    if !(1..=TAILLE_MAX).contains(&taille) {
        fautes.noter("taille", "Une page compte de 1 à 100 éléments.");
    }
    fautes.aucune()?;
    Ok((numero, Page { depuis: (numero - 1) * taille, taille }))
}

#[utoipa::path(
    get,
    path = "/api/v1/dossiers",
    operation_id = "listerDossiers",
    tag = "Dossiers",
    summary = "Les dossiers de votre territoire",
    description = "Chaque dossier rendu est une consultation : elle s’inscrit au journal des consultations, avec sa raison.",
    security(("jeton" = ["dossiers:lire"])),
    params(DemandeDossiers),
    responses((status = 200, description = "Une page de la liste.", body = Dossiers))
)]
pub(super) async fn lister(
    appel: Appel,
    Parametres(demande): Parametres<DemandeDossiers>,
) -> Result<Json<Dossiers>, Cause> {
    let perimetre = appel.perimetre();
    let mut fautes = Fautes::default();
    fautes.jour("ouverts_depuis", demande.ouverts_depuis);
    fautes.jour("echeance_avant", demande.echeance_avant);
    fautes.jour("modifies_depuis", demande.modifies_depuis.map(|le| le.date_naive()));
    fautes.aucune()?;
    let (numero, page) = page(demande.page, demande.taille)?;
    let filtre = filtre(&demande, perimetre.utilisateur());
    let reader = appel.app.store().read();
    let total = dossier::compter(reader, perimetre, &filtre).await?;
    let tri = match demande.tri {
        None | Some(Tri::Urgence) => dossier::Tri::Urgence,
        Some(Tri::Nom) => dossier::Tri::Nom,
        Some(Tri::Echeance) => dossier::Tri::Echeance,
        Some(Tri::Recent) => dossier::Tri::Recent,
    };
    let lues = dossier::lister(reader, perimetre, &filtre, tri, page).await?;
    let noms = appel.app.noms(&lues).await?;
    let ids: Vec<Uuid> = lues.iter().map(|lue| lue.id).collect();
    appel.consigner_tous(&ids, "liste, par l’API").await?;
    Ok(Json(Dossiers {
        total,
        page: numero,
        taille: page.taille,
        elements: lues.into_iter().map(|lue| ResumeDossier::new(lue, &noms)).collect(),
    }))
}

fn filtre(demande: &DemandeDossiers, moi: Uuid) -> Filtre {
    Filtre {
        clos: demande.clos,
        verification: demande.situation.map(|situation| situation.0),
        contact: demande.contact.map(|contact| contact.0),
        sans_solution: demande.sans_solution,
        nature: demande.nature.map(|nature| nature.0),
        mineurs: demande.mineurs,
        agent: (demande.responsable == Some(Responsables::Moi)).then_some(moi),
        ma_structure: demande.responsable == Some(Responsables::Structure),
        ouverts_depuis: demande.ouverts_depuis,
        modifies_depuis: demande.modifies_depuis,
        echeance_avant: demande.echeance_avant,
        ..Filtre::default()
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{id}",
    operation_id = "voirDossier",
    tag = "Dossiers",
    summary = "Un dossier",
    description = "La lecture s’inscrit au journal des consultations, avec la raison pour laquelle le dossier vous est visible.",
    security(("jeton" = ["dossiers:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    responses((status = 200, description = "Le dossier.", body = Dossier))
)]
pub(super) async fn voir(appel: Appel, Numero(id): Numero) -> Result<Json<Dossier>, Cause> {
    let perimetre = appel.perimetre();
    let reader = appel.app.store().read();
    let motifs = dossier::pourquoi(reader, perimetre, id).await?;
    let motif = motifs.first().copied().ok_or(Cause::Introuvable)?;
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Cause::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Cause::Introuvable)?;
    let identifiants = identifiant::of_jeune(reader, perimetre, lu.jeune).await?;
    appel.consigner(&[(id, motif)], "dossier, par l’API").await?;
    Ok(Json(Dossier::new(lu, personne, identifiants, &motifs, appel.seuils())))
}
