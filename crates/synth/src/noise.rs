//! What goes wrong between a person and a line: the errors of typing, habits of offices, and old numbers.
//!
//! Each error has a name, written in `truth.csv` beside the line, so that an evaluation can say which ones a matching
//! engine does not survive. A line that was transferred from another school carries no new error; a line typed again
//! does, at the rates of its register ([`Severite`]).

use std::fmt;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::rng::Rng;

/// A named error of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Alteration {
    /// A letter mistyped, doubled, dropped or swapped in the surname.
    NomFaute,
    /// The other parent's name, or the usage name, in place of the birth name.
    NomUsage,
    /// One half of a double name.
    NomTronque,
    /// The halves of a double name in the other order.
    NomInverse,
    /// Hyphen, space, apostrophe or particle written otherwise.
    NomForme,
    /// A letter mistyped in the first name.
    PrenomFaute,
    /// Another of the first names, or the usual one, first.
    PrenomAutre,
    /// A compound first name cut, or a short form.
    PrenomTronque,
    /// Surname and first name in each other's place.
    NomPrenomInverses,
    /// Day and month swapped.
    JourMois,
    /// One digit of the date wrong.
    DateFaute,
    /// 1 January for want of better.
    DatePremierJanvier,
    /// No date, or an impossible one.
    DateAbsente,
    /// The other sex.
    SexeFaute,
    /// No birth place.
    LieuAbsent,
    /// Another birth place: merged commune, the town of residence, the prefecture.
    LieuAutre,
    /// No INE.
    IneAbsent,
    /// A wrong character in the INE.
    IneFaute,
    /// An older or newer number of the same person.
    IneAutre,
    /// A sibling's number.
    IneFratrie,
}

impl Alteration {
    /// The code of `truth.csv`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NomFaute => "nom_faute",
            Self::NomUsage => "nom_usage",
            Self::NomTronque => "nom_tronque",
            Self::NomInverse => "nom_inverse",
            Self::NomForme => "nom_forme",
            Self::PrenomFaute => "prenom_faute",
            Self::PrenomAutre => "prenom_autre",
            Self::PrenomTronque => "prenom_tronque",
            Self::NomPrenomInverses => "nom_prenom_inverses",
            Self::JourMois => "jour_mois",
            Self::DateFaute => "date_faute",
            Self::DatePremierJanvier => "date_premier_janvier",
            Self::DateAbsente => "date_absente",
            Self::SexeFaute => "sexe_faute",
            Self::LieuAbsent => "lieu_absent",
            Self::LieuAutre => "lieu_autre",
            Self::IneAbsent => "ine_absent",
            Self::IneFaute => "ine_faute",
            Self::IneAutre => "ine_autre",
            Self::IneFratrie => "ine_fratrie",
        }
    }
}

/// The errors of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Alterations(Vec<Alteration>);

impl Alterations {
    /// Adds one.
    pub(crate) fn add(&mut self, alteration: Alteration) {
        if !self.0.contains(&alteration) {
            self.0.push(alteration);
        }
    }

    /// Takes one away.
    pub(crate) fn remove(&mut self, alteration: Alteration) {
        self.0.retain(|a| *a != alteration);
    }
}

impl fmt::Display for Alterations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, alteration) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            f.write_str(alteration.code())?;
        }
        Ok(())
    }
}

/// How roughly a register is typed; 1 is a school secretary copying an identity card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Severite(pub(crate) f64);

/// Letters without accents: é → e, œ → oe. Case is kept.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' => folded.push_str("oe"),
            'Œ' => folded.push_str("OE"),
            'æ' => folded.push_str("ae"),
            'ł' => folded.push('l'),
            'Ł' => folded.push('L'),
            'ı' => folded.push('i'),
            'İ' => folded.push('I'),
            '\u{2019}' => folded.push('\''),
            _ => folded.push(c),
        }
    }
    folded
}

/// Neighbours on a French keyboard.
const CLAVIER: [&str; 4] = ["azertyuiop", "qsdfghjklm", "wxcvbn", ""];

/// Spellings that offices exchange.
const CONFUSIONS: [(&str, &str); 26] = [
    ("th", "t"),
    ("ph", "f"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("ss", "s"),
    ("y", "i"),
    ("eau", "aud"),
    ("ault", "aud"),
    ("et", "ais"),
    ("k", "c"),
    ("qu", "k"),
    ("z", "s"),
    ("w", "v"),
    ("ck", "k"),
    ("mm", "m"),
    ("rd", "rt"),
    ("ain", "in"),
    ("ei", "ai"),
    ("x", "s"),
    ("ch", "sh"),
    ("aa", "a"),
    ("dj", "j"),
    ("h", ""),
    ("an", "en"),
    ("s", "ss"),
];

/// One typing error: neighbour key, doubled, dropped or swapped letter, or a spelling that sounds the same.
pub(crate) fn typo(rng: &mut Rng, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 3 {
        return text.to_owned();
    }
    if rng.chance(0.25) {
        let lower = text.to_lowercase();
        let fitting: Vec<_> = CONFUSIONS.iter().filter(|(from, _)| lower.contains(from)).collect();
        if !fitting.is_empty() {
            let (from, to) = *fitting[rng.below(fitting.len())];
            let changed = lower.replacen(from, to, 1);
            return capitalised(&changed);
        }
    }
    let mut changed = chars.clone();
    // First letters are read with more care than others.
    let at = 1 + rng.below(chars.len() - 1);
    match rng.below(4) {
        0 => {
            changed.remove(at);
        }
        1 => changed.insert(at, chars[at]),
        2 => {
            let other = if at + 1 < chars.len() { at + 1 } else { at - 1 };
            changed.swap(at, other);
        }
        _ => {
            if let Some(key) = neighbour(rng, chars[at]) {
                changed[at] = key;
            } else {
                changed.remove(at);
            }
        }
    }
    changed.into_iter().collect()
}

fn neighbour(rng: &mut Rng, c: char) -> Option<char> {
    let lower = fold(&c.to_lowercase().to_string()).chars().next()?;
    let row = CLAVIER.iter().find(|row| row.contains(lower))?;
    let keys: Vec<char> = row.chars().collect();
    let at = keys.iter().position(|k| *k == lower)?;
    let other = if at == 0 || (at + 1 < keys.len() && rng.chance(0.5)) { at + 1 } else { at - 1 };
    let key = *keys.get(other)?;
    Some(if c.is_uppercase() { key.to_ascii_uppercase() } else { key })
}

/// Each word with a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = true;
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        start = matches!(c, ' ' | '-' | '\'');
    }
    out
}

