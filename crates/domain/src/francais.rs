//! French as people read it: dates in words, elisions, agreement, non-breaking spaces.
//!
//! The sentences that explain a verdict are part of the rule, so their grammar lives beside it and is tested.

use any_ascii::any_ascii_char;
use chrono::{Datelike, NaiveDate};

use crate::Sexe;

/// Non-breaking space: inside guillemets, before a colon, between a number and its unit.
pub const INSECABLE: char = '\u{a0}';
/// Narrow non-breaking space: before `;`, `!`, `?`, and between thousands.
pub const FINE: char = '\u{202f}';

const MOIS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Replaces the ordinary spaces that French typography wants unbreakable: sentences are written in the source with
/// spaces that a programmer sees.
pub fn ponctuer(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len() + 8);
    let mut chars = texte.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(match (c, chars.peek()) {
            (' ', Some(':' | '»' | '%')) => INSECABLE,
            (' ', Some(';' | '?' | '!')) => FINE,
            (' ', _) if out.ends_with('«') => INSECABLE,
            _ => c,
        });
    }
    out
}

/// `1er septembre 2026`, with non-breaking spaces.
pub fn date_longue(date: NaiveDate) -> String {
    let mois = MOIS[date.month0() as usize];
    let jour = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{jour}{INSECABLE}{mois}{INSECABLE}{}", date.year())
}

/// `01/09/2026`.
pub fn date_courte(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// `12 345`, with narrow non-breaking spaces.
pub fn nombre(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(FINE);
        }
        out.push(c);
    }
    out
}

/// `1 ligne lue`, `12 345 lignes lues`: the count and the words, which take `s` from two on (zero is singular in French).
pub fn compter(n: u64, mots: &str) -> String {
    let pluriel: String = if n < 2 {
        mots.to_owned()
    } else {
        mots.split(' ').map(|mot| format!("{mot}s")).collect::<Vec<_>>().join(" ")
    };
    format!("{}{INSECABLE}{pluriel}", nombre(n))
}

/// `« texte »`.
pub fn guillemets(texte: &str) -> String {
    format!("«{INSECABLE}{texte}{INSECABLE}»")
}

/// The form that agrees; both forms when the register does not give the sex.
pub fn accorder(sexe: Option<Sexe>, masculin: &str, feminin: &str) -> String {
    match sexe {
        Some(Sexe::Masculin) => masculin.to_owned(),
        Some(Sexe::Feminin) => feminin.to_owned(),
        None if masculin == feminin => masculin.to_owned(),
        None => format!("{masculin} ou {feminin}"),
    }
}

/// A sentence with its `{masculine|feminine}` forms chosen; the masculine, as fiches speak of everybody, when no register gives the sex.
pub fn accordee(texte: &str, sexe: Option<Sexe>) -> String {
    let mut dit = String::with_capacity(texte.len());
    let mut reste = texte;
    while let Some((avant, (formes, apres))) =
        reste.split_once('{').and_then(|(avant, suite)| Some((avant, suite.split_once('}')?)))
    {
        dit.push_str(avant);
        let (masculin, feminin) = formes.split_once('|').unwrap_or((formes, formes));
        dit.push_str(if sexe == Some(Sexe::Feminin) { feminin } else { masculin });
        reste = apres;
    }
    dit.push_str(reste);
    dit
}

/// `il`, `elle`, or `cette personne`.
pub fn pronom(sexe: Option<Sexe>) -> &'static str {
    match sexe {
        Some(Sexe::Masculin) => "il",
        Some(Sexe::Feminin) => "elle",
        None => "cette personne",
    }
}

