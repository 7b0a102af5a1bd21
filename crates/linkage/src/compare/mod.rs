//! Comparisons: each an ordered list of levels with a plain name, from best agreement to none.
//!
//! Level 0 is always "missing": a value that is not there is never a disagreement and weighs nothing. The other
//! levels are tried in order and the first that holds is the answer. Comparisons are symmetric: exchanging the rows
//! changes nothing (a test says so), because a weight must not depend on which file is called left.

mod code;
mod date;
mod names;
mod text;

pub(crate) use code::area;
pub(crate) use names::EXCHANGED;

use crate::{
    lexicon::{Lexicon, MISSING},
    records::Records,
    spec::Kind,
    table::Field,
};

/// The level of a missing value in every comparison.
pub(crate) const LEVEL_MISSING: u8 = 0;
/// The level of plain equality in every comparison.
pub(crate) const LEVEL_EXACT: u8 = 1;

/// The plain names of the levels of a kind; position 0 is `missing`, 1 the best agreement, the last none at all.
pub fn levels(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Surname => names::SURNAME_LEVELS,
        Kind::GivenNames => names::GIVEN_LEVELS,
        Kind::Date => date::LEVELS,
        Kind::Code => code::LEVELS,
        Kind::Identifier => &["missing", "equal", "one slip", "other numbering", "different"],
        Kind::Sex | Kind::Category => &["missing", "equal", "different"],
        Kind::Text => text::LEVELS,
    }
}

/// The levels that say that the term of a value is the same; the others say something weaker.
pub(crate) fn equal_levels(kind: Kind) -> std::ops::RangeInclusive<usize> {
    let exact = usize::from(LEVEL_EXACT);
    if kind == Kind::GivenNames { exact..=exact + 2 } else { exact..=exact }
}

/// What a comparison says of two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) level: u8,
    /// The value agreed on (a number of the lexicon, or a packed date), for term frequency; zero when there is none.
    pub(crate) term: u32,
}

impl Outcome {
    const MISSING: Self = Self { level: LEVEL_MISSING, term: MISSING };

    const fn at(level: u8) -> Self {
        Self { level, term: MISSING }
    }

    const fn on(level: u8, term: u32) -> Self {
        Self { level, term }
    }
}

/// A comparison bound to the layout of the rows.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) field: Field,
    /// The other half of a person's name, for surname and first name written in each other's place.
    partner: Option<Field>,
}

impl Comparison {
    /// The comparisons of a table, in the order of the specification.
    pub(crate) fn bind(table: &Records) -> Vec<Self> {
        let first_of = |kind| table.fields.iter().find(|f| f.kind == kind).cloned();
        table
            .fields
            .iter()
            .map(|field| {
                let partner = match field.kind {
                    Kind::Surname => first_of(Kind::GivenNames),
                    Kind::GivenNames => first_of(Kind::Surname),
                    _ => None,
                };
                Self { field: field.clone(), partner }
            })
            .collect()
    }

    /// Compares two rows.
    #[inline]
    pub(crate) fn outcome(&self, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
        self.at_once(a, b).or_else(|| self.by_marks(a, b)).unwrap_or_else(|| self.by_text(lexicon, a, b))
    }

    /// What two rows show in a few instructions: values that are equal or missing, and all of dates.
    #[inline]
    pub(crate) fn at_once(&self, a: &[u32], b: &[u32]) -> Option<Outcome> {
        let at = self.field.offset;
        let (x, y) = (a[at], b[at]);
        match self.field.kind {
            Kind::Surname => names::surname_at_once(self, a, b),
            Kind::GivenNames => names::given_at_once(self, a, b),
            Kind::Identifier => code::identifiers_at_once(&self.field, a, b),
            Kind::Date => Some(date::compare(x, y)),
            Kind::Sex | Kind::Category => Some(category(x, y)),
            Kind::Code | Kind::Text if x == MISSING || y == MISSING => Some(Outcome::MISSING),
            Kind::Code | Kind::Text => (x == y).then_some(Outcome::on(LEVEL_EXACT, x)),
        }
    }

