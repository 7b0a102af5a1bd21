//! Dates: what a clerk may have typed instead of the right one.

use super::{LEVEL_EXACT, Outcome};
use crate::date::PackedDate;

pub(super) const LEVELS: &[&str] = &[
    "missing",
    "equal",
    "day and month exchanged",
    "one digit",
    "1 January of the same year",
    "same day of another year",
    "same year, and month or day",
    "same year",
    "a year apart",
    "impossible date",
    "different",
];

/// Compares two packed dates.
#[inline]
pub(super) fn compare(a: u32, b: u32) -> Outcome {
    if a == 0 || b == 0 {
        return Outcome::MISSING;
    }
    if a == b {
        return Outcome::on(LEVEL_EXACT, a);
    }
    Outcome::at(unequal(PackedDate(a), PackedDate(b)))
}

fn unequal(a: PackedDate, b: PackedDate) -> u8 {
    let same_year = a.year() == b.year();
    if same_year && a.day() == b.month() && a.month() == b.day() {
        return 2;
    }
    if is_one_slip(a.digits(), b.digits()) {
        return 3;
    }
    if same_year && (a.is_placeholder() || b.is_placeholder()) {
        return 4;
    }
    let (same_month, same_day) = (a.month() == b.month(), a.day() == b.day());
    if same_month && same_day && a.day() != 0 {
        return 5;
    }
    if same_year && (same_month || same_day || a.day() == 0 || b.day() == 0) {
        return 6;
    }
    if same_year {
        return 7;
    }
    if !a.exists() || !b.exists() {
        return 9;
    }
    if a.year().abs_diff(b.year()) == 1 { 8 } else { 10 }
}

/// One digit typed for another, or two neighbouring digits exchanged. Digits are four bits each.
fn is_one_slip(a: u32, b: u32) -> bool {
    let bits = a ^ b;
    let differing = (bits | bits >> 1 | bits >> 2 | bits >> 3) & 0x1111_1111;
    let digit = |date: u32, at: u32| date >> at & 15;
    match differing.count_ones() {
        1 => true,
        2 => {
            let low = differing.trailing_zeros();
            let high = low + 4;
            differing >> high & 1 == 1 && digit(a, low) == digit(b, high) && digit(a, high) == digit(b, low)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{DateOrder, parse};

    #[test]
    fn each_slip_has_its_name() {
        for (a, b, level) in [
            ("2008-03-25", "2008-03-25", "equal"),
            ("2008-03-05", "2008-05-03", "day and month exchanged"),
            ("2008-03-25", "2008-03-15", "one digit"),
            ("2008-03-25", "2008-03-52", "missing"),
            ("2008-11-21", "2008-11-12", "one digit"),
            ("2008-03-25", "1998-03-25", "same day of another year"),
            ("2008-03-25", "2009-03-25", "one digit"),
            ("2008-01-01", "2008-07-19", "1 January of the same year"),
            ("2008-03-25", "2008-03-08", "same year, and month or day"),
            ("2008", "2008-03-08", "same year, and month or day"),
            ("2008-12-25", "2008-03-08", "same year"),
            ("2008-12-25", "2009-03-08", "a year apart"),
            ("2008-12-25", "2011-03-08", "different"),
            ("2008-02-31", "2011-12-08", "impossible date"),
            ("", "2011-12-08", "missing"),
        ] {
            let read = |text| parse(text, DateOrder::DayFirst).0;
            let outcome = compare(read(a), read(b));
            assert_eq!(LEVELS[usize::from(outcome.level)], level, "{a} / {b}");
            assert_eq!(outcome, compare(read(b), read(a)), "{a} / {b}");
        }
    }
}
