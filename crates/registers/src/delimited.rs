//! Delimited text (CSV and the like) as records of UTF-8 texts, with the delimiter found out and lines bounded.

use std::io::Read;

use csv::StringRecord;
use encoding_rs::Encoding;

use crate::{
    error::{ReadError, ReadErrorKind},
    input::{Limits, Utf8Source, io_error},
    quality::Recorder,
    quotes::{Quotes, holds_rows, unclosed},
};

/// How a file is cut.
pub(crate) struct Format {
    /// Whether `"` encloses cells.
    pub(crate) quoted: bool,
    /// Delimiters to choose among, by how often they come in the first line.
    pub(crate) delimiters: &'static [u8],
    /// The delimiter, when a profile says it.
    pub(crate) delimiter: Option<u8>,
    /// The encoding, when a profile says it.
    pub(crate) encoding: Option<&'static Encoding>,
}

impl Default for Format {
    fn default() -> Self {
        Self { quoted: true, delimiters: b";,\t|", delimiter: None, encoding: None }
    }
}

/// The records of one file.
pub(crate) struct Records<R> {
    reader: csv::Reader<Quotes<Utf8Source<R>>>,
    record: StringRecord,
    file: String,
    delimiter: u8,
    line_end: u8,
    /// Cells of the widest record so far: those of the table, once its header is read.
    columns: usize,
}

impl<R: Read> Records<R> {
    pub(crate) fn open(bytes: R, file: &str, format: &Format, limits: &Limits) -> Result<Self, ReadError> {
        let failed = |error| io_error(&error).in_file(file);
        let mut source = Utf8Source::open(bytes, limits.line_bytes, format.encoding).map_err(failed)?;
        let head = source.head().map_err(failed)?;
        let delimiter = format.delimiter.unwrap_or_else(|| guess_delimiter(head, format));
        // Only a file of an age gone by ends its lines with a return alone.
        let returns_alone = head.contains(&b'\r') && !head.contains(&b'\n');
        let (terminator, line_end) =
            if returns_alone { (csv::Terminator::CRLF, b'\r') } else { (csv::Terminator::Any(b'\n'), b'\n') };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(format.quoted)
            .has_headers(false)
            .flexible(true)
            .terminator(terminator)
            .buffer_capacity(1 << 16)
            .from_reader(Quotes::new(source, format.quoted.then_some(delimiter), line_end));
        Ok(Self {
            reader,
            record: StringRecord::new(),
            file: file.to_owned(),
            delimiter,
            line_end,
            columns: 0,
        })
    }

    /// The delimiter as a person reads it.
    pub(crate) fn delimiter_shown(&self) -> String {
        if self.delimiter == b'\t' { "tabulation".to_owned() } else { char::from(self.delimiter).to_string() }
    }

    /// The next record and the line on which it begins. Blank lines are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, &StringRecord)>, ReadError> {
        loop {
            self.reader.get_mut().inner.mark();
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) => {
                    let record = self.record.as_byte_record();
                    if holds_rows(record, self.delimiter, self.line_end, self.columns) {
                        return Err(ReadErrorKind::UnclosedQuote.in_file(&self.file).at_line(self.line()));
                    }
                    self.columns = self.columns.max(record.len());
                    self.strip_return();
                    if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                        let line = self.line();
                        return Ok(Some((line, &self.record)));
                    }
                }
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    /// Lines end at a newline for this reader (it is what lets them be counted); the return before it goes.
    fn strip_return(&mut self) {
        let last = self.record.len().wrapping_sub(1);
        if let Some(cell) = self.record.get(last)
            && let Some(cell) = cell.strip_suffix('\r')
        {
            let cell = cell.to_owned();
            self.record.truncate(last);
            self.record.push_field(&cell);
        }
    }

    /// The line on which the record just read begins. The csv crate knows where it stands after the record, and gives
    /// as start the blank lines that it passed over.
    fn line(&self) -> u64 {
        let after = self.reader.position();
        let (given, ends_line) = self.reader.get_ref().inner.given();
        let unterminated = after.byte() == given && !ends_line;
        let end = after.line() - u64::from(!unterminated && after.line() > 1);
        let inside = memchr::memchr_iter(b'\n', self.record.as_slice().as_bytes()).count() as u64;
        end.saturating_sub(inside).max(1)
    }

    fn failed(&self, error: csv::Error) -> ReadError {
        if let Some(line) = unclosed(&error) {
            return ReadErrorKind::UnclosedQuote.in_file(&self.file).at_line(line);
        }
        let line = self.reader.position().line();
        let kind = match error.into_kind() {
            csv::ErrorKind::Io(error) => io_error(&error),
            other => ReadErrorKind::Io(std::io::Error::other(format!("{other:?}"))),
        };
        match (kind, self.reader.get_ref().open_since()) {
            // The bound of a line was reached for want of the mark that ends the cell.
            (ReadErrorKind::TooLong { .. }, Some(opened)) => {
                ReadErrorKind::UnclosedQuote.in_file(&self.file).at_line(opened)
            }
            (kind, _) => kind.in_file(&self.file).at_line(line),
        }
    }

    /// Writes down the encodings met.
    pub(crate) fn close(&mut self, recorder: &mut Recorder) {
        let source = &mut self.reader.get_mut().inner;
        recorder.report.encodings_read = source.encodings();
        if source.mended() {
            recorder.mended_encoding();
        }
    }
}

/// The candidate that comes most often in the first line that has any, outside quotes; the first candidate otherwise.
fn guess_delimiter(head: &[u8], format: &Format) -> u8 {
    for line in head.split(|b| *b == b'\n' || *b == b'\r').take(20) {
        let mut counts = vec![0_usize; format.delimiters.len()];
        let mut inside = false;
        for byte in line {
            if *byte == b'"' && format.quoted {
                inside = !inside;
            } else if !inside && let Some(i) = format.delimiters.iter().position(|d| d == byte) {
                counts[i] += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        if most > 0
            && let Some(i) = counts.iter().position(|n| *n == most)
        {
            return format.delimiters[i];
        }
    }
    format.delimiters[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_an_editor() {
        for end in ["\n", "\r\n"] {
            for last in ["", end] {
                let text = ["a;b", "", "\"c\"", "\"d", "d\";e", " ", "f"].join(end) + last;
                let mut records =
                    Records::open(text.as_bytes(), "x", &Format::default(), &Limits::default()).unwrap();
                let mut lines = Vec::new();
                while let Some((line, record)) = records.next().unwrap() {
                    lines.push((line, record.get(0).unwrap_or_default().to_owned()));
                }
                let expected = [(1, "a"), (3, "c"), (4, &format!("d{end}d")[..]), (7, "f")];
                assert_eq!(lines, expected.map(|(line, cell)| (line, cell.to_owned())), "{text:?}");
            }
        }
    }

    #[test]
    fn delimiters_are_found_outside_quotes() {
        let guess = |text: &str| char::from(guess_delimiter(text.as_bytes(), &Format::default()));
        assert_eq!(guess("nom;prenom\n"), ';');
        assert_eq!(guess("\"a;b;c\",d\n"), ',');
        assert_eq!(guess("a\tb\n"), '\t');
        assert_eq!(guess("\nseul\n1|2"), '|');
        assert_eq!(guess(""), ';');
    }
}
