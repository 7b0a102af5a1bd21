//! Delimited text, cut at record ends and read in parallel.
//!
//! A file is gone through twice: once to count lines and quotes, which says where it may be [cut](source), then piece by
//! piece, each through a window that stays in the nearest caches: however large the file, a mebibyte of it is held. A
//! piece without quotes (nearly all registers) is cut by searching for delimiters and line ends; a piece with quotes goes
//! through the csv crate, which knows every rule of quoting at a third of the speed.

mod source;

use std::{
    borrow::Cow,
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;

use self::source::{Place, Source};
use super::{Cells, LONGEST_ROW, Row, TableError};
use crate::quotes::{Quotes, holds_rows, unclosed};

/// Bytes of a piece held at once; a longer row makes the window grow.
const WINDOW: usize = 1 << 18;

/// How a file writes its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    delimiter: u8,
    /// Encoding when a byte order mark says it; otherwise UTF-8, or Windows-1252 where that fails.
    encoding: Option<&'static Encoding>,
}

/// Recognises delimiter and encoding in the first bytes of a file, and reads the header.
pub(super) fn recognise(path: &Path, head: &[u8]) -> Result<(Dialect, Vec<String>), TableError> {
    let (encoding, _) = Encoding::for_bom(head).unzip();
    let encoding = encoding.filter(|e| *e != UTF_8);
    let text = match encoding {
        Some(encoding) => encoding.decode(head).0.into_owned(),
        None => decode(without_mark(head)),
    };
    let line = text.lines().find(|line| !line.trim().is_empty());
    let Some(line) = line else {
        return Err(TableError::Empty { path: path.to_owned(), detail: "the file is empty" });
    };
    let delimiter = [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|&d| (memchr_iter(d, line.as_bytes()).count(), d == b','))
        .unwrap_or(b',');
    let dialect = Dialect { delimiter, encoding };
    let mut record = ::csv::StringRecord::new();
    let mut reader = dialect.reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.read_record(&mut record).map_err(|error| format_error(path, &error, 0))?;
    let headers = record.iter().map(|name| name.trim().to_owned()).collect();
    Ok((dialect, headers))
}

impl Dialect {
    fn reader<R: Read>(self, from: R) -> ::csv::Reader<Quotes<R>> {
        ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(Quotes::new(from, Some(self.delimiter), b'\n'))
    }
}

/// The reading started after so many lines of the file.
fn format_error(path: &Path, error: &::csv::Error, lines: u64) -> TableError {
    if let Some(line) = unclosed(error) {
        return TableError::Quote { path: path.to_owned(), line: lines + line };
    }
    TableError::Format { path: path.to_owned(), format: "CSV", detail: error.to_string() }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// UTF-8 when it is, otherwise Windows-1252.
fn decode_line(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes)
        .map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0, Cow::Borrowed)
}

/// UTF-8 when it is, with a cut last character forgiven; otherwise Windows-1252, which holds ISO-8859-1 and all but
/// eight signs of ISO-8859-15.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

pub(super) fn sample(
    path: &Path,
    dialect: &Dialect,
    width: usize,
    rows: usize,
) -> Result<Vec<Vec<String>>, TableError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(4 << 20).read_to_end(&mut bytes))
        .map_err(TableError::io(path))?;
    let text = match dialect.encoding {
        Some(encoding) => encoding.decode(&bytes).0.into_owned(),
        None => decode(without_mark(&bytes)),
    };
    let mut reader = dialect.reader(text.as_bytes());
    let records = reader.records().skip(1).take(rows);
    Ok(records
        .filter_map(Result::ok)
        .filter(|record| record.len() == width)
        .map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect())
        .collect())
}

pub(super) fn read<S, M, R>(
    path: &Path,
    dialect: &Dialect,
    width: usize,
    make: &M,
    row: &R,
) -> Result<Vec<S>, TableError>
where
    S: Send,
    M: Fn(usize) -> Result<S, String> + Sync,
    R: Fn(&mut S, u64, Cells<'_>) -> Result<(), String> + Sync,
{
    let source = Source::open(path, dialect.encoding).map_err(TableError::io(path))?;
    let shares = source.cut().map_err(TableError::io(path))?;
    shares
        .into_par_iter()
        .map(|share| {
            let lines = usize::try_from(share.counts.lines).unwrap_or(0);
            let mut piece = Piece { path, dialect: *dialect, width, place: share.start };
            let mut state = make(lines + 1).map_err(|detail| piece.row_error(detail))?;
            let from = source.reader(share.bytes).map_err(TableError::io(path))?;
            if share.counts.quotes == 0 {
                piece.windows(from, &mut state, row)?;
            } else {
                piece.records(from, &mut state, row)?;
            }
            Ok(state)
        })
        .collect()
}

struct Piece<'a> {
    path: &'a Path,
    dialect: Dialect,
    width: usize,
    /// The line and the row last read.
    place: Place,
}

