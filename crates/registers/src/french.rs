//! French typography for the sentences that people read.
//!
//! Sentences are written in the source with ordinary spaces, which a programmer sees and can grep; the
//! no-break spaces that French asks for around `: ; ? ! « » %` are set at the door, once.

use raccroche_domain::francais::{FINE, INSECABLE, nombre};

/// Replaces the ordinary spaces that French typography wants unbreakable.
pub(crate) fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let space = if c == ' ' {
            match chars.peek() {
                Some(':' | '»' | '%') => INSECABLE,
                Some(';' | '?' | '!') => FINE,
                _ if out.ends_with('«') => INSECABLE,
                _ => c,
            }
        } else {
            c
        };
        out.push(space);
    }
    out
}

/// `1 ligne`, `12 345 lignes`: the count and the noun, which takes `s` from two on (French counts zero as singular).
pub(crate) fn counted(n: u64, noun: &str) -> String {
    let plural: String = if n < 2 {
        noun.to_owned()
    } else {
        noun.split(' ').map(|word| format!("{word}s")).collect::<Vec<_>>().join(" ")
    };
    format!("{}{INSECABLE}{plural}", nombre(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_typeset() {
        assert_eq!(typeset("Fichier « a » : vide !"), "Fichier «\u{a0}a\u{a0}»\u{a0}: vide\u{202f}!");
        assert_eq!(typeset(""), "");
    }

    #[test]
    fn counts_agree() {
        assert_eq!(counted(0, "ligne lue"), "0\u{a0}ligne lue");
        assert_eq!(counted(2, "ligne lue"), "2\u{a0}lignes lues");
    }
}
