//! Decisions: what, by whom, by when; each is a task or a hand-off of the dossier, and its fate is read there.

use std::collections::{HashMap, HashSet};

use axum::{
    extract::Path,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    droits::GenreOrganisation,
    francais::{majuscule, ponctuer},
    suivi::{DecisionComite, EtatDossier, Evenement, MotifRelais, Structure},
};
use raccroche_pages::{
    comite::Decision as DecisionMontree,
    components::{Badge, Tone},
    form::Choice,
};
use raccroche_store::{
    Perimetre, StoreError, appartenance,
    comite::{self, Comite, Decision, Point},
    dossier, organisation,
};
use uuid::Uuid;

use super::{ICI, agenda::Agenda, jour_de, seance};
use crate::{
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    saisie::Saisie,
    visite::Visite,
};

/// Who may be put in charge of a decision: those of the meeting's organisation and of the structures of its département
/// that follow young people.
pub(super) struct Membres(Vec<Membre>);

struct Membre {
    appartenance: Uuid,
    personne: Structure,
    structure: Structure,
}

impl Membres {
    pub(super) async fn lire(app: &App, perimetre: &Perimetre, comite: &Comite) -> Result<Self, Erreur> {
        let reader = app.store().read();
        let departement = organisation::find(reader, comite.organisation)
            .await?
            .map_or_else(|| perimetre.organisation().departement.clone(), |o| o.departement);
        let mut structures = HashMap::new();
        for genre in [GenreOrganisation::Psad, GenreOrganisation::Cio, GenreOrganisation::MissionLocale] {
            for trouvee in organisation::list(reader, genre.into()).await? {
                // Another PSAD has its own committee.
                let sienne = genre != GenreOrganisation::Psad || trouvee.id == comite.organisation;
                if trouvee.departement == departement && sienne {
                    structures.insert(trouvee.id, trouvee.nom);
                }
            }
        }
        let ids: Vec<Uuid> = structures.keys().copied().collect();
        let membres = appartenance::members_of(reader, &ids, perimetre.le()).await?;
        let mut membres: Vec<Membre> = membres
            .into_iter()
            .map(|(appartenance, compte)| {
                let nom = structures.get(&appartenance.organisation).cloned().unwrap_or_default();
                Membre {
                    appartenance: appartenance.id,
                    personne: Structure { id: compte.id, nom: format!("{} {}", compte.prenom, compte.nom) },
                    structure: Structure { id: appartenance.organisation, nom },
                }
            })
            .collect();
        // The meeting's own organisation first, then by structure and name.
        membres.sort_by(|a, b| {
            let cle = |m: &Membre| {
                (m.structure.id != comite.organisation, m.structure.nom.clone(), m.personne.nom.clone())
            };
            cle(a).cmp(&cle(b))
        });
        Ok(Self(membres))
    }

    pub(super) fn choix(&self) -> Vec<Choice> {
        let label = |membre: &Membre| format!("{}, {}", membre.personne.nom, membre.structure.nom);
        self.0.iter().map(|membre| Choice::new(membre.appartenance.to_string(), label(membre))).collect()
    }

    pub(super) fn decisions() -> Vec<Choice> {
        let choix = |decision: &DecisionComite| Choice::new(decision.code(), majuscule(decision.libelle()));
        DecisionComite::TOUS.iter().map(choix).collect()
    }
}

/// The decisions of a meeting about dossiers of the perimeter, with where those dossiers stand.
pub(super) struct Suivies {
    decisions: Vec<Decision>,
    etats: HashMap<Uuid, EtatDossier>,
    annulees: HashSet<(Uuid, u32)>,
}

impl Suivies {
    pub(super) async fn lire(app: &App, perimetre: &Perimetre, comite: &Comite) -> Result<Self, Erreur> {
        let reader = app.store().read();
        let mut decisions = comite::decisions(reader, comite).await?;
        let ids: Vec<Uuid> = decisions.iter().map(|decision| decision.dossier).collect();
        let etats = dossier::etats(reader, perimetre, &ids).await?;
        // About whom the reader may not see, there is nothing to show.
        decisions.retain(|decision| etats.contains_key(&decision.dossier));
        let annulees = dossier::annulees(reader, &ids).await?;
        Ok(Self { decisions, etats, annulees })
    }

    pub(super) fn nombre(&self) -> usize {
        self.decisions.len()
    }

    /// Those about one dossier.
    pub(super) fn de(&self, dossier: Uuid, jour: NaiveDate) -> Vec<DecisionMontree> {
        let siennes = self.decisions.iter().filter(|decision| decision.dossier == dossier);
        siennes.map(|decision| montrer(decision, self.sort(decision, jour), jour)).collect()
    }

    /// Those that are not held yet.
    pub(super) fn pendantes(&self, jour: NaiveDate) -> Vec<DecisionMontree> {
        self.decisions
            .iter()
            .map(|decision| (decision, self.sort(decision, jour)))
            .filter(|(_, sort)| matches!(sort, Sort::ATenir | Sort::EnRetard))
            .map(|(decision, sort)| montrer(decision, sort, jour))
            .collect()
    }

