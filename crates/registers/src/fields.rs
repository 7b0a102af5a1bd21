//! Texts of registers turned into values: dates, sexes, numbers, phones. One place, so that every reader agrees.
//!
//! A value that cannot be read is noted and read as missing; it never refuses its line.

use std::borrow::Cow;

use chrono::NaiveDate;
use raccroche_domain::{Adresse, CodeCommune, Coordonnees, Ine, Sexe, Statut, Uai, UaiError};

use crate::quality::{Finding, Problem, Recorder, value_class};

/// The text without the blanks and stray quotes that exports leave around values.
pub(crate) fn clean(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\0')
}

/// The clean text as an owned value, when there is any.
pub(crate) fn some(text: &str) -> Option<String> {
    let text = clean(text);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Notes `problem` about `text` in `field` of the line being read.
pub(crate) fn note(
    recorder: &mut Recorder,
    line: u64,
    field: impl Into<Cow<'static, str>>,
    text: &str,
    problem: Problem,
) {
    recorder.note(Finding {
        line,
        field: field.into(),
        value_class: value_class(text),
        problem,
        suggestion: None,
    });
}

/// A date written day first (`JJ/MM/AAAA`, `JJ-MM-AAAA`, `JJMMAAAA`) or ISO (`AAAA-MM-JJ`, with or without a time).
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| {
        bytes
            .get(range)?
            .iter()
            .try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let separator = |b: u8| matches!(b, b'/' | b'-' | b'.');
    let ymd = |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d);
    match bytes.len() {
        8 if bytes.iter().all(u8::is_ascii_digit) => ymd(number(4..8)?, number(2..4)?, number(0..2)?),
        10 if separator(bytes[2]) && separator(bytes[5]) => ymd(number(6..10)?, number(3..5)?, number(0..2)?),
        10 if bytes[4] == b'-' && bytes[7] == b'-' => ymd(number(0..4)?, number(5..7)?, number(8..10)?),
        // A time of midnight or any other says nothing of a calendar day: the day alone is kept.
        11.. if matches!(bytes[10], b' ' | b'T') && text.is_char_boundary(10) => date(&text[..10]),
        8 | 9 if text.matches('/').count() == 2 => {
            // `1/9/2026`: days and months without their zero.
            let mut parts = text.split('/');
            let mut part = || parts.next().filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
            let (day, month, year) = (part()?, part()?, part()?);
            if year.len() != 4 {
                return None;
            }
            ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => None,
    }
}

/// [`date`], noting what cannot be read.
pub(crate) fn date_or_note(
    recorder: &mut Recorder,
    line: u64,
    field: &'static str,
    text: &str,
) -> Option<NaiveDate> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    let read = date(text);
    if read.is_none() {
        note(recorder, line, field, text, Problem::ImpossibleDate);
    }
    read
}

/// `1 M H G`, `2 F`, or the words.
pub(crate) fn sexe(text: &str) -> Option<Sexe> {
    match text {
        "1" | "01" | "M" | "m" | "H" | "h" | "G" | "g" => Some(Sexe::Masculin),
        "2" | "02" | "F" | "f" => Some(Sexe::Feminin),
        _ => match raccroche_domain::francais::plier(text).as_str() {
            "masculin" | "homme" | "garcon" | "monsieur" | "mr" | "male" => Some(Sexe::Masculin),
            "feminin" | "femme" | "fille" | "madame" | "mme" | "mlle" | "female" => Some(Sexe::Feminin),
            _ => None,
        },
    }
}

/// [`sexe`], noting what cannot be read.
pub(crate) fn sexe_or_note(
    recorder: &mut Recorder,
    line: u64,
    field: &'static str,
    text: &str,
) -> Option<Sexe> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    let read = sexe(text);
    if read.is_none() {
        note(recorder, line, field, text, Problem::UnknownSex);
    }
    read
}

/// Puts an INE where it belongs: among the numbers of a known shape, or as raw text with a remark.
pub(crate) fn push_ine(
    recorder: &mut Recorder,
    line: u64,
    field: &'static str,
    text: &str,
    ine: &mut Vec<Ine>,
    brut: &mut Option<String>,
) {
    let text = clean(text);
    if text.is_empty() {
        return;
    }
    match text.parse::<Ine>() {
        Ok(number) if ine.contains(&number) => {}
        Ok(number) => {
            // Most recent kind first, in the order of reading within a kind.
            let at = ine.partition_point(|other| other.forme() <= number.forme());
            ine.insert(at, number);
        }
        Err(_) => {
            note(recorder, line, field, text, Problem::IneShape);
            brut.get_or_insert_with(|| text.to_owned());
        }
    }
}

