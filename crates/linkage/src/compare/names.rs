//! Family names and first names.

use super::{Comparison, LEVEL_EXACT, Outcome, similarity};
use crate::{
    lexicon::{Lead, Lexicon, MISSING, Outline},
    table::Field,
};

pub(super) const SURNAME_LEVELS: &[&str] = &[
    "missing",
    "equal",
    "same words",
    "other name of the person",
    "surname and first name exchanged",
    "part of the other",
    "close spelling",
    "same sound",
    "similar spelling",
    "different",
];

pub(super) const GIVEN_LEVELS: &[&str] = &[
    "missing",
    "equal",
    "several names, all equal",
    "first equal",
    "same names in another order",
    "surname and first name exchanged",
    "initial or short form",
    "close spelling",
    "same sound",
    "a further name in common",
    "similar spelling",
    "different",
];

/// The level of surnames at which each is the first name of the other: no more shared in a family than a first name is.
pub(crate) const EXCHANGED: u8 = 4;

/// The last level of each.
const SURNAMES_DIFFER: u8 = 9;
const GIVEN_DIFFER: u8 = 11;

/// Jaro-Winkler from which two spellings are close: one slip in a name of usual length.
pub(super) const CLOSE: f64 = 0.92;
/// And similar: two slips, or one in a short name.
const SIMILAR: f64 = 0.84;

/// A name as the row itself shows it.
#[derive(Clone, Copy)]
struct Shown {
    name: u32,
    lead: Lead,
    outline: Outline,
}

impl Shown {
    /// The first name of a field; `None` for a field whose rows bear no marks.
    #[inline]
    fn of(field: &Field, row: &[u32]) -> Option<Self> {
        let (lead, outline) = (field.lead_at(field.offset)?, field.outline_at()?);
        Some(Self {
            name: row[field.offset],
            lead: Lead(row[lead]),
            outline: Outline::from_words([row[outline], row[outline + 1]]),
        })
    }

    /// Whether two names of one word each are sure to have nothing in common: no letters in order, no sound.
    #[inline]
    fn is_apart(self, other: Self) -> bool {
        let (mine, theirs) = (self.outline, other.outline);
        mine.is_one_word()
            && theirs.is_one_word()
            && self.lead != other.lead
            && !mine.may_contain(theirs)
            && mine.most_similar(theirs) < SIMILAR
    }
}

/// How the further first names of a row sound.
#[inline]
fn further(given: &Field, row: &[u32]) -> Option<Lead> {
    given.lead_at(given.offset + 1).map(|at| Lead(row[at]))
}

/// Whether two rows show that the surname of neither stands among the first names of the other.
#[inline]
fn is_surely_not_reversed(surname: &Field, given: &Field, a: &[u32], b: &[u32]) -> bool {
    let is_surely_not_crossed = |surname_row: &[u32], given_row: &[u32]| {
        let shown = (Shown::of(surname, surname_row), Shown::of(given, given_row), further(given, given_row));
        let (Some(name), Some(first), Some(further)) = shown else { return false };
        name.outline.is_one_word()
            && first.outline.is_one_word()
            && name.name != first.name
            && name.outline.most_similar(first.outline) < CLOSE
            && !further.may_meet(name.lead)
    };
    is_surely_not_crossed(a, b) || is_surely_not_crossed(b, a)
}

/// What two rows show of their family names without a text being read: that they have nothing in common.
#[inline]
pub(super) fn surname_by_marks(comparison: &Comparison, a: &[u32], b: &[u32]) -> Option<Outcome> {
    let field = &comparison.field;
    let has_one = |row: &[u32]| row[field.words()][1..].iter().all(|&name| name == MISSING);
    let differ = Shown::of(field, a)?.is_apart(Shown::of(field, b)?)
        && has_one(a)
        && has_one(b)
        && comparison.partner.as_ref().is_none_or(|given| is_surely_not_reversed(field, given, a, b));
    differ.then_some(Outcome::at(SURNAMES_DIFFER))
}

