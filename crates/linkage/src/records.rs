//! All rows of a run, left file then right file, under one lexicon.
//!
//! Rows lie one after the other because a pair is compared as a whole, and two cache lines are then all it costs. For the
//! same reason a row bears marks of its names: how they sound, which rules block on, and what they look like, which is
//! enough to tell most pairs apart. Looking these up by the number of the name would be a walk through memory each.

use rayon::prelude::*;

use crate::{
    lexicon::{Known, Lexicon},
    row_ids::RowIdsOfPieces,
    table::{Field, Layout, Piece, Table},
};

/// Rows renumbered in one go.
const CHUNK: usize = 1 << 14;
/// Rows whose names are met together.
const TOGETHER: usize = 64;
/// Words of a cache line.
const LINE: usize = 16;

/// The rows of one or two files, ready to be compared.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) fields: Vec<Field>,
    /// Words of a row.
    pub(crate) stride: usize,
    words: Vec<u32>,
    /// Where the first row starts: at the start of a cache line.
    start: usize,
    pub(crate) lexicon: Lexicon,
    ids: RowIdsOfPieces,
}

impl Records {
    /// Puts the pieces of a table together.
    pub(crate) fn of(table: Table) -> Self {
        let Table { layout, pieces } = table;
        let interners: Vec<_> = pieces.iter().map(|piece| &piece.lexicon).collect();
        let (lexicon, numbers) = Lexicon::unite(&interners);
        // A row that nearly fills a cache line fills it, so that it never lies in two.
        let stride = if (LINE * 2 / 3..LINE).contains(&layout.marked) { LINE } else { layout.marked };
        let rows: usize = pieces.iter().map(|piece| piece.ids.len()).sum();
        let mut words = vec![0; rows * stride + LINE - 1];
        let start = words.as_ptr().align_offset(LINE * size_of::<u32>()).min(LINE - 1);
        let mut rest = &mut words[start..];
        let writer = RowWriter::new(&layout);
        let mut ids = Vec::with_capacity(pieces.len());
        for (index, piece) in pieces.into_iter().enumerate() {
            let Piece { words: theirs, ids: piece_ids, .. } = piece;
            let (ours, tail) = rest.split_at_mut(piece_ids.len() * stride);
            rest = tail;
            let known: Vec<Known> = numbers.of(index).par_iter().map(|&id| lexicon.known(id)).collect();
            ours.par_chunks_mut(CHUNK * stride).zip(theirs.par_chunks(CHUNK * layout.stride)).for_each(
                |(ours, theirs)| {
                    let together = theirs.chunks(TOGETHER * layout.stride);
                    for (ours, theirs) in ours.chunks_mut(TOGETHER * stride).zip(together) {
                        let theirs = theirs.chunks_exact(layout.stride);
                        writer.meet(&known, theirs.clone());
                        for (ours, theirs) in ours.chunks_exact_mut(stride).zip(theirs) {
                            writer.write(&known, theirs, ours);
                        }
                    }
                },
            );
            ids.push(piece_ids);
        }
        Self { fields: layout.fields, stride, words, start, lexicon, ids: RowIdsOfPieces::new(ids) }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows().len() / self.stride
    }

    /// The words of all rows.
    pub(crate) fn rows(&self) -> &[u32] {
        let end = self.words.len() + 1 + self.start - LINE;
        &self.words[self.start..end]
    }

    /// The number of a row as its file gives it.
    pub(crate) fn id(&self, row: u32) -> &str {
        self.ids.get(row)
    }

    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        let start = self.start + row as usize * self.stride;
        &self.words[start..start + self.stride]
    }
}

/// Writes rows as they are compared, from rows as they were read.
struct RowWriter {
    /// The words that are numbers of the piece's lexicon; the others stay as they are.
    named: Vec<Named>,
}

/// A word that is a number of the piece's lexicon, and where the row bears marks of its text.
struct Named {
    at: usize,
    lead_at: Option<usize>,
    outline_at: Option<usize>,
}

impl RowWriter {
    fn new(layout: &Layout) -> Self {
        let of_field = |field: &Field| -> Vec<Named> {
            let named = |at| Named {
                at,
                lead_at: field.lead_at(at),
                outline_at: field.outline_at().filter(|_| at == field.offset),
            };
            field.words().filter(|_| field.is_lexical()).map(named).collect()
        };
        Self { named: layout.fields.iter().flat_map(of_field).collect() }
    }

    /// Touches what is known of the names of some rows. It lies all over memory: met beforehand, many walks through memory
    /// are under way at once, and writing the rows need not wait for each.
    fn meet<'a>(&self, known: &[Known], theirs: impl Iterator<Item = &'a [u32]>) {
        let met = theirs.fold(0, |met, theirs| {
            self.named.iter().fold(met, |met, named| met ^ known[theirs[named.at] as usize].number)
        });
        std::hint::black_box(met);
    }

    #[inline]
    fn write(&self, known: &[Known], theirs: &[u32], ours: &mut [u32]) {
        ours[..theirs.len()].copy_from_slice(theirs);
        for named in &self.named {
            let known = &known[theirs[named.at] as usize];
            ours[named.at] = known.number;
            if let Some(lead_at) = named.lead_at {
                ours[lead_at] = known.lead.0;
            }
            if let Some(outline_at) = named.outline_at {
                ours[outline_at..outline_at + 2].copy_from_slice(&known.outline.to_words());
            }
        }
    }
}