    /// What two rows that do not show it at once show without a text being read: identifiers, and names that are nothing
    /// like each other.
    #[inline]
    pub(crate) fn by_marks(&self, a: &[u32], b: &[u32]) -> Option<Outcome> {
        match self.field.kind {
            Kind::Surname => names::surname_by_marks(self, a, b),
            Kind::GivenNames => names::given_by_marks(self, a, b),
            Kind::Identifier => Some(code::identifiers(&self.field, a, b)),
            _ => None,
        }
    }

    /// Compares two rows whose values are neither equal nor missing.
    pub(crate) fn by_text(&self, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
        let at = self.field.offset;
        match self.field.kind {
            Kind::Surname => names::surname_by_text(self, lexicon, a, b),
            Kind::GivenNames => names::given_by_text(self, lexicon, a, b),
            Kind::Code => code::by_text(lexicon, a[at], b[at]),
            Kind::Text => text::by_text(lexicon, a[at], b[at]),
            // These have shown it without.
            Kind::Identifier => code::identifiers(&self.field, a, b),
            Kind::Date => date::compare(a[at], b[at]),
            Kind::Sex | Kind::Category => category(a[at], b[at]),
        }
    }

    /// Whether surname and first name stand in each other's place, one of them possibly with a slip.
    #[inline]
    fn is_reversed(&self, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> bool {
        let Some(partner) = &self.partner else { return false };
        let is_surname = self.field.kind == Kind::Surname;
        let (surname, given) = if is_surname { (&self.field, partner) } else { (partner, &self.field) };
        let crossed = |surname_row: &[u32], given_row: &[u32]| {
            let name = lexicon.head(surname_row[surname.offset]);
            let (first, rest) = (given_row[given.offset], given_row[given.offset + 1]);
            if name == MISSING || first == MISSING {
                return 0;
            }
            // `LE TORTOREC` in the place of a first name reads as a first name LE and a further name.
            if name == first || lexicon.tokens_of(rest).contains(&name) {
                return 2;
            }
            u8::from(similarity(lexicon, name, first, names::CLOSE) >= names::CLOSE)
        };
        let forth = crossed(a, b);
        forth > 0 && forth + crossed(b, a) > 2
    }

    /// The value of a row as a waterfall shows it.
    pub(crate) fn show(&self, lexicon: &Lexicon, row: &[u32]) -> String {
        let field = &self.field;
        match field.kind {
            Kind::Date => crate::date::PackedDate(row[field.offset]).show(),
            Kind::Identifier => {
                let shown: Vec<String> = (0..field.values)
                    .map(|value| field.identifier(row, value))
                    .filter(|&id| id != 0)
                    .map(crate::identifier::show)
                    .collect();
                shown.join(" / ")
            }
            Kind::GivenNames => {
                let (first, rest) = (lexicon.text(row[field.offset]), lexicon.text(row[field.offset + 1]));
                if rest.is_empty() { first.to_owned() } else { format!("{first} {rest}") }
            }
            _ => {
                let shown: Vec<&str> =
                    field.words().map(|word| lexicon.text(row[word])).filter(|t| !t.is_empty()).collect();
                shown.join(" / ")
            }
        }
    }
}

#[inline]
fn category(a: u32, b: u32) -> Outcome {
    if a == MISSING || b == MISSING {
        Outcome::MISSING
    } else if a == b {
        Outcome::on(LEVEL_EXACT, a)
    } else {
        Outcome::at(2)
    }
}

/// Jaro-Winkler similarity of two texts of the lexicon, 0 when below `cutoff`.
///
/// The texts are put in alphabetical order first: the greedy matching inside Jaro is not symmetric in rare cases.
fn similarity(lexicon: &Lexicon, x: u32, y: u32, cutoff: f64) -> f64 {
    // Two names taken at random hardly ever pass, and their letters are not even looked at.
    if lexicon.outline(x).most_similar(lexicon.outline(y)) < cutoff {
        return 0.0;
    }
    let (a, b) = (lexicon.text(x), lexicon.text(y));
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let arguments = rapidfuzz::distance::jaro_winkler::Args::default().score_cutoff(cutoff);
    rapidfuzz::distance::jaro_winkler::normalized_similarity_with_args(a.bytes(), b.bytes(), &arguments)
        .unwrap_or(0.0)
}
