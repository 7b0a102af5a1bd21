//! Calendar dates as registers write them, good and bad, in one word.
//!
//! A date that does not exist (31 February) or is half known (year alone) still tells something, so its components
//! are kept as read; only what has no year, month or day at all is missing.

/// A date as read: `year << 9 | month << 5 | day`, zero for what is unknown; the whole is zero when missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct PackedDate(pub(crate) u32);

impl PackedDate {
    pub(crate) const MISSING: Self = Self(0);

    fn new(year: u32, month: u32, day: u32) -> Self {
        if year > 9999 || month > 15 || day > 31 { Self::MISSING } else { Self(year << 9 | month << 5 | day) }
    }

    pub(crate) fn year(self) -> u32 {
        self.0 >> 9
    }

    pub(crate) fn month(self) -> u32 {
        self.0 >> 5 & 15
    }

    pub(crate) fn day(self) -> u32 {
        self.0 & 31
    }

    pub(crate) fn is_missing(self) -> bool {
        self.0 == 0
    }

    /// Whether year, month and day are all there and make a day of the calendar.
    pub(crate) fn exists(self) -> bool {
        let (year, month, day) = (self.year(), self.month(), self.day());
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => 0,
        };
        year > 0 && (1..=length).contains(&day)
    }

    /// 1 January: what clerks type when they know the year only.
    pub(crate) fn is_placeholder(self) -> bool {
        self.month() == 1 && self.day() == 1
    }

    /// The eight digits `YYYYMMDD`, four bits each.
    pub(crate) fn digits(self) -> u32 {
        // In a number of two digits the tens stand six too low.
        let two = |number: u32| number + 6 * (number / 10);
        two(self.year() / 100) << 24 | two(self.year() % 100) << 16 | two(self.month()) << 8 | two(self.day())
    }

    /// As text, for a waterfall.
    pub(crate) fn show(self) -> String {
        match (self.is_missing(), self.month(), self.day()) {
            (true, ..) => String::new(),
            (_, 0, 0) => format!("{:04}", self.year()),
            (_, month, 0) => format!("{:04}-{month:02}", self.year()),
            (_, month, day) => format!("{:04}-{month:02}-{day:02}", self.year()),
        }
    }
}

/// In which order three numbers stand when the text alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DateOrder {
    /// 05/03/2008 is the 5th of March.
    #[default]
    DayFirst,
    /// 05/03/2008 is the 3rd of May.
    MonthFirst,
}

/// Reads a date in any usual form; a time of day after it is ignored.
pub(crate) fn parse(text: &str, order: DateOrder) -> PackedDate {
    let bytes = text.trim().as_bytes();
    // The form of the vast majority, read without a loop.
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes {
        let digit = |b: u8| u32::from(b.wrapping_sub(b'0'));
        let all = [y1, y2, y3, y4, m1, m2, d1, d2];
        if all.iter().all(u8::is_ascii_digit) {
            let year = digit(y1) * 1000 + digit(y2) * 100 + digit(y3) * 10 + digit(y4);
            return PackedDate::new(year, digit(m1) * 10 + digit(m2), digit(d1) * 10 + digit(d2));
        }
    }
    let mut numbers = [(0_u32, 0_usize); 3];
    let mut count = 0;
    let mut i = 0;
    while i < bytes.len() && count < 3 {
        let start = i;
        while i < bytes.len() && bytes[i].is_ascii_digit() {
            i += 1;
        }
        if i > start {
            if i - start > 8 {
                return PackedDate::MISSING;
            }
            numbers[count] = (bytes[start..i].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')), i - start);
            count += 1;
        } else if matches!(bytes[i], b'T' | b':') {
            break;
        } else {
            i += 1;
        }
    }
    let [(a, a_len), (b, _), (c, c_len)] = numbers;
    match (count, a_len) {
        (1, 8) => eight_digits(a, order),
        (1, 6) => PackedDate::new(a / 100, a % 100, 0),
        (1, 3..=4) => PackedDate::new(a, 0, 0),
        (2, 4) => PackedDate::new(a, b, 0),
        (2, 1..=2) if b > 31 => PackedDate::new(b, a, 0),
        (3, 3..=4) => PackedDate::new(a, b, c),
        (3, 1..=2) => {
            let year = if c_len <= 2 { if c < 30 { 2000 + c } else { 1900 + c } } else { c };
            let (day, month) = match order {
                DateOrder::MonthFirst if a <= 12 => (b, a),
                DateOrder::DayFirst if a <= 31 && b > 12 && a <= 12 => (b, a),
                _ => (a, b),
            };
            PackedDate::new(year, month, day)
        }
        _ => PackedDate::MISSING,
    }
}

/// `YYYYMMDD` when that starts like a year of our era's registers, else `DDMMYYYY` (SIFA).
fn eight_digits(number: u32, order: DateOrder) -> PackedDate {
    let (head, tail) = (number / 10_000, number % 10_000);
    let year_first = PackedDate::new(head, tail / 100, tail % 100);
    let (first, second) = (head / 100, head % 100);
    let year_last = match order {
        DateOrder::DayFirst => PackedDate::new(tail, second, first),
        DateOrder::MonthFirst => PackedDate::new(tail, first, second),
    };
    let plausible = |date: PackedDate| date.exists() && (1500..=2100).contains(&date.year());
    match (plausible(year_first), plausible(year_last)) {
        (false, true) => year_last,
        (true, _) => year_first,
        // Neither exists: keep the components of the reading whose year is plausible.
        _ if (1900..=2100).contains(&tail) && !(1900..=2100).contains(&head) => year_last,
        _ => year_first,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_forms() {
        let expected = PackedDate::new(2008, 3, 25);
        for text in [
            "2008-03-25",
            "25/03/2008",
            "20080325",
            "25032008",
            " 25.3.2008 ",
            "2008/3/25",
            "25-03-08",
            "2008-03-25T00:00:00",
            "2008-03-25 12:30:00",
        ] {
            assert_eq!(parse(text, DateOrder::DayFirst), expected, "{text}");
        }
        assert_eq!(parse("03/25/2008", DateOrder::DayFirst), expected);
        assert_eq!(parse("05/03/2008", DateOrder::MonthFirst), PackedDate::new(2008, 5, 3));
        assert_eq!(parse("1630", DateOrder::DayFirst).show(), "1630");
        assert_eq!(parse("1630-08", DateOrder::DayFirst).show(), "1630-08");
        for text in ["", "unknown", "99999999999", "//"] {
            assert!(parse(text, DateOrder::DayFirst).is_missing(), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_kept_and_known_for_it() {
        let date = parse("31/02/2008", DateOrder::DayFirst);
        assert_eq!(date.show(), "2008-02-31");
        assert!(!date.exists());
        assert!(parse("29/02/2008", DateOrder::DayFirst).exists());
        assert!(!parse("29/02/2007", DateOrder::DayFirst).exists());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,16}") {
            let _ = parse(&text, DateOrder::DayFirst).show();
        }

        #[test]
        fn what_is_shown_reads_back(year in 1000_u32..2100, month in 1_u32..=12, day in 1_u32..=28) {
            let date = PackedDate::new(year, month, day);
            prop_assert_eq!(parse(&date.show(), DateOrder::DayFirst), date);
        }
    }
}
