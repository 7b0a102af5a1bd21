//! The technical identifiers of an export (`ELEVE_ID`, `PERSONNE_ID`, `ADRESSE_ID`) as map keys without allocation.

use std::hash::{BuildHasher, Hash};

use foldhash::quality::FixedState;

use crate::fields::clean;

/// Up to fifteen bytes as they are; a longer identifier, which SIECLE has none of, by two independent 64-bit hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u128);

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        let id = clean(id).as_bytes();
        let mut bytes = [0; 16];
        if let Some(place) = bytes.get_mut(1..=id.len())
            && let Ok(length) = u8::try_from(id.len())
        {
            place.copy_from_slice(id);
            bytes[0] = length;
            return Self(u128::from_le_bytes(bytes));
        }
        let hash = |seed| u128::from(FixedState::with_seed(seed).hash_one(id));
        // The low byte is beyond any length, so that no short identifier is equal.
        Self((hash(1) << 64 | hash(2)) | 0xFF)
    }
}

impl Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u128(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_as_texts_do() {
        let ids = ["", "0", "00", "1", "01", "123456789012345", "1234567890123456", "1234567890123457"];
        for (i, a) in ids.iter().enumerate() {
            for (j, b) in ids.iter().enumerate() {
                assert_eq!(Key::new(a) == Key::new(b), i == j, "{a} {b}");
            }
        }
        assert_eq!(Key::new(" 12 "), Key::new("12"));
    }
}
