//! Term frequency: agreeing on a rare value tells more than agreeing on a common one.
//!
//! Two people named MARTIN are strangers far more often than two named ETCHEVERRIGARAY. For each comparison that
//! asks for it, every value has its surprise, `-log2` of its share among the rows, in eighths of a bit: one byte a
//! value, small enough to stay in cache.

use std::sync::Arc;

use rayon::prelude::*;

use crate::{
    lexicon::MISSING,
    spec::Kind,
    table::{Field, Table},
};

/// Steps of a bit that a byte keeps; the largest surprise is just under 32 bits.
const STEPS: f64 = 8.0;

/// The surprise of each value of one comparison.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    surprise: Arc<Vec<u8>>,
    /// Sum of the squared shares: the chance that two rows taken at random agree.
    pub(crate) chance: f64,
    /// Share of rows with a value.
    pub(crate) present: f64,
}

impl Terms {
    /// Counts the values of every comparison.
    pub(crate) fn of(table: &Table) -> Vec<Self> {
        table.fields.par_iter().map(|field| Self::count(table, field)).collect()
    }

    /// Counts the values of a field.
    fn count(table: &Table, field: &Field) -> Self {
        if field.kind == Kind::Identifier {
            // Identifiers are unique but for errors: there is nothing to count.
            let present = table
                .words
                .par_chunks_exact(table.stride)
                .filter(|row| field.identifier(row, 0) != 0)
                .count();
            return Self { present: present as f64 / table.len().max(1) as f64, ..Self::default() };
        }
        let at = field.offset;
        let largest = if field.kind == Kind::Date {
            table.words.chunks_exact(table.stride).map(|row| row[at]).max().unwrap_or(0) as usize
        } else {
            table.lexicon.len() - 1
        };
        let mut counts = vec![0_u32; largest + 1];
        let mut present = 0_u64;
        for row in table.words.chunks_exact(table.stride) {
            let value = row[at];
            counts[value as usize] += 1;
            present += u64::from(value != MISSING);
        }
        counts[0] = 0;
        let total = present.max(1) as f64;
        let chance = counts.iter().map(|&n| (f64::from(n) / total).powi(2)).sum();
        if matches!(field.kind, Kind::Surname | Kind::GivenNames) {
            count_further_words(table, field, &mut counts);
        }
        let surprise = Arc::new(counts.par_iter().map(|&n| surprise(n, total)).collect());
        Self { surprise, chance, present: total / table.len().max(1) as f64 }
    }

    /// `-log2` of the share of a value, in bits.
    #[inline]
    pub(crate) fn bits(&self, term: u32) -> Option<f32> {
        if term == MISSING {
            return None;
        }
        self.surprise.get(term as usize).map(|&eighths| f32::from(eighths) * 0.125)
    }
}

/// Words of double names and further first names count as if they stood alone: they may be all that agrees.
fn count_further_words(table: &Table, field: &Field, counts: &mut [u32]) {
    let words = field.words();
    for row in table.words.chunks_exact(table.stride) {
        for at in words.clone() {
            let value = row[at];
            if value == MISSING {
                continue;
            }
            let tokens = table.lexicon.tokens_of(value);
            if at != field.offset || tokens != [value] {
                for &token in tokens {
                    counts[token as usize] += 1;
                }
            }
            if at != field.offset && tokens != [value] {
                counts[value as usize] += 1;
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte just before")]
fn surprise(count: u32, total: f64) -> u8 {
    // A value seen once or twice is as rare as can be told: the two rows compared may be all who bear it.
    let share = (f64::from(count) + 1.0) / (total + 1.0);
    (-share.log2() * STEPS).round().clamp(0.0, 255.0) as u8
}