    fn sort(&self, decision: &Decision, jour: NaiveDate) -> Sort {
        let annulee = self.annulees.contains(&(decision.dossier, decision.rang));
        match self.etats.get(&decision.dossier) {
            Some(etat) if !annulee => sort(decision, etat, jour),
            _ => Sort::Annulee,
        }
    }
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    ATenir,
    EnRetard,
    Tenue,
    NonAboutie,
    Annulee,
}

/// Read in the dossier: a task that is gone was done; a hand-off that is gone was accepted when the structure answers for
/// the dossier.
fn sort(decision: &Decision, etat: &EtatDossier, jour: NaiveDate) -> Sort {
    let en_attente = match decision.decision.tache() {
        Some(_) => etat.taches.iter().any(|tache| tache.id == decision.objet),
        None => etat.relais.as_ref().is_some_and(|relais| relais.id == decision.objet),
    };
    match en_attente {
        true if decision.pour_le < jour => Sort::EnRetard,
        true => Sort::ATenir,
        false if decision.decision.tache().is_some() => Sort::Tenue,
        false if etat.responsable.structure.id == decision.structure.id => Sort::Tenue,
        false => Sort::NonAboutie,
    }
}

fn montrer(decision: &Decision, sort: Sort, jour: NaiveDate) -> DecisionMontree {
    let (texte, tone) = match sort {
        Sort::ATenir => ("À tenir", Tone::Info),
        Sort::EnRetard => ("En retard", Tone::Error),
        Sort::Tenue => ("Tenue", Tone::Success),
        Sort::NonAboutie => ("Non aboutie", Tone::Warning),
        Sort::Annulee => ("Annulée", Tone::Neutral),
    };
    let quoi = match decision.decision {
        DecisionComite::Relais => format!("passer le relais à {}", decision.structure.nom),
        autre => autre.libelle().to_owned(),
    };
    let qui = format!(
        "{}, {}, avant le {}",
        decision.responsable.nom,
        decision.structure.nom,
        jour_en_mots(decision.pour_le, jour)
    );
    DecisionMontree { texte: majuscule(&ponctuer(&quoi)), qui: ponctuer(&qui), etat: Badge::new(texte, tone) }
}

/// Writes a decision: in the journal of the dossier, and in the meeting.
pub(super) async fn decider(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let comite = comite::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let dossier = saisie.id("dossier").ok_or(Erreur::Introuvable)?;
    let points = comite::points(reader, &comite).await?;
    let agenda = Agenda::composer(&app, perimetre, &comite, &points).await?;
    // What is not on the agenda of this reader is not decided upon.
    let raison = agenda.raison(dossier).ok_or(Erreur::Introuvable)?;
    let membres = Membres::lire(&app, perimetre, &comite).await?;
    let quoi = saisie.choix("decision", DecisionComite::de_code);
    let membre =
        saisie.id("responsable").and_then(|choisi| membres.0.iter().find(|m| m.appartenance == choisi));
    if membre.is_none() {
        saisie.erreur("responsable", "Choisissez qui s’en charge.");
    }
    let pour_le = saisie.jour_requis("echeance");
    if pour_le.is_some_and(|jour| jour < perimetre.le()) {
        saisie.erreur("echeance", "Cette date est passée.");
    }
    let (Some(quoi), Some(membre), Some(pour_le), None) = (quoi, membre, pour_le, saisie.en_erreur()) else {
        let refuse = (dossier, saisie.reponses(None));
        return seance::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let objet = writer.new_id();
    let evenement = match quoi.tache() {
        Some(genre) => Evenement::TacheAjoutee { id: objet, genre, pour_le },
        None => Evenement::RelaisPropose {
            id: objet,
            vers: membre.structure.clone(),
            motif: MotifRelais::Accompagnement,
        },
    };
    let note = ponctuer(&format!(
        "Décision du comité technique du {} : {}, confiée à {} ({}).",
        jour_de(&comite),
        quoi.libelle(),
        membre.personne.nom,
        membre.structure.nom
    ));
    let seuils = &app.config().seuils;
    let ecrit =
        dossier::inscrire(&writer, perimetre, dossier, saisie.version(), evenement, Some(&note), seuils)
            .await;
    let rang = match ecrit {
        Ok(rang) => rang,
        Err(StoreError::Refus(refus)) => {
            drop(writer);
            let phrase = majuscule(&ponctuer(&format!("{refus}.")));
            let refuse = (dossier, saisie.reponses(Some(phrase)));
            return seance::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
        }
        Err(error) => return Err(error.into()),
    };
    comite::inscrire(&writer, &comite, &[Point { dossier, raison, retire: false }]).await?;
    let decision = Decision {
        dossier,
        decision: quoi,
        responsable: membre.personne.clone(),
        structure: membre.structure.clone(),
        pour_le,
        objet,
        rang,
    };
    comite::decider(&writer, &comite, &decision).await?;
    writer.commit().await?;
    let annonce = AppendHeaders([rendu::annoncer("decision_notee", dossier, rang)]);
    Ok((annonce, Redirect::to(&format!("{ICI}/{id}"))).into_response())
}
