//! What is done with several young people at once, from a list: all in one transaction, each in its own journal.
//!
//! What the rules refuse for one does not stop the others, and is counted; one dossier outside the territory stops all, as
//! no page of ours offers it.

use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use chrono::{Days, NaiveDate};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    suivi::{Evenement, GenreTache, Refus, Responsable, Structure},
};
use raccroche_pages::{
    form::{Choice, Field},
    liste::BulkAction,
};
use raccroche_store::{Perimetre, Reader, StoreError, appartenance, comite, dossier};
use uuid::Uuid;

use crate::{erreur::Erreur, garde::retour, rendu::Lot, saisie::Saisie, visite::Visite};

/// Dossiers acted upon at once: those of a page.
const AU_PLUS: usize = 50;
/// When no meeting is convoked yet, the committee meets within the month.
const JOURS_COMITE: u64 = 31;

/// What this person may do with a selection.
pub(super) async fn possibles(reader: &Reader, perimetre: &Perimetre) -> Result<Vec<BulkAction>, Erreur> {
    let mut actions = Vec::new();
    if peut(perimetre.role(), Agregat::Relais, Action::Decider) {
        let membres = appartenance::members(reader, perimetre.organisation().id, perimetre.le()).await?;
        let choix = membres
            .into_iter()
            .map(|(_, membre)| {
                Choice::new(membre.id.to_string(), format!("{} {}", membre.prenom, membre.nom))
            })
            .collect();
        actions.push(BulkAction {
            code: "attribuer".to_owned(),
            label: "Attribuer".to_owned(),
            field: Some(Field::select("responsable", "À qui", choix).optional()),
        });
    }
    if peut(perimetre.role(), Agregat::Tache, Action::Ecrire) {
        actions.push(BulkAction {
            code: "appeler".to_owned(),
            label: "Planifier un appel".to_owned(),
            field: Some(Field::date("appeler_le", "Appeler le").optional()),
        });
        actions.push(BulkAction {
            code: "ordre_du_jour".to_owned(),
            label: "Mettre à l’ordre du jour du comité".to_owned(),
            field: None,
        });
    }
    Ok(actions)
}

