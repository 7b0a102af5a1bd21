//! What tells two texts apart without reading them.
//!
//! Most pairs that loose rules bring together have names that are nothing like each other. Which letters a text has, how
//! many, and which come first fit in one number, and bound the similarity of two texts from above: nearly all such pairs
//! are told apart by two numbers that lie in the rows themselves.

/// Letters, length and first characters of a folded text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outline(u64);

// From the lowest bit: which characters (31 bits), whether it is one word (1), length (8), first characters (20), unused
// bits below these four.
const LETTERS: u64 = (1 << 31) - 1;
const ONE_WORD: u64 = 1 << 31;
const LENGTH: u32 = 32;
const START: u32 = 44;
/// First characters kept, and the bits of each.
const STARTS: u32 = 4;
const START_BITS: u32 = 5;
/// What two ways of computing one similarity may differ by.
const ROUNDING: f64 = 1e-9;
/// One divided by each length: looking it up is sooner done than dividing, for every pair.
static INVERSE: [f64; 256] = {
    let mut inverse = [0.0; 256];
    let mut length = 1;
    while length < inverse.len() {
        inverse[length] = 1.0 / length as f64;
        length += 1;
    }
    inverse
};

impl Outline {
    /// The outline of a folded text; that of a text too long, and of the empty one, tells nothing.
    pub(super) fn of(text: &str) -> Self {
        let Some(length) = u8::try_from(text.len()).ok().filter(|&length| length > 0) else {
            return Self::default();
        };
        let mut outline = u64::from(length) << LENGTH;
        let mut is_one_word = true;
        for (c, at) in text.bytes().zip(1..) {
            let bit = match c {
                b'A'..=b'Z' => u32::from(c - b'A'),
                b' ' => 26,
                digit => 27 + u32::from(digit & 3),
            };
            is_one_word &= c != b' ';
            outline |= 1 << bit;
            if at <= STARTS {
                outline |= u64::from(bit + 1) << (START + START_BITS * (STARTS - at));
            }
        }
        Self(if is_one_word { outline | ONE_WORD } else { outline })
    }

    /// Puts the two words of a row together again.
    #[inline]
    pub(crate) fn from_words(words: [u32; 2]) -> Self {
        Self(u64::from(words[0]) << 32 | u64::from(words[1]))
    }

    /// As two words of a row.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the number")]
    pub(crate) fn to_words(self) -> [u32; 2] {
        [(self.0 >> 32) as u32, self.0 as u32]
    }

    #[inline]
    fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Whether the text is one word, of a length that can be told.
    #[inline]
    pub(crate) fn is_one_word(self) -> bool {
        self.0 & ONE_WORD != 0
    }

    #[inline]
    fn length(self) -> u32 {
        // The byte above the bits of the letters.
        (self.0 >> LENGTH) as u32 & 255
    }

    /// Characters of one text that the other has not.
    #[inline]
    fn without(self, other: Self) -> u32 {
        (self.0 & !other.0 & LETTERS).count_ones()
    }

    /// Whether every letter of one text may be in the other.
    #[inline]
    pub(crate) fn may_contain(self, other: Self) -> bool {
        !self.is_known() || !other.is_known() || self.without(other) == 0 || other.without(self) == 0
    }

    /// A number that the Jaro-Winkler similarity of two texts never exceeds.
    ///
    /// It is what that would be if every letter that can be shared were, in order.
    #[inline]
    pub(crate) fn most_similar(self, other: Self) -> f64 {
        if !self.is_known() || !other.is_known() {
            return 1.0;
        }
        let (mine, theirs) = (self.length(), other.length());
        // Each letter that only one has is at least one character that cannot be shared.
        let shared = (mine - self.without(other)).min(theirs - other.without(self));
        let part = INVERSE[mine as usize & 255] + INVERSE[theirs as usize & 255];
        let jaro = (f64::from(shared) * part + 1.0) * INVERSE[3];
        // The common start counts only for texts that are rather similar without it.
        if jaro < 0.7 - ROUNDING {
            return jaro + ROUNDING;
        }
        let start = ((self.0 ^ other.0) >> START << START).leading_zeros() / START_BITS;
        jaro + 0.1 * f64::from(start.min(STARTS)) * (1.0 - jaro) + ROUNDING
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_two_texts_are_more_similar_than_their_outlines(a in "[A-D 0-9]{0,9}", b in "[A-D 0-9]{0,9}") {
            let similarity = rapidfuzz::distance::jaro_winkler::normalized_similarity(a.bytes(), b.bytes());
            let (x, y) = (Outline::of(&a), Outline::of(&b));
            prop_assert!(similarity <= x.most_similar(y) + 1e-9, "{a} / {b}: {similarity}");
            prop_assert_eq!(x.most_similar(y).to_bits(), y.most_similar(x).to_bits());
            prop_assert_eq!(Outline::from_words(x.to_words()), x);
            if a.contains(&b) {
                prop_assert!(x.may_contain(y));
            }
        }
    }
}
