//! Reading and keeping files of corrections: the sheet that a school returns, or the one a previous campaign kept.

use std::{collections::HashMap, path::Path};

use chrono::{Months, NaiveDate};
use raccroche_domain::{
    NiveauDiplome,
    francais::{date_courte, plier},
};
use raccroche_registers::Reference;

use super::{Correction, Decision, Fact, Key, WORDS};
use crate::CampaignError;

/// Columns of the kept file; a file to read may hold them in any order, with others.
pub(crate) const COLUMNS: [&str; 25] = [
    "jeune",
    "ine",
    "nom_famille",
    "prenoms",
    "date_naissance",
    "decision",
    "uai",
    "etablissement",
    "formation",
    "niveau",
    "depuis",
    "jusqu_au",
    "autre_jeune",
    "autre_ine",
    "autre_nom_famille",
    "autre_prenoms",
    "autre_date_naissance",
    "autre_source",
    "autre_fichier",
    "autre_ligne",
    "decide_le",
    "decide_par",
    "origine_fichier",
    "origine_ligne",
    "etat",
];

/// Name of the kept file in a campaign's folder.
pub(crate) const KEPT: &str = "corrections.csv";

/// The corrections that the previous campaign kept; none when it kept no file.
pub(crate) fn read_previous(folder: &Path, as_of: NaiveDate) -> Result<Vec<Correction>, CampaignError> {
    let path = folder.join(KEPT);
    if path.is_file() { read_file(&path, Days { as_of, undated: as_of }) } else { Ok(Vec::new()) }
}

/// The day of a campaign, and the day of the decisions of a file that bear no date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub(crate) as_of: NaiveDate,
    pub(crate) undated: NaiveDate,
}

/// Reads a file of corrections.
pub(crate) fn read_file(path: &Path, days: Days) -> Result<Vec<Correction>, CampaignError> {
    let failed = |error| CampaignError::reference(path, error);
    let mut table = Reference::open(path).map_err(failed)?;
    let columns: HashMap<&str, usize> =
        COLUMNS.iter().filter_map(|&name| Some((name, table.column(&[name])?))).collect();
    if !columns.contains_key("decision") {
        return Err(CampaignError::input(
            path,
            Some(1),
            "il manque la colonne « decision ». Partez d’une liste d’école produite par une campagne et enregistrée en CSV, \
             ou voyez docs/guide/campagne.md.",
        ));
    }
    let mut corrections = Vec::new();
    while let Some((line, record)) = table.next_row().map_err(failed)? {
        let cell = |name: &str| {
            let text = columns.get(name).and_then(|&i| record.get(i)).unwrap_or_default().trim();
            // The apostrophe that a spreadsheet-safe list puts before a leading sign.
            text.strip_prefix('\'').unwrap_or(text).to_owned()
        };
        corrections.push(read_row(path, line, days, &cell));
    }
    Ok(corrections)
}

