//! Numbers of rows as their files give them.

/// Numbers of the rows of a piece as the file gives them.
///
/// Numbers given by a machine are nearly always of one length: as long as they are, where each ends is not kept, which
/// spares one of the two walks through memory that looking up the number of a random row takes.
#[derive(Debug, Default)]
pub(crate) struct RowIds {
    text: String,
    rows: usize,
    /// Length of every number, while they are of one length.
    length: usize,
    /// Where each number ends, once they are not.
    ends: Vec<u32>,
    /// Rows expected, as long as there is none.
    expected: usize,
}

impl RowIds {
    /// Room for as many rows, to avoid growing.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.expected = rows;
    }

    pub(crate) fn push(&mut self, id: &str) {
        if self.rows == 0 {
            self.length = id.len();
            self.text.reserve_exact(id.len() * self.expected);
        }
        if self.ends.is_empty() && id.len() != self.length {
            self.ends.extend((1..=self.rows).map(|row| Self::offset(row * self.length)));
        }
        self.text.push_str(id);
        self.rows += 1;
        if !self.ends.is_empty() {
            self.ends.push(Self::offset(self.text.len()));
        }
    }

    fn offset(bytes: usize) -> u32 {
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> &str {
        if self.ends.is_empty() {
            return &self.text[row * self.length..(row + 1) * self.length];
        }
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.text[start..self.ends[row] as usize]
    }
}

/// The numbers of the rows of several pieces, one after the other.
#[derive(Debug)]
pub(crate) struct RowIdsOfPieces {
    pieces: Vec<RowIds>,
    /// First row of each piece.
    starts: Vec<u32>,
}

impl RowIdsOfPieces {
    pub(crate) fn new(pieces: Vec<RowIds>) -> Self {
        let starts = pieces.iter().scan(0, |next, piece| {
            let start = *next;
            *next += RowIds::offset(piece.len());
            Some(start)
        });
        Self { starts: starts.collect(), pieces }
    }

    /// The number of a row, counted through all pieces.
    #[inline]
    pub(crate) fn get(&self, row: u32) -> &str {
        // Rows are asked for in any order: counting is sooner done than guessing where to stop.
        let piece = self.starts[1..].iter().map(|&start| usize::from(row >= start)).sum::<usize>();
        self.pieces[piece].get((row - self.starts[piece]) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_lengths_are_found_again() {
        for ids in [&["a1", "a2", "a3"][..], &["a1", "a2", "b", "", "c4"], &["", "", "x"], &["abc", ""]] {
            let mut kept = RowIds::default();
            for id in ids {
                kept.push(id);
            }
            assert_eq!(kept.len(), ids.len());
            let found: Vec<&str> = (0..ids.len()).map(|row| kept.get(row)).collect();
            assert_eq!(found, ids);
        }
    }
}
