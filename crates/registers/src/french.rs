//! French typography for the sentences that people read.
//!
//! Sentences are written in the source with ordinary spaces, which a programmer sees and can grep; the
//! no-break spaces that French asks for around `: ; ? ! « » %` are set at the door, once.

/// No-break space, before `:` and inside guillemets.
const NBSP: char = '\u{a0}';
/// Narrow no-break space, before `; ? !` and between thousands.
const NNBSP: char = '\u{202f}';

/// Replaces the ordinary spaces that French typography wants unbreakable.
pub fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let space = if c == ' ' {
            match chars.peek() {
                Some(':' | '»' | '%') => NBSP,
                Some(';' | '?' | '!') => NNBSP,
                _ if out.ends_with('«') => NBSP,
                _ => c,
            }
        } else {
            c
        };
        out.push(space);
    }
    out
}

/// A count with its thousands apart: `12 345` (narrow no-break space).
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * NNBSP.len_utf8());
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(NNBSP);
        }
        out.push(digit);
    }
    out
}

/// `1 ligne`, `12 345 lignes`: the count and the noun, which takes `s` from two on (French counts zero as singular).
pub fn counted(n: u64, noun: &str) -> String {
    let plural: String = if n < 2 {
        noun.to_owned()
    } else {
        noun.split(' ').map(|word| format!("{word}s")).collect::<Vec<_>>().join(" ")
    };
    format!("{}{NBSP}{plural}", thousands(n))
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
    fn counts_are_grouped_and_agree() {
        assert_eq!(thousands(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(thousands(999), "999");
        assert_eq!(counted(0, "ligne lue"), "0\u{a0}ligne lue");
        assert_eq!(counted(2, "ligne lue"), "2\u{a0}lignes lues");
    }
}
