//! What somebody types, and cannot be: a day in another century, a name without a letter, a number with a slip. A rule here refuses
//! a mistake of the keyboard; it says nothing of what is true.

use chrono::{Months, NaiveDate};

use crate::francais::date_longue;

/// Letters of a name at most.
const NOM_AU_PLUS: usize = 100;
/// The SIREN of La Poste, whose establishments outnumber what the check of a SIRET can tell apart: INSEE gives them another.
const LA_POSTE: &str = "356000000";

/// Between which days a day may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BornesJour {
    du: NaiveDate,
    au: NaiveDate,
    naissance: Option<NaiveDate>,
    jour: NaiveDate,
}

impl BornesJour {
    /// For what has happened: since birth, today included.
    pub fn passe(naissance: Option<NaiveDate>, jour: NaiveDate) -> Self {
        Self { du: plus_ancien(naissance, jour), au: jour, naissance, jour }
    }

    /// For what is planned: from today on, in so many years at most.
    pub fn a_venir(jour: NaiveDate, annees: u32) -> Self {
        Self { du: jour, au: dans(jour, annees), naissance: None, jour }
    }

    /// For what has happened or is planned: since birth, in so many years at most.
    pub fn autour(naissance: Option<NaiveDate>, jour: NaiveDate, annees: u32) -> Self {
        Self { du: plus_ancien(naissance, jour), au: dans(jour, annees), naissance, jour }
    }

    /// The first day that may be.
    pub fn du(&self) -> NaiveDate {
        self.du
    }

    /// The last day that may be.
    pub fn au(&self) -> NaiveDate {
        self.au
    }

    /// Why the day cannot be; nothing when it can.
    pub fn defaut(&self, le: NaiveDate) -> Option<String> {
        if le < self.du {
            return Some(match self.naissance {
                Some(naissance) => {
                    format!("Cette date est avant la naissance du jeune, le {}.", date_longue(naissance))
                }
                None if self.du == self.jour => "Cette date est déjà passée.".to_owned(),
                None => "Cette date est trop ancienne : vérifiez l’année.".to_owned(),
            });
        }
        (le > self.au).then(|| {
            if self.au == self.jour {
                "Cette date ne peut pas être à venir.".to_owned()
            } else {
                let annees = self.au.years_since(self.jour).unwrap_or_default();
                let ans = if annees > 1 { "ans" } else { "an" };
                format!("Cette date est dans plus de {annees} {ans} : vérifiez l’année.")
            }
        })
    }
}

fn dans(jour: NaiveDate, annees: u32) -> NaiveDate {
    jour.checked_add_months(Months::new(annees.saturating_mul(12))).unwrap_or(NaiveDate::MAX)
}

/// A birth date, or the day before which nobody whom this program follows was born.
fn plus_ancien(naissance: Option<NaiveDate>, jour: NaiveDate) -> NaiveDate {
    naissance.unwrap_or_else(|| jour.checked_sub_months(Months::new(12 * 40)).unwrap_or(NaiveDate::MIN))
}

/// Whether this may be the name or the first name of somebody: letters of any alphabet, and what stands between them.
pub fn nom_plausible(nom: &str) -> bool {
    let nom = nom.trim();
    nom.chars().any(char::is_alphabetic)
        && nom.chars().count() <= NOM_AU_PLUS
        && nom
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '\u{a0}' | '-' | '‑' | '\'' | '’' | '.'))
}

/// Whether this may be the name of a class, a school, a place: at least a letter or a digit, and no more than a line.
pub fn libelle_plausible(libelle: &str) -> bool {
    libelle.chars().any(char::is_alphanumeric) && libelle.chars().count() <= 2 * NOM_AU_PLUS
}

/// Whether this may be a phone number: ten digits from 01 to 09, the same after +33, or a number of another country.
pub fn telephone_plausible(telephone: &str) -> bool {
    let telephone = telephone.trim();
    let separe = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '/' | '(' | ')');
    let serre: String = telephone.chars().filter(|c| !separe(*c)).collect();
    let (chiffres, etranger) = match serre.strip_prefix('+').or_else(|| serre.strip_prefix("00")) {
        Some(reste) => (reste, true),
        None => (serre.as_str(), false),
    };
    if !chiffres.bytes().all(|octet| octet.is_ascii_digit()) {
        return false;
    }
    let national =
        |chiffres: &str| chiffres.len() == 10 && chiffres.starts_with('0') && !chiffres.starts_with("00");
    match (etranger, chiffres.strip_prefix("33")) {
        // "+33 (0)6…" is written too.
        (true, Some(reste)) => national(reste) || (reste.len() == 9 && !reste.starts_with('0')),
        // The plan of numbering of the ITU: fifteen digits at most, the country included.
        (true, None) => (8..=15).contains(&chiffres.len()) && !chiffres.starts_with('0'),
        (false, _) => national(chiffres),
    }
}

