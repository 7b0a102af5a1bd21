//! One thing noticed on one line: what it is, never the value itself.
//!
//! A report travels further than the register: to the school that must correct, to a log, to a ticket. So it holds
//! the line, the field and the *class* of the value (`10 chiffres`), from which nobody is recognised.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What can be noticed about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// Neither name, national number nor local number: nobody is meant. The line is set aside.
    NoIdentity,
    /// Too many or too few columns. The line is set aside.
    ColumnCount,
    /// The same line, or the same pupil of the same export, was read before. The line is set aside.
    ExactDuplicate,
    /// No family name; a number identifies the person.
    MissingName,
    /// No birth date: the age is unknown, the line is kept.
    MissingBirthDate,
    /// A date that no calendar holds, or in an unknown format. Read as missing.
    ImpossibleDate,
    /// A date after the date of reference. A birth date is then read as missing.
    FutureDate,
    /// A birth date more than a century old. Kept as read.
    ImplausibleDate,
    /// An entry or exit before the birth, or years after the date of reference. Read as missing.
    DateOutOfRange,
    /// The INE has none of the three known shapes. Kept as raw text.
    IneShape,
    /// Not seven digits and a letter.
    UaiShape,
    /// The key letter of the UAI is not the one that its digits give.
    UaiKey,
    /// A sex code that is not 1, 2, M or F.
    UnknownSex,
    /// A commune code without the shape of one.
    CommuneShape,
    /// The exit precedes the entry.
    ExitBeforeEntry,
    /// Two different persons have the same local number in one file.
    DuplicateId,
    /// Two different pupils of a school have the same `ELEVE_ID`: what other parts of the export say of that number may be
    /// of either, and is given to none.
    SharedPupilId,
    /// The file does not say whose it is.
    MissingUai,
    /// The file describes nobody.
    NoRow,
    /// A code outside its closed list. Read as missing.
    UnknownCode,
    /// Bytes that are not of the announced encoding; read with the likeliest one.
    MendedEncoding,
    /// A person responsible is named that the export does not describe.
    OrphanRepresentant,
}

impl Problem {
    /// What is wrong, in French.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoIdentity => "ni nom, ni INE, ni numéro local : la ligne ne désigne personne",
            Self::ColumnCount => "nombre de colonnes inattendu",
            Self::ExactDuplicate => "déjà lue",
            Self::MissingName => "nom de famille absent",
            Self::MissingBirthDate => "date de naissance absente : âge inconnu, ligne gardée",
            Self::ImpossibleDate => "date impossible ou format inconnu",
            Self::FutureDate => "date postérieure à la date de référence",
            Self::ImplausibleDate => "date de naissance de plus de cent ans",
            Self::DateOutOfRange => {
                "date invraisemblable (avant la naissance, ou plus de cinq ans après la date de référence) : non retenue"
            }
            Self::IneShape => "l’INE n’a aucune des trois formes connues",
            Self::UaiShape => "un UAI a sept chiffres et une lettre",
            Self::UaiKey => "la lettre finale de l’UAI ne correspond pas à ses chiffres",
            Self::UnknownSex => "code de sexe inconnu",
            Self::CommuneShape => "le code commune n’a pas cinq caractères INSEE",
            Self::ExitBeforeEntry => "sortie antérieure à l’entrée",
            Self::DuplicateId => "même numéro local pour deux personnes",
            Self::SharedPupilId => {
                "même numéro pour deux élèves : les responsables de ce numéro ne sont donnés à aucun"
            }
            Self::MissingUai => "le fichier ne dit pas de quel établissement il est",
            Self::NoRow => "aucune ligne : ce fichier ne décrit personne",
            Self::UnknownCode => "code absent de la nomenclature",
            Self::MendedEncoding => "caractères hors de l’encodage annoncé",
            Self::OrphanRepresentant => "responsable cité mais non décrit",
        }
    }

    /// What to do, in French.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::ExactDuplicate => "rien à faire : la première est gardée",
            Self::ColumnCount => "vérifiez les séparateurs dans cette ligne à la source",
            Self::UnknownCode => "complétez le profil ou la nomenclature, ou corrigez à la source",
            Self::MendedEncoding => "vérifiez les noms accentués ; refaites l’export si besoin",
            Self::OrphanRepresentant => "joignez l’export complet des responsables",
            Self::SharedPupilId => "donnez à chacun son numéro à la source, puis refaites l’export",
            Self::MissingUai => "refaites l’export depuis l’application, qui y inscrit l’UAI",
            Self::NoRow => "vérifiez que c’est le bon fichier ; sinon refaites l’export",
            Self::UaiKey | Self::UaiShape => "vérifiez l’UAI dans l’annuaire et corrigez à la source",
            _ => "corrigez à la source",
        }
    }
}

/// One thing noticed on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Line in the file, from 1.
    pub line: u64,
    /// Column name or XML element.
    pub field: Cow<'static, str>,
    /// The kind of value found (`10 chiffres`, `vide`), never the value.
    pub value_class: Cow<'static, str>,
    /// What is wrong.
    pub problem: Problem,
    /// A correct value that can be shown because it names no person (an establishment's number).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// The class of a value: the lengths of its runs of digits, letters and other signs, never a character of it.
pub fn value_class(text: &str) -> Cow<'static, str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Digit,
        Letter,
        Blank,
        Sign,
    }
    let class_of = |c: char| {
        if c.is_ascii_digit() {
            Class::Digit
        } else if c.is_alphabetic() {
            Class::Letter
        } else if c.is_whitespace() {
            Class::Blank
        } else {
            Class::Sign
        }
    };
    let mut runs: Vec<(Class, usize)> = Vec::new();
    // A value of a million characters is classed by its beginning.
    for c in text.chars().take(200) {
        match runs.last_mut() {
            Some((class, n)) if *class == class_of(c) => *n += 1,
            _ => runs.push((class_of(c), 1)),
        }
    }
    if runs.is_empty() {
        return "vide".into();
    }
    if runs.len() > 5 {
        return format!("{} caractères", text.chars().count()).into();
    }
    let described: Vec<String> = runs
        .iter()
        .map(|(class, n)| {
            let noun = match class {
                Class::Digit => "chiffre",
                Class::Letter => "lettre",
                Class::Blank => "espace",
                Class::Sign => "signe",
            };
            format!("{n} {noun}{}", if *n > 1 { "s" } else { "" })
        })
        .collect();
    described.join(", ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tell_the_shape_alone() {
        assert_eq!(value_class(""), "vide");
        assert_eq!(value_class("0412345678"), "10 chiffres");
        assert_eq!(value_class("31/02/2009"), "2 chiffres, 1 signe, 2 chiffres, 1 signe, 4 chiffres");
        assert_eq!(value_class("a1b2c3d4"), "8 caractères");
    }
}
