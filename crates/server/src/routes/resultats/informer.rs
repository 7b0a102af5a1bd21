//! Telling families: for each candidate, the parcours that the results open, at its first step, and its letter; in one
//! transaction, and what the rules refuse for one does not stop the others.

use axum::{
    extract::Path,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    SuiteEchec,
    dispositif::{DateNommee, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::EvenementParcours,
    suivi::{Evenement, Origine, Responsable, Structure},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces, dossier, parcours,
    resultat::{self, Candidat},
};
use uuid::Uuid;

use super::ICI;
use crate::{
    erreur::Erreur,
    etat::App,
    rendu,
    resultats::DISPOSITIF,
    routes::parcours::{fiche, papiers::rediger},
    saisie::Saisie,
    visite::Visite,
};

/// Families told at once: each has a letter to be composed.
const AU_PLUS: usize = 200;

pub(super) async fn informer(
    Visite { app, qui, .. }: Visite,
    Path(session): Path<i32>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let toutes = match saisie.texte("action") {
        Some("toutes") => true,
        Some("choisis") => false,
        _ => return Err(Erreur::Demande("Choisissez ce qu’il faut faire avec ces jeunes.".to_owned())),
    };
    let mut choisis: Vec<Uuid> = saisie.plusieurs("resultat").filter_map(|id| id.parse().ok()).collect();
    choisis.sort_unstable();
    choisis.dedup();
    if !toutes && (choisis.is_empty() || choisis.len() > AU_PLUS) {
        return Err(Erreur::Demande("Choisissez de 1 à 200 jeunes, en cochant leur ligne.".to_owned()));
    }
    let fiche = fiche(&app, DISPOSITIF)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lus = resultat::lister(&writer, app.store().keyring(), perimetre, session, None, DISPOSITIF).await?;
    if choisis.iter().any(|id| !lus.iter().any(|lu| lu.id == *id)) {
        // Of another school, or nobody: as if it did not exist.
        return Err(Erreur::Introuvable);
    }
    let a_faire = lus.iter().filter(|lu| lu.suite == SuiteEchec::AInformer);
    let a_faire: Vec<&Candidat> =
        a_faire.filter(|lu| toutes || choisis.contains(&lu.id)).take(AU_PLUS).collect();
    let (mut faits, mut refuses) = (0_u32, if toutes { 0 } else { choisis.len() - a_faire.len() });
    for candidat in a_faire {
        if un(&app, &writer, perimetre, fiche, candidat).await? {
            faits += 1;
        } else {
            refuses += 1;
        }
    }
    let motif = format!("familles informées après la session {session}");
    acces::record(&writer, perimetre, None, "resultats", &motif).await?;
    writer.commit().await?;
    let genre = if refuses > 0 { "familles_en_partie" } else { "familles_informees" };
    let annonce = rendu::annoncer(genre, Uuid::nil(), faits);
    Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/{session}"))).into_response())
}

/// Tells one family; `false` when a parcours of the same kind is under way already, or the dossier only reads.
pub(crate) async fn un(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    fiche: &Dispositif,
    candidat: &Candidat,
) -> Result<bool, Erreur> {
    let Some(jeune) = candidat.jeune else { return Ok(false) };
    let seuils = &app.config().seuils;
    let dossier = match dossier::ouvert_du_jeune(writer, jeune).await? {
        Some(ouvert) => {
            if dossier::pourquoi(writer, perimetre, ouvert).await?.is_empty() {
                let ecole = perimetre.organisation().id;
                dossier::etendre_portee(writer, ouvert, ecole, MotifPortee::Etablissement, None).await?;
            }
            ouvert
        }
        None => ouvrir(app, writer, perimetre, jeune, candidat).await?,
    };
    let id = match candidat.parcours {
        // Opened by hand from the dossier, before the letter.
        Some((id, _)) => id,
        None => match parcours::ouvrir(writer, perimetre, dossier, fiche, seuils).await {
            Ok(id) => id,
            Err(StoreError::Refus(_) | StoreError::RefusParcours(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        },
    };
    let le = candidat.resultats_le;
    let date = EvenementParcours::DateFixee { nom: DateNommee::Resultats, le };
    parcours::inscrire(writer, perimetre, id, None, date, fiche, seuils).await?;
    let lu = parcours::lire(writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let lettre = ModeleDocument::Lettre;
    let contenu = rediger(app, writer, perimetre, &lu, fiche, id, lettre).await?;
    parcours::etablir(writer, perimetre, id, lettre, &contenu, fiche, seuils).await?;
    Ok(true)
}

/// Opens the dossier of somebody who has none: the school of origin answers for it, and nobody else sees it.
async fn ouvrir(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    jeune: Uuid,
    candidat: &Candidat,
) -> Result<Uuid, Erreur> {
    let (ecole, jour) = (perimetre.organisation(), perimetre.le());
    let agent = Structure { id: perimetre.utilisateur(), nom: perimetre.nom().to_owned() };
    let formation =
        if candidat.specialite.is_empty() { candidat.examen.libelle() } else { &candidat.specialite };
    let nouveau = dossier::Nouveau {
        jeune,
        naissance: candidat.identite.date_naissance,
        evenement: Evenement::Ouvert {
            origine: Origine::Examen,
            campagne: None,
            signale_le: None,
            sans_formation_depuis: None,
            responsable: Responsable {
                structure: Structure { id: ecole.id, nom: ecole.nom.clone() },
                agent: Some(agent),
            },
        },
        portees: vec![(ecole.id, MotifPortee::Etablissement)],
        dernier_etablissement: ecole.nom.clone(),
        derniere_formation: formation.to_owned(),
    };
    let seuils = &app.config().seuils;
    Ok(dossier::ouvrir(writer, &perimetre.auteur(), jour, &nouveau, seuils).await?)
}
