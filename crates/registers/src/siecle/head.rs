//! What an XML file is, from its first elements: which export, of which school, of which year.

use std::io::Read;

use chrono::NaiveDate;
use raccroche_domain::Uai;

use super::{
    fields::{Slots, slots},
    xml::{Node, Xml, attribute},
};
use crate::{
    ReadOptions,
    error::{ReadError, ReadErrorKind},
    fields::{clean, date, note, uai_or_note},
    quality::{Problem, Recorder},
};

/// The exports of SIECLE, by what they describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Export {
    /// `BEE_ELEVES`: pupils, with their leaving.
    Eleves,
    /// `BEE_RESPONSABLES`: persons responsible, and whose.
    Responsables,
    /// `BEE_STRUCTURES`: divisions and their labels.
    Structures,
    /// `BEE_NOMENCLATURES`: labels of MEF codes.
    Nomenclatures,
    /// A known export that says nothing of people.
    Other,
}

/// The first elements of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) export: Export,
    /// `BEE_ELEVES 2.1`.
    pub(crate) format: String,
    /// `UAJ`, as read.
    pub(crate) uaj: String,
    pub(crate) annee_scolaire: Option<u16>,
    pub(crate) export_date: Option<NaiveDate>,
}

/// Where the number of the establishment stands.
const UAJ_FIELD: &str = "PARAMETRES/UAJ";

slots! { PARAMETRES: UAJ, ANNEE_SCOLAIRE, DATE_EXPORT, HORODATAGE }

impl Head {
    /// The establishment, when its number is right.
    pub(crate) fn uai(&self) -> Option<Uai> {
        self.uaj.parse().ok()
    }

    /// Writes down whose file it is, and of when. Returns its establishment's number as read, when it is wrong.
    pub(crate) fn describe(&self, recorder: &mut Recorder) -> Option<String> {
        let mut brut = None;
        let uai = uai_or_note(recorder, 1, UAJ_FIELD, &self.uaj, &mut brut);
        if self.uaj.is_empty() {
            note(recorder, 1, UAJ_FIELD, "", Problem::MissingUai);
        }
        recorder.remark_on_file();
        let report = &mut recorder.report;
        (report.uai, report.annee_scolaire, report.export_date) =
            (uai, self.annee_scolaire, self.export_date);
        brut
    }
}

/// The export that a root names.
fn of_root(root: &str) -> Option<Export> {
    match root {
        "BEE_ELEVES" | "BEE_EPHC_ELEVES" => Some(Export::Eleves),
        "BEE_RESPONSABLES" | "BEE_EPHC_RESPONSABLES" => Some(Export::Responsables),
        "BEE_STRUCTURES" | "BEE_EPHC_STRUCTURES" => Some(Export::Structures),
        "BEE_NOMENCLATURES" | "BEE_NOMENCLATURE" => Some(Export::Nomenclatures),
        "BEE_COMMUN" | "BEE_ETABLISSEMENT" | "BEE_ETABLISSEMENTS" | "BEE_GEOGRAPHIQUE" | "exportAbsence"
        | "IMPORT_ELEVES" => Some(Export::Other),
        _ => None,
    }
}

/// The export that a section of `DONNEES` betrays, when the root has an unknown name.
fn of_section(section: &str) -> Option<Export> {
    match section {
        "ELEVES" => Some(Export::Eleves),
        "PERSONNES" | "RESPONSABLES" => Some(Export::Responsables),
        "DIVISIONS" => Some(Export::Structures),
        "MEFS" => Some(Export::Nomenclatures),
        _ => None,
    }
}

/// Reads as far as it takes to know; the cursor is of no use afterwards.
pub(crate) fn read<R: Read>(xml: &mut Xml<R>, file: &str, lenient: bool) -> Result<Head, ReadError> {
    let (root, version) = loop {
        match xml.next()? {
            Node::Start(start) => {
                let root = start.name().as_ref().to_owned();
                break (root, attribute(&start, "VERSION"));
            }
            Node::Empty(start) => {
                let found = start.name().as_ref().to_owned();
                return Err(match of_root(&found) {
                    Some(_) => ReadErrorKind::Empty.in_file(file),
                    None => ReadErrorKind::WrongRoot { found }.in_file(file),
                });
            }
            Node::Eof => return Err(ReadErrorKind::NotXml.in_file(file)),
            Node::Text | Node::End => {}
        }
    };
    let mut export = of_root(&root);
    if matches!(export, Some(kind) if kind != Export::Other) {
        check_version(version.as_deref(), file, lenient)?;
    }
    let version = version.map_or_else(String::new, |version| format!(" {}", clean(&version)));
    let mut head = Head {
        export: Export::Other,
        format: format!("{root}{version}"),
        uaj: String::new(),
        annee_scolaire: None,
        export_date: None,
    };
    let mut in_donnees = false;
    loop {
        let (name, empty) = match xml.next()? {
            Node::Start(start) => (start.name().as_ref().to_owned(), false),
            Node::Empty(start) => (start.name().as_ref().to_owned(), true),
            Node::Text => continue,
            Node::End => break,
            Node::Eof => return Err(xml.truncated(&root)),
        };
        if in_donnees {
            if export.is_none() {
                export = of_section(&name);
            }
            if export.is_some() {
                break;
            }
            if !empty {
                xml.skip("DONNEES")?;
            }
        } else if name == "PARAMETRES" && !empty {
            parameters(xml, &mut head)?;
        } else if name == "DONNEES" && !empty {
            in_donnees = true;
            if export.is_some() {
                break;
            }
        } else if export == Some(Export::Other) {
            break;
        } else if !empty {
            xml.skip("PARAMETRES")?;
        }
    }
    head.export = export.ok_or_else(|| ReadErrorKind::WrongRoot { found: root }.in_file(file))?;
    Ok(head)
}

fn parameters<R: Read>(xml: &mut Xml<R>, head: &mut Head) -> Result<(), ReadError> {
    let mut slots = Slots::new(&PARAMETRES);
    slots.fill(xml, "PARAMETRES", |_| {})?;
    head.uaj = clean(slots.get(UAJ)).to_ascii_uppercase();
    head.annee_scolaire = clean(slots.get(ANNEE_SCOLAIRE)).get(..4).and_then(|year| year.parse().ok());
    // The day of the time stamp stands for a missing export date.
    head.export_date =
        date(clean(slots.get(DATE_EXPORT))).or_else(|| clean(slots.get(HORODATAGE)).get(..10).and_then(date));
    Ok(())
}

/// Versions 1 to 4 are read; a missing one happens and is let pass.
fn check_version(version: Option<&str>, file: &str, lenient: bool) -> Result<(), ReadError> {
    let Some(version) = version.map(clean).filter(|version| !version.is_empty()) else {
        return Ok(());
    };
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if lenient || major.is_some_and(|major| (1..=4).contains(&major)) {
        Ok(())
    } else {
        Err(ReadErrorKind::WrongVersion { found: version.chars().take(20).collect() }.in_file(file))
    }
}

/// Refuses another school's export when one was expected.
pub(crate) fn check_school(head: &Head, file: &str, options: &ReadOptions) -> Result<(), ReadError> {
    match options.expected_uai {
        Some(expected) if head.uai() != Some(expected) => {
            Err(ReadErrorKind::WrongSchool { expected, found: head.uaj.clone() }
                .in_file(file)
                .at_field(UAJ_FIELD))
        }
        _ => Ok(()),
    }
}
