//! `verdicts.csv` and `verdicts.parquet`: one row a person, the same columns in both.
//!
//! The rows are composed in chunks on all cores and written as they come, so that an académie's sentences never stand
//! in memory together.

use std::{fs::File, io::Write, path::Path, sync::Arc};

use arrow_array::{ArrayRef, RecordBatch, builder::StringBuilder};
use arrow_schema::{DataType, Field, Schema};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};
use raccroche_domain::Verdict;
use raccroche_registers::output::{WriteError, safe_cell};
use rayon::prelude::*;

use crate::{
    CampaignError,
    judge::{Case, Outcome},
    people::Person,
    progress::Course,
    sheet::Sheet,
};

/// File name of the text form, which the next campaign reads.
pub(crate) const CSV: &str = "verdicts.csv";
/// File name of the columnar form.
pub(crate) const PARQUET: &str = "verdicts.parquet";

/// The columns, in order.
pub(crate) const COLUMNS: [&str; 35] = [
    "jeune",
    "ine",
    "nom_famille",
    "nom_usage",
    "prenoms",
    "sexe",
    "date_naissance",
    "commune_naissance",
    "age",
    "commune_residence",
    "psad",
    "zap",
    "mission_locale",
    "cio",
    "verdict",
    "motif",
    "pourquoi",
    "reserves",
    "obligation",
    "obligation_article",
    "obligation_pourquoi",
    "entretien_au_plus_tard",
    "sorti_depuis",
    "sortie_declaree",
    "dernier_uai",
    "dernier_etablissement",
    "derniere_formation",
    "derniere_classe",
    "preuve_registre",
    "preuve_fichier",
    "preuve_ligne",
    "rapprochements_a_verifier",
    "lignes_de_depart",
    "definition",
    "date_campagne",
];

/// What a campaign said of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRendu {
    /// The number that campaigns know the person by.
    pub jeune: String,
    /// The category.
    pub verdict: Verdict,
    /// Code of the reason.
    pub motif: String,
    /// The reason as a French sentence.
    pub pourquoi: String,
    /// Code of where the person stands with the obligation de formation.
    pub obligation: String,
    /// Name of the register that shows it; empty when none does.
    pub registre: String,
}

/// What the campaign of a folder said of the persons whose number is `wanted`, in the order of its file.
///
/// # Errors
/// When the file is missing, or is not one that this program writes.
pub fn read_verdicts(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<VerdictRendu>, CampaignError> {
    let path = folder.join(CSV);
    let file = File::open(&path).map_err(|error| CampaignError::unreadable(&path, &error))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(file);
    let broken = |line: Option<u64>, detail: &str| {
        CampaignError::input(&path, line, format!("{detail} ; ce dossier est-il bien celui d’une campagne ?"))
    };
    let headers = reader.headers().map_err(|_| broken(Some(1), "cette ligne n’est pas lisible"))?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| broken(Some(1), &format!("il manque la colonne « {name} »")))
    };
    let [jeune, verdict, motif] = [column("jeune")?, column("verdict")?, column("motif")?];
    let [pourquoi, obligation, registre] =
        [column("pourquoi")?, column("obligation")?, column("preuve_registre")?];
    let mut rendus = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|error| broken(error.position().map(csv::Position::line), "cette ligne n’est pas lisible"))?
    {
        // An apostrophe keeps spreadsheets from taking a cell for a formula.
        let cell = |i: usize| record.get(i).map_or("", |text| text.strip_prefix('\'').unwrap_or(text));
        if !wanted(cell(jeune)) {
            continue;
        }
        let code = cell(verdict);
        let line = record.position().map(csv::Position::line);
        rendus.push(VerdictRendu {
            jeune: cell(jeune).to_owned(),
            verdict: Verdict::de_code(code)
                .ok_or_else(|| broken(line, &format!("« {code} » n’est pas un verdict")))?,
            motif: cell(motif).to_owned(),
            pourquoi: cell(pourquoi).to_owned(),
            obligation: cell(obligation).to_owned(),
            registre: cell(registre).to_owned(),
        });
    }
    Ok(rendus)
}

const CHUNK: usize = 8192;