impl Piece<'_> {
    /// Rows without quotes, window by window.
    fn windows<S>(
        &mut self,
        mut from: impl Read,
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        let mut window = vec![0; WINDOW];
        let mut filled = 0;
        loop {
            let got = match from.read(&mut window[filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                got => got.map_err(TableError::io(self.path))?,
            };
            let fresh = filled;
            filled += got;
            let end = match memrchr(b'\n', &window[fresh..filled]) {
                Some(end) => fresh + end + 1,
                None if got == 0 => filled,
                None => 0,
            };
            self.text(&window[..end], state, row)?;
            window.copy_within(end..filled, 0);
            filled -= end;
            if got == 0 {
                return Ok(());
            }
            if filled > LONGEST_ROW {
                return Err(self.too_long(self.place.lines + 1));
            }
            if filled == window.len() {
                window.resize(2 * filled, 0);
            }
        }
    }

    /// Whole lines.
    fn text<S>(
        &mut self,
        bytes: &[u8],
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.lines(text, state, row);
        }
        bytes
            .split_inclusive(|&byte| byte == b'\n')
            .try_for_each(|line| self.lines(&decode_line(line), state, row))
    }

    fn lines<S>(
        &mut self,
        text: &str,
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        let mut ends = vec![0_u32; self.width];
        let mut rest = text;
        while !rest.is_empty() {
            let (line, tail) = match memchr(b'\n', rest.as_bytes()) {
                Some(end) => (&rest[..end], &rest[end + 1..]),
                None => (rest, ""),
            };
            rest = tail;
            self.place.lines += 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.is_empty() && self.width > 1 {
                continue;
            }
            if line.len() > LONGEST_ROW {
                return Err(self.too_long(self.place.lines));
            }
            let mut cells = 0;
            for end in memchr_iter(self.dialect.delimiter, line.as_bytes()) {
                if cells < self.width {
                    ends[cells] = u32::try_from(end).unwrap_or(u32::MAX);
                }
                cells += 1;
            }
            if cells < self.width {
                ends[cells] = u32::try_from(line.len()).unwrap_or(u32::MAX);
            }
            cells += 1;
            if cells != self.width {
                return Err(self.width_error(self.place.lines, cells));
            }
            self.place.rows += 1;
            row(state, self.place.rows, Cells(Row::Line { text: line, ends: &ends }))
                .map_err(|detail| self.row_error(detail))?;
        }
        Ok(())
    }

    fn records<S>(
        &mut self,
        from: impl Read,
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        let mut reader = self.dialect.reader(from);
        let mut bytes = ::csv::ByteRecord::new();
        let start = self.place.lines;
        while reader.read_byte_record(&mut bytes).map_err(|error| format_error(self.path, &error, start))? {
            let line = self.place.lines + bytes.position().map_or(0, ::csv::Position::line);
            if bytes.as_slice().len() > LONGEST_ROW {
                return Err(self.too_long(line));
            }
            if bytes.len() != self.width {
                return Err(self.width_error(line, bytes.len()));
            }
            if holds_rows(&bytes, self.dialect.delimiter, b'\n', self.width) {
                return Err(TableError::Quote { path: self.path.to_owned(), line });
            }
            let record = ::csv::StringRecord::from_byte_record(bytes)
                .unwrap_or_else(|error| error.into_byte_record().iter().map(decode_line).collect());
            self.place.rows += 1;
            row(state, self.place.rows, Cells(Row::Record(&record)))
                .map_err(|detail| self.row_error(detail))?;
            bytes = record.into_byte_record();
        }
        Ok(())
    }

    fn too_long(&self, line: u64) -> TableError {
        TableError::TooLong { path: self.path.to_owned(), line }
    }

    fn width_error(&self, line: u64, found: usize) -> TableError {
        TableError::Width {
            path: self.path.to_owned(),
            line,
            found,
            expected: self.width,
            delimiter: char::from(self.dialect.delimiter),
        }
    }

    fn row_error(&self, detail: String) -> TableError {
        TableError::Row { path: self.path.to_owned(), row: self.place.rows, detail }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TableFile;
    use super::*;

    #[test]
    fn a_stray_quote_in_the_last_column_hides_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let rows = |rows: &mut u64, _: u64, _: Cells<'_>| {
                *rows += 1;
                Ok(())
            };
            TableFile::open(&path)?.read(|_| Ok(0_u64), rows).map(|pieces| pieces.iter().sum::<u64>())
        };
        assert_eq!(read("id;nom\n1;\"A\nB\"\n2;C\n").unwrap(), 2);
        for (text, expected) in [
            ("id;nom\n1;\"A\n2;B\n3;C\n", 2),
            ("id;nom\n1;A\n2;\"B\n3;C\"\n4;D\n", 3),
            ("id;\"nom\n1;A\n2;B\n", 1),
        ] {
            let error = read(text).unwrap_err();
            assert!(matches!(error, TableError::Quote { line, .. } if line == expected), "{error}");
        }
        // In a piece that does not begin the file.
        let text = format!("id;nom\n{}2;\"A\n3;B\n", "1;A\n".repeat(60_000));
        let error = read(&text).unwrap_err();
        assert!(matches!(error, TableError::Quote { line: 60_002, .. }), "{error}");
    }
}
