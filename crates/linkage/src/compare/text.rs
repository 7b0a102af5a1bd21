//! Words in no fixed order: places, streets, full names.

use super::{Outcome, similarity};
use crate::lexicon::Lexicon;

pub(super) const LEVELS: &[&str] = &[
    "missing",
    "equal",
    "same words",
    "all words of one in the other",
    "close spelling",
    "half of the words",
    "similar spelling",
    "a word in common",
    "different",
];

/// Compares two texts that are not equal.
pub(super) fn by_text(lexicon: &Lexicon, a: u32, b: u32) -> Outcome {
    let key = |id: u32| (lexicon.tokens_of(id).len(), lexicon.text(id));
    let (a, b) = if key(a) <= key(b) { (a, b) } else { (b, a) };
    let (short, long) = (lexicon.tokens_of(a), lexicon.tokens_of(b));
    let shared = short.iter().filter(|token| long.contains(token)).count();
    if shared == short.len() && shared > 0 {
        return Outcome::at(if short.len() == long.len() { 2 } else { 3 });
    }
    let score = similarity(lexicon, a, b, 0.8);
    if score >= 0.93 {
        return Outcome::at(4);
    }
    // A slip inside a word still leaves the word in common.
    let close = short
        .iter()
        .filter(|&&x| long.contains(&x) || long.iter().any(|&y| similarity(lexicon, x, y, 0.9) >= 0.9))
        .count();
    if close == short.len() && short.len() == long.len() {
        return Outcome::at(4);
    }
    if 2 * close >= long.len() {
        return Outcome::at(5);
    }
    if score >= 0.85 {
        return Outcome::at(6);
    }
    Outcome::at(if close > 0 { 7 } else { 8 })
}