/// What two rows show of their first names without a text being read: that they have nothing in common.
#[inline]
pub(super) fn given_by_marks(comparison: &Comparison, a: &[u32], b: &[u32]) -> Option<Outcome> {
    let field = &comparison.field;
    let (x, y) = (Shown::of(field, a)?, Shown::of(field, b)?);
    let (further_x, further_y) = (further(field, a)?, further(field, b)?);
    let differ = x.is_apart(y)
        && !further_x.may_meet(y.lead)
        && !further_y.may_meet(x.lead)
        && !further_x.may_meet(further_y)
        && comparison.partner.as_ref().is_none_or(|surname| is_surely_not_reversed(surname, field, a, b));
    differ.then_some(Outcome::at(GIVEN_DIFFER))
}

/// The family names of two rows, where they are equal or missing.
#[inline]
pub(super) fn surname_at_once(comparison: &Comparison, a: &[u32], b: &[u32]) -> Option<Outcome> {
    let at = comparison.field.offset;
    if a[at] == b[at] && a[at] != MISSING {
        return Some(Outcome::on(LEVEL_EXACT, a[at]));
    }
    let is_missing = |row: &[u32]| row[comparison.field.words()].iter().all(|&name| name == MISSING);
    (is_missing(a) || is_missing(b)).then_some(Outcome::MISSING)
}

/// Compares the family names of two rows, which are not equal: every name of one with every name of the other.
pub(super) fn surname_by_text(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
    let words = comparison.field.words();
    let (left, right) = (&a[words.clone()], &b[words]);
    let mut best = Outcome::at(SURNAMES_DIFFER);
    for &x in left.iter().filter(|&&x| x != MISSING) {
        for &y in right.iter().filter(|&&y| y != MISSING) {
            let crosswise = x != left[0] || y != right[0];
            let outcome = match surname_pair(lexicon, x, y) {
                Outcome { level: 1 | 2, term } if crosswise => Outcome::on(3, term),
                other => other,
            };
            if outcome.level < best.level {
                best = outcome;
            }
        }
    }
    if best.level > EXCHANGED && comparison.is_reversed(lexicon, a, b) {
        return Outcome::on(EXCHANGED, MISSING);
    }
    best
}

fn surname_pair(lexicon: &Lexicon, x: u32, y: u32) -> Outcome {
    if x == y {
        return Outcome::on(LEVEL_EXACT, x);
    }
    let (left, right) = (lexicon.tokens_of(x), lexicon.tokens_of(y));
    if left.len() + right.len() > 2 || left != [x] || right != [y] {
        let shared = left.iter().find(|token| right.contains(token)).copied();
        let contains = |big: &[u32], small: &[u32]| small.iter().all(|token| big.contains(token));
        match shared {
            Some(token) if left.len() == right.len() && contains(left, right) => {
                return Outcome::on(2, token);
            }
            Some(token) if contains(left, right) || contains(right, left) => return Outcome::on(5, token),
            _ => {}
        }
        if same_letters(lexicon.text(x), lexicon.text(y)) {
            return Outcome::on(2, x.min(y));
        }
    }
    if lexicon.outline(x).may_contain(lexicon.outline(y)) && is_cut(lexicon.text(x), lexicon.text(y), 4) {
        return Outcome::on(5, MISSING);
    }
    let score = similarity(lexicon, x, y, SIMILAR);
    if score >= CLOSE {
        return Outcome::at(6);
    }
    if lexicon.sound(x) == lexicon.sound(y) {
        return Outcome::at(7);
    }
    if left.len() > 1 || right.len() > 1 {
        if let Some(&token) = left.iter().find(|token| right.contains(token)) {
            return Outcome::on(8, token);
        }
        // A slip in one half of a double name, the other half gone.
        let close_part =
            left.iter().any(|&l| right.iter().any(|&r| similarity(lexicon, l, r, CLOSE) >= CLOSE));
        if close_part {
            return Outcome::at(8);
        }
    }
    Outcome::at(if score >= SIMILAR { 8 } else { SURNAMES_DIFFER })
}

/// The first names of two rows, where the first are equal or missing.
#[inline]
pub(super) fn given_at_once(comparison: &Comparison, a: &[u32], b: &[u32]) -> Option<Outcome> {
    let at = comparison.field.offset;
    let (first_a, first_b) = (a[at], b[at]);
    if first_a == MISSING || first_b == MISSING {
        return Some(Outcome::MISSING);
    }
    let level = match (a[at + 1], b[at + 1]) {
        (MISSING, MISSING) => LEVEL_EXACT,
        (rest_a, rest_b) if rest_a == rest_b => 2,
        _ => 3,
    };
    (first_a == first_b).then_some(Outcome::on(level, first_a))
}