/// The text with its first letter as a capital.
pub fn majuscule(texte: &str) -> String {
    let mut chars = texte.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A first name as people write it: registers often have capitals alone. `JEAN-PAUL` → `Jean-Paul`, `Anaïs` stays.
pub fn prenom(texte: &str) -> String {
    if texte.chars().any(char::is_lowercase) {
        return texte.to_owned();
    }
    let mut debut = true;
    let mut ecrit = String::with_capacity(texte.len());
    for lettre in texte.chars() {
        if debut {
            ecrit.push(lettre);
        } else {
            ecrit.extend(lettre.to_lowercase());
        }
        debut = !lettre.is_alphanumeric();
    }
    ecrit
}

/// Lower case, every letter in plain Latin ones (accents and marks dropped, ligatures opened, other scripts
/// transliterated, as the engine does), everything else than letters and digits one space.
pub fn plier(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    for c in texte.chars().flat_map(char::to_lowercase) {
        match c {
            // Combining marks of decomposed text.
            '\u{300}'..='\u{36f}' => {}
            c if c.is_ascii() || !c.is_alphanumeric() => push_plain(c, &mut out),
            c => {
                let plain = any_ascii_char(c);
                // A letter that no plain one stands for stays: two words must not become one by losing it.
                if plain.contains(|p: char| p.is_ascii_alphanumeric()) {
                    plain.chars().for_each(|p| push_plain(p.to_ascii_lowercase(), &mut out));
                } else {
                    out.push(c);
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a letter or digit; anything else ends the word.
fn push_plain(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// `au CFA X`, `à la MFR de Y`, `à l'EREA Z`: the first word decides.
pub fn a_etablissement(nom: &str) -> String {
    let premier = plier(nom).split(' ').next().unwrap_or_default().to_owned();
    match premier.as_str() {
        "cfa" | "cfaa" | "cfai" | "lycee" | "lp" | "lpo" | "lgt" | "lpa" | "lpp" | "legt" | "legta"
        | "lppa" | "college" | "clg" | "greta" | "centre" | "campus" | "btp" | "microlycee" | "micro"
        | "groupe" | "cio" | "pole" => {
            format!("au {nom}")
        }
        "mfr" | "maison" | "mission" | "section" | "cite" | "chambre" | "faculte" => format!("à la {nom}"),
        "institut" | "ecole" | "erea" | "association" | "afpa" | "e2c" | "epide" | "ime" | "iut"
        | "universite" | "ensemble" | "etablissement" | "itep" => format!("à l’{nom}"),
        _ => format!("à l’établissement {}", guillemets(nom)),
    }
}

/// `de la mission locale X`, `du CFA Y`, for "followed by".
pub fn par_organisme(nom: &str) -> String {
    let premier = plier(nom).split(' ').next().unwrap_or_default().to_owned();
    match premier.as_str() {
        "mission" => format!("par la {nom}"),
        "ml" => format!("par {nom}"),
        _ => format!("par {}", guillemets(nom)),
    }
}

/// `de` before a noun or a name, as it is said: `du tuteur`, `des équipes`, `de la famille`, `d’Inès`.
pub fn de(nom: &str) -> String {
    match nom.split_once(' ') {
        Some(("le", reste)) => return format!("du {reste}"),
        Some(("les", reste)) => return format!("des {reste}"),
        _ => {}
    }
    let mut lettres = plier(nom).chars().collect::<Vec<_>>().into_iter();
    let (premiere, deuxieme) = (lettres.next(), lettres.next());
    let voyelle = |lettre: Option<char>| lettre.is_some_and(|l| "aeiou".contains(l));
    // « d’Yves », but « de Yasmine ».
    let y = premiere == Some('y') && deuxieme.is_some_and(|l| l.is_ascii_alphabetic()) && !voyelle(deuxieme);
    if voyelle(premiere) || y { format!("d’{nom}") } else { format!("de {nom}") }
}

/// `A`, `A et B`, `A, B et C`.
pub fn enumerer<T: AsRef<str>>(parts: &[T]) -> String {
    joindre(parts, "et")
}

/// `a, b ou c`.
pub fn alternative<T: AsRef<str>>(parts: &[T]) -> String {
    joindre(parts, "ou")
}

fn joindre<T: AsRef<str>>(parts: &[T], conjonction: &str) -> String {
    let Some((dernier, debut)) = parts.split_last() else { return String::new() };
    let debut: Vec<&str> = debut.iter().map(AsRef::as_ref).collect();
    match debut.as_slice() {
        [] => dernier.as_ref().to_owned(),
        debut => format!("{} {conjonction} {}", debut.join(", "), dernier.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn articles_melt_into_the_word_before_them() {
        for (nom, avec_de) in [
            ("le représentant légal", "du représentant légal"),
            ("les équipes", "des équipes"),
            ("la famille", "de la famille"),
            ("l’entreprise", "de l’entreprise"),
            ("Inès DUVAL", "d’Inès DUVAL"),
            ("Éloïse", "d’Éloïse"),
            ("Œdipe", "d’Œdipe"),
            ("Yves", "d’Yves"),
            ("Yasmine", "de Yasmine"),
            ("Claire", "de Claire"),
            // A family name is no article.
            ("Le Goff", "de Le Goff"),
            ("", "de "),
        ] {
            assert_eq!(de(nom), avec_de);
        }
    }

    #[test]
    fn first_names_are_written_as_people_write_them() {
        for (lu, ecrit) in [
            ("TOM", "Tom"),
            ("JEAN-PAUL", "Jean-Paul"),
            ("ÉLOÏSE", "Éloïse"),
            ("Anaïs", "Anaïs"),
            ("D’ARTAGNAN", "D’Artagnan"),
            ("", ""),
        ] {
            assert_eq!(prenom(lu), ecrit);
        }
    }

    #[test]
    fn dates_numbers_and_names() {
        let d = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(date_longue(d("2026-09-01")), "1er\u{a0}septembre\u{a0}2026");
        assert_eq!(date_longue(d("2027-08-31")), "31\u{a0}août\u{a0}2027");
        assert_eq!(date_courte(d("2027-08-03")), "03/08/2027");
        assert_eq!(nombre(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(nombre(999), "999");
        assert_eq!(compter(0, "ligne lue"), "0\u{a0}ligne lue");
        assert_eq!(compter(2, "ligne lue"), "2\u{a0}lignes lues");
        assert_eq!(a_etablissement("Lycée Kastler"), "au Lycée Kastler");
        assert_eq!(a_etablissement("MFR de Blanquefort"), "à la MFR de Blanquefort");
        assert_eq!(a_etablissement("Institut Don Bosco"), "à l’Institut Don Bosco");
        assert_eq!(a_etablissement("Les Iris"), "à l’établissement «\u{a0}Les Iris\u{a0}»");
        assert_eq!(accorder(Some(Sexe::Feminin), "inscrit", "inscrite"), "inscrite");
        assert_eq!(accorder(None, "inscrit", "inscrite"), "inscrit ou inscrite");
        assert_eq!(majuscule("élève"), "Élève");
        assert_eq!(enumerer(&["a", "b", "c"]), "a, b et c");
    }

    #[test]
    fn double_punctuation_does_not_start_a_line() {
        assert_eq!(
            ponctuer("Vu : « oui » ; 5 % ?"),
            "Vu\u{a0}: «\u{a0}oui\u{a0}»\u{202f}; 5\u{a0}%\u{202f}?"
        );
    }

    #[test]
    fn folding() {
        assert_eq!(plier("  Mention  Complémentaire n°2 "), "mention complementaire n 2");
        assert_eq!(plier("L'ŒUVRE"), "l oeuvre");
        assert_eq!(plier("e\u{301}te\u{301}"), "ete");
        assert_eq!(plier("ŞAHİN Łukasz Ørsted Țepeș"), "sahin lukasz orsted tepes");
        assert_eq!(plier("Đorđević Nguyễn Þór Straße"), "dordevic nguyen thor strasse");
    }

    #[test]
    fn no_latin_letter_of_the_european_and_vietnamese_blocks_keeps_its_mark() {
        let blocks = ('\u{c0}'..='\u{17f}').chain('\u{1cd}'..='\u{233}').chain('\u{1e00}'..='\u{1eff}');
        for c in blocks {
            let folded = plier(&c.to_string());
            assert!(folded.is_ascii() && (folded.is_empty() != c.is_alphabetic()), "{c} gives {folded:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}") {
            let once = plier(&text);
            prop_assert_eq!(plier(&once), once.clone());
            prop_assert!(!once.contains("  "));
        }

    }
}
