//! Small tables (annuaire, zonings, calendar, sheets that come back): a CSV with a header, whatever its case, delimiter
//! and encoding.

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

/// A small table, its header read.
pub struct Reference {
    records: Records<File>,
    /// Folded names of the columns.
    headers: Vec<String>,
    /// Its name, as errors say it.
    pub(crate) file: String,
}

impl Reference {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read, is empty, or a quotation mark of its header is not closed.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = file_label(path);
        let bytes = File::open(path).map_err(|error| ReadErrorKind::Io(error).in_file(&file))?;
        let mut records = Records::open(bytes, &file, &Format::default(), &Limits::default())?;
        let headers = match records.next()? {
            Some((_, record)) => record.iter().map(fold).collect(),
            None => return Err(ReadErrorKind::Empty.in_file(&file)),
        };
        Ok(Self { records, headers, file })
    }

    /// The first of these columns that the table has. Names are folded, with `_` for blanks: `date_naissance`.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.headers.iter().position(|header| header == name))
    }

    /// The header that resembles a name most.
    pub fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.headers.iter().cloned())
    }

    /// Columns of the table.
    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// The next row that has text, and the line on which it begins, from 1.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read on, or a quotation mark is not closed before the rows that follow.
    pub fn next_row(&mut self) -> Result<Option<(u64, &StringRecord)>, ReadError> {
        self.records.next()
    }
}

fn fold(header: &str) -> String {
    plier(header).replace(' ', "_")
}
