//! What the fiches count: over the parcours of a territory in a school year, and in one parcours; and what members of an
//! alliance share with the token's person.

use axum::Json;
use raccroche_domain::parcours::AnneeScolaire;
use raccroche_store::{acces, parcours};

use super::{
    appel::Appel,
    entree::{Fautes, Numero, Parametres},
    modeles::{
        BilanParcours, CompteIndicateur, DemandeBilan, DispositifCompte, EvaluationParcours,
        IndicateurEvalue, Information, Informations,
    },
    probleme::Cause,
};
use crate::routes::parcours::{
    bilan::{compter, de_l_annee, fiches},
    charte::informations_lues,
};

#[utoipa::path(
    get,
    path = "/api/v1/bilan",
    operation_id = "bilanParcours",
    tag = "Parcours",
    summary = "Ce que les fiches comptent sur une année scolaire",
    description = "Sur les parcours ouverts dans les dossiers que votre structure voit. Aucun nom n’est rendu.",
    security(("jeton" = ["parcours:lire"])),
    params(DemandeBilan),
    responses((status = 200, description = "Les comptes.", body = BilanParcours))
)]
pub(super) async fn annuel(
    appel: Appel,
    Parametres(demande): Parametres<DemandeBilan>,
) -> Result<Json<BilanParcours>, Cause> {
    let perimetre = appel.perimetre();
    let mut fautes = Fautes::default();
    let courante = AnneeScolaire::du(perimetre.le());
    let annee = demande.annee.map_or(Some(courante), AnneeScolaire::commencant_en);
    if annee.is_none() {
        fautes.noter("annee", "Cette année scolaire n’existe pas.");
    }
    fautes.aucune()?;
    let annee = annee.unwrap_or(courante);
    let parcours = de_l_annee(&appel.app, perimetre, annee, None).await?;
    let dispositifs = fiches(&appel.app, &parcours).into_iter().map(|fiche| DispositifCompte {
        dispositif: fiche.code.clone(),
        indicateurs: compter(fiche, &parcours)
            .into_iter()
            .zip(&fiche.indicateurs)
            .map(|(compte, indicateur)| CompteIndicateur {
                code: indicateur.code.clone(),
                titre: indicateur.titre.clone(),
                parcours: compte,
            })
            .collect(),
    });
    Ok(Json(BilanParcours {
        annee: annee.libelle(),
        du: annee.premier_jour(),
        au: annee.dernier_jour(),
        dispositifs: dispositifs.collect(),
    }))
}

#[utoipa::path(
    get,
    path = "/api/v1/parcours/{id}/evaluation",
    operation_id = "evaluerParcours",
    tag = "Parcours",
    summary = "Ce que la fiche évalue d’un parcours",
    description = "Chaque indicateur de la fiche, et si ce parcours y compte. La lecture s’inscrit au journal des consultations.",
    security(("jeton" = ["parcours:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    responses((status = 200, description = "L’évaluation.", body = EvaluationParcours))
)]
pub(super) async fn evaluer(appel: Appel, Numero(id): Numero) -> Result<Json<EvaluationParcours>, Cause> {
    let perimetre = appel.perimetre();
    let entree = parcours::entrer(appel.app.store().read(), perimetre, appel.app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Cause::Introuvable)?;
    let writer = appel.ecrire().await?;
    let quoi = "évaluation d’un parcours, par l’API";
    acces::record(&writer, perimetre, Some(lu.dossier), quoi, lu.motif.code()).await?;
    writer.commit().await?;
    let indicateurs = fiche.indicateurs.iter().map(|indicateur| IndicateurEvalue {
        code: indicateur.code.clone(),
        titre: indicateur.titre.clone(),
        compte: indicateur.retient(&lu.suivi.etat),
    });
    Ok(Json(EvaluationParcours {
        parcours: id,
        dispositif: fiche.code.clone(),
        fini: lu.suivi.etat.fin.is_some(),
        indicateurs: indicateurs.collect(),
    }))
}

#[utoipa::path(
    get,
    path = "/api/v1/parcours/{id}/informations",
    operation_id = "listerInformations",
    tag = "Parcours",
    summary = "Ce qui est partagé avec vous dans une alliance",
    description = "Seulement ce que la personne au nom de qui le jeton agit peut lire, une fois la charte signée dans l’application. La \
                   lecture s’inscrit au journal des consultations. Partager et retirer se font dans l’application.",
    security(("jeton" = ["parcours:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    responses((status = 200, description = "Ce qui est partagé.", body = Informations))
)]
pub(super) async fn informations(appel: Appel, Numero(id): Numero) -> Result<Json<Informations>, Cause> {
    let perimetre = appel.perimetre();
    let entree = parcours::entrer(appel.app.store().read(), perimetre, appel.app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Cause::Introuvable)?;
    let lues = informations_lues(&appel.app, perimetre, &lu, fiche).await?;
    Ok(Json(Informations { parcours: id, elements: lues.into_iter().map(Information::from).collect() }))
}
