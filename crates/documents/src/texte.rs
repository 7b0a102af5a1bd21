//! What people typed, made printable: nothing invisible, nothing that no font can draw, nothing too long for its line.
//!
//! PDF/UA and PDF/A refuse a document in which one character has no shape, so a single emoji in a free text would cost the
//! whole convention. What cannot be drawn is printed as [`ABSENT`], where everybody sees that something was there.

use raccroche_domain::francais::ponctuer;
use unicode_segmentation::UnicodeSegmentation as _;

/// Stands for what no embedded font can draw.
pub(crate) const ABSENT: char = '□';
/// Where a word too long for its line may be cut, without a hyphen that nobody typed.
const COUPURE: char = '\u{200b}';

/// The text as it is printed: French spaces, printable characters, `\n` for line ends, no space at either end.
///
/// `avance` gives how wide a character is at most, in ems, or nothing when no font draws it. A word wider than `place`, in ems
/// too, may be cut; a word that fits stays whole, so that who copies a mail address copies it as it was.
pub(crate) fn imprimable(texte: &str, place: f64, avance: impl Fn(char) -> Option<f64>) -> String {
    let texte = ponctuer(texte.trim());
    let mut sortie = String::with_capacity(texte.len());
    let mut ligne = 0.0;
    let mut signes = texte.graphemes(true).peekable();
    while let Some(signe) = signes.next() {
        let debut = sortie.len();
        let large = match signe {
            "\r\n" | "\n" | "\r" | "\u{b}" | "\u{c}" | "\u{85}" | "\u{2028}" | "\u{2029}" => {
                sortie.push('\n');
                0.0
            }
            "\t" => {
                sortie.push(' ');
                0.0
            }
            _ => ecrire(signe, &avance, &mut sortie),
        };
        if sortie[debut..].chars().all(char::is_whitespace) {
            if sortie.len() > debut {
                ligne = 0.0;
            }
            continue;
        }
        if ligne > 0.0 && ligne + large > place {
            sortie.insert(debut, COUPURE);
            ligne = 0.0;
        }
        ligne += large;
        // A line may end after a hyphen between letters.
        if signe == "-" && signes.peek().is_some_and(|suivant| suivant.starts_with(char::is_alphabetic)) {
            ligne = 0.0;
        }
    }
    sortie
}

/// One sign as people see it, with its accents; as one mark when a part of it cannot be drawn. Returns its width in ems.
fn ecrire(signe: &str, avance: &impl Fn(char) -> Option<f64>, sortie: &mut String) -> f64 {
    let debut = sortie.len();
    let mut large = 0.0;
    for c in signe.chars().filter(|c| !invisible(*c)) {
        let Some(avance) = avance(c) else {
            sortie.truncate(debut);
            sortie.push(ABSENT);
            return 1.0;
        };
        large += avance;
        sortie.push(c);
    }
    large
}

/// Characters that no reader sees. Those that turn the direction of a line around would make a page say something else
/// than the data that was signed; the others only trouble who copies the text.
const fn invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large(texte: &str) -> String {
        imprimable(texte, 44.0, |c| ((c as u32) < 0x1_0000).then_some(1.0))
    }

    #[test]
    fn plain_text_stays_but_for_french_spaces() {
        assert_eq!(large("  Zoé d’Alméida  "), "Zoé d’Alméida");
        assert_eq!(large("#let x = $a$ \\ \"*_`"), "#let x = $a$ \\ \"*_`");
        assert_eq!(large("Pourquoi ?"), "Pourquoi\u{202f}?");
        assert_eq!(large("a\r\nb\u{2028}c\td"), "a\nb\nc d");
    }

    #[test]
    fn what_has_no_shape_is_seen_as_one_mark() {
        assert_eq!(large("Bravo 👩‍👩‍👧 !"), "Bravo □\u{202f}!");
        assert_eq!(large("👍🏽👍🏽"), "□□");
    }

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(large("a\0b\u{202e}c\u{200b}d\u{feff}e"), "abcde");
        assert_eq!(large("\u{202e}"), "");
    }

    #[test]
    fn long_words_may_be_cut_and_short_ones_are_whole() {
        let mail = "marie-christine.dupont@ac-exemple.fr";
        assert_eq!(large(mail), mail);
        let long = large(&"x".repeat(10_000));
        assert_eq!(long.chars().filter(|c| *c == 'x').count(), 10_000);
        assert!(long.split(COUPURE).all(|part| part.len() <= 44));
        assert_eq!(imprimable("ab-cd", 2.0, |_| Some(1.0)), "ab\u{200b}-cd");
        assert_eq!(imprimable("abc-de", 4.0, |_| Some(1.0)), "abc-de", "cut after the hyphen");
        assert_eq!(imprimable("ab", 0.5, |_| Some(1.0)), "a\u{200b}b", "one letter a line at worst");
    }
}
