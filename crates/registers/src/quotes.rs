//! Quotation marks that are not closed where they should be.
//!
//! A `"` at the start of a cell makes the csv crate read on to the next one, through line ends and without a word: one
//! stray mark turns every row up to the next mark, or up to the end of the file, into the text of one cell. The people of
//! those rows would vanish as one line set aside. So a file is refused when a cell
//!
//! - is never closed;
//! - begins on one line and is closed on another in the middle of a text: that mark belongs to another cell;
//! - begins on one line, ends well on another, and holds rows ([`holds_rows`]).
//!
//! A cell on several lines that is none of these is read as it always was. A bound on the lines of one cell was no
//! answer: two rows lost are two too many, and a comment of a hundred lines is lawful.

use std::io::{self, Read};

use csv::ByteRecord;
use memchr::{memchr, memchr_iter};

/// What a source answers when a quotation mark is not closed before the rows that follow.
#[derive(Debug, thiserror::Error)]
#[error("the quotation mark opened on line {line} is not closed before the following rows")]
pub(crate) struct Unclosed {
    /// Where it was opened, from 1, counted from where the source began.
    pub(crate) line: u64,
}

/// The line of the mark for which a reading stopped, if it is why it did.
pub(crate) fn unclosed(error: &csv::Error) -> Option<u64> {
    let csv::ErrorKind::Io(error) = error.kind() else { return None };
    Some(error.get_ref()?.downcast_ref::<Unclosed>()?.line)
}

/// Lets the bytes of a delimited text through, and follows its quotation marks as the csv crate will.
pub(crate) struct Quotes<R> {
    pub(crate) inner: R,
    /// `None` where a `"` encloses nothing.
    delimiter: Option<u8>,
    line_end: u8,
    state: State,
    /// The byte before the next one.
    previous: u8,
    /// The line of the next byte.
    line: u64,
}

#[derive(Clone, Copy)]
enum State {
    /// In no quoted cell.
    Outside,
    /// In a quoted cell, opened on this line.
    Inside(u64),
    /// After a mark in such a cell: it closes, unless another follows.
    Mark(u64),
}

impl<R> Quotes<R> {
    /// Over a text that starts with a record.
    pub(crate) fn new(inner: R, delimiter: Option<u8>, line_end: u8) -> Self {
        Self { inner, delimiter, line_end, state: State::Outside, previous: line_end, line: 1 }
    }

    /// The line on which the cell was opened that is open still, lines further down.
    pub(crate) fn open_since(&self) -> Option<u64> {
        match self.state {
            State::Inside(opened) if opened < self.line => Some(opened),
            _ => None,
        }
    }

    /// Looks at the bytes that follow. They are searched for marks alone: a text without any costs one search.
    fn look(&mut self, bytes: &[u8], delimiter: u8) -> Result<(), Unclosed> {
        let mut at = 0;
        while at < bytes.len() {
            if let State::Mark(opened) = self.state {
                let next = bytes[at];
                if next == b'"' {
                    self.state = State::Inside(opened);
                    at += 1;
                    continue;
                }
                let closes = next == delimiter || next == self.line_end || next == b'\r';
                // On one line, what follows the mark is stray text that the cell keeps: no row is lost.
                if !closes && opened < self.line {
                    return Err(Unclosed { line: opened });
                }
                self.state = State::Outside;
            }
            let mark = memchr(b'"', &bytes[at..]).map(|length| at + length);
            let end = mark.unwrap_or(bytes.len());
            self.line += memchr_iter(self.line_end, &bytes[at..end]).count() as u64;
            let Some(mark) = mark else { break };
            let before = if mark == 0 { self.previous } else { bytes[mark - 1] };
            self.state = match self.state {
                State::Inside(opened) => State::Mark(opened),
                _ if before == delimiter || before == self.line_end => State::Inside(self.line),
                state => state,
            };
            at = mark + 1;
        }
        self.previous = bytes.last().copied().unwrap_or(self.previous);
        Ok(())
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        if let Some(delimiter) = self.delimiter {
            self.look(&out[..n], delimiter).map_err(io::Error::other)?;
            if let State::Inside(line) = self.state
                && n == 0
                && !out.is_empty()
            {
                return Err(io::Error::other(Unclosed { line }));
            }
        }
        Ok(n)
    }
}

