//! The beginning of a table: its columns with a few of their values, so that a person can say what each means.

use std::{io::Read, path::Path};

use super::{profile::MappingProfile, xlsx};
use crate::{
    Limits, SourceKind,
    delimited::{Format, Records},
    error::{ReadError, ReadErrorKind},
    fields::clean,
    input::{Bundle, Member, Meter, file_label},
};

/// Rows looked at for examples: a column that is empty so long has none worth showing.
const ROWS: usize = 500;
/// Different values shown of a column.
const EXAMPLES: usize = 3;
/// Longest example, in characters.
const LENGTH: usize = 40;

/// The columns of a table, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Sheets of a workbook, in their order; none for text.
    pub sheets: Vec<String>,
    /// Number, from 1, of the line that holds the names of the columns.
    pub header_row: u64,
    /// The columns that have a name.
    pub columns: Vec<PreviewColumn>,
}

/// A column, and what stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its name, as written.
    pub name: String,
    /// Its first different values, three at most, shortened.
    pub examples: Vec<String>,
}

impl Preview {
    /// Names of the columns.
    pub fn headers(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }
}

/// Looks at the beginning of a table of [`SourceKind::Csv`] or [`SourceKind::Xlsx`]: the first file, when there are several.
/// Of `profile`, what says how the table is cut counts: sheet, header row, delimiter, encoding.
///
/// # Errors
/// [`ReadError`] when there is no table to read, or `kind` is another.
pub fn preview(
    kind: SourceKind,
    path: &Path,
    profile: &MappingProfile,
    limits: &Limits,
) -> Result<Preview, ReadError> {
    let (bundle, expected) = match kind {
        SourceKind::Csv => (Bundle::open(path, &["csv", "txt", "tsv"], limits)?, "un fichier CSV"),
        SourceKind::Xlsx => (Bundle::open_whole(path, &["xlsx", "xlsm"], limits)?, "un classeur .xlsx"),
        SourceKind::Siecle | SourceKind::Sifa | SourceKind::Canonique => {
            let detail = "ce format n’a pas de profil de correspondance".to_owned();
            return Err(ReadErrorKind::Profile { detail }.in_file(file_label(path)));
        }
    };
    let Some(member) = bundle.members.first() else {
        return Err(ReadErrorKind::NothingToRead { expected }.in_file(file_label(path)));
    };
    if kind == SourceKind::Xlsx {
        return xlsx::preview(member, profile, limits);
    }
    let meter = Meter::new(member.size, None, None);
    member.with_bytes(&meter, |bytes| preview_csv(bytes, member, profile, limits))
}

fn preview_csv(
    bytes: &mut dyn Read,
    member: &Member,
    profile: &MappingProfile,
    limits: &Limits,
) -> Result<Preview, ReadError> {
    let format = Format {
        delimiter: profile.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()),
        encoding: profile.encoding()?,
        ..Format::default()
    };
    let mut records = Records::open(bytes, &member.name, &format, limits)?;
    let mut columns = Columns::new(profile);
    while let Some((line, record)) = records.next()? {
        if !columns.take(line, record.iter()) {
            break;
        }
    }
    columns.finish(&member.name)
}

/// Gathers columns row after row.
pub(super) struct Columns {
    first: u64,
    rows: usize,
    header_row: u64,
    all: Vec<PreviewColumn>,
}

impl Columns {
    pub(super) fn new(profile: &MappingProfile) -> Self {
        Self { first: profile.header_row.unwrap_or(1), rows: 0, header_row: 0, all: Vec::new() }
    }

    /// Takes a row that has text; `false` once enough is known.
    pub(super) fn take<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a str>) -> bool {
        if line < self.first {
            return true;
        }
        if self.header_row == 0 {
            self.header_row = line;
            let named = |name: &str| PreviewColumn { name: clean(name).to_owned(), examples: Vec::new() };
            self.all = cells.map(named).collect();
            return true;
        }
        for (column, cell) in self.all.iter_mut().zip(cells) {
            let cell = shortened(clean(cell));
            if column.examples.len() < EXAMPLES && !cell.is_empty() && !column.examples.contains(&cell) {
                column.examples.push(cell);
            }
        }
        self.rows += 1;
        self.rows < ROWS
    }

    pub(super) fn finish(self, file: &str) -> Result<Preview, ReadError> {
        let columns: Vec<_> = self.all.into_iter().filter(|column| !column.name.is_empty()).collect();
        if columns.is_empty() {
            return Err(ReadErrorKind::Empty.in_file(file));
        }
        Ok(Preview { sheets: Vec::new(), header_row: self.header_row, columns })
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
