//! Two dossiers of one person: one goes on, the other ends and is kept as it was.
//!
//! What was under way in the one that ends (an appointment, a task, a call back, a legal clock) must not be lost with it: the
//! dossier that goes on takes it over ([`Reprise`]), in the very entry that says so, so that its journal replays by
//! itself. Separating them takes all of it back, whatever was done meanwhile, and the other dossier goes on from where
//! it stopped: when two people were taken for one, nothing of the one may stay with the other.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Entretien, EtatDossier, EtatVerification, ParcoursSuivi, Refus, ReponseJeune, Solution, SuiviObligation,
    Tache, TentativeFaite,
};

/// What a dossier that goes on takes over from the one that ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprise {
    /// The day of the school's signal (L313-8): the earlier one counts.
    pub signale_le: Option<NaiveDate>,
    /// The day on which the listing was confirmed.
    pub confirmee_le: Option<NaiveDate>,
    /// Since when the person is looked for there, unless still enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cherche_depuis: Option<NaiveDate>,
    /// To call again on that day.
    pub rappeler_le: Option<NaiveDate>,
    /// The obligation de formation, where the other has not begun it.
    pub obligation: Option<SuiviObligation>,
    /// Attempts at contact.
    pub tentatives: Vec<TentativeFaite>,
    /// Answers by the signed link.
    pub reponses: Vec<(NaiveDate, ReponseJeune)>,
    /// Appointments, past and to come.
    pub entretiens: Vec<Entretien>,
    /// Solutions; the one under way only where the other has none.
    pub solutions: Vec<Solution>,
    /// Things to do.
    pub taches: Vec<Tache>,
    /// Parcours, past and under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parcours: Vec<ParcoursSuivi>,
}

/// A dossier that goes on in another, as the other holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reunion {
    /// The one that ended.
    pub avec: Uuid,
    /// Rank of the entry that says so.
    pub rang: u32,
    /// What was taken over.
    pub reprise: Reprise,
    /// What stood here before, of what a dossier holds one of.
    avant: Uniques,
}

/// What a dossier holds one of: the only things where one of two must be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Uniques {
    signale_le: Option<NaiveDate>,
    rappeler_le: Option<NaiveDate>,
    obligation: Option<SuiviObligation>,
    verification: (EtatVerification, Option<NaiveDate>),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    depart_connu_le: Option<NaiveDate>,
}

impl Uniques {
    /// With what another dossier brings.
    fn avec(mut self, reprise: &Reprise) -> Self {
        let plus_tot = |a: Option<NaiveDate>, b: Option<NaiveDate>| [a, b].into_iter().flatten().min();
        self.signale_le = plus_tot(self.signale_le, reprise.signale_le);
        self.rappeler_le = plus_tot(self.rappeler_le, reprise.rappeler_le);
        if self.obligation.is_none() {
            self.obligation.clone_from(&reprise.obligation);
        }
        let (avant, _) = self.verification;
        if matches!(avant, EtatVerification::AVerifier | EtatVerification::Scolarise)
            && reprise.confirmee_le.is_some()
        {
            self.verification = (EtatVerification::Confirmee, reprise.confirmee_le);
        } else if avant == EtatVerification::Scolarise && reprise.cherche_depuis.is_some() {
            self.verification = (EtatVerification::AVerifier, None);
        }
        if avant == EtatVerification::Scolarise && self.verification.0 != avant {
            // Of two dossiers, one says that the person has left.
            self.depart_connu_le = reprise.cherche_depuis.or(reprise.confirmee_le);
        }
        self
    }

    /// Without what a reunion brought: what still is as it made it becomes what it would be with the `restantes` alone.
    fn sans(&mut self, defaite: &Reunion, restantes: &[Reunion]) {
        let apres = defaite.avant.clone().avec(&defaite.reprise);
        let sinon = restantes.iter().fold(defaite.avant.clone(), |u, reunion| u.avec(&reunion.reprise));
        if self.signale_le == apres.signale_le {
            self.signale_le = sinon.signale_le;
        }
        if self.rappeler_le == apres.rappeler_le {
            self.rappeler_le = sinon.rappeler_le;
        }
        if self.obligation == apres.obligation {
            self.obligation = sinon.obligation;
        }
        if self.verification == apres.verification {
            (self.verification, self.depart_connu_le) = (sinon.verification, sinon.depart_connu_le);
        }
    }
}

