//! Ages and their bounds: every rule of the field starts from "how old, on which day".
//!
//! A birth date is a plain calendar date, so an age is exact and has no time zone. Somebody born on 29 February
//! completes a year on 1 March of a common year: the year is over only when 28 February is, so nobody is let into
//! a file of the over-sixteens a day early, and nobody loses a right a day early.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Instruction is compulsory until this birthday; below it nobody may be in a list (CNIL, 2010).
pub const AGE_PLANCHER: u32 = 16;
/// The obligation de formation ends on this birthday (L114-1).
pub const AGE_MAJORITE: u32 = 18;
/// "25 ans révolus": the public ends on this birthday, the eve is the last day (D122-3-1).
pub const AGE_PLAFOND: u32 = 26;

/// Where an age stands between the three bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrancheAge {
    /// Under 16: instruction obligatoire, never in a list.
    MoinsDe16,
    /// 16 or 17: obligation de formation.
    De16A17,
    /// 18 to 25 révolus.
    De18A25,
    /// 26 and over.
    PlusDe25,
}

/// The day on which somebody born on `naissance` is `ans` years old.
pub fn anniversaire(naissance: NaiveDate, ans: u32) -> NaiveDate {
    let year = naissance.year().saturating_add(i32::try_from(ans).unwrap_or(i32::MAX));
    NaiveDate::from_ymd_opt(year, naissance.month(), naissance.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(NaiveDate::MAX)
}

/// Completed years on that day; `None` before birth.
pub fn age_au(naissance: NaiveDate, date: NaiveDate) -> Option<u32> {
    let years = u32::try_from(date.year() - naissance.year()).ok()?;
    if anniversaire(naissance, years) <= date { Some(years) } else { years.checked_sub(1) }
}

/// The band of somebody on that day. A birth date in the future counts as under 16.
pub fn tranche_au(naissance: NaiveDate, date: NaiveDate) -> TrancheAge {
    match age_au(naissance, date) {
        Some(age) if age >= AGE_PLAFOND => TrancheAge::PlusDe25,
        Some(age) if age >= AGE_MAJORITE => TrancheAge::De18A25,
        Some(age) if age >= AGE_PLANCHER => TrancheAge::De16A17,
        _ => TrancheAge::MoinsDe16,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_bounds_turn_on_the_birthday() {
        for (naissance, date, attendu) in [
            ("2010-11-22", "2026-11-21", TrancheAge::MoinsDe16),
            ("2010-11-21", "2026-11-21", TrancheAge::De16A17),
            ("2008-11-22", "2026-11-21", TrancheAge::De16A17),
            ("2008-11-21", "2026-11-21", TrancheAge::De18A25),
            ("2000-11-22", "2026-11-21", TrancheAge::De18A25),
            ("2000-11-21", "2026-11-21", TrancheAge::PlusDe25),
            ("2027-01-01", "2026-11-21", TrancheAge::MoinsDe16),
            // Born on 29 February: the common year's birthday is 1 March.
            ("2008-02-29", "2026-02-28", TrancheAge::De16A17),
            ("2008-02-29", "2026-03-01", TrancheAge::De18A25),
            ("2008-02-29", "2024-02-29", TrancheAge::De16A17),
            ("2008-02-29", "2024-02-28", TrancheAge::MoinsDe16),
        ] {
            assert_eq!(tranche_au(d(naissance), d(date)), attendu, "{naissance} on {date}");
        }
        assert_eq!(age_au(d("2027-01-01"), d("2026-11-21")), None);
        assert_eq!(age_au(d("2026-12-01"), d("2026-11-21")), None);
    }

    fn any_date() -> impl Strategy<Value = NaiveDate> {
        (0_i64..40_000).prop_map(|n| d("1950-01-01") + chrono::Duration::days(n))
    }

    proptest! {
        #[test]
        fn an_age_never_decreases(naissance in any_date(), a in any_date(), b in any_date()) {
            let (earlier, later) = (a.min(b), a.max(b));
            prop_assert!(age_au(naissance, earlier) <= age_au(naissance, later));
            prop_assert!(tranche_au(naissance, earlier) <= tranche_au(naissance, later));
        }

        #[test]
        fn the_birthday_is_the_first_day_of_the_age(naissance in any_date(), ans in 1_u32..60) {
            let jour = anniversaire(naissance, ans);
            prop_assert_eq!(age_au(naissance, jour), Some(ans));
            prop_assert_eq!(age_au(naissance, jour.pred_opt().unwrap()), Some(ans - 1));
        }
    }
}
