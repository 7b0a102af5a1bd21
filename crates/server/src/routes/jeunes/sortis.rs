//! What a campaign closes nothing by itself for: those who are followed and whom it found somewhere. Whoever leads the PSAD sees
//! the evidence, and decides for one or for several: closed, as found; or followed all the same. Both are entries of the
//! journal, and both are taken back.

use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use raccroche_domain::{
    GenreRegistre, Verdict,
    francais::{guillemets, majuscule, nombre, ponctuer},
    suivi::{EtatVerification, Evenement},
};
use raccroche_pages::{
    components::{Badge, Tone},
    layout::Link,
    sortis::{SortiLigne, Sortis},
};
use raccroche_store::{
    StoreError, acces, dossier,
    sortis::{self, Sorti},
};
use uuid::Uuid;

use super::ligne::{age, badge_contact, badge_solution, nom_de_liste};
use crate::{erreur::Erreur, rendu, rendu::Lot, saisie::Saisie, visite::Visite};

/// Address of the page.
pub(super) const ICI: &str = "/jeunes/retrouves";
/// Decided at once, and shown.
const AU_PLUS: usize = 50;

/// What closing writes; nothing when the campaign's reason is no place where somebody is.
fn constat(sorti: &Sorti) -> Option<EtatVerification> {
    use EtatVerification as E;
    let genre = sorti.preuves.as_ref().and_then(|preuves| preuves.get("genre"));
    let genre: Option<GenreRegistre> = genre.and_then(|genre| serde_json::from_value(genre.clone()).ok());
    match (sorti.verdict, sorti.motif.as_str()) {
        (Verdict::Retrouve, _) if genre == Some(GenreRegistre::Sifa) => Some(E::RetrouveApprentissage),
        (Verdict::Retrouve, _) => Some(E::RetrouveScolaire),
        (Verdict::Diplome, _) => Some(E::DiplomeObtenu),
        (Verdict::SuiviMissionLocale, _) => Some(E::RetrouveAccompagne),
        (Verdict::AutreSituation, "emploi" | "service_civique") => Some(E::RetrouveEmploi),
        (Verdict::AutreSituation, "formation_professionnelle") => Some(E::RetrouveFormation),
        (Verdict::AutreSituation, "depart_etranger") => Some(E::DepartEtranger),
        (Verdict::AutreSituation, "deces") => Some(E::Decede),
        (_, "erreur_signalee") => Some(E::Erreur),
        // Exempted, taught otherwise, too old: whether the follow-up ends is not for a table to say.
        _ => None,
    }
}

pub(super) async fn voir(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let campagne = sortis::derniere_publiee(reader).await?;
    let tous = match &campagne {
        Some(campagne) => sortis::lister(reader, perimetre, campagne).await?,
        None => Vec::new(),
    };
    if !tous.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let motif = format!("{} jeunes suivis que la campagne retrouve", tous.len().min(AU_PLUS));
        acces::record(&writer, perimetre, None, "retrouves", &motif).await?;
        writer.commit().await?;
    }
    let jour = perimetre.le();
    let seuils = &app.config().seuils;
    let ligne = |sorti: &Sorti| SortiLigne {
        reference: sorti.dossier.to_string(),
        jeune: Link::new(
            nom_de_liste(&sorti.nom_famille, sorti.nom_usage.as_deref(), &sorti.prenoms),
            format!("/dossiers/{}", sorti.dossier),
        ),
        age: age(sorti.naissance, None, jour).0,
        verdict: Badge::new(
            sorti.verdict.libelle(),
            if constat(sorti).is_some() { Tone::Success } else { Tone::Neutral },
        ),
        preuve: ponctuer(&sorti.pourquoi),
        serait: constat(sorti).map(|etat| majuscule(etat.libelle())),
        contact: badge_contact(sorti.etat.contact(seuils).code()),
        solution: badge_solution(sorti.etat.solution_en_cours().map(|solution| solution.nature.code())),
    };
    let cadre = campagne.as_ref().map_or_else(
        || "Aucune campagne n’est publiée.".to_owned(),
        |campagne| {
            format!(
                "La campagne {} a retrouvé ces jeunes que vous suivez. Rien n’est clos tant que vous n’en décidez pas ; ce que \
                 vous décidez s’inscrit au journal de chacun, et s’annule.",
                guillemets(&campagne.nom)
            )
        },
    );
    let reste = tous.len().saturating_sub(AU_PLUS) as u64;
    let page = Sortis {
        layout: rendu::autour(&app, &qui, &headers, "/jeunes"),
        cadre: ponctuer(&cadre),
        reste: if reste > 0 {
            ponctuer(&format!("{} autres viendront quand vous aurez décidé pour ceux-ci.", nombre(reste)))
        } else {
            String::new()
        },
        lignes: tous.iter().take(AU_PLUS).map(ligne).collect(),
        vide: Sortis::rien(),
    };
    rendu::page(&page)
}

pub(super) async fn decider(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let mut choisis: Vec<Uuid> = saisie.plusieurs("dossier").filter_map(|id| id.parse().ok()).collect();
    choisis.sort_unstable();
    choisis.dedup();
    if choisis.is_empty() || choisis.len() > AU_PLUS {
        return Err(Erreur::Demande("Choisissez de 1 à 50 jeunes, en cochant leur ligne.".to_owned()));
    }
    let clore = match saisie.texte("action") {
        Some("clore") => true,
        Some("garder") => false,
        _ => return Err(Erreur::Demande("Choisissez ce qu’il faut faire avec ces jeunes.".to_owned())),
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let campagne = sortis::derniere_publiee(&writer).await?.ok_or(Erreur::Introuvable)?;
    let tous = sortis::lister(&writer, perimetre, &campagne).await?;
    let genre = if clore { "retrouves_clos" } else { "retrouves_gardes" };
    let mut lot = Lot { genre, faits: Vec::new(), refuses: 0 };
    for id in choisis {
        let Some(sorti) = tous.iter().find(|sorti| sorti.dossier == id) else {
            // Of another territory, or nobody: as if it did not exist. Decided meanwhile: counted, the others go on.
            if dossier::pourquoi(&writer, perimetre, id).await?.is_empty() {
                return Err(Erreur::Introuvable);
            }
            lot.refuses += 1;
            continue;
        };
        let evenement = if clore {
            constat(sorti).map(|etat| Evenement::Verifie { etat, ou: None, depuis: None })
        } else {
            Some(Evenement::Maintenu { campagne: campagne.nom.clone() })
        };
        let Some(evenement) = evenement else {
            lot.refuses += 1;
            continue;
        };
        // The evidence stays with the decision, sealed as notes are.
        let preuve = ponctuer(&format!("Campagne {} : {}", guillemets(&campagne.nom), sorti.pourquoi));
        let (vu, seuils) = (Some(sorti.etat.rang), &app.config().seuils);
        match dossier::inscrire(&writer, perimetre, id, vu, evenement, Some(&preuve), seuils).await {
            Ok(rang) => lot.faits.push((id, rang)),
            Err(StoreError::Refus(_)) => lot.refuses += 1,
            Err(error) => return Err(error.into()),
        }
    }
    writer.commit().await?;
    Ok((AppendHeaders([lot.annoncer()]), Redirect::to(ICI)).into_response())
}