impl EtatDossier {
    /// The dossier in which this one goes on, when it ended by a reunion.
    pub fn continue_dans(&self) -> Option<Uuid> {
        self.cloture.as_ref().and_then(|cloture| cloture.avec)
    }

    /// What another dossier takes over when this one ends.
    pub fn reprise(&self) -> Reprise {
        let confirmee = self.verification == EtatVerification::Confirmee;
        Reprise {
            signale_le: self.signale_le,
            confirmee_le: self.verifie_le.filter(|_| confirmee),
            cherche_depuis: (self.verification != EtatVerification::Scolarise)
                .then(|| self.depart_connu_le.unwrap_or(self.ouvert_le)),
            rappeler_le: self.rappeler_le,
            obligation: self.obligation.clone(),
            tentatives: self.tentatives.clone(),
            reponses: self.reponses.clone(),
            entretiens: self.entretiens.clone(),
            solutions: self.solutions.clone(),
            taches: self.taches.clone(),
            parcours: self.parcours.clone(),
        }
    }

    /// Whether this dossier and `avec` may be separated: this one goes on in it, or it in this one.
    pub(super) fn admettre_separation(&self, avec: Uuid) -> Result<(), Refus> {
        match self.continue_dans() {
            Some(autre) if autre == avec => Ok(()),
            // What came from the other has gone further: the last reunion is undone first.
            Some(_) => Err(Refus::Reuni),
            None if self.reunis.iter().any(|reunion| reunion.avec == avec) => Ok(()),
            None => Err(Refus::Introuvable("cette réunion")),
        }
    }

    /// Takes over what was under way in a dossier that ended.
    pub(super) fn reunir(&mut self, avec: Uuid, rang: u32, reprise: &Reprise) {
        let avant = self.uniques();
        self.poser(avant.clone().avec(reprise));
        // The rank of this entry marks what came by it.
        self.tentatives.extend(reprise.tentatives.iter().map(|t| TentativeFaite { rang, ..t.clone() }));
        self.tentatives.sort_by_key(|tentative| tentative.le);
        self.reponses.extend(&reprise.reponses);
        self.entretiens.extend(reprise.entretiens.iter().cloned());
        let cherche = self.solution_en_cours().is_none();
        self.solutions.extend(reprise.solutions.iter().filter(|s| cherche || s.fin.is_some()).cloned());
        self.taches.extend(reprise.taches.iter().cloned());
        self.parcours.extend(reprise.parcours.iter().cloned());
        self.reunis.push(Reunion { avec, rang, reprise: reprise.clone(), avant });
    }

    /// Each goes on by itself.
    pub(super) fn separer(&mut self, avec: Uuid) {
        if self.continue_dans() == Some(avec) {
            self.cloture = None;
            return;
        }
        let Some(position) = self.reunis.iter().position(|reunion| reunion.avec == avec) else { return };
        let defaite = self.reunis.remove(position);
        let reprise = &defaite.reprise;
        self.tentatives.retain(|tentative| tentative.rang != defaite.rang);
        for reponse in &reprise.reponses {
            if let Some(venue) = self.reponses.iter().rposition(|connue| connue == reponse) {
                self.reponses.remove(venue);
            }
        }
        self.entretiens.retain(|entretien| !reprise.entretiens.iter().any(|e| e.id == entretien.id));
        self.solutions.retain(|solution| !reprise.solutions.iter().any(|s| s.id == solution.id));
        self.taches.retain(|tache| !reprise.taches.iter().any(|t| t.id == tache.id));
        self.parcours.retain(|parcours| !reprise.parcours.iter().any(|p| p.id == parcours.id));
        let mut uniques = self.uniques();
        uniques.sans(&defaite, &self.reunis[position..]);
        for suivante in (position..self.reunis.len()).rev() {
            let (avant, apres) = self.reunis.split_at_mut(suivante);
            apres[0].avant.sans(&defaite, &avant[position..]);
        }
        self.poser(uniques);
    }

    fn uniques(&self) -> Uniques {
        Uniques {
            signale_le: self.signale_le,
            rappeler_le: self.rappeler_le,
            obligation: self.obligation.clone(),
            verification: (self.verification, self.verifie_le),
            depart_connu_le: self.depart_connu_le,
        }
    }

    fn poser(&mut self, uniques: Uniques) {
        self.signale_le = uniques.signale_le;
        self.rappeler_le = uniques.rappeler_le;
        self.obligation = uniques.obligation;
        (self.verification, self.verifie_le) = uniques.verification;
        self.depart_connu_le = uniques.depart_connu_le;
    }
}
