//! The school calendar of the académie: when nobody is at school.
//!
//! No text that this program knows gives its days, so they are a parameter. They close groups; they move no legal deadline,
//! which counts calendar days: L313-8 says three months, R114-7 two months, D122-3-3 fifteen days, and none of them sets holidays
//! aside.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::francais::{date_longue, guillemets};

/// Letters of a name at most.
const NOM_AU_PLUS: usize = 100;
/// Days of holidays at most: beyond, it is a mistake of the keyboard.
const JOURS_AU_PLUS: i64 = 100;

/// School holidays, or a bridge that the calendar gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Vacances {
    /// First day.
    pub du: NaiveDate,
    /// Last day, included: the eve of the day on which classes begin again.
    pub au: NaiveDate,
    /// As the calendar says it: `Vacances de Noël`, `Pont de l’Ascension`.
    pub nom: String,
}

impl Vacances {
    /// What is wrong with it, the field and a sentence; nothing when it may stand.
    pub fn defaut(&self) -> Option<(&'static str, String)> {
        let lettres = self.nom.trim().chars().count();
        if !(1..=NOM_AU_PLUS).contains(&lettres) {
            return Some(("nom", format!("Un nom a de 1 à {NOM_AU_PLUS} caractères.")));
        }
        if self.au < self.du {
            let (du, au) = (date_longue(self.du), date_longue(self.au));
            return Some(("au", format!("Le dernier jour ({au}) est avant le premier ({du}).")));
        }
        let jours = (self.au - self.du).num_days() + 1;
        (jours > JOURS_AU_PLUS).then(|| {
            (
                "au",
                format!("Des vacances durent {JOURS_AU_PLUS} jours au plus ; celles-ci en auraient {jours}."),
            )
        })
    }

    /// The first of a calendar that has a day in common with these, and other days: the same days said twice are not an overlap. One
    /// calendar is of one académie, so of one zone.
    pub fn chevauche<'c>(&self, calendrier: &'c [Self]) -> Option<&'c Self> {
        calendrier.iter().find(|connues| {
            let commun = connues.du <= self.au && self.du <= connues.au;
            commun && (connues.du, connues.au) != (self.du, self.au)
        })
    }

    /// Whether the day is in them.
    pub fn contient(&self, jour: NaiveDate) -> bool {
        (self.du..=self.au).contains(&jour)
    }

    /// The name inside a sentence: `vacances d’hiver`, `pont de l’Ascension`, `« Journée académique »`.
    pub fn nom_commun(&self) -> String {
        let nom = self.nom.trim().replace('\'', "’");
        let Some(commun) = ["Vacances", "Pont"].into_iter().find(|mot| nom.starts_with(mot)) else {
            return guillemets(&nom);
        };
        // Seasons are common nouns; feasts keep their capital.
        ["Hiver", "Printemps", "Été", "Automne"]
            .into_iter()
            .fold(format!("{}{}", commun.to_lowercase(), &nom[commun.len()..]), |nom, saison| {
                nom.replace(saison, &saison.to_lowercase())
            })
    }

    /// When something falls into them: `pendant les vacances d’hiver`, `pendant le pont de l’Ascension`.
    pub fn pendant(&self) -> String {
        let nom = self.nom_commun();
        let article = if nom.starts_with("vacances") {
            "les "
        } else if nom.starts_with("pont") {
            "le "
        } else {
            ""
        };
        format!("pendant {article}{nom}")
    }
}

/// Those of the calendar in which the day is.
pub fn vacances_du(calendrier: &[Vacances], jour: NaiveDate) -> Option<&Vacances> {
    calendrier.iter().find(|vacances| vacances.contient(jour))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vacances(nom: &str, du: &str, au: &str) -> Vacances {
        Vacances { nom: nom.to_owned(), du: du.parse().unwrap(), au: au.parse().unwrap() }
    }

    #[test]
    fn a_day_is_in_them_from_the_first_to_the_last_and_they_are_named_inside_a_sentence() {
        let calendrier = [
            vacances("Vacances d'Hiver", "2027-02-13", "2027-02-28"),
            vacances("Pont de l'Ascension", "2027-05-06", "2027-05-09"),
            vacances("Journée académique", "2027-06-01", "2027-06-01"),
            vacances("Vacances de Noël", "2026-12-19", "2027-01-03"),
        ];
        for (jour, attendu) in [
            ("2027-02-12", None),
            ("2027-02-13", Some("pendant les vacances d’hiver")),
            ("2027-02-28", Some("pendant les vacances d’hiver")),
            ("2027-03-01", None),
            ("2027-05-07", Some("pendant le pont de l’Ascension")),
            ("2027-06-01", Some("pendant «\u{a0}Journée académique\u{a0}»")),
            ("2026-12-31", Some("pendant les vacances de Noël")),
            ("2027-01-01", Some("pendant les vacances de Noël")),
        ] {
            let dit = vacances_du(&calendrier, jour.parse().unwrap()).map(Vacances::pendant);
            assert_eq!(dit.as_deref(), attendu, "{jour}");
        }
    }

    #[test]
    fn holidays_with_a_day_in_common_overlap_and_the_same_days_do_not() {
        let calendrier = [
            vacances("Vacances de Noël", "2026-12-19", "2027-01-03"),
            vacances("Pont", "2027-05-06", "2027-05-09"),
        ];
        for (du, au, avec) in [
            ("2026-12-12", "2026-12-18", None),
            ("2026-12-12", "2026-12-19", Some("Vacances de Noël")),
            ("2027-01-03", "2027-01-05", Some("Vacances de Noël")),
            ("2026-12-19", "2027-01-03", None),
            ("2026-12-24", "2026-12-25", Some("Vacances de Noël")),
            ("2026-01-01", "2027-12-31", Some("Vacances de Noël")),
            ("2027-05-09", "2027-05-10", Some("Pont")),
        ] {
            let trouvees = vacances("Essai", du, au).chevauche(&calendrier).map(|v| v.nom.as_str());
            assert_eq!(trouvees, avec, "{du} {au}");
        }
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        assert_eq!(vacances("Vacances de Noël", "2026-12-19", "2027-01-03").defaut(), None);
        assert_eq!(vacances("Un jour", "2026-12-19", "2026-12-19").defaut(), None);
        for (nom, du, au, champ) in [
            (" ", "2026-12-19", "2027-01-03", "nom"),
            ("Vacances de Noël", "2026-12-19", "2026-12-18", "au"),
            ("Vacances d’été", "2026-07-04", "2027-08-31", "au"),
        ] {
            assert_eq!(
                vacances(nom, du, au).defaut().map(|(champ, _)| champ),
                Some(champ),
                "{nom} {du} {au}"
            );
        }
    }
}
