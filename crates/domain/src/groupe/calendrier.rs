//! Days on which nobody is at school: Sundays have no half-day, holidays are in the law.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use crate::{liste::liste_fermee, parcours::DemiJournee};

liste_fermee! {
    /// Before noon or after.
    Moment {
        /// Before noon.
        Matin = "matin" => "matin",
        /// After noon.
        ApresMidi = "apres_midi" => "après-midi",
    }
}

impl Moment {
    /// Its half-day of the week on that day; none from Saturday noon to Sunday night.
    pub fn de(self, jour: NaiveDate) -> Option<DemiJournee> {
        use DemiJournee as D;
        let (matin, apres_midi) = match jour.weekday() {
            Weekday::Mon => (D::LundiMatin, D::LundiApresMidi),
            Weekday::Tue => (D::MardiMatin, D::MardiApresMidi),
            Weekday::Wed => (D::MercrediMatin, D::MercrediApresMidi),
            Weekday::Thu => (D::JeudiMatin, D::JeudiApresMidi),
            Weekday::Fri => (D::VendrediMatin, D::VendrediApresMidi),
            Weekday::Sat if self == Self::Matin => return Some(D::SamediMatin),
            Weekday::Sat | Weekday::Sun => return None,
        };
        Some(if self == Self::Matin { matin } else { apres_midi })
    }
}

/// The name of the public holiday, when the day is one (Code du travail, L3133-1). Those of Alsace-Moselle and of the
/// overseas départements are not in it: a group closes on them as it closes for the school holidays.
pub fn ferie(jour: NaiveDate) -> Option<&'static str> {
    match (jour.month(), jour.day()) {
        (1, 1) => return Some("jour de l’An"),
        (5, 1) => return Some("fête du Travail"),
        (5, 8) => return Some("8 mai 1945"),
        (7, 14) => return Some("fête nationale"),
        (8, 15) => return Some("Assomption"),
        (11, 1) => return Some("Toussaint"),
        (11, 11) => return Some("11 novembre 1918"),
        (12, 25) => return Some("Noël"),
        _ => {}
    }
    let paques = paques(jour.year())?;
    [(1, "lundi de Pâques"), (39, "Ascension"), (50, "lundi de Pentecôte")]
        .into_iter()
        .find_map(|(apres, nom)| (paques.checked_add_days(Days::new(apres)) == Some(jour)).then_some(nom))
}

/// Easter Sunday, by the rule of the Gregorian calendar as Meeus wrote it; `None` outside its years.
fn paques(annee: i32) -> Option<NaiveDate> {
    let or = annee.rem_euclid(19);
    let (siecle, dans_le_siecle) = (annee.div_euclid(100), annee.rem_euclid(100));
    let correction = (8 * siecle + 13) / 25;
    let epacte = (19 * or + siecle - siecle / 4 - correction + 15) % 30;
    let dimanche = (32 + 2 * (siecle % 4) + 2 * (dans_le_siecle / 4) - epacte - dans_le_siecle % 4) % 7;
    let ecart = (or + 11 * epacte + 19 * dimanche) / 433;
    let mois = (epacte + dimanche - 7 * ecart + 90) / 25;
    let jour = (epacte + dimanche - 7 * ecart + 33 * mois + 19) % 32;
    NaiveDate::from_ymd_opt(annee, u32::try_from(mois).ok()?, u32::try_from(jour).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_feasts_fall_where_the_almanac_has_them() {
        for (jour, nom) in [
            ("2026-04-06", "lundi de Pâques"),
            ("2026-05-14", "Ascension"),
            ("2026-05-25", "lundi de Pentecôte"),
            ("2027-03-29", "lundi de Pâques"),
            ("2027-05-06", "Ascension"),
            ("2027-05-17", "lundi de Pentecôte"),
            ("2038-04-26", "lundi de Pâques"),
            ("2026-11-11", "11 novembre 1918"),
        ] {
            assert_eq!(ferie(jour.parse().expect("a day")), Some(nom), "{jour}");
        }
        for jour in ["2026-04-05", "2026-04-07", "2026-11-12", "2026-12-24"] {
            assert_eq!(ferie(jour.parse().expect("a day")), None, "{jour}");
        }
    }

    #[test]
    fn a_year_has_eleven_holidays_or_one_less_when_two_meet() {
        for annee in 1990..2100 {
            let premier = NaiveDate::from_ymd_opt(annee, 1, 1).expect("a day");
            let feries = premier
                .iter_days()
                .take_while(|jour| jour.year() == annee)
                .filter(|jour| ferie(*jour).is_some());
            assert!((10..=11).contains(&feries.count()), "{annee}");
        }
    }

    #[test]
    fn a_half_day_of_the_week_is_that_of_one_day_and_one_moment() {
        let lundi: NaiveDate = "2026-11-09".parse().expect("a day");
        let mut vues = Vec::new();
        for jour in lundi.iter_days().take(7) {
            vues.extend(Moment::TOUS.iter().filter_map(|moment| moment.de(jour)));
        }
        assert_eq!(vues, DemiJournee::TOUS);
    }
}
