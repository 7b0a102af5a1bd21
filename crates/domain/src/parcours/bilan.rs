//! What the fiches count over parcours: each indicator a question put to each parcours, and the year over which it is counted.

use chrono::{Datelike as _, NaiveDate};

use super::{EtatParcours, Saisi};
use crate::dispositif::{Compte, Indicateur};

/// A school year, by the calendar year in which it begins: from 1 September to 31 August.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnneeScolaire(i32);

impl AnneeScolaire {
    /// The one that begins in that calendar year; `None` for a year outside 1900 to 2200, which nobody counts.
    pub fn commencant_en(annee: i32) -> Option<Self> {
        (1900..2200).contains(&annee).then_some(Self(annee))
    }

    /// The one that holds this day.
    pub fn du(le: NaiveDate) -> Self {
        Self(if le.month() >= 9 { le.year() } else { le.year() - 1 })
    }

    /// The calendar year in which it begins.
    pub fn debut(self) -> i32 {
        self.0
    }

    /// 1 September.
    pub fn premier_jour(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 9, 1).unwrap_or_default()
    }

    /// 31 August of the year after.
    pub fn dernier_jour(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 8, 31).unwrap_or_default()
    }

    /// `2026-2027`.
    pub fn libelle(self) -> String {
        format!("{}-{}", self.0, self.0 + 1)
    }
}

impl Indicateur {
    /// Whether a parcours of its dispositif counts in it; `None` when no program counts it: people evaluate it together.
    pub fn retient(&self, etat: &EtatParcours) -> Option<bool> {
        match &self.compte {
            Compte::Ouverts => Some(true),
            Compte::Issue(issue) => Some(etat.fin.is_some_and(|(_, fin)| fin == *issue)),
            Compte::Etape(code) => Some(etat.franchies.iter().any(|(franchie, _)| franchie == code)),
            Compte::Champ { code, valeurs } => Some(match etat.saisies.get(code) {
                Some(Saisi::Choix(choix)) => choix.iter().any(|valeur| valeurs.contains(valeur)),
                _ => false,
            }),
            Compte::Partagee => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_year_turns_on_the_first_of_september() {
        let jour = |mois, jour| NaiveDate::from_ymd_opt(2027, mois, jour).expect("a day");
        for (le, annee) in [(jour(1, 1), 2026), (jour(8, 31), 2026), (jour(9, 1), 2027), (jour(12, 31), 2027)]
        {
            assert_eq!(AnneeScolaire::du(le).debut(), annee, "{le}");
        }
        assert_eq!(AnneeScolaire::du(jour(8, 31)).libelle(), "2026-2027");
        assert_eq!(AnneeScolaire::commencant_en(99_999), None);
    }

    proptest! {
        #[test]
        fn each_day_is_in_its_year_and_in_no_other(jours in -30_000..80_000_i64) {
            let le = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day") + chrono::TimeDelta::days(jours);
            let annee = AnneeScolaire::du(le);
            prop_assert!((annee.premier_jour()..=annee.dernier_jour()).contains(&le));
        }
    }
}