/// Whether the lines of one record are several rows of a table of so many columns: two of them at least hold as many
/// delimiters as a row. A record has that many on all its lines together, so that those of a lawful one would have to
/// hold as many again within a cell.
pub(crate) fn holds_rows(record: &ByteRecord, delimiter: u8, line_end: u8, columns: usize) -> bool {
    // A table of one column has no delimiter by which to know a row.
    if columns < 2 || memchr(line_end, record.as_slice()).is_none() {
        return false;
    }
    let (mut rows, mut delimiters) = (0, 0);
    for (i, cell) in record.iter().enumerate() {
        delimiters += usize::from(i > 0);
        // A cell on one line swallowed nothing: what it holds is its own.
        if memchr(line_end, cell).is_none() {
            continue;
        }
        for (j, line) in cell.split(|byte| *byte == line_end).enumerate() {
            if j > 0 {
                rows += usize::from(delimiters + 1 >= columns);
                delimiters = 0;
            }
            delimiters += memchr_iter(delimiter, line).count();
        }
    }
    rows += usize::from(delimiters + 1 >= columns);
    rows > 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The line of the mark for which a text is refused, however it is cut.
    fn refused(text: &str) -> Option<u64> {
        let read = |size: usize| {
            let mut quotes = Quotes::new(text.as_bytes(), Some(b';'), b'\n');
            let mut piece = vec![0; size];
            loop {
                match quotes.read(&mut piece) {
                    Ok(0) => return None,
                    Ok(_) => {}
                    Err(error) => return Some(error.get_ref()?.downcast_ref::<Unclosed>()?.line),
                }
            }
        };
        let lines: Vec<_> = [1, 2, 3, 1000].map(read).into();
        assert!(lines.windows(2).all(|pair| pair[0] == pair[1]), "{text:?}: {lines:?}");
        lines[0]
    }

    #[test]
    fn marks_that_are_not_closed_are_found_on_their_line() {
        for (text, line) in [
            ("a;b\n1;\"x\n2;y\n", Some(2)),
            ("a;b\r\n1;x\r\n2;\"y", Some(3)),
            ("a;b\n1;\"x\n2;\"y\"\n", Some(2)),
            ("a;b\n1;\"x\n2;O\"BRIEN\n3;z\n", Some(2)),
            ("\"a;b\n", Some(1)),
            ("a;b\n1;\"x \"\" \n\"\"\n", Some(2)),
            ("", None),
            ("a;b\n1;\"x\ny\"\n2;\"z;\n\"\"z\"\"\"\r\n3;\"\"\n", None),
            ("a;b\n1;\"Les Tilleuls\" 2 rue\n2;O\"BRIEN\n3; \"x\n", None),
            ("a;b\n1;\"x\ny\"", None),
        ] {
            assert_eq!(refused(text), line, "{text:?}");
        }
    }

    #[test]
    fn rows_within_a_cell_are_told_from_a_text_on_several_lines() {
        let holds =
            |cells: &[&str], columns| holds_rows(&ByteRecord::from(cells.to_vec()), b';', b'\n', columns);
        assert!(
            holds(&["1", "x;c;d\n2;y", "c", "d"], 4),
            "one row swallowed, the mark closed in the same column"
        );
        assert!(holds(&["1", "x;c;d\n2;b;c;d\n3;y", "c", "d"], 4));
        assert!(
            holds(&["1", "x;c;d\n2;b\n3;b;c;d\n4"], 4),
            "a short row among them, the mark closed elsewhere"
        );
        assert!(!holds(&["1", "1 rue du Port ; bât. B\n33000 Bordeaux", "c", "d"], 4));
        assert!(!holds(&["1", "a;b;c", "c", "d"], 4));
        assert!(!holds(&["a\nb\nc"], 1));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_never_refused(
            rows in prop::collection::vec(prop::collection::vec("[a;\"\n\r é]{0,8}", 3), 0..8),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(refused(&text), None, "{:?}", text);
        }
    }
}
