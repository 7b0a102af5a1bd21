//! The procedure of the obligation de formation, 16–18 (code de l'éducation, R114-1 to R114-7): which step may follow
//! which, and what each needs.
//!
//! | from | may become |
//! |---|---|
//! | nothing | repéré |
//! | repéré | invité, exempté, satisfaite |
//! | invité | entretien tenu, convoqué, exempté, satisfaite |
//! | entretien tenu | convoqué, exempté, satisfaite |
//! | convoqué | entretien tenu, transmis, exempté, satisfaite |
//! | transmis | entretien tenu, exempté, satisfaite |
//! | exempté | repéré, satisfaite |
//! | satisfaite | repéré, convoqué |

use chrono::{Months, NaiveDate};

use super::{EtapeObligation as E, MotifConvocation, Refus, SuiviObligation};

/// The steps that may follow.
pub fn etapes_suivantes(depuis: Option<E>) -> &'static [E] {
    match depuis {
        None => &[E::Repere],
        Some(E::Repere) => &[E::Invite, E::Exempte, E::Satisfaite],
        Some(E::Invite) => &[E::EntretienTenu, E::Convoque, E::Exempte, E::Satisfaite],
        Some(E::EntretienTenu) => &[E::Convoque, E::Exempte, E::Satisfaite],
        Some(E::Convoque) => &[E::EntretienTenu, E::Transmis, E::Exempte, E::Satisfaite],
        Some(E::Transmis) => &[E::EntretienTenu, E::Exempte, E::Satisfaite],
        Some(E::Exempte) => &[E::Repere, E::Satisfaite],
        Some(E::Satisfaite) => &[E::Repere, E::Convoque],
    }
}

/// The day by which a convocation without result is passed on to the président du conseil départemental: two months
/// (R114-7).
pub fn transmission_avant(convoque_le: NaiveDate) -> NaiveDate {
    convoque_le.checked_add_months(Months::new(2)).unwrap_or(NaiveDate::MAX)
}

pub(super) fn admettre(
    depuis: Option<&SuiviObligation>,
    etape: E,
    jour: NaiveDate,
    motif: Option<MotifConvocation>,
    jusqu_au: Option<NaiveDate>,
    aujourd_hui: NaiveDate,
) -> Result<(), Refus> {
    let actuelle = depuis.map(|suivi| suivi.etape);
    if !etapes_suivantes(actuelle).contains(&etape) {
        return Err(Refus::Etape {
            depuis: actuelle.map_or("aucune étape", E::libelle),
            vers: etape.libelle(),
        });
    }
    if jour > aujourd_hui {
        return Err(Refus::Date("la date de l’étape ne peut pas être à venir"));
    }
    if depuis.is_some_and(|suivi| jour < suivi.le) {
        return Err(Refus::Date("la date est avant celle de l’étape précédente"));
    }
    if etape == E::Convoque && motif.is_none() {
        return Err(Refus::Manque("indiquez le motif de la convocation (R114-7)"));
    }
    if etape == E::Exempte && jusqu_au.is_none_or(|fin| fin < jour) {
        return Err(Refus::Manque("indiquez jusqu’à quand le certificat est valable"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_but_the_first_is_reached_from_another_and_none_is_a_trap() {
        for etape in E::TOUS {
            assert!(!etapes_suivantes(Some(*etape)).is_empty(), "{etape:?} is a trap");
            let sources = E::TOUS.iter().filter(|d| etapes_suivantes(Some(**d)).contains(etape)).count();
            assert!(sources > 0, "{etape:?} is never reached");
        }
    }

    #[test]
    fn two_months_are_counted_by_the_calendar() {
        for (convoque, avant) in
            [("2026-09-15", "2026-11-15"), ("2026-12-31", "2027-02-28"), ("2027-12-31", "2028-02-29")]
        {
            assert_eq!(transmission_avant(convoque.parse().unwrap()), avant.parse::<NaiveDate>().unwrap());
        }
    }
}
