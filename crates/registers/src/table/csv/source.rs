//! Where the bytes of a text are, and where they may be cut.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    ops::Range,
    path::Path,
};

use encoding_rs::Encoding;
use memchr::{memchr_iter, memchr2_iter};
use rayon::prelude::*;

use super::{super::PIECES, WINDOW, without_mark};

/// Bytes in which the header is.
const HEADER: u64 = 1 << 20;
/// Least bytes of a piece.
const SMALLEST: u64 = 1 << 16;

/// The bytes of a text, in an encoding where a line end and a quote are one byte each.
pub(super) enum Source<'a> {
    File {
        path: &'a Path,
        length: u64,
    },
    /// UTF-16, decoded beforehand.
    Decoded(String),
}

/// Lines and rows before a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) lines: u64,
    pub(super) rows: u64,
}

/// What some bytes hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) lines: u64,
    pub(super) quotes: u64,
}

impl Counts {
    fn of(bytes: &[u8]) -> Self {
        let count = |byte| memchr_iter(byte, bytes).count() as u64;
        Self { lines: count(b'\n'), quotes: count(b'"') }
    }

    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.quotes += other.quotes;
    }
}

/// Whole records, for one hand to read.
#[derive(Debug)]
pub(super) struct Share {
    pub(super) bytes: Range<u64>,
    pub(super) start: Place,
    pub(super) counts: Counts,
}

/// Where a piece may end, and what is before it, the header aside.
#[derive(Debug, Clone, Copy)]
struct Cut {
    at: u64,
    before: Counts,
}

impl<'a> Source<'a> {
    /// `encoding`: only where it is not a superset of ASCII.
    pub(super) fn open(path: &'a Path, encoding: Option<&'static Encoding>) -> io::Result<Self> {
        Ok(match encoding {
            Some(encoding) => Self::Decoded(encoding.decode(&fs::read(path)?).0.into_owned()),
            None => Self::File { path, length: fs::metadata(path)?.len() },
        })
    }

    fn length(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Decoded(text) => text.len() as u64,
        }
    }

    pub(super) fn reader(&self, bytes: Range<u64>) -> io::Result<Box<dyn Read + '_>> {
        let length = bytes.end - bytes.start;
        Ok(match self {
            Self::File { path, .. } => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(bytes.start))?;
                Box::new(file.take(length))
            }
            Self::Decoded(text) => {
                let start = usize::try_from(bytes.start).unwrap_or(usize::MAX).min(text.len());
                Box::new(text.as_bytes()[start..].take(length))
            }
        })
    }

    /// Shows `look` the bytes of a range, window by window, until it has found what it looks for.
    fn look<T>(&self, bytes: Range<u64>, mut look: impl FnMut(&[u8]) -> Option<T>) -> io::Result<Option<T>> {
        let mut reader = self.reader(bytes)?;
        let mut window = vec![0; WINDOW];
        loop {
            let got = match reader.read(&mut window) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                got => got?,
            };
            let found = look(&window[..got]);
            if got == 0 || found.is_some() {
                return Ok(found);
            }
        }
    }

    fn count(&self, bytes: Range<u64>) -> io::Result<Counts> {
        let mut counts = Counts::default();
        self.look(bytes, |window| {
            counts.add(Counts::of(window));
            None::<()>
        })?;
        Ok(counts)
    }

    /// The first place from `at` on where a record ends: a line end outside quotes, that is after an even number of them.
    fn record_end(&self, at: u64, mut before: Counts) -> io::Result<Cut> {
        let mut next = at;
        let found = self.look(at..self.length(), |window| {
            for place in memchr2_iter(b'\n', b'"', window) {
                if window[place] == b'"' {
                    before.quotes += 1;
                    continue;
                }
                before.lines += 1;
                if before.quotes.is_multiple_of(2) {
                    return Some(next + place as u64 + 1);
                }
            }
            next += window.len() as u64;
            None
        })?;
        Ok(Cut { at: found.unwrap_or(next), before })
    }

    /// Cuts what follows the header into pieces of about the same size, each of whole records.
    pub(super) fn cut(&self) -> io::Result<Vec<Share>> {
        let length = self.length();
        let mut head = Vec::new();
        self.reader(0..length.min(HEADER))?.read_to_end(&mut head)?;
        let mark = head.len() - without_mark(&head).len();
        let header = mark + header_length(&head[mark..]);
        let mut start = Place { lines: Counts::of(&head[..header]).lines, rows: 0 };

        let header = header as u64;
        let target = ((length - header) / PIECES as u64).max(SMALLEST);
        let bounds: Vec<u64> = (0..PIECES as u64)
            .map(|n| header + n * target)
            .take_while(|&bound| bound == header || bound + target / 2 < length)
            .chain([length])
            .collect();
        let counted: Vec<Counts> =
            bounds.par_windows(2).map(|ends| self.count(ends[0]..ends[1])).collect::<io::Result<_>>()?;

        let mut before = Counts::default();
        let mut cut = Cut { at: header, before };
        let mut shares = Vec::with_capacity(counted.len());
        for (n, counts) in counted.into_iter().enumerate() {
            before.add(counts);
            let end = self.record_end(bounds[n + 1], before)?;
            let counts = Counts {
                lines: end.before.lines - cut.before.lines,
                quotes: end.before.quotes - cut.before.quotes,
            };
            // A record may go on beyond the next bound, and leave nothing between the two.
            if end.at > cut.at || shares.is_empty() {
                shares.push(Share { bytes: cut.at..end.at, start, counts });
                start.lines += counts.lines;
                // Rows are numbered by line, which a quoted line end leaves a little ahead: numbers stay unique.
                start.rows += counts.lines.max(1);
            }
            cut = end;
        }
        Ok(shares)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a table of one quoted cell in `every`, with a line end in it.
    fn text(rows: usize, every: usize) -> String {
        let cell =
            |row: usize| if row.is_multiple_of(every) { "\"a\nb\"".to_owned() } else { "x".repeat(row % 90) };
        std::iter::once("id,nom\n".to_owned())
            .chain((1..=rows).map(|row| format!("{row},{}\n", cell(row))))
            .collect()
    }

    #[test]
    fn pieces_follow_each_other_and_end_with_a_record() {
        for (rows, every) in [(0, 1), (1, 1), (40_000, 7), (40_000, 1), (40_000, usize::MAX)] {
            let text = text(rows, every);
            let source = Source::Decoded(text.clone());
            let shares = source.cut().expect("a text in memory is read");
            let mut end = "id,nom\n".len() as u64;
            for share in &shares {
                assert_eq!(share.bytes.start, end);
                end = share.bytes.end;
                let range = usize::try_from(share.bytes.start).unwrap()..usize::try_from(end).unwrap();
                let bytes = &text.as_bytes()[range.clone()];
                assert_eq!(share.counts, Counts::of(bytes));
                assert_eq!(share.start.lines, Counts::of(&text.as_bytes()[..range.start]).lines);
                assert!(bytes.is_empty() || bytes.ends_with(b"\n") && share.counts.quotes.is_multiple_of(2));
            }
            assert_eq!(end, text.len() as u64);
            assert!(rows < 40_000 || shares.len() == PIECES);
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_leaves_one_piece() {
        let text = text(40_000, usize::MAX).replacen("1,x", "1,\"x", 1);
        let shares = Source::Decoded(text.clone()).cut().expect("a text in memory is read");
        assert_eq!(shares.last().map(|share| share.bytes.end), Some(text.len() as u64));
        assert_eq!(shares.len(), 1);
    }
}
