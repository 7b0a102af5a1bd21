//! Delimited text, cut at record ends and read in parallel.
//!
//! A piece without quotes (nearly all registers) is cut by searching for delimiters and line ends; a piece with quotes
//! goes through the csv crate, which knows every rule of quoting at a third of the speed.

use std::{fs::File, io::Read, path::Path};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;

use super::{Cells, LONGEST_ROW, PIECES, Row, TableError};

/// Bytes held at once: one read, a fixed number of pieces. Half a gibibyte of file is five million rows.
const SEGMENT: usize = 512 << 20;

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
    reader.read_record(&mut record).map_err(|error| format_error(path, &error))?;
    let headers = record.iter().map(|name| name.trim().to_owned()).collect();
    Ok((dialect, headers))
}

impl Dialect {
    fn reader(self, bytes: &[u8]) -> ::csv::Reader<&[u8]> {
        ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(bytes)
    }
}

fn format_error(path: &Path, error: &::csv::Error) -> TableError {
    TableError::Format { path: path.to_owned(), format: "CSV", detail: error.to_string() }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
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
    M: Fn() -> Result<S, String> + Sync,
    R: Fn(&mut S, u64, Cells<'_>) -> Result<(), String> + Sync,
{
    let mut file = File::open(path).map_err(TableError::io(path))?;
    let size = file.metadata().map_or(0, |meta| usize::try_from(meta.len()).unwrap_or(SEGMENT));
    let mut buffer: Vec<u8> = Vec::with_capacity(size.min(SEGMENT) + 1);
    let mut states = Vec::new();
    let mut place = Place { lines: 0, rows: 0 };
    let mut header_pending = true;
    loop {
        let wanted = SEGMENT.saturating_sub(buffer.len());
        let got = file.by_ref().take(wanted as u64).read_to_end(&mut buffer).map_err(TableError::io(path))?;
        let at_end = got < wanted;
        let end = if at_end { buffer.len() } else { last_record_end(&buffer).unwrap_or(0) };
        if end == 0 && !at_end {
            return Err(TableError::TooLong { path: path.to_owned(), line: place.lines + 1 });
        }
        let decoded;
        let mut bytes = match dialect.encoding {
            Some(encoding) if header_pending => {
                if !at_end {
                    return Err(TableError::Format {
                        path: path.to_owned(),
                        format: "CSV",
                        detail: "UTF-16 beyond half a gibibyte; convert the file to UTF-8".into(),
                    });
                }
                decoded = encoding.decode(&buffer[..end]).0.into_owned();
                decoded.as_bytes()
            }
            _ => without_mark(&buffer[..end]),
        };
        if header_pending {
            let header = header_length(bytes);
            place.lines = memchr_iter(b'\n', &bytes[..header]).count() as u64;
            bytes = &bytes[header..];
            header_pending = false;
        }
        let pieces = cut(bytes);
        let mut starts = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            starts.push(place);
            let lines = memchr_iter(b'\n', piece).count() as u64;
            place.lines += lines;
            // Rows are numbered by line, which a quoted line end leaves a little ahead: numbers stay unique.
            place.rows += lines.max(1);
        }
        let read: Vec<S> = pieces
            .into_par_iter()
            .zip(starts)
            .map(|(bytes, start)| Piece { path, dialect: *dialect, width, start }.read(bytes, make, row))
            .collect::<Result<_, _>>()?;
        states.extend(read);
        if at_end {
            break;
        }
        buffer.drain(..end);
    }
    Ok(states)
}

#[derive(Debug, Clone, Copy)]
struct Place {
    lines: u64,
    rows: u64,
}

/// Length of the header record with its line end, quotes respected; blank lines before it count with it.
fn header_length(bytes: &[u8]) -> usize {
    let mut quoted = false;
    let mut seen = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && seen => return at + 1,
            b'\n' | b'\r' | b' ' => {}
            _ => seen = true,
        }
    }
    bytes.len()
}