/// The digits of a SIRET, spaces aside, when its key holds; else a sentence. La Poste has a rule of its own: the sum of its digits
/// is a multiple of five.
///
/// # Errors
/// The sentence that says what is wrong.
pub fn lire_siret(texte: &str) -> Result<String, &'static str> {
    let siret: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
    if siret.len() != 14 || !siret.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err("Un SIRET a quatorze chiffres.");
    }
    let chiffres = || siret.bytes().map(|octet| u32::from(octet - b'0'));
    // From the right, every other digit counts double, and what is above nine as the sum of its two digits.
    let luhn: u32 = chiffres()
        .rev()
        .enumerate()
        .map(|(rang, chiffre)| match (rang % 2, chiffre * 2) {
            (0, _) => chiffre,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    let poste = siret.starts_with(LA_POSTE) && chiffres().sum::<u32>().is_multiple_of(5);
    // Fourteen zeros have a key that holds, and are nobody's.
    let nul = chiffres().all(|chiffre| chiffre == 0);
    if (luhn.is_multiple_of(10) || poste) && !nul {
        Ok(siret)
    } else {
        Err(
            "Ce SIRET comporte une erreur : sa clé de contrôle ne tombe pas juste. Relisez-le chiffre par chiffre.",
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(texte: &str) -> NaiveDate {
        texte.parse().unwrap()
    }

    #[test]
    fn a_day_in_another_century_or_before_birth_is_a_slip() {
        let (ne, jour) = (Some(d("2009-03-03")), d("2026-11-21"));
        for (bornes, le, dit) in [
            (BornesJour::passe(ne, jour), "2026-11-21", None),
            (BornesJour::passe(ne, jour), "2026-11-22", Some("ne peut pas être à venir")),
            (BornesJour::passe(ne, jour), "2009-03-02", Some("avant la naissance du jeune")),
            (BornesJour::passe(None, jour), "1926-11-21", Some("trop ancienne")),
            (BornesJour::a_venir(jour, 2), "2026-11-21", None),
            (BornesJour::a_venir(jour, 2), "2026-11-20", Some("déjà passée")),
            (BornesJour::a_venir(jour, 2), "2028-11-21", None),
            (BornesJour::a_venir(jour, 2), "2028-11-22", Some("dans plus de 2 ans")),
            (BornesJour::autour(ne, jour, 10), "2009-03-03", None),
            (BornesJour::autour(ne, jour, 10), "2126-11-21", Some("dans plus de 10 ans")),
        ] {
            let defaut = bornes.defaut(d(le));
            assert_eq!(defaut.is_some(), dit.is_some(), "{le} {defaut:?}");
            assert!(
                dit.is_none_or(|dit| defaut.as_deref().is_some_and(|d| d.contains(dit))),
                "{le} {defaut:?}"
            );
        }
    }

    #[test]
    fn names_and_numbers_of_people_are_taken_and_slips_are_not() {
        for nom in ["D’ALMÉIDA-ROY", "N'Diaye", "Lê", "Ольга", "de La Fontaine", "J. P."] {
            assert!(nom_plausible(nom), "{nom}");
        }
        for nom in ["", "...", "12", "Zoé2", "a@b.fr", &"a".repeat(101)] {
            assert!(!nom_plausible(nom), "{nom}");
        }
        for telephone in [
            "06 39 98 44 55",
            "+33 6 39 98 44 55",
            "+33 (0)6 39 98 44 55",
            "0033639984455",
            "+32 470 12 34 56",
            "05.36.49.00.00",
        ] {
            assert!(telephone_plausible(telephone), "{telephone}");
        }
        for telephone in
            ["", "06", "0000000000", "06 39 98 44 5", "06 39 98 44 555", "zéro six", "+33 6 39", "639984455"]
        {
            assert!(!telephone_plausible(telephone), "{telephone}");
        }
        assert!(
            libelle_plausible("2de GT") && !libelle_plausible("--") && !libelle_plausible(&"x".repeat(201))
        );
    }

    #[test]
    fn a_siret_is_read_with_its_key_and_that_of_la_poste_too() {
        for (texte, siret) in [
            ("732 829 320 00074", "73282932000074"),
            ("73282932000074", "73282932000074"),
            // The seat of La Poste passes the common check; another of its establishments only its own.
            ("356 000 000 00048", "35600000000048"),
            ("356 000 000 00006", "35600000000006"),
        ] {
            assert_eq!(lire_siret(texte).as_deref(), Ok(siret), "{texte}");
        }
        for texte in ["", "12", "732 829 320 00075", "00000000000000", "356 000 000 00007", "7328293200007A"]
        {
            assert!(lire_siret(texte).is_err(), "{texte}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_seen(debut in "[1-9][0-9]{12}", rang in 0_usize..14, autre in 1_u8..10) {
            prop_assume!(!debut.starts_with(LA_POSTE));
            let juste = (0..10).map(|cle| format!("{debut}{cle}")).find(|essai| lire_siret(essai).is_ok()).unwrap();
            let mut octets = juste.into_bytes();
            octets[rang] = b'0' + (octets[rang] - b'0' + autre) % 10;
            let faux = String::from_utf8(octets).unwrap();
            prop_assume!(!faux.starts_with(LA_POSTE));
            prop_assert!(lire_siret(&faux).is_err());
        }
    }
}
