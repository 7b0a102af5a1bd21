//! Reference tables (annuaire, zonings): a CSV with a header, whatever its case, delimiter and encoding.

use std::{fs::File, path::Path};

use csv::StringRecord;
use raccroche_domain::francais::plier;

use crate::{
    Limits,
    delimited::{Format, Records},
    error::{ReadError, ReadErrorKind},
    input::file_label,
    tabular::nearest,
};

/// A reference table, its header read.
pub(crate) struct Reference {
    records: Records<File>,
    /// Folded names of the columns.
    headers: Vec<String>,
    pub(crate) file: String,
}

impl Reference {
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        let file = file_label(path);
        let bytes = File::open(path).map_err(|error| ReadErrorKind::Io(error).in_file(&file))?;
        let mut records = Records::open(bytes, &file, &Format::default(), &Limits::default())?;
        let headers = match records.next()? {
            Some((_, record)) => record.iter().map(fold).collect(),
            None => return Err(ReadErrorKind::Empty.in_file(&file)),
        };
        Ok(Self { records, headers, file })
    }

    /// The first of these columns that the table has.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.headers.iter().position(|header| header == name))
    }

    /// The header that resembles a name most.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.headers.iter().cloned())
    }

    /// Columns of the table.
    pub(crate) fn width(&self) -> usize {
        self.headers.len()
    }

    /// The next row and its line.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, &StringRecord)>, ReadError> {
        self.records.next()
    }
}

fn fold(header: &str) -> String {
    plier(header).replace(' ', "_")
}
