//! The quality report: for each file, how many lines were read, kept, set aside or under 16, and why.
//!
//! The sum always holds: `rows_read = kept + set_aside + under_16`. A campaign shows this report to the establishment
//! that can correct, and accounts for every line with it.

mod finding;
mod recorder;
mod text;

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use raccroche_domain::Uai;
use serde::{Deserialize, Serialize};

pub use self::finding::{Finding, Problem, value_class};
pub(crate) use self::recorder::Recorder;
use crate::{
    SourceKind,
    output::{WriteError, write_csv},
};

/// What reading one source taught about its quality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityReport {
    /// Kind of the source.
    pub kind: SourceKind,
    /// Name of the file, folder or archive read.
    pub source: String,
    /// The date at which ages were reckoned.
    pub as_of: NaiveDate,
    /// Sums over the files.
    pub counts: Counts,
    /// One report a file, in the order of the names.
    pub files: Vec<FileReport>,
    /// Files of the folder or archive that were not read, and why (French).
    pub ignored: Vec<IgnoredFile>,
}

/// Lines, by what became of them. `rows_read = kept + set_aside + under_16`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines (or `ELEVE` elements) that speak of a person.
    pub rows_read: u64,
    /// Lines given to the caller.
    pub kept: u64,
    /// Lines not given to the caller, each with its reason in [`FileReport::set_aside`].
    pub set_aside: u64,
    /// Lines of people under 16 at the date of reference: counted, then forgotten.
    pub under_16: u64,
    /// Lines kept with at least one remark.
    pub with_remark: u64,
}

/// The report of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// File, relative to the source, `archive.zip!entry` inside an archive.
    pub file: String,
    /// What it is: `BEE_ELEVES 2.1`, `SIFA`, `CSV « ; »`.
    pub format: String,
    /// The establishment that the file says it comes from.
    pub uai: Option<Uai>,
    /// Year of the rentrée that the file states.
    pub annee_scolaire: Option<u16>,
    /// Day on which the export was made, as the file states.
    pub export_date: Option<NaiveDate>,
    /// The line where the file stops short, when it was read in lenient mode all the same.
    pub truncated_at: Option<u64>,
    /// The encoding that the file announces.
    pub encoding_declared: Option<String>,
    /// The encodings met.
    pub encodings_read: Vec<String>,
    /// Counts.
    pub counts: Counts,
    /// Kept lines without a key.
    pub missing: Missing,
    /// First and last birth dates among kept lines.
    pub births: Option<DateRange>,
    /// First and last entries.
    pub entries: Option<DateRange>,
    /// First and last exits.
    pub exits: Option<DateRange>,
    /// Every line set aside.
    pub set_aside: Vec<Finding>,
    /// How often each remark was made on kept lines.
    pub remark_counts: BTreeMap<Problem, u64>,
    /// The first remarks of each kind, see [`FileReport::remark_counts`] for all.
    pub remarks: Vec<Finding>,
    /// Columns or XML sub-trees that were not read, with how often they came.
    pub unknown: BTreeMap<String, u64>,
}

/// Kept lines that lack a key with which people are recognised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// No national number of a known shape.
    pub ine: u64,
    /// No birth date.
    pub birth_date: u64,
    /// No sex.
    pub sexe: u64,
    /// No place of birth.
    pub birth_place: u64,
    /// No commune of residence (neither code nor town).
    pub commune: u64,
    /// Neither phone nor e-mail, of the person or of a representative.
    pub contact: u64,
}

/// The first and last of some dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// Earliest.
    pub first: NaiveDate,
    /// Latest.
    pub last: NaiveDate,
}

/// A file that was left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredFile {
    /// Its name.
    pub file: String,
    /// Why, in French.
    pub reason: String,
}

impl DateRange {
    /// Widens `range` to hold `date`.
    pub(crate) fn extend(range: &mut Option<Self>, date: NaiveDate) {
        match range {
            Some(range) => {
                range.first = range.first.min(date);
                range.last = range.last.max(date);
            }
            None => *range = Some(Self { first: date, last: date }),
        }
    }
}

impl Counts {
    /// Whether every line read is accounted for.
    pub fn balances(&self) -> bool {
        self.rows_read == self.kept + self.set_aside + self.under_16
    }

    fn add(&mut self, other: Self) {
        self.rows_read += other.rows_read;
        self.kept += other.kept;
        self.set_aside += other.set_aside;
        self.under_16 += other.under_16;
        self.with_remark += other.with_remark;
    }
}

impl QualityReport {
    /// Sums up the reports of the files.
    pub(crate) fn new(
        kind: SourceKind,
        source: String,
        as_of: NaiveDate,
        files: Vec<FileReport>,
        ignored: Vec<IgnoredFile>,
    ) -> Self {
        let mut counts = Counts::default();
        for file in &files {
            counts.add(file.counts);
        }
        Self { kind, source, as_of, counts, files, ignored }
    }

    /// The whole report in French, for a terminal or a text file.
    pub fn to_text(&self) -> String {
        text::render(self)
    }

    /// Writes the lines set aside as CSV: `fichier;ligne;champ;valeur;motif;remède`.
    ///
    /// # Errors
    /// [`WriteError`]; nothing then stands under `path` that did not before.
    pub fn write_set_aside_csv(&self, path: &Path) -> Result<(), WriteError> {
        let findings = self.files.iter().flat_map(|file| file.set_aside.iter().map(move |f| (&file.file, f)));
        write_findings(path, findings)
    }

    /// Writes the remarks on kept lines as CSV, with the same columns. At most a thousand of each kind in each file
    /// are listed; [`FileReport::remark_counts`] counts them all.
    ///
    /// # Errors
    /// [`WriteError`]; nothing then stands under `path` that did not before.
    pub fn write_remarks_csv(&self, path: &Path) -> Result<(), WriteError> {
        let findings = self.files.iter().flat_map(|file| file.remarks.iter().map(move |f| (&file.file, f)));
        write_findings(path, findings)
    }
}

fn write_findings<'a>(
    path: &Path,
    findings: impl Iterator<Item = (&'a String, &'a Finding)>,
) -> Result<(), WriteError> {
    let rows = findings.map(|(file, finding)| {
        let remedy = match &finding.suggestion {
            Some(value) => format!("{} ({value} ?)", finding.problem.remedy()),
            None => finding.problem.remedy().to_owned(),
        };
        [
            file.clone(),
            finding.line.to_string(),
            finding.field.to_string(),
            finding.value_class.to_string(),
            finding.problem.reason().to_owned(),
            remedy,
        ]
    });
    write_csv(path, &["fichier", "ligne", "champ", "valeur", "motif", "remède"], rows)
}
