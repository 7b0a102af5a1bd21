//! Any table of rows and named columns, read fast: what the linkage engine is fed with.
//!
//! The readers of registers understand what they read; this one only cuts rows into cells, in parallel, without
//! keeping them. The format (CSV or Parquet), the delimiter, the encoding and the case of the header are found in the
//! file itself. What is made of a file does not depend on the machine: a text is cut in a fixed number of pieces, because
//! its rows are numbered by these.

mod csv;
mod parquet;

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Pieces that a file is read in, at most.
const PIECES: usize = 4;
/// Longest row, in bytes: beyond it the file has lost its line ends.
const LONGEST_ROW: usize = 16 << 20;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The system says no.
    #[error("{path}: cannot be read")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing in it, or nothing under the header.
    #[error("{path}: no row: {detail}")]
    Empty {
        /// The file.
        path: PathBuf,
        /// What is missing.
        detail: &'static str,
    },
    /// A row that has not the columns of the header.
    #[error(
        "{path}, line {line}: {found} cells where the header has {expected}; check the delimiter `{delimiter}` and the quotes of this line"
    )]
    Width {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Cells found.
        found: usize,
        /// Columns of the header.
        expected: usize,
        /// The delimiter recognised.
        delimiter: char,
    },
    /// A `"` opens a cell and is not closed before the rows that follow.
    #[error(
        "{path}, line {line}: a quotation mark is opened here and not closed before the following rows; close or remove it"
    )]
    Quote {
        /// The file.
        path: PathBuf,
        /// The line of the mark, from 1.
        line: u64,
    },
    /// A row longer than any row is.
    #[error("{path}, line {line}: longer than {} MiB; is this a text file with one row a line?", LONGEST_ROW >> 20)]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// The file is cut short or is not what it says.
    #[error("{path}: not readable as {format}: {detail}")]
    Format {
        /// The file.
        path: PathBuf,
        /// CSV or Parquet.
        format: &'static str,
        /// What is wrong, and where when it is known.
        detail: String,
    },
    /// Two columns of one name.
    #[error("{path}: two columns are named `{column}`; rename one")]
    Duplicate {
        /// The file.
        path: PathBuf,
        /// The name.
        column: String,
    },
    /// What the caller made of a row failed.
    #[error("{path}: row {row}: {detail}")]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, from 1.
        row: u64,
        /// What failed.
        detail: String,
    },
}

impl TableError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// A table file, its header read.
#[derive(Debug)]
pub struct TableFile {
    path: PathBuf,
    headers: Vec<String>,
    format: Format,
}

#[derive(Debug)]
enum Format {
    Csv(csv::Dialect),
    Parquet,
}

/// The cells of one row.
#[derive(Clone, Copy)]
pub struct Cells<'a>(Row<'a>);

#[derive(Clone, Copy)]
enum Row<'a> {
    Line { text: &'a str, ends: &'a [u32] },
    Record(&'a ::csv::StringRecord),
    Columns { columns: &'a [arrow_array::StringViewArray], row: usize },
}

impl<'a> Cells<'a> {
    /// The cell of a column, empty when there is none.
    #[inline]
    pub fn get(&self, column: usize) -> &'a str {
        match self.0 {
            Row::Line { text, ends } => {
                let start = if column == 0 { 0 } else { ends[column - 1] as usize + 1 };
                &text[start..ends[column] as usize]
            }
            Row::Record(record) => record.get(column).unwrap_or_default(),
            Row::Columns { columns, row } => {
                let column = &columns[column];
                if arrow_array::Array::is_null(column, row) { "" } else { column.value(row) }
            }
        }
    }
}

impl TableFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be opened, is empty, or names two columns alike.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let mut file = File::open(path).map_err(TableError::io(path))?;
        let mut head = vec![0; 1 << 16];
        let mut length = 0;
        while length < head.len() {
            match file.read(&mut head[length..]).map_err(TableError::io(path))? {
                0 => break,
                more => length += more,
            }
        }
        head.truncate(length);
        let (format, headers) = if head.starts_with(b"PAR1") {
            (Format::Parquet, parquet::headers(path)?)
        } else {
            let (dialect, headers) = csv::recognise(path, &head)?;
            (Format::Csv(dialect), headers)
        };
        let mut names: Vec<&str> =
            headers.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(TableError::Duplicate { path: path.to_owned(), column: pair[0].to_owned() });
        }
        Ok(Self { path: path.to_owned(), headers, format })
    }

    /// Names of the columns, trimmed, in order.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The first rows, to recognise what the columns hold.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn sample(&self, rows: usize) -> Result<Vec<Vec<String>>, TableError> {
        match &self.format {
            Format::Csv(dialect) => csv::sample(&self.path, dialect, self.headers.len(), rows),
            Format::Parquet => parquet::sample(&self.path, self.headers.len(), rows),
        }
    }

    /// Reads every row: `make` starts the state of a piece of the file, told how many rows it has at most, `row` adds a
    /// row (numbered from 1 in the whole file) to it. The states come back in the order of the file.
    ///
    /// # Errors
    /// [`TableError`] with the line or row at fault; nothing of the file is then returned.
    pub fn read<S, M, R>(&self, make: M, row: R) -> Result<Vec<S>, TableError>
    where
        S: Send,
        M: Fn(usize) -> Result<S, String> + Sync,
        R: Fn(&mut S, u64, Cells<'_>) -> Result<(), String> + Sync,
    {
        match &self.format {
            Format::Csv(dialect) => csv::read(&self.path, dialect, self.headers.len(), &make, &row),
            Format::Parquet => parquet::read(&self.path, &make, &row),
        }
    }
}
