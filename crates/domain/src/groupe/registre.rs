//! The register of attendance: what is noted of somebody for a half-day, and what it adds up to.

use thiserror::Error;

use crate::{
    francais::{INSECABLE, compter},
    liste::liste_fermee,
};

liste_fermee! {
    /// What is noted of somebody for a half-day. Why somebody is excused is not asked: it is often health.
    EtatPresence {
        /// There.
        Present = "present" => "présent",
        /// Not there, with a valid reason.
        AbsentExcuse = "absent_excuse" => "absent excusé",
        /// Not there, without one.
        Absent = "absent" => "absent",
        /// In a company: not expected in class.
        EnStage = "en_stage" => "en stage",
    }
}

/// What a register adds up to, in half-days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assiduite {
    /// There.
    pub presents: u32,
    /// Not there, with a valid reason.
    pub excuses: u32,
    /// Not there, without one.
    pub absents: u32,
    /// In a company.
    pub en_stage: u32,
}

impl Assiduite {
    /// With so many half-days more in that state.
    pub fn ajouter(&mut self, etat: EtatPresence, combien: u32) {
        *match etat {
            EtatPresence::Present => &mut self.presents,
            EtatPresence::AbsentExcuse => &mut self.excuses,
            EtatPresence::Absent => &mut self.absents,
            EtatPresence::EnStage => &mut self.en_stage,
        } += combien;
    }

    /// Half-days noted.
    pub fn notees(self) -> u32 {
        self.attendues() + self.en_stage
    }

    /// Half-days noted in which somebody was expected in class.
    pub fn attendues(self) -> u32 {
        self.presents + self.excuses + self.absents
    }

    /// The share of the half-days expected in which somebody was there, from 0 to 1; `None` when none was expected.
    pub fn taux(self) -> Option<f64> {
        (self.attendues() > 0).then(|| f64::from(self.presents) / f64::from(self.attendues()))
    }

    /// The same in whole hundredths, rounded down: 100 is said of nobody who was away.
    pub fn pour_cent(self) -> Option<u32> {
        let pour_cent = u64::from(self.presents) * 100 / u64::from(self.attendues().max(1));
        (self.attendues() > 0).then(|| u32::try_from(pour_cent).unwrap_or(100))
    }

    /// `présent 18 demi-journées sur 20 (90 %)`, or that nothing is noted yet.
    pub fn en_mots(self) -> String {
        match self.pour_cent() {
            Some(pour_cent) => format!(
                "{} sur {} ({pour_cent}{INSECABLE}%)",
                compter(self.presents.into(), "demi-journée"),
                self.attendues()
            ),
            None if self.en_stage > 0 => "en stage".to_owned(),
            None => "rien de noté".to_owned(),
        }
    }
}

impl FromIterator<EtatPresence> for Assiduite {
    fn from_iter<I: IntoIterator<Item = EtatPresence>>(etats: I) -> Self {
        let mut somme = Self::default();
        etats.into_iter().for_each(|etat| somme.ajouter(etat, 1));
        somme
    }
}

/// How many half-days without excuse end a register that is told in order: being there or being excused breaks the row, a
/// stage neither breaks it nor adds to it.
pub fn absences_de_suite(etats: impl DoubleEndedIterator<Item = EtatPresence>) -> usize {
    etats
        .rev()
        .filter(|etat| *etat != EtatPresence::EnStage)
        .take_while(|etat| *etat == EtatPresence::Absent)
        .count()
}

/// Why something is not noted in a register: a sentence for the person who tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RefusPresence {
    /// Nobody knows yet who will come.
    #[error("cette demi-journée n’a pas encore eu lieu")]
    Avenir,
    /// The group does not meet then.
    #[error("le groupe n’est pas attendu cette demi-journée")]
    PasAttendue,
    /// Not in the group on that day.
    #[error("cette personne n’est pas dans le groupe ce jour-là")]
    PasMembre,
}