/// The end of the last whole record: a line end outside quotes, that is after an even number of them.
fn last_record_end(bytes: &[u8]) -> Option<usize> {
    let mut end = memrchr(b'\n', bytes)? + 1;
    if memchr(b'"', bytes).is_none() {
        return Some(end);
    }
    while memchr_iter(b'"', &bytes[..end]).count() % 2 == 1 {
        end = memrchr(b'\n', &bytes[..end - 1])? + 1;
    }
    Some(end)
}

/// Cuts whole records into pieces of about the same size.
fn cut(bytes: &[u8]) -> Vec<&[u8]> {
    let target = (bytes.len() / PIECES).max(1 << 16);
    let mut pieces = Vec::with_capacity(PIECES + 1);
    let mut rest = bytes;
    while rest.len() > target + target / 2 {
        let Some(end) = record_end_after(rest, target) else { break };
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// The first record end from `at` on; `bytes` start at the start of a record.
fn record_end_after(bytes: &[u8], at: usize) -> Option<usize> {
    let mut quotes = memchr_iter(b'"', &bytes[..at]).count();
    let mut from = at;
    loop {
        let end = from + memchr(b'\n', &bytes[from..])? + 1;
        quotes += memchr_iter(b'"', &bytes[from..end]).count();
        if quotes.is_multiple_of(2) {
            return Some(end);
        }
        from = end;
    }
}

struct Piece<'a> {
    path: &'a Path,
    dialect: Dialect,
    width: usize,
    start: Place,
}

impl Piece<'_> {
    fn read<S, M, R>(&self, bytes: &[u8], make: &M, row: &R) -> Result<S, TableError>
    where
        M: Fn() -> Result<S, String>,
        R: Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    {
        let mut state = make().map_err(|detail| self.row_error(self.start.rows, detail))?;
        let decoded;
        let text = if let Ok(text) = std::str::from_utf8(bytes) {
            text
        } else {
            decoded = WINDOWS_1252.decode_without_bom_handling(bytes).0;
            &*decoded
        };
        if memchr(b'"', bytes).is_none() {
            self.lines(text, &mut state, row)?;
        } else {
            self.records(text, &mut state, row)?;
        }
        Ok(state)
    }

    fn lines<S>(
        &self,
        text: &str,
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        let mut ends = vec![0_u32; self.width];
        let mut number = self.start.rows;
        let mut rest = text;
        let mut line_number = self.start.lines;
        while !rest.is_empty() {
            let (line, tail) = match memchr(b'\n', rest.as_bytes()) {
                Some(end) => (&rest[..end], &rest[end + 1..]),
                None => (rest, ""),
            };
            rest = tail;
            line_number += 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.is_empty() && self.width > 1 {
                continue;
            }
            if line.len() > LONGEST_ROW {
                return Err(TableError::TooLong { path: self.path.to_owned(), line: line_number });
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
                return Err(self.width_error(line_number, cells));
            }
            number += 1;
            row(state, number, Cells(Row::Line { text: line, ends: &ends }))
                .map_err(|detail| self.row_error(number, detail))?;
        }
        Ok(())
    }

    fn records<S>(
        &self,
        text: &str,
        state: &mut S,
        row: &impl Fn(&mut S, u64, Cells<'_>) -> Result<(), String>,
    ) -> Result<(), TableError> {
        let mut reader = self.dialect.reader(text.as_bytes());
        let mut record = ::csv::StringRecord::new();
        let mut number = self.start.rows;
        while reader.read_record(&mut record).map_err(|error| format_error(self.path, &error))? {
            let line = self.start.lines + record.position().map_or(0, ::csv::Position::line);
            if record.as_slice().len() > LONGEST_ROW {
                return Err(TableError::TooLong { path: self.path.to_owned(), line });
            }
            if record.len() != self.width {
                return Err(self.width_error(line, record.len()));
            }
            number += 1;
            row(state, number, Cells(Row::Record(&record)))
                .map_err(|detail| self.row_error(number, detail))?;
        }
        Ok(())
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

    fn row_error(&self, row: u64, detail: String) -> TableError {
        TableError::Row { path: self.path.to_owned(), row, detail }
    }
}
