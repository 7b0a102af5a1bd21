//! A French phonetic key: names that a clerk hears alike get the same key.
//!
//! The key is coarse on purpose: it serves to block and as one comparison level between "same spelling" and
//! "close spelling". It follows French reading (`EAU` = `O`, `PH` = `F`, final consonants silent, nasal vowels),
//! and does no harm to English names, whose consonants it keeps.

/// Longest key; what follows hardly separates names and often holds the error.
pub(crate) const MAX_LEN: usize = 12;

/// Appends the phonetic key of one folded word (capitals and digits) to `key`.
///
/// ```
/// use raccroche_linkage::normalise::phonetic;
/// let key = |word| { let mut k = Vec::new(); phonetic(word, &mut k); k };
/// assert_eq!(key("GAUTHIER"), key("GOTIER"));
/// assert_eq!(key("PHILIPPE"), key("FILIP"));
/// assert_ne!(key("DUPONT"), key("DURAND"));
/// ```
pub fn phonetic(word: &str, key: &mut Vec<u8>) {
    let bytes = without_silent_end(word.as_bytes());
    let start = key.len();
    let mut i = 0;
    while i < bytes.len() && key.len() - start < MAX_LEN {
        let (sound, used) = sound_at(bytes, i);
        if sound != 0 && (key.len() == start || key.last() != Some(&sound)) {
            key.push(sound);
        }
        i += used;
    }
}

/// Drops the final letters that French does not sound, while two letters remain.
fn without_silent_end(mut bytes: &[u8]) -> &[u8] {
    while bytes.len() > 2
        && matches!(bytes[bytes.len() - 1], b'S' | b'X' | b'Z' | b'T' | b'D' | b'P' | b'E' | b'H')
    {
        bytes = &bytes[..bytes.len() - 1];
    }
    bytes
}

/// The sound that starts at `i` (0 for none) and how many letters it takes.
fn sound_at(word: &[u8], i: usize) -> (u8, usize) {
    let at = |k: usize| word.get(i + k).copied().unwrap_or(b' ');
    let vowel = |c: u8| matches!(c, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y');
    let soft = |c: u8| matches!(c, b'E' | b'I' | b'Y');
    // A vowel before N or M is nasal unless a vowel or a second N/M follows.
    let nasal = |k: usize| {
        matches!(at(k), b'N' | b'M') && !vowel(at(k + 1)) && at(k + 1) != at(k) && at(k + 1) != b'H'
    };
    match (at(0), at(1), at(2)) {
        (b'E', b'A', b'U') => (b'O', 3),
        (b'A', b'U', _) | (b'O', b'H', _) => (b'O', 2),
        (b'A' | b'E', b'I' | b'Y', _) if nasal(2) => (b'1', 3),
        (b'O', b'U' | b'O' | b'W', _) => (b'U', 2),
        (b'A' | b'E', b'I' | b'Y', _) | (b'O' | b'E', b'E' | b'U', _) => (b'E', 2),
        (b'A' | b'E', _, _) if nasal(1) => (b'2', 2),
        (b'I' | b'Y' | b'U', _, _) if nasal(1) => (b'1', 2),
        (b'O', _, _) if nasal(1) => (b'3', 2),
        (b'Y', _, _) => (b'I', 1),
        (b'P', b'H', _) => (b'F', 2),
        (b'S', b'C', b'H') => (b'C', 3),
        (b'S' | b'C', b'H', _) => (b'C', 2),
        (b'T', b'H', _) => (b'T', 2),
        (b'G', b'N', _) => (b'N', 2),
        (b'G' | b'Q', b'U', c) if soft(c) => (if at(0) == b'G' { b'G' } else { b'K' }, 2),
        (b'S', b'C', c) if soft(c) => (b'S', 2),
        (b'C', c, _) if soft(c) => (b'S', 1),
        (b'C', b'K', _) => (b'K', 2),
        (b'C' | b'Q', _, _) => (b'K', 1),
        (b'G', c, _) if soft(c) => (b'J', 1),
        (b'Z' | b'X', _, _) => (b'S', 1),
        (b'W', _, _) => (b'V', 1),
        (b'H', _, _) => (0, 1),
        (c, _, _) => (c, 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(word: &str) -> String {
        let mut key = Vec::new();
        phonetic(word, &mut key);
        String::from_utf8(key).unwrap()
    }

    #[test]
    fn names_heard_alike_share_a_key() {
        for (a, b) in [
            ("GAUTIER", "GAUTHIER"),
            ("LEFEBVRES", "LEFEBVRE"),
            ("MARTINEAU", "MARTINO"),
            ("CATHERINE", "KATERINE"),
            ("YANIS", "IANIS"),
            ("SOPHIE", "SOFI"),
            ("MATHIEU", "MATIEU"),
            ("PHILIPPE", "FILIPE"),
        ] {
            assert_eq!(key(a), key(b), "{a} / {b}");
        }
        assert_ne!(key("MARTIN"), key("MARTY"));
        assert_ne!(key("LEA"), key("LEO"));
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_short(word in "[A-Z0-9]{0,40}") {
            prop_assert!(key(&word).len() <= MAX_LEN);
        }
    }
}