/// The particles that stand before a name, longest first.
const PARTICULES: [&str; 16] = [
    "De La ", "Van Den ", "De ", "Du ", "Des ", "Da ", "Dos ", "Le ", "La ", "El ", "Ben ", "Ait ", "D'",
    "Van ", "Von ", "Dal ",
];

/// Two halves of a double name, particles kept with what they introduce.
pub(crate) fn halves(nom: &str) -> Option<(&str, &str)> {
    let skip = PARTICULES.iter().find(|p| nom.starts_with(**p)).map_or(0, |p| p.len());
    let at = skip + nom[skip..].find(['-', ' '])?;
    let (left, right) = (&nom[..at], &nom[at + 1..]);
    (left.len() > 2 && right.len() > 2).then_some((left, right))
}

/// Hyphens, spaces, apostrophes and particles as another office writes them. `None` when the name has none.
pub(crate) fn other_form(rng: &mut Rng, nom: &str) -> Option<String> {
    if let Some(particule) = PARTICULES.iter().find(|p| nom.starts_with(**p)) {
        let rest = &nom[particule.len()..];
        return Some(match rng.below(3) {
            0 => rest.to_owned(),
            1 => format!("{}{}", particule.trim_end_matches(['\'', ' ']), rest.to_lowercase()),
            _ => format!("{} {rest}", particule.trim_end_matches(['\'', ' '])),
        });
    }
    if nom.contains('-') {
        return Some(nom.replace('-', if rng.chance(0.9) { " " } else { "" }));
    }
    if nom.contains('\'') {
        return Some(nom.replace('\'', if rng.chance(0.5) { " " } else { "" }));
    }
    nom.contains(' ').then(|| nom.replace(' ', if rng.chance(0.8) { "-" } else { "" }))
}

/// Short forms that people give for their own name.
const COURTS: [(&str, &str); 22] = [
    ("Alexandre", "Alex"),
    ("Maxime", "Max"),
    ("Benjamin", "Ben"),
    ("Nicolas", "Nico"),
    ("Théo", "Théodore"),
    ("Thomas", "Tom"),
    ("Samuel", "Sam"),
    ("Mathieu", "Matthieu"),
    ("Matthieu", "Mathieu"),
    ("Mohamed", "Mohammed"),
    ("Mohammed", "Mohamed"),
    ("Yacine", "Yassine"),
    ("Yassine", "Yacine"),
    ("Ilyes", "Ilyas"),
    ("Rémi", "Rémy"),
    ("Thibault", "Thibaut"),
    ("Erwan", "Erwann"),
    ("Kylian", "Killian"),
    ("Sofia", "Sophia"),
    ("Inès", "Ines"),
    ("Emmy", "Emy"),
    ("Élisabeth", "Élisa"),
];

/// A cut, short or variant form of a first name. `None` when there is none.
pub(crate) fn short_form(rng: &mut Rng, prenom: &str) -> Option<String> {
    if let Some((first, _)) = prenom.split_once('-') {
        return Some(if rng.chance(0.5) { first.to_owned() } else { prenom.replace('-', " ") });
    }
    COURTS.iter().find(|(long, _)| *long == prenom).map(|(_, short)| (*short).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn folding() {
        assert_eq!(fold("Cœur Éléonore Łukasz O’Brien Ğül"), "Coeur Eleonore Lukasz O'Brien Gul");
    }

    #[test]
    fn double_names_have_halves() {
        assert_eq!(halves("Martin-Dupont"), Some(("Martin", "Dupont")));
        assert_eq!(halves("Da Silva Ferreira"), Some(("Da Silva", "Ferreira")));
        assert_eq!(halves("Da Silva"), None);
        assert_eq!(halves("Martin"), None);
    }

    #[test]
    fn a_typo_changes_little_and_keeps_the_initial_most_often() {
        let mut rng = Rng::new(1, Purpose::Vue, &[]);
        for _ in 0..2000 {
            let changed = typo(&mut rng, "Lefèvre");
            assert!((5..=9).contains(&changed.chars().count()), "{changed}");
        }
        assert_eq!(typo(&mut rng, "Ly"), "Ly");
        for nom in ["N'Guessan", "Élissalde", "İpek", "Ng"] {
            for _ in 0..200 {
                assert!(!typo(&mut rng, nom).is_empty());
            }
        }
    }

    #[test]
    fn forms() {
        let mut rng = Rng::new(1, Purpose::Vue, &[1]);
        for _ in 0..50 {
            let form = other_form(&mut rng, "De La Cruz").unwrap();
            assert!(["Cruz", "De Lacruz", "De La Cruz"].contains(&form.as_str()), "{form}");
            assert!(other_form(&mut rng, "Martin").is_none());
        }
        assert_eq!(short_form(&mut rng, "Mathieu").as_deref(), Some("Matthieu"));
        assert_eq!(capitalised("jean-marie d'arc"), "Jean-Marie D'Arc");
    }
}