pub(super) async fn agir(Visite { app, qui, .. }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let mut dossiers: Vec<Uuid> = saisie.plusieurs("dossier").filter_map(|id| id.parse().ok()).collect();
    dossiers.sort_unstable();
    dossiers.dedup();
    if dossiers.is_empty() {
        return Err(demande("Choisissez d’abord un ou plusieurs jeunes, en cochant leur ligne."));
    }
    if dossiers.len() > AU_PLUS {
        return Err(demande("Choisissez 50 jeunes au plus à la fois."));
    }
    let reader = app.store().read();
    let genre = match saisie.texte("action") {
        Some("attribuer") => Genre::Attribuer(collegue(reader, perimetre, saisie.id("responsable")).await?),
        Some("appeler") => Genre::Appeler(jour_d_appel(&mut saisie, perimetre.le())?),
        Some("ordre_du_jour") => Genre::OrdreDuJour(prochain_comite(reader, perimetre).await?),
        _ => return Err(demande("Choisissez ce qu’il faut faire avec ces jeunes.")),
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let mut lot = Lot { genre: genre.code(), faits: Vec::new(), refuses: 0 };
    for id in dossiers {
        let evenement = genre.evenement(writer.new_id());
        let seuils = &app.config().seuils;
        match dossier::inscrire(&writer, perimetre, id, None, evenement, None, seuils).await {
            Ok(rang) => lot.faits.push((id, rang)),
            // Refused before anything of it was written: the transaction goes on.
            Err(StoreError::Refus(_)) => lot.refuses += 1,
            Err(error) => return Err(error.into()),
        }
    }
    writer.commit().await?;
    Ok(revenir(&saisie, &lot))
}

/// Takes back what the same person has just done with several.
pub(super) async fn annuler(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let entrees: Vec<(Uuid, u32)> = saisie.plusieurs("entree").filter_map(Lot::lire_entree).collect();
    if entrees.is_empty() || entrees.len() > AU_PLUS {
        return Err(Erreur::Introuvable);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let mut lot = Lot { genre: "annule", faits: Vec::new(), refuses: 0 };
    for (id, rang) in entrees {
        match dossier::annuler(&writer, perimetre, id, rang, &app.config().seuils).await {
            Ok(ecrit) => lot.faits.push((id, ecrit)),
            Err(StoreError::Refus(Refus::NonAnnulable)) => lot.refuses += 1,
            Err(error) => return Err(error.into()),
        }
    }
    writer.commit().await?;
    Ok(revenir(&saisie, &lot))
}

/// What is done with each.
enum Genre {
    Attribuer(Responsable),
    Appeler(NaiveDate),
    OrdreDuJour(NaiveDate),
}

impl Genre {
    fn code(&self) -> &'static str {
        match self {
            Self::Attribuer(_) => "attribuer",
            Self::Appeler(_) => "appeler",
            Self::OrdreDuJour(_) => "ordre_du_jour",
        }
    }

    fn evenement(&self, id: Uuid) -> Evenement {
        match self {
            Self::Attribuer(responsable) => {
                Evenement::ResponsableDesigne { responsable: responsable.clone() }
            }
            Self::Appeler(pour_le) => {
                Evenement::TacheAjoutee { id, genre: GenreTache::Appeler, pour_le: *pour_le }
            }
            Self::OrdreDuJour(pour_le) => {
                Evenement::TacheAjoutee { id, genre: GenreTache::Comite, pour_le: *pour_le }
            }
        }
    }
}

/// The colleague who was chosen, as responsible in one's own organisation.
async fn collegue(
    reader: &Reader,
    perimetre: &Perimetre,
    choisi: Option<Uuid>,
) -> Result<Responsable, Erreur> {
    if !peut(perimetre.role(), Agregat::Relais, Action::Decider) {
        return Err(Erreur::Interdit);
    }
    let organisation = perimetre.organisation();
    let membres = appartenance::members(reader, organisation.id, perimetre.le()).await?;
    let membre = choisi.and_then(|id| membres.into_iter().find(|(_, membre)| membre.id == id));
    let (_, membre) = membre.ok_or_else(|| demande("Choisissez à qui attribuer ces jeunes."))?;
    Ok(Responsable {
        structure: Structure { id: organisation.id, nom: organisation.nom.clone() },
        agent: Some(Structure { id: membre.id, nom: format!("{} {}", membre.prenom, membre.nom) }),
    })
}

/// The day on which those chosen are to be called.
fn jour_d_appel(saisie: &mut Saisie, aujourd_hui: NaiveDate) -> Result<NaiveDate, Erreur> {
    let jour = saisie.jour("appeler_le").filter(|jour| *jour >= aujourd_hui);
    jour.ok_or_else(|| demande("Choisissez le jour de l’appel : aujourd’hui ou plus tard."))
}

/// The day of the next meeting that this person knows of, else within the month.
async fn prochain_comite(reader: &Reader, perimetre: &Perimetre) -> Result<NaiveDate, Erreur> {
    let jour = perimetre.le();
    let seances = comite::lister(reader, perimetre, 10).await?;
    let prochaines = seances.iter().filter(|seance| seance.clos_le.is_none()).map(|s| s.debut.date());
    let prochaine = prochaines.filter(|le| *le >= jour).min();
    Ok(prochaine.or_else(|| jour.checked_add_days(Days::new(JOURS_COMITE))).unwrap_or(jour))
}

fn demande(phrase: &str) -> Erreur {
    Erreur::Demande(phrase.to_owned())
}

/// Back to the list as it was.
fn revenir(saisie: &Saisie, lot: &Lot) -> Response {
    let vers = retour(saisie.texte("retour").filter(|vers| vers.starts_with("/jeunes")));
    let vers = if vers == "/" { "/jeunes".to_owned() } else { vers };
    (AppendHeaders([lot.annoncer()]), Redirect::to(&vers)).into_response()
}
