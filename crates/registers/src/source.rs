//! One door for every register: a kind, a path, options; out come lines and a quality report.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use chrono::NaiveDate;
use raccroche_domain::{Enregistrement, NatureSituation, Uai};
use serde::{Deserialize, Serialize};

use crate::{
    Limits, MappingProfile, QualityReport, ReadError, ReadErrorKind, canonique,
    input::{Bundle, Member, Meter, file_label},
    mapped,
    quality::FileReport,
    siecle, sifa,
};

/// What a source is, as written in a campaign file (`kind = "siecle"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// SIECLE XML exports: a file, a folder of schools, or a zip of either.
    Siecle,
    /// SIFA: 47 columns, no header. A file, a folder or a zip.
    Sifa,
    /// Our own columns, CSV or Parquet: a file, a folder or a zip (CSV).
    Canonique,
    /// Any CSV, read with a mapping profile.
    Csv,
    /// Any workbook, read with a mapping profile.
    Xlsx,
}

/// Told how far the reading is: bytes read, bytes in all.
pub type ProgressFn = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How to read a source.
#[derive(Clone)]
pub struct ReadOptions {
    /// Date of reference: whoever is under 16 that day is counted, not kept.
    pub as_of: NaiveDate,
    /// What the columns mean; needed by [`SourceKind::Csv`] and [`SourceKind::Xlsx`].
    pub profile: Option<MappingProfile>,
    /// The situation of whoever a table lists without saying one: its subject, as of the follow-ups of a mission locale.
    pub situation: Option<NatureSituation>,
    /// Refuse a SIECLE export of any other establishment.
    pub expected_uai: Option<Uai>,
    /// Keep what a truncated SIECLE file held before the cut, and read unknown versions. The report says so.
    pub lenient: bool,
    /// Bounds against hostile or broken files.
    pub limits: Limits,
    /// Called as bytes are read, possibly from several threads.
    pub on_progress: Option<ProgressFn>,
    /// Set it to stop: the reading then fails with [`ReadErrorKind::Cancelled`].
    pub cancelled: Option<Arc<AtomicBool>>,
}

impl ReadOptions {
    /// The usual options at a date of reference.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            profile: None,
            situation: None,
            expected_uai: None,
            lenient: false,
            limits: Limits::default(),
            on_progress: None,
            cancelled: None,
        }
    }
}

/// Reads the files of a bundle one after the other, each with `read`; `expected` says in French what was looked for when
/// there is none.
pub(crate) fn each_file(
    bundle: Bundle,
    label: String,
    (kind, expected): (SourceKind, &'static str),
    options: &ReadOptions,
    mut read: impl FnMut(&Member, &Meter) -> Result<FileReport, ReadError>,
) -> Result<QualityReport, ReadError> {
    if bundle.members.is_empty() {
        return Err(ReadErrorKind::NothingToRead { expected }.in_file(label));
    }
    let meter = Meter::new(bundle.total_size(), options.on_progress.clone(), options.cancelled.clone());
    let reports = bundle.members.iter().map(|member| read(member, &meter)).collect::<Result<_, _>>()?;
    Ok(QualityReport::new(kind, label, options.as_of, reports, bundle.ignored))
}

/// A source read whole.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceContent {
    /// The lines kept, in the order of the files' names and of their lines.
    pub enregistrements: Vec<Enregistrement>,
    /// What was noticed.
    pub quality: QualityReport,
}

/// Reads a source into memory.
///
/// # Errors
/// [`ReadError`]: nothing is then kept of the source.
pub fn read_source(kind: SourceKind, path: &Path, options: &ReadOptions) -> Result<SourceContent, ReadError> {
    let mut enregistrements = Vec::new();
    let quality = visit_source(kind, path, options, &mut |line| enregistrements.push(line))?;
    Ok(SourceContent { enregistrements, quality })
}

/// Reads a source line by line: what stands in memory is one school at most (SIECLE), or one line.
///
/// The order is that of the files' names and of their lines, whatever the number of threads.
///
/// # Errors
/// [`ReadError`]: what `visit` was given before must then be dropped.
pub fn visit_source(
    kind: SourceKind,
    path: &Path,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let profile = || {
        let missing = || ReadErrorKind::ProfileNeeded.in_file(file_label(path));
        options.profile.as_ref().ok_or_else(missing)
    };
    match kind {
        SourceKind::Siecle => siecle::visit(path, options, visit),
        SourceKind::Sifa => sifa::visit(path, options, visit),
        SourceKind::Canonique => canonique::visit(path, options, visit),
        SourceKind::Csv => mapped::visit_csv(path, profile()?, options, visit),
        SourceKind::Xlsx => mapped::visit_xlsx(path, profile()?, options, visit),
    }
}

/// Reads a source of one file whose bytes are given, for tests and fuzzing: every input ends in lines or an error.
/// A workbook needs a file: [`SourceKind::Xlsx`] is read as CSV.
///
/// # Errors
/// As [`read_source`].
pub fn read_bytes(
    kind: SourceKind,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<SourceContent, ReadError> {
    let mut enregistrements = Vec::new();
    let visit = &mut |line| enregistrements.push(line);
    let bundle = Bundle::of_bytes(name, bytes);
    let label = name.to_owned();
    let quality = match kind {
        SourceKind::Siecle => siecle::visit_bundle(bundle, label, options, visit),
        SourceKind::Sifa => sifa::visit_bundle(bundle, label, options, visit),
        SourceKind::Canonique => canonique::visit_bundle(bundle, label, options, visit),
        SourceKind::Csv | SourceKind::Xlsx => {
            let missing = || ReadErrorKind::ProfileNeeded.in_file(name);
            let profile = options.profile.as_ref().ok_or_else(missing)?;
            mapped::visit_csv_bundle(bundle, label, profile, options, visit)
        }
    }?;
    Ok(SourceContent { enregistrements, quality })
}
