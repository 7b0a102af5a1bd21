//! What is due: computed from the state at a date, never stored as a truth.
//!
//! The store keeps a copy beside each dossier so that "Ma journée" is one indexed look; the copy is made again each
//! time the dossier changes.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    EtapeObligation, EtatContact, EtatDossier, EtatVerification, GenreEntretien, GenreTache, IssueEntretien,
    Seuils, obligation,
};
use crate::{AGE_MAJORITE, AGE_PLANCHER, age_au, liste::liste_fermee};

liste_fermee! {
    /// Kinds of things due.
    GenreEcheance {
        /// Interview within three months of the school's signal (L313-8).
        EntretienReorientation = "entretien_reorientation" => "Entretien de réorientation à tenir",
        /// Pass on to the département (R114-7).
        TransmissionDepartement = "transmission_departement" => "Transmission au président du conseil départemental",
        /// First attempt at contact.
        PremierContact = "premier_contact" => "Premier contact",
        /// Call again.
        Rappel = "rappel" => "Rappeler",
        /// Appointment to come.
        Entretien = "entretien" => "Entretien prévu",
        /// Does the solution still hold, three months on?
        Controle3Mois = "controle_3_mois" => "Vérifier la solution à 3 mois",
        /// Six months on?
        Controle6Mois = "controle_6_mois" => "Vérifier la solution à 6 mois",
        /// The planned end of the solution.
        FinSolution = "fin_solution" => "Fin prévue de la solution",
        /// The other organisation should have answered.
        ReponseRelais = "reponse_relais" => "Réponse au passage de relais",
        /// The step of a parcours.
        EtapeParcours = "etape_parcours" => "Étape d’un parcours",
        /// A task.
        Tache = "tache" => "Tâche",
        /// The young person answered the signed link: somebody must act upon it.
        ReponseJeune = "reponse_jeune" => "Réponse d’un jeune à traiter",
        /// The exemption ends.
        FinExemption = "fin_exemption" => "Fin de l’exemption",
        /// No entry for months.
        SansNouvelles = "sans_nouvelles" => "Sans nouvelles",
    }
}

impl GenreEcheance {
    /// The article the deadline rests on, when it is a legal one.
    pub fn article(self) -> Option<&'static str> {
        match self {
            Self::EntretienReorientation => Some("L313-8"),
            Self::TransmissionDepartement => Some("R114-7"),
            Self::FinExemption => Some("R114-3"),
            _ => None,
        }
    }
}

/// Something due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Echeance {
    /// By that day.
    pub le: NaiveDate,
    /// What.
    pub genre: GenreEcheance,
    /// The appointment, solution, hand-off or task it is about.
    pub objet: Option<Uuid>,
}

fn mois(date: NaiveDate, n: u32) -> NaiveDate {
    date.checked_add_months(Months::new(n)).unwrap_or(NaiveDate::MAX)
}

fn jours(date: NaiveDate, n: u64) -> NaiveDate {
    date.checked_add_days(Days::new(n)).unwrap_or(NaiveDate::MAX)
}

impl EtatDossier {
    /// Everything due, earliest first. Nothing is due on a closed dossier, but for the checks of its solution; on one that
    /// goes on in another, nothing at all: what was due is due there.
    pub fn echeances(&self, naissance: Option<NaiveDate>, seuils: &Seuils) -> Vec<Echeance> {
        let mut dues = Vec::new();
        if self.continue_dans().is_some() {
            return dues;
        }
        let mut du = |le, genre, objet| dues.push(Echeance { le, genre, objet });
        if let Some(solution) = self.solution_en_cours() {
            let premier = mois(solution.debut, 3);
            let second = mois(solution.debut, 6);
            if solution.controles.iter().all(|le| *le < premier) {
                du(premier, GenreEcheance::Controle3Mois, Some(solution.id));
            } else if solution.controles.iter().all(|le| *le < second) {
                du(second, GenreEcheance::Controle6Mois, Some(solution.id));
            }
            if let Some(fin) = solution.fin_prevue {
                du(fin, GenreEcheance::FinSolution, Some(solution.id));
            }
        }
        for parcours in &self.parcours {
            if let Some(le) = parcours.pour_le {
                du(le, GenreEcheance::EtapeParcours, Some(parcours.id));
            }
        }
        if self.cloture.is_some() {
            dues.sort();
            return dues;
        }
        if let Some(le) = self.entretien_reorientation_avant(naissance) {
            du(le, GenreEcheance::EntretienReorientation, None);
        }
        if let Some(suivi) = &self.obligation {
            match suivi.etape {
                EtapeObligation::Convoque => {
                    du(
                        obligation::transmission_avant(suivi.le),
                        GenreEcheance::TransmissionDepartement,
                        None,
                    );
                }
                EtapeObligation::Exempte => {
                    if let Some(fin) = suivi.jusqu_au {
                        du(fin, GenreEcheance::FinExemption, None);
                    }
                }
                _ => {}
            }
        }
        // Whom a school still has is met there, by the steps of a parcours: nobody looks for them.
        let cherche = self.a_chercher();
        let contact = self.contact(seuils);
        if cherche && contact == EtatContact::AContacter {
            let depuis = self.depart_connu_le.unwrap_or(self.ouvert_le);
            du(jours(depuis, seuils.jours_premier_contact), GenreEcheance::PremierContact, None);
        }
        if let Some(le) = self.rappeler_le {
            du(le, GenreEcheance::Rappel, None);
        }
        for entretien in self.entretiens.iter().filter(|entretien| entretien.issue.is_none()) {
            du(entretien.le.date(), GenreEcheance::Entretien, Some(entretien.id));
        }
        if let Some(relais) = &self.relais {
            du(jours(relais.propose_le, seuils.jours_relais), GenreEcheance::ReponseRelais, Some(relais.id));
        }
        for tache in &self.taches {
            let reponse = tache.genre == GenreTache::Reponse;
            let genre = if reponse { GenreEcheance::ReponseJeune } else { GenreEcheance::Tache };
            du(tache.pour_le, genre, Some(tache.id));
        }
        if cherche && contact != EtatContact::AContacter {
            du(mois(self.mis_a_jour_le, seuils.mois_sans_nouvelles), GenreEcheance::SansNouvelles, None);
        }
        dues.sort();
        dues
    }

    /// The day by which the entretien de réorientation is to be held: three months after the school's signal, for
    /// somebody of 16 or 17 on the day of the signal (L313-8). `None` once held, or when it does not apply: the article is about
    /// who is signalled as having left (L313-7), never about a pupil still enrolled.
    pub fn entretien_reorientation_avant(&self, naissance: Option<NaiveDate>) -> Option<NaiveDate> {
        if self.verification == EtatVerification::Scolarise {
            return None;
        }
        let signale_le = self.signale_le?;
        let age = age_au(naissance?, signale_le)?;
        let tenu = self.entretiens.iter().any(|entretien| {
            entretien.genre == GenreEntretien::Reorientation && entretien.issue == Some(IssueEntretien::Tenu)
        });
        let concerne = (AGE_PLANCHER..AGE_MAJORITE).contains(&age) && !tenu;
        concerne.then(|| mois(signale_le, 3))
    }

    /// Days from year 1 to the day since which there is no solution: among equals, lists show the smallest first. It
    /// depends on no clock, so it can be stored and indexed.
    pub fn anciennete(&self) -> i32 {
        self.sans_solution_depuis().unwrap_or(self.mis_a_jour_le).num_days_from_ce()
    }
}
