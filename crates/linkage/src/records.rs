//! All rows of a run, left file then right file, under one lexicon.
//!
//! Rows lie one after the other because a pair is compared as a whole, and two cache lines are then all it costs.

use rayon::prelude::*;

use crate::{
    lexicon::Lexicon,
    table::{Field, Layout, Piece, RowIds, Table},
};

/// Rows renumbered in one go.
const CHUNK: usize = 1 << 14;

/// The rows of one or two files, ready to be compared.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) fields: Vec<Field>,
    /// Words of a row.
    pub(crate) stride: usize,
    pub(crate) words: Vec<u32>,
    pub(crate) lexicon: Lexicon,
    ids: Vec<RowIds>,
}

impl Records {
    /// Puts the pieces of a table together.
    pub(crate) fn of(table: Table) -> Self {
        let Table { layout: Layout { fields, stride }, pieces } = table;
        let interners: Vec<_> = pieces.iter().map(|piece| &piece.lexicon).collect();
        let (lexicon, numbers) = Lexicon::unite(&interners);
        let mut lexical = vec![false; stride];
        for field in fields.iter().filter(|field| field.is_lexical()) {
            lexical[field.words()].fill(true);
        }
        let mut words = vec![0; pieces.iter().map(|piece| piece.words.len()).sum()];
        let mut rest = &mut words[..];
        let mut ids = Vec::with_capacity(pieces.len());
        for (index, piece) in pieces.into_iter().enumerate() {
            let Piece { words: theirs, ids: piece_ids, .. } = piece;
            let (ours, tail) = rest.split_at_mut(theirs.len());
            rest = tail;
            let numbers = numbers.of(index);
            ours.par_chunks_mut(CHUNK * stride).zip(theirs.par_chunks(CHUNK * stride)).for_each(
                |(ours, theirs)| {
                    for (ours, theirs) in ours.chunks_exact_mut(stride).zip(theirs.chunks_exact(stride)) {
                        for ((our, &their), &lexical) in ours.iter_mut().zip(theirs).zip(&lexical) {
                            *our = if lexical { numbers[their as usize] } else { their };
                        }
                    }
                },
            );
            ids.push(piece_ids);
        }
        Self { fields, stride, words, lexicon, ids }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.words.len() / self.stride
    }

    /// The number of a row as its file gives it.
    pub(crate) fn id(&self, row: u32) -> &str {
        RowIds::find(self.ids.iter(), row)
    }

    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        let start = row as usize * self.stride;
        &self.words[start..start + self.stride]
    }
}