fn row(sheet: &Sheet<'_, '_>) -> [String; 35] {
    let iso = |date: Option<chrono::NaiveDate>| date.map_or_else(String::new, |d| d.to_string());
    let jugement = &sheet.outcome.jugement;
    let [uai, etablissement, formation, classe] = sheet.last_school();
    let [registre, fichier, ligne] = sheet.evidence();
    let out = sheet.out_since();
    let [zap, mission_locale, cio] = sheet.case.other_territories(sheet.outcome).map(str::to_owned);
    [
        sheet.person.id.clone(),
        sheet.ines(),
        sheet.nom_famille(),
        sheet.nom_usage(),
        sheet.prenoms(),
        sheet.sexe().to_owned(),
        iso(sheet.outcome.naissance),
        sheet.commune_naissance(),
        sheet.age(),
        sheet.outcome.commune.map(|c| c.to_string()).unwrap_or_default(),
        sheet.case.territories.name(sheet.outcome.zone).to_owned(),
        zap,
        mission_locale,
        cio,
        jugement.verdict.code().to_owned(),
        jugement.motif.code().to_owned(),
        sheet.why(),
        sheet.reserves(),
        jugement.obligation.statut.code().to_owned(),
        jugement.obligation.motif.article().to_owned(),
        sheet.obligation_why(),
        iso(sheet.interview_by()),
        iso(out.map(|(date, _)| date)),
        out.map_or("", |(_, stated)| if stated { "oui" } else { "non" }).to_owned(),
        uai,
        etablissement,
        formation,
        classe,
        registre,
        fichier,
        ligne,
        sheet.near(),
        sheet.previous_lines(),
        sheet.case.regle.definition.nom().to_owned(),
        sheet.case.regle.date.to_string(),
    ]
}

/// Writes both files into `dir`, which is not yet under its final name.
pub(crate) fn write(
    dir: &Path,
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
    course: &Course<'_>,
) -> Result<(), CampaignError> {
    let csv_path = dir.join(CSV);
    let io = || WriteError::io(&csv_path);
    let mut csv_file = File::create(&csv_path).map_err(io())?;
    csv_file.write_all(b"\xEF\xBB\xBF").map_err(io())?;
    let mut csv_writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(1 << 20)
        .from_writer(csv_file);
    let csv_failed = |error: csv::Error| WriteError::Io { path: csv_path.clone(), source: error.into() };
    csv_writer.write_record(COLUMNS).map_err(csv_failed)?;

    let schema = Arc::new(Schema::new(COLUMNS.map(|name| Field::new(name, DataType::Utf8, false)).to_vec()));
    let parquet_path = dir.join(PARQUET);
    let parquet_file = File::create(&parquet_path).map_err(WriteError::io(&parquet_path))?;
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let failed = |error: &dyn std::fmt::Display| CampaignError::Parquet(error.to_string());
    let mut parquet_writer =
        ArrowWriter::try_new(parquet_file, Arc::clone(&schema), Some(properties)).map_err(|e| failed(&e))?;

    let total = people.len() as u64;
    let mut done = 0_u64;
    for (people, outcomes) in people.chunks(CHUNK).zip(outcomes.chunks(CHUNK)) {
        course.phase("Écriture des verdicts", Some((done, total)))?;
        let rows: Vec<[String; 35]> = people
            .par_iter()
            .zip(outcomes)
            .map(|(person, outcome)| row(&Sheet::new(case, person, outcome)))
            .collect();
        for cells in &rows {
            csv_writer.write_record(cells.iter().map(|c| safe_cell(c).into_owned())).map_err(csv_failed)?;
        }
        let columns: Vec<ArrayRef> = (0..COLUMNS.len())
            .into_par_iter()
            .map(|column| {
                let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 16);
                for cells in &rows {
                    builder.append_value(&cells[column]);
                }
                Arc::new(builder.finish()) as ArrayRef
            })
            .collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(|e| failed(&e))?;
        parquet_writer.write(&batch).map_err(|e| failed(&e))?;
        done += rows.len() as u64;
    }
    csv_writer.flush().map_err(io())?;
    parquet_writer.close().map_err(|e| failed(&e))?;
    Ok(())
}