/// A checked UAI, or the raw text with a remark that gives the right key.
pub(crate) fn uai_or_note(
    recorder: &mut Recorder,
    line: u64,
    field: &'static str,
    text: &str,
    brut: &mut Option<String>,
) -> Option<Uai> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    let (problem, suggestion) = match text.parse::<Uai>() {
        Ok(uai) => return Some(uai),
        Err(UaiError::Forme) => (Problem::UaiShape, None),
        Err(UaiError::Cle { attendue }) => {
            (Problem::UaiKey, text.get(..7).map(|digits| format!("{digits}{attendue}")))
        }
    };
    recorder.note(Finding { line, field: field.into(), value_class: value_class(text), problem, suggestion });
    *brut = Some(text.to_owned());
    None
}

/// A commune code, noting what has not its shape.
pub(crate) fn commune_or_note(
    recorder: &mut Recorder,
    line: u64,
    field: &'static str,
    text: &str,
) -> Option<CodeCommune> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    // Spreadsheets eat the leading zero of the first nine départements.
    let padded = if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        Cow::Owned(format!("0{text}"))
    } else {
        Cow::Borrowed(text)
    };
    let read = padded.parse().ok();
    if read.is_none() {
        note(recorder, line, field, text, Problem::CommuneShape);
    }
    read
}

/// `033` → `33`, `02A` → `2A`, `974` → `974`.
pub(crate) fn departement(text: &str) -> Option<String> {
    let text = clean(text);
    let short = if text.len() == 3 { text.strip_prefix('0').unwrap_or(text) } else { text };
    (!short.is_empty() && short.len() <= 3 && short.bytes().all(|b| b.is_ascii_alphanumeric()))
        .then(|| short.to_ascii_uppercase())
}

/// Statuses as registers code them.
pub(crate) fn statut(text: &str) -> Option<Statut> {
    match raccroche_domain::francais::plier(text).as_str() {
        "st" | "scolaire" | "statut scolaire" | "eleve" => Some(Statut::Scolaire),
        "ap" | "app" | "apprenti" | "apprentie" | "apprentissage" => Some(Statut::Apprenti),
        "stagiaire" | "stagiaire de la formation professionnelle" | "formation continue" => {
            Some(Statut::Stagiaire)
        }
        "contrat pro" | "contrat de professionnalisation" | "professionnalisation" => {
            Some(Statut::ContratPro)
        }
        "etudiant" | "etudiante" => Some(Statut::Etudiant),
        _ => None,
    }
}

/// Adds a phone number without its blanks and dots, mobile numbers first.
pub(crate) fn push_phone(coordonnees: &mut Coordonnees, text: &str) {
    let number: String =
        clean(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')')).collect();
    if number.is_empty() || coordonnees.telephones.contains(&number) {
        return;
    }
    let mobile = |n: &str| ["06", "07", "+336", "+337", "00336", "00337"].iter().any(|p| n.starts_with(p));
    let at = if mobile(&number) {
        coordonnees.telephones.iter().take_while(|n| mobile(n)).count()
    } else {
        coordonnees.telephones.len()
    };
    coordonnees.telephones.insert(at, number);
}

/// Adds an e-mail address.
pub(crate) fn push_mail(coordonnees: &mut Coordonnees, text: &str) {
    if let Some(mail) = some(text)
        && !coordonnees.courriels.contains(&mail)
    {
        coordonnees.courriels.push(mail);
    }
}

/// The address, unless nothing is known of it.
pub(crate) fn address(adresse: Adresse) -> Option<Adresse> {
    (adresse != Adresse::default()).then_some(adresse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_register() {
        let expected = NaiveDate::from_ymd_opt(2009, 9, 1);
        for text in [
            "01/09/2009",
            "01-09-2009",
            "01.09.2009",
            "01092009",
            "2009-09-01",
            "2009-09-01T00:00:00",
            "01/09/2009 00:00",
            "1/9/2009",
            "01/9/2009",
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
        for text in [
            "31/02/2009",
            "2009",
            "01/09/09",
            "00/00/0000",
            "é1/09/2009",
            "01/09/20é",
            "32132009",
            "+1/9/2009",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn mobiles_come_first() {
        let mut coordonnees = Coordonnees::default();
        for text in ["05 56 00 00 00", "06.12.34.56.78", "", "+33 7 00 00 00 01", "0556000000"] {
            push_phone(&mut coordonnees, text);
        }
        assert_eq!(coordonnees.telephones, ["0612345678", "+33700000001", "0556000000"]);
    }

    #[test]
    fn departements_lose_their_padding() {
        assert_eq!(departement("033").as_deref(), Some("33"));
        assert_eq!(departement("02a").as_deref(), Some("2A"));
        assert_eq!(departement("974").as_deref(), Some("974"));
        assert_eq!(departement(""), None);
    }
}
