//! All rows of a run, left file then right file, under one lexicon.
//!
//! Rows lie one after the other because a pair is compared as a whole, and a cache line or two are then all it costs.
//!
//! Loose rules bring many rows together whose names are nothing like each other. For them a row bears marks of its names: how
//! they sound, which these rules block on, and what they look like, which is enough to tell most pairs apart. Looking these
//! up by the number of the name would be a walk through memory each. Most rows have found their partner by then, by rules that
//! need no marks: only the rows that loose rules look at are [marked](Records::marked), in a table of their own.

use std::sync::Arc;

use rayon::prelude::*;

use crate::{
    lexicon::Lexicon,
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
    pub(crate) lexicon: Arc<Lexicon>,
}

impl Records {
    /// Puts the pieces of a table together, and their numbers as the files give them.
    pub(crate) fn of(table: Table) -> (Self, RowIdsOfPieces) {
        let Table { layout: Layout { fields, stride }, pieces } = table;
        let interners: Vec<_> = pieces.iter().map(|piece| &piece.lexicon).collect();
        let (lexicon, numbers) = Lexicon::unite(&interners);
        let rows: usize = pieces.iter().map(|piece| piece.ids.len()).sum();
        let mut records = Self::empty(fields, stride, rows, Arc::new(lexicon));
        let named: Vec<usize> = records.named().collect();
        let mut rest = records.rows_mut();
        let mut ids = Vec::with_capacity(pieces.len());
        for (index, piece) in pieces.into_iter().enumerate() {
            let Piece { words: theirs, ids: piece_ids, .. } = piece;
            let (ours, tail) = rest.split_at_mut(piece_ids.len() * stride);
            rest = tail;
            let numbers = numbers.of(index);
            ours.par_chunks_mut(CHUNK * stride).zip(theirs.par_chunks(CHUNK * stride)).for_each(
                |(ours, theirs)| {
                    ours.copy_from_slice(theirs);
                    for row in ours.chunks_exact_mut(stride) {
                        for &at in &named {
                            row[at] = numbers[row[at] as usize];
                        }
                    }
                },
            );
            ids.push(piece_ids);
        }
        (records, RowIdsOfPieces::new(ids))
    }

    /// Room for rows, under a lexicon.
    fn empty(fields: Vec<Field>, stride: usize, rows: usize, lexicon: Arc<Lexicon>) -> Self {
        let words = vec![0; rows * stride + LINE - 1];
        let start = words.as_ptr().align_offset(LINE * size_of::<u32>()).min(LINE - 1);
        Self { fields, stride, words, start, lexicon }
    }

    /// A table of some of the rows, in the order given, that bear marks of their names.
    pub(crate) fn marked(&self, rows: &[u32]) -> Self {
        let mut stride = self.stride;
        let mut fields = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let (field, end) = field.marked(stride);
            fields.push(field);
            stride = end;
        }
        // A row that nearly fills a cache line fills it, so that it never lies in two.
        let stride = if (LINE * 2 / 3..LINE).contains(&stride) { LINE } else { stride };
        let mut marked = Self::empty(fields, stride, rows.len(), Arc::clone(&self.lexicon));
        let marker = Marker::new(&marked.fields);
        let some = marked.rows_mut().par_chunks_mut(TOGETHER * stride).zip(rows.par_chunks(TOGETHER));
        some.with_min_len(CHUNK / TOGETHER).for_each(|(ours, rows)| {
            for (ours, &row) in ours.chunks_exact_mut(stride).zip(rows) {
                ours[..self.stride].copy_from_slice(self.row(row));
            }
            marker.meet(&self.lexicon, ours.chunks_exact(stride));
            ours.chunks_exact_mut(stride).for_each(|row| marker.mark(&self.lexicon, row));
        });
        marked
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

    fn rows_mut(&mut self) -> &mut [u32] {
        let end = self.words.len() + 1 + self.start - LINE;
        &mut self.words[self.start..end]
    }

    /// The words of a row that are numbers of the lexicon.
    fn named(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().filter(|field| field.is_lexical()).flat_map(Field::words)
    }

    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        let start = self.start + row as usize * self.stride;
        &self.words[start..start + self.stride]
    }
}

/// Writes the marks of rows.
struct Marker {
    /// The words of which rows bear marks.
    named: Vec<Named>,
}

/// A name, and where the row says how it sounds and what it looks like.
struct Named {
    at: usize,
    lead_at: usize,
    outline_at: Option<usize>,
}

impl Marker {
    fn new(fields: &[Field]) -> Self {
        let of_field = |field: &Field| -> Vec<Named> {
            let named = |at| {
                let outline_at = field.outline_at().filter(|_| at == field.offset);
                field.lead_at(at).map(|lead_at| Named { at, lead_at, outline_at })
            };
            field.words().filter_map(named).collect()
        };
        Self { named: fields.iter().flat_map(of_field).collect() }
    }

    /// Touches what is known of the names of some rows. It lies all over memory: met beforehand, many walks through memory
    /// are under way at once, and marking the rows need not wait for each.
    fn meet<'a>(&self, lexicon: &Lexicon, rows: impl Iterator<Item = &'a [u32]>) {
        let met = rows.fold(0, |met, row| {
            self.named.iter().fold(met, |met, named| met ^ lexicon.lead(row[named.at]).0)
        });
        std::hint::black_box(met);
    }

    #[inline]
    fn mark(&self, lexicon: &Lexicon, row: &mut [u32]) {
        for &Named { at, lead_at, outline_at } in &self.named {
            let name = row[at];
            row[lead_at] = lexicon.lead(name).0;
            if let Some(outline_at) = outline_at {
                row[outline_at..outline_at + 2].copy_from_slice(&lexicon.outline(name).to_words());
            }
        }
    }
}