/// Compares the first names of two rows, the first of which are not equal.
pub(super) fn given_by_text(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
    let at = comparison.field.offset;
    let (first_a, first_b, rest_a, rest_b) = (a[at], b[at], a[at + 1], b[at + 1]);
    let (further_a, further_b) = (lexicon.tokens_of(rest_a), lexicon.tokens_of(rest_b));
    if further_b.contains(&first_a) {
        return Outcome::on(4, first_a);
    }
    if further_a.contains(&first_b) {
        return Outcome::on(4, first_b);
    }
    if comparison.is_reversed(lexicon, a, b) {
        return Outcome::at(5);
    }
    if lexicon.outline(first_a).may_contain(lexicon.outline(first_b)) {
        let (text_a, text_b) = (lexicon.text(first_a), lexicon.text(first_b));
        if is_glued(text_a, lexicon, first_b, rest_b) || is_glued(text_b, lexicon, first_a, rest_a) {
            return Outcome::at(7);
        }
        if is_cut(text_a, text_b, 3) || is_initial(text_a, text_b) || is_initial(text_b, text_a) {
            return Outcome::at(6);
        }
    }
    let score = similarity(lexicon, first_a, first_b, SIMILAR);
    if score >= CLOSE {
        return Outcome::at(7);
    }
    if lexicon.sound(first_a) == lexicon.sound(first_b) {
        return Outcome::at(8);
    }
    if let Some(&token) = further_a.iter().find(|token| further_b.contains(token)) {
        return Outcome::on(9, token);
    }
    Outcome::at(if score >= SIMILAR { 10 } else { GIVEN_DIFFER })
}

/// Whether `glued` is a first name and the next written in one word (`JEANPIERRE`).
fn is_glued(glued: &str, lexicon: &Lexicon, first: u32, rest: u32) -> bool {
    rest != MISSING
        && glued.strip_prefix(lexicon.text(first)).is_some_and(|tail| {
            lexicon.tokens_of(rest).first().is_some_and(|&next| lexicon.text(next) == tail)
        })
}

fn is_initial(short: &str, long: &str) -> bool {
    short.len() == 1 && long.starts_with(short)
}

/// Whether one text is the beginning of the other, at least `least` letters long.
fn is_cut(a: &str, b: &str, least: usize) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= least && long.starts_with(short)
}

/// Whether two texts are the same but for spaces (`DE LA TOUR`, `DELATOUR`).
fn same_letters(a: &str, b: &str) -> bool {
    a.bytes().filter(|&c| c != b' ').eq(b.bytes().filter(|&c| c != b' '))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{records::Records, spec::Spec, table::TableBuilder};

    const SPEC: &str = r#"
        [[compare]]
        columns = ["nom", "usage"]
        kind = "surname"
        [[compare]]
        columns = ["prenoms"]
        kind = "given_names"
    "#;

    proptest! {
        #[test]
        fn what_marks_say_the_texts_say(
            rows in prop::collection::vec(("[A-D]{0,5}( [A-D]{1,3})?", "[A-D]{0,2}", "([A-D]{1,5} ?){0,3}"), 2..8)
        ) {
            let spec = Spec::from_toml(SPEC).unwrap();
            let mut builder = TableBuilder::new(&spec, &["nom", "usage", "prenoms"]).unwrap();
            for (surname, usage, given) in &rows {
                builder.push_row(0, &[surname, usage, given]).unwrap();
            }
            let numbers = || 0..u32::try_from(rows.len()).unwrap();
            let table = Records::of(builder.finish()).0.marked(&numbers().collect::<Vec<_>>());
            for comparison in Comparison::bind(&table) {
                for (a, b) in numbers().flat_map(|a| numbers().map(move |b| (a, b))) {
                    let (x, y) = (table.row(a), table.row(b));
                    if comparison.at_once(x, y).is_none() && let Some(outcome) = comparison.by_marks(x, y) {
                        prop_assert_eq!(outcome, comparison.by_text(&table.lexicon, x, y), "{:?}", (a, b));
                    }
                }
            }
        }
    }
}