fn read_row(path: &Path, line: u64, days: Days, cell: &dyn Fn(&str) -> String) -> Correction {
    let mut fault = None;
    let mut day = |name: &str| {
        let text = cell(name);
        if text.is_empty() {
            return None;
        }
        let date = read_date(&text);
        if date.is_none() {
            fault.get_or_insert_with(|| {
                format!("« {text} » n’est pas une date (colonne {name}) ; écrivez 15/03/2027 ou 2027-03-15")
            });
        }
        date
    };
    let (depuis, jusqu_au) = (day("depuis"), day("jusqu_au"));
    let (birth, other_birth) = (day("date_naissance"), day("autre_date_naissance"));
    let decided_on = day("decide_le");
    // People decide after the day of a campaign, while they read its lists; not years after.
    let last = days.as_of.checked_add_months(Months::new(12));
    if let Some(date) = decided_on.filter(|date| last.is_some_and(|last| *date > last)) {
        let date = date_courte(date);
        fault.get_or_insert_with(|| {
            format!("la décision est datée du {date}, plus d’un an après la campagne ; corrigez la colonne decide_le")
        });
    }
    let origin_line = cell("origine_ligne").parse().unwrap_or(line);
    let origin_file = cell("origine_fichier");
    let word = cell("decision");
    let fact = Fact {
        uai: cell("uai"),
        etablissement: cell("etablissement"),
        formation: cell("formation"),
        niveau: cell("niveau"),
        depuis,
        jusqu_au,
    };
    let decision = decide(&word, &fact, &mut fault);
    Correction {
        file: if origin_file.is_empty() { path.to_owned() } else { origin_file.into() },
        line: origin_line,
        decision: if fault.is_some() { Decision::Unusable } else { decision },
        word,
        fault,
        who: Key {
            jeune: cell("jeune"),
            ine: cell("ine"),
            nom: cell("nom_famille"),
            prenoms: cell("prenoms"),
            naissance: birth,
            ..Key::default()
        },
        other: Key {
            jeune: cell("autre_jeune"),
            ine: cell("autre_ine"),
            nom: cell("autre_nom_famille"),
            prenoms: cell("autre_prenoms"),
            naissance: other_birth,
            source: cell("autre_source"),
            fichier: cell("autre_fichier"),
            ligne: cell("autre_ligne").parse().ok(),
        },
        fact,
        decided_on: decided_on.unwrap_or(days.undated),
        dated: decided_on.is_some(),
        decided_by: cell("decide_par"),
        outranked: None,
    }
}

fn decide(word: &str, fact: &Fact, fault: &mut Option<String>) -> Decision {
    let folded = plier(word).replace(' ', "_");
    if folded.is_empty() {
        return Decision::Unanswered;
    }
    let Some((_, decision)) = WORDS.iter().find(|(known, _)| *known == folded) else {
        let known: Vec<_> = WORDS.iter().map(|(known, _)| *known).collect();
        fault.get_or_insert_with(|| {
            format!("la décision « {word} » n’est pas connue ; les mots acceptés sont : {}", known.join(", "))
        });
        return Decision::Unusable;
    };
    if let Decision::Diploma(_) = decision {
        return match fact.niveau.trim() {
            "3" => Decision::Diploma(NiveauDiplome::Niveau3),
            "4" => Decision::Diploma(NiveauDiplome::Niveau4),
            "5" | "6" | "7" | "8" => Decision::Diploma(NiveauDiplome::Niveau5EtPlus),
            other => {
                fault.get_or_insert_with(|| {
                    format!("le niveau du diplôme (« {other} ») doit être 3, 4, 5, 6, 7 ou 8 dans la colonne niveau")
                });
                Decision::Unusable
            }
        };
    }
    if *decision == Decision::Found && fact.uai.is_empty() && fact.etablissement.is_empty() {
        fault.get_or_insert_with(|| {
            "« retrouve » demande l’établissement : remplissez la colonne uai ou la colonne etablissement"
                .to_owned()
        });
        return Decision::Unusable;
    }
    *decision
}

/// `2027-03-15`, `15/03/2027` or `15-03-2027`.
fn read_date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

