//! The contracts, and the young people of one, as files. What leaves is logged.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_store::{acces, marche};
use uuid::Uuid;

use super::{AU_PLUS, bilan, etape, heures, voir};
use crate::{erreur::Erreur, limites::Essai, routes::parcours::nommer, visite::Visite};

/// Figures, and nobody's name.
pub(super) async fn liste(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let marches = marche::lister(reader, perimetre, AU_PLUS).await?;
    let parcours = super::parcours(reader, &marches).await?;
    let lignes: Vec<Vec<String>> = marches
        .into_iter()
        .map(|marche| {
            let siens = parcours.get(&marche.id).map(Vec::as_slice).unwrap_or_default();
            let sommes = heures(siens);
            let dues = marche.heures().to_string();
            let clos = marche.clos_le.map(|le| le.to_string()).unwrap_or_default();
            vec![
                marche.objet,
                marche.reference,
                marche.acheteur,
                marche.entreprise,
                marche.siret,
                dues,
                sommes.prevues.to_string(),
                sommes.faites.to_string(),
                siens.len().to_string(),
                clos,
            ]
        })
        .collect();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, None, "export", "liste des marchés").await?;
    writer.commit().await?;
    let entetes = [
        "marche",
        "numero",
        "acheteur",
        "entreprise",
        "siret",
        "heures_dues",
        "heures_prevues",
        "heures_faites",
        "jeunes",
        "clos_le",
    ];
    fichier("marches.csv", &entetes, &lignes)
}

/// The young people whom who asks may see.
pub(super) async fn jeunes(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Export, &perimetre.utilisateur().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let (marche, _, lus) = voir::ouvrir(&app, perimetre, id, "export").await?;
    let lignes: Vec<Vec<String>> = lus
        .iter()
        .map(|lu| {
            let etat = &lu.suivi.etat;
            let nombre = |heures: Option<u32>| heures.map(|heures| heures.to_string()).unwrap_or_default();
            vec![
                marche.objet.clone(),
                nommer(&lu.identite),
                etat.ouvert_le.to_string(),
                etape(&app, etat),
                nombre(etat.heures_prevues()),
                nombre(etat.heures_faites()),
                bilan(&app, etat).0,
            ]
        })
        .collect();
    let entetes = ["marche", "jeune", "ouvert_le", "etape", "heures_prevues", "heures_faites", "bilan"];
    fichier("jeunes-du-marche.csv", &entetes, &lignes)
}

fn fichier(nom: &str, entetes: &[&str], lignes: &[Vec<String>]) -> Result<Response, Erreur> {
    let fichier = crate::export::liste(entetes, lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{nom}\"")),
    ];
    Ok((entetes, fichier).into_response())
}
