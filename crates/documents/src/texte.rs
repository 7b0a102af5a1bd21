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

/// How wide the place is where a text goes: the characters that surely fit in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The whole width of the page, or of a value beside its label.
    Large,
    /// The cell of a table.
    Etroite,
}

impl Place {
    const fn longueur(self) -> usize {
        match self {
            Self::Large => 44,
            Self::Etroite => 14,
        }
    }
}

/// The text as it is printed: French spaces, printable characters, `\n` for line ends, no space at either end.
pub(crate) fn imprimable(texte: &str, place: Place, dessine: impl Fn(char) -> bool) -> String {
    let texte = ponctuer(texte.trim());
    let mut sortie = String::with_capacity(texte.len());
    let mut suite = 0;
    for signe in texte.graphemes(true) {
        let debut = sortie.len();
        match signe {
            "\r\n" | "\n" | "\r" | "\u{b}" | "\u{c}" | "\u{85}" | "\u{2028}" | "\u{2029}" => {
                sortie.push('\n')
            }
            "\t" => sortie.push(' '),
            _ => ecrire(signe, &dessine, &mut sortie),
        }
        if sortie.len() == debut {
            continue;
        }
        if sortie[debut..].chars().all(char::is_whitespace) {
            suite = 0;
            continue;
        }
        if suite == place.longueur() {
            sortie.insert(debut, COUPURE);
            suite = 0;
        }
        suite += 1;
    }
    sortie
}

/// One sign as people see it, with its accents; as one mark when a part of it cannot be drawn.
fn ecrire(signe: &str, dessine: &impl Fn(char) -> bool, sortie: &mut String) {
    let debut = sortie.len();
    for c in signe.chars().filter(|c| !invisible(*c)) {
        if !dessine(c) {
            sortie.truncate(debut);
            sortie.push(ABSENT);
            return;
        }
        sortie.push(c);
    }
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
        imprimable(texte, Place::Large, |c| (c as u32) < 0x1_0000)
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
    }
}