/// The rows of the kept file; unanswered and unusable ones are not kept, the report has them.
pub(crate) fn rows_to_keep<'a>(
    corrections: impl IntoIterator<Item = (&'a Correction, &'a str)>,
) -> Vec<Vec<String>> {
    let day = |date: Option<NaiveDate>| date.map_or_else(String::new, |d| d.to_string());
    corrections
        .into_iter()
        .filter(|(c, _)| !matches!(c.decision, Decision::Unanswered | Decision::Unusable))
        .map(|(c, etat)| {
            let line = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
            vec![
                c.who.jeune.clone(),
                c.who.ine.clone(),
                c.who.nom.clone(),
                c.who.prenoms.clone(),
                day(c.who.naissance),
                c.word.clone(),
                c.fact.uai.clone(),
                c.fact.etablissement.clone(),
                c.fact.formation.clone(),
                c.fact.niveau.clone(),
                day(c.fact.depuis),
                day(c.fact.jusqu_au),
                c.other.jeune.clone(),
                c.other.ine.clone(),
                c.other.nom.clone(),
                c.other.prenoms.clone(),
                day(c.other.naissance),
                c.other.source.clone(),
                c.other.fichier.clone(),
                line(c.other.ligne),
                c.decided_on.to_string(),
                c.decided_by.clone(),
                c.file.display().to_string(),
                c.line.to_string(),
                etat.to_owned(),
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(text: &[u8]) -> Vec<Correction> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        let day = "2027-03-15".parse().unwrap();
        read_file(file.path(), Days { as_of: day, undated: day }).unwrap()
    }

    #[test]
    fn a_sheet_as_excel_saves_it() {
        let text = "nom_famille;prenoms;date_naissance;d\u{e9}cision;uai;depuis\r\n\
                    H\u{c9}RAULT;L\u{e9}a;05/03/2009;Retrouve;0331234A;02/10/2026\r\n\
                    PETIT;Hugo;06/03/2009;;;\r\n\
                    ;;;;;\r\n\
                    ROUX;Ana;31/02/2009;decede;;\r\n\
                    BLANC;Tom;07/03/2009;envole;;\r\n\
                    NOIR;Zoe;07/03/2009;retrouve;;\r\n";
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let read = read(&latin);
        assert_eq!(read.len(), 5);
        assert_eq!(read[0].who.nom, "HÉRAULT");
        assert_eq!(read[0].decision, Decision::Found);
        assert_eq!(read[0].fact.depuis, "2026-10-02".parse().ok());
        assert_eq!(read[1].decision, Decision::Unanswered);
        assert!(read[2].fault.as_deref().unwrap().contains("« 31/02/2009 » n’est pas une date"));
        assert_eq!(read[2].line, 5);
        assert!(read[3].fault.as_deref().unwrap().contains("les mots acceptés sont : meme_personne"));
        assert!(read[4].fault.as_deref().unwrap().contains("demande l’établissement"));
    }

    #[test]
    fn a_decision_of_another_century_is_not_applied() {
        let read =
            read(b"ine;decision;decide_le\n123456789AB;erreur;2027-04-02\n123456789AB;erreur;2127-03-15\n");
        assert_eq!(read[0].decision, Decision::Mistake);
        assert_eq!(read[1].decision, Decision::Unusable);
        assert!(read[1].fault.as_deref().unwrap().contains("15/03/2127"));
    }

    #[test]
    fn a_quote_that_is_not_closed_swallows_no_decision() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "ine;decision;etablissement\n1;erreur;\n2;retrouve;\"Lycée\n3;erreur;\n")
            .unwrap();
        let day = "2027-03-15".parse().unwrap();
        let told = read_file(file.path(), Days { as_of: day, undated: day }).unwrap_err().phrase();
        assert!(told.contains("ligne 3"), "{told}");
    }

    #[test]
    fn a_workbook_is_refused_with_what_to_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), b"PK\x03\x04rest").unwrap();
        let day = "2027-03-15".parse().unwrap();
        let told = read_file(file.path(), Days { as_of: day, undated: day }).unwrap_err().phrase();
        assert!(told.contains("enregistrée en CSV"), "{told}");
    }

    #[test]
    fn what_is_kept_is_read_back_the_same() {
        let text = "jeune,ine,decision,autre_nom_famille,autre_date_naissance,decide_le,decide_par\n\
                    J1,123456789AB,personnes_differentes,DURAND,2008-01-02,2026-12-01,CIO de Talence\n";
        let first = read(text.as_bytes());
        let mut kept = COLUMNS.join(";") + "\n";
        for row in rows_to_keep(first.iter().map(|c| (c, "appliquee"))) {
            kept += &(row.join(";") + "\n");
        }
        let again = read(kept.as_bytes());
        assert_eq!(again.len(), 1);
        assert_eq!(
            (&again[0].who, &again[0].other, again[0].decision),
            (&first[0].who, &first[0].other, first[0].decision)
        );
        assert_eq!(
            (&again[0].file, again[0].line, again[0].decided_on),
            (&first[0].file, first[0].line, first[0].decided_on)
        );
    }
}
