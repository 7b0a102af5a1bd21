//! Codes whose beginning names the wider area, and numbers given to persons.

use super::{LEVEL_EXACT, Outcome};
use crate::{
    identifier::{self, Likeness},
    lexicon::Lexicon,
    table::Field,
};

pub(super) const LEVELS: &[&str] = &["missing", "equal", "same district", "same area", "different"];

/// How many first characters of a code name its area: two, or three where the first two only say "overseas".
pub(crate) fn area(code: &str) -> &str {
    let length = if code.starts_with("97") || code.starts_with("98") { 3 } else { 2 };
    code.get(..length).unwrap_or(code)
}

/// Compares two codes that are not equal.
pub(super) fn by_text(lexicon: &Lexicon, a: u32, b: u32) -> Outcome {
    let (x, y) = (lexicon.text(a), lexicon.text(b));
    // `TQ13 8DF` and `TQ13 8HU` share a district; so do codes that agree but for the last two characters.
    let district = |code: &str| {
        // Letter by letter: codes are too short for a search to be worth its start.
        code.bytes().position(|letter| letter == b' ').unwrap_or(code.len().saturating_sub(2))
    };
    let (cut_x, cut_y) = (district(x), district(y));
    if cut_x == cut_y && cut_x > 2 && x[..cut_x] == y[..cut_y] {
        return Outcome::at(2);
    }
    Outcome::at(if area(x) == area(y) { 3 } else { 4 })
}

/// The identifiers of two rows, where each has one and they are equal or missing.
#[inline]
pub(super) fn identifiers_at_once(field: &Field, a: &[u32], b: &[u32]) -> Option<Outcome> {
    if field.values > 1 {
        return None;
    }
    match (field.identifier(a, 0), field.identifier(b, 0)) {
        (0, _) | (_, 0) => Some(Outcome::MISSING),
        (x, y) => (x == y).then_some(Outcome::at(LEVEL_EXACT)),
    }
}

/// Compares the identifiers of two rows, every alias of one with every alias of the other.
#[inline]
pub(super) fn identifiers(field: &Field, a: &[u32], b: &[u32]) -> Outcome {
    let mut best = 0;
    for left in 0..field.values {
        let x = field.identifier(a, left);
        if x == 0 {
            continue;
        }
        for right in 0..field.values {
            let y = field.identifier(b, right);
            let level = match y {
                0 => continue,
                y if x == y => return Outcome::at(LEVEL_EXACT),
                y => match identifier::likeness(x, y) {
                    Likeness::OneSlip => 2,
                    Likeness::OtherShape => 3,
                    Likeness::Different => 4,
                },
            };
            best = if best == 0 { level } else { level.min(best) };
        }
    }
    Outcome::at(best)
}
