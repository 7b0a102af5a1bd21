//! Date formats as people write them in a profile: `JJ/MM/AAAA`, `AAAAMMJJ`, `MM-JJ-AA`.

use chrono::{Datelike, NaiveDate};

/// The order and width of the parts of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateFormat(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    /// Four digits.
    Year,
    /// Two digits.
    ShortYear,
    Sign(char),
}

impl DateFormat {
    /// Reads a format; `None` unless it has one day, one month and one year.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let upper = text.trim().to_uppercase();
        let mut rest = upper.as_str();
        while let Some(first) = rest.chars().next() {
            let (token, part) = [
                ("AAAA", Part::Year),
                ("YYYY", Part::Year),
                ("AA", Part::ShortYear),
                ("JJ", Part::Day),
                ("DD", Part::Day),
                ("MM", Part::Month),
            ]
            .into_iter()
            .find(|(token, _)| rest.starts_with(token))
            .unwrap_or((&rest[..first.len_utf8()], Part::Sign(first)));
            if matches!(part, Part::Sign(c) if c.is_alphanumeric()) {
                return None;
            }
            parts.push(part);
            rest = &rest[token.len()..];
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let whole = count(&[Part::Day]) == 1
            && count(&[Part::Month]) == 1
            && count(&[Part::Year, Part::ShortYear]) == 1;
        whole.then_some(Self(parts))
    }

    /// Reads a date. A year of two digits is the last one that is not after `as_of`: nobody is in a register before
    /// being born.
    pub(crate) fn read(&self, text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
        let (mut day, mut month, mut year) = (0, 0, 0);
        let mut rest = text.trim();
        for part in &self.0 {
            let width = match part {
                Part::Sign(sign) => {
                    rest = rest.strip_prefix(*sign)?;
                    continue;
                }
                Part::Year => 4,
                Part::Day | Part::Month | Part::ShortYear => 2,
            };
            let digits = rest.bytes().take(width).take_while(u8::is_ascii_digit).count();
            // Days and months may come without their zero when a sign tells them apart.
            let signed = self.0.iter().any(|part| matches!(part, Part::Sign(_)));
            if digits == 0 || (digits < width && (width == 4 || *part == Part::ShortYear || !signed)) {
                return None;
            }
            let number: u32 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            match part {
                Part::Day => day = number,
                Part::Month => month = number,
                Part::ShortYear => year = full_year(number, as_of),
                Part::Year | Part::Sign(_) => year = i32::try_from(number).ok()?,
            }
        }
        // A time may follow.
        let followed = rest.is_empty() || rest.starts_with([' ', 'T']);
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| followed)
    }
}

fn full_year(short: u32, as_of: NaiveDate) -> i32 {
    let short = i32::try_from(short).unwrap_or(0);
    let century = as_of.year() - as_of.year().rem_euclid(100);
    if century + short > as_of.year() { century - 100 + short } else { century + short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_read_what_they_say() {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let read = |format: &str, text: &str| DateFormat::parse(format).unwrap().read(text, as_of);
        let expected = NaiveDate::from_ymd_opt(2009, 3, 4);
        for (format, text) in [
            ("JJ/MM/AAAA", "04/03/2009"),
            ("JJ/MM/AAAA", "4/3/2009"),
            ("MM/JJ/AAAA", "03/04/2009 00:00:00"),
            ("AAAAMMJJ", "20090304"),
            ("jj-mm-aa", "04-03-09"),
            ("yyyy.mm.dd", "2009.03.04"),
        ] {
            assert_eq!(read(format, text), expected, "{format} {text}");
        }
        assert_eq!(read("JJ/MM/AA", "04/03/98"), NaiveDate::from_ymd_opt(1998, 3, 4));
        for (format, text) in [
            ("JJ/MM/AAAA", "04/03/09"),
            ("JJ/MM/AAAA", "31/02/2009"),
            ("AAAAMMJJ", "2009034"),
            ("JJ/MM/AAAA", "04/03/2009x"),
            ("JJ/MM/AAAA", "é"),
        ] {
            assert_eq!(read(format, text), None, "{format} {text}");
        }
        for format in ["", "JJ/MM", "JJ/MM/AAAA/JJ", "jour"] {
            assert_eq!(DateFormat::parse(format), None, "{format}");
        }
    }
}
