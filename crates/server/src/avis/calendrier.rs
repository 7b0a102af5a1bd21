//! When a mail is due: pure, from the local time, what somebody chose and what they had last.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime};
use raccroche_store::avis::Frequence;

/// Mails leave from seven in the morning on: they are there when people arrive.
const MATIN: u32 = 7;

/// What somebody chose, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choix {
    /// How often.
    pub(super) frequence: Frequence,
    /// For once a week: the day, 1 for Monday to 7 for Sunday.
    pub(super) jour: i32,
    /// Since when it is so.
    pub(super) depuis: NaiveDateTime,
    /// The day of the last summary.
    pub(super) dernier: Option<NaiveDate>,
}

fn matin(jour: NaiveDate) -> NaiveDateTime {
    jour.and_time(NaiveTime::from_hms_opt(MATIN, 0, 0).unwrap_or_default())
}

fn veille(jour: NaiveDate) -> NaiveDate {
    jour.checked_sub_days(Days::new(1)).unwrap_or(jour)
}

/// The day whose summary is due now; nothing when none is. A weekly one missed because nothing was running is caught up
/// with within the week; a daily one is not, as the next says the same.
pub(super) fn resume_du(maintenant: NaiveDateTime, choix: &Choix) -> Option<NaiveDate> {
    let aujourd_hui = maintenant.date();
    let dernier_matin = if maintenant >= matin(aujourd_hui) { aujourd_hui } else { veille(aujourd_hui) };
    let prevu = match choix.frequence {
        Frequence::Aucune => None,
        Frequence::Quotidienne => (dernier_matin == aujourd_hui
            && aujourd_hui.weekday().number_from_monday() < 6)
            .then_some(aujourd_hui),
        Frequence::Hebdomadaire => (0..7)
            .filter_map(|recul| dernier_matin.checked_sub_days(Days::new(recul)))
            .find(|jour| i64::from(jour.weekday().number_from_monday()) == i64::from(choix.jour)),
    };
    prevu.filter(|prevu| matin(*prevu) > choix.depuis && choix.dernier.is_none_or(|dernier| dernier < *prevu))
}

/// Whether people are to be reminded now of an appointment: from the morning of the day before, until it begins.
pub(super) fn rappel_du(maintenant: NaiveDateTime, rendez_vous: NaiveDateTime) -> bool {
    (matin(veille(rendez_vous.date()))..rendez_vous).contains(&maintenant)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn le(texte: &str) -> NaiveDateTime {
        texte.parse().unwrap()
    }

    fn choix(frequence: Frequence, jour: i32, depuis: &str, dernier: Option<&str>) -> Choix {
        Choix { frequence, jour, depuis: le(depuis), dernier: dernier.map(|jour| jour.parse().unwrap()) }
    }

    /// 2026-11-09 is a Monday.
    #[test]
    fn a_summary_comes_in_the_morning_of_its_day_once() {
        use Frequence::{Aucune, Hebdomadaire, Quotidienne};
        let avant = "2026-11-01T10:00:00";
        for (maintenant, choix, attendu) in [
            ("2026-11-09T06:59:59", choix(Quotidienne, 1, avant, None), None),
            ("2026-11-09T07:00:00", choix(Quotidienne, 1, avant, None), Some("2026-11-09")),
            ("2026-11-09T19:00:00", choix(Quotidienne, 1, avant, Some("2026-11-06")), Some("2026-11-09")),
            ("2026-11-09T19:00:00", choix(Quotidienne, 1, avant, Some("2026-11-09")), None),
            // Friday's is not sent on a Saturday.
            ("2026-11-14T09:00:00", choix(Quotidienne, 1, avant, Some("2026-11-12")), None),
            ("2026-11-09T09:00:00", choix(Aucune, 1, avant, None), None),
            ("2026-11-09T06:00:00", choix(Hebdomadaire, 1, avant, Some("2026-11-02")), None),
            ("2026-11-09T07:00:00", choix(Hebdomadaire, 1, avant, Some("2026-11-02")), Some("2026-11-09")),
            // Nothing ran on Monday: it comes on Wednesday, and Sunday is still of that week.
            ("2026-11-11T09:00:00", choix(Hebdomadaire, 1, avant, Some("2026-11-02")), Some("2026-11-09")),
            ("2026-11-15T23:00:00", choix(Hebdomadaire, 1, avant, Some("2026-11-02")), Some("2026-11-09")),
            ("2026-11-11T09:00:00", choix(Hebdomadaire, 1, avant, Some("2026-11-09")), None),
            // Chosen after the morning of its day: not before next week.
            ("2026-11-09T10:00:00", choix(Hebdomadaire, 1, "2026-11-09T09:00:00", None), None),
            ("2026-11-16T10:00:00", choix(Hebdomadaire, 1, "2026-11-09T09:00:00", None), Some("2026-11-16")),
            ("2026-11-15T10:00:00", choix(Hebdomadaire, 7, avant, None), Some("2026-11-15")),
        ] {
            let attendu = attendu.map(|jour| jour.parse().unwrap());
            assert_eq!(resume_du(le(maintenant), &choix), attendu, "{maintenant} {choix:?}");
        }
    }

    /// Whatever the minute at which somebody looks, and however often, one summary a scheduled day and no other.
    #[test]
    fn looking_often_or_seldom_sends_as_many() {
        for (frequence, jour, attendu) in [
            (Frequence::Quotidienne, 1, 20),
            (Frequence::Hebdomadaire, 1, 4),
            (Frequence::Hebdomadaire, 5, 4),
            (Frequence::Hebdomadaire, 7, 4),
            (Frequence::Aucune, 3, 0),
        ] {
            for pas in [1, 7, 61, 300] {
                // From a Sunday evening to a Sunday evening four weeks on.
                let mut maintenant = le("2026-11-01T20:00:00");
                let mut choix = choix(frequence, jour, "2026-11-01T19:00:00", None);
                let mut envois = Vec::new();
                while maintenant < le("2026-11-29T20:00:00") {
                    if let Some(jour) = resume_du(maintenant, &choix) {
                        envois.push(jour);
                        choix.dernier = Some(jour);
                    }
                    maintenant += TimeDelta::minutes(pas);
                }
                assert_eq!(envois.len(), attendu, "{frequence:?} {jour} every {pas} minutes");
                assert!(envois.windows(2).all(|deux| deux[0] < deux[1]));
            }
        }
    }

    #[test]
    fn people_are_reminded_from_the_day_before_until_it_begins() {
        let rendez_vous = le("2026-11-13T10:30:00");
        for (maintenant, attendu) in [
            ("2026-11-12T06:59:59", false),
            ("2026-11-12T07:00:00", true),
            ("2026-11-13T10:29:59", true),
            ("2026-11-13T10:30:00", false),
            ("2026-11-14T07:00:00", false),
        ] {
            assert_eq!(rappel_du(le(maintenant), rendez_vous), attendu, "{maintenant}");
        }
    }
}
