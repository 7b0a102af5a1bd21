//! Family names and first names.

use super::{Comparison, LEVEL_EXACT, Outcome, similarity};
use crate::lexicon::{Lexicon, MISSING};

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

/// Jaro-Winkler from which two spellings are close: one slip in a name of usual length.
pub(super) const CLOSE: f64 = 0.92;
/// And similar: two slips, or one in a short name.
const SIMILAR: f64 = 0.84;

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

/// Compares the family names of two rows, every name of one with every name of the other.
#[inline]
pub(super) fn surname(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
    surname_at_once(comparison, a, b).unwrap_or_else(|| surname_unequal(comparison, lexicon, a, b))
}

fn surname_unequal(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
    let words = comparison.field.words();
    let (left, right) = (&a[words.clone()], &b[words]);
    let mut best = Outcome::at(9);
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
    if best.level > 4 && comparison.is_reversed(lexicon, a, b) {
        return Outcome::on(4, MISSING);
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
    if lexicon.may_contain(x, y) && is_cut(lexicon.text(x), lexicon.text(y), 4) {
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
    Outcome::at(if score >= SIMILAR { 8 } else { 9 })
}

/// The first names of two rows, where the first is equal or missing.
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

/// Compares the first names of two rows.
#[inline]
pub(super) fn given(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
    given_at_once(comparison, a, b).unwrap_or_else(|| given_unequal(comparison, lexicon, a, b))
}

fn given_unequal(comparison: &Comparison, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Outcome {
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
    if lexicon.may_contain(first_a, first_b) {
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
    Outcome::at(if score >= SIMILAR { 10 } else { 11 })
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
