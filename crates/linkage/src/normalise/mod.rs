//! What two spellings of one name have in common.
//!
//! Registers disagree on case, accents, hyphens, particles and word order long before people disagree on their
//! names. Everything here maps a text to a coarser form and is idempotent: folding a folded text changes nothing.
//! The forms, from finest to coarsest:
//!
//! 1. *folded*: ASCII capitals and digits, any other character a single space, `SAINT` written `ST`;
//! 2. *tokens*: the words of the folded text without particles (`DE LA TOUR` has one token, `TOUR`);
//! 3. *phonetic*: how French reads a token ([`phonetic()`]).

mod phonetic;

pub(crate) use phonetic::MAX_LEN as LONGEST_SOUND;
pub use phonetic::phonetic;

/// Whether a folded word is a particle, which a register may drop, keep or glue, and which identifies nobody.
pub fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "A" | "AIT"
            | "AL"
            | "BEN"
            | "BENT"
            | "BIN"
            | "BINT"
            | "D"
            | "DA"
            | "DAL"
            | "DE"
            | "DEL"
            | "DELLA"
            | "DEN"
            | "DER"
            | "DES"
            | "DI"
            | "DIT"
            | "DITE"
            | "DO"
            | "DOS"
            | "DU"
            | "E"
            | "EL"
            | "EPOUSE"
            | "ET"
            | "IBN"
            | "L"
            | "LA"
            | "LAS"
            | "LE"
            | "LES"
            | "LO"
            | "LOS"
            | "OU"
            | "OULD"
            | "TEN"
            | "TER"
            | "VAN"
            | "VON"
            | "Y"
            | "ZU"
    )
}

/// Appends the folded form of `raw` to `out`, which keeps what it held.
///
/// Apostrophes, hyphens and every other sign separate words; accents and ligatures become plain letters
/// (`œ` gives `OE`); `SAINT` and `SAINTE` become `ST` and `STE`.
pub fn fold_into(raw: &str, out: &mut String) {
    let start = out.len();
    let mut pending_space = false;
    let mut word_start = start;
    let mut push = |c: u8, out: &mut String| {
        if c.is_ascii_alphanumeric() {
            if pending_space {
                close_word(out, word_start);
                out.push(' ');
                word_start = out.len();
                pending_space = false;
            }
            // Alphanumeric, that is less than 128: to say so spares a branch for longer characters.
            out.push(char::from(c.to_ascii_uppercase() & 127));
        } else {
            pending_space = out.len() > start;
        }
    };
    for c in raw.chars() {
        if c.is_ascii() {
            push(c as u8, out);
        } else if is_combining(c) {
            // A decomposed accent (`e` then U+0301) belongs to the letter before it.
        } else {
            for c in any_ascii::any_ascii_char(c).bytes() {
                push(c, out);
            }
        }
    }
    close_word(out, word_start);
}

/// The folded form of `raw`.
///
/// ```
/// use raccroche_linkage::normalise::fold;
/// assert_eq!(fold("  Cœur-d’Étoile "), "COEUR D ETOILE");
/// assert_eq!(fold("Saint-Exupéry"), "ST EXUPERY");
/// ```
pub fn fold(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    fold_into(raw, &mut out);
    out
}

/// The words of a folded text that identify: all but particles, or all when there is nothing else.
pub fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    let only_particles = folded.split(' ').all(is_particle);
    folded.split(' ').filter(move |word| !word.is_empty() && (only_particles || !is_particle(word)))
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Shortens the word that ends `out` when it is one that registers abbreviate.
fn close_word(out: &mut String, word_start: usize) {
    let short = match &out[word_start..] {
        "SAINT" => "ST",
        "SAINTE" => "STE",
        _ => return,
    };
    out.truncate(word_start);
    out.push_str(short);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for (a, b) in [
            ("Éléonore", "ELEONORE"),
            ("e\u{301}lan", "Élan"),
            ("Jean-Pierre", "JEAN  PIERRE"),
            ("L’Hermite", "l'hermite"),
            ("Sœur", "SOEUR"),
            ("Saint-Jean", "St Jean"),
            ("Sainte-Marie", "STE MARIE"),
            ("Nuñez", "NUNEZ"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
        assert_eq!(fold("Saintonge"), "SAINTONGE");
        assert_eq!(fold("--"), "");
    }

    #[test]
    fn particles_are_not_tokens_unless_alone() {
        assert_eq!(tokens("DE LA TOUR").collect::<Vec<_>>(), ["TOUR"]);
        assert_eq!(tokens("LE").collect::<Vec<_>>(), ["LE"]);
        assert_eq!(tokens("").count(), 0);
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(raw in "\\PC{0,24}") {
            let once = fold(&raw);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(once.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' '));
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }
    }
}
