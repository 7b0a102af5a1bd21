//! Term frequency: agreeing on a rare value tells more than agreeing on a common one.
//!
//! Two people named MARTIN are strangers far more often than two named ETCHEVERRIGARAY. For each comparison that
//! asks for it, every value has the bits that agreeing on it adds to, or takes from, agreeing on the average value, in
//! eighths of a bit: one byte a value, small enough to stay in cache.

use rayon::prelude::*;

use crate::{
    lexicon::MISSING,
    spec::Kind,
    records::Records,
    table::Field,
};

/// Steps of a bit that a byte keeps.
const STEPS: f64 = 8.0;
/// No adjustment moves a weight by more than this many bits.
pub(crate) const MAX_ADJUSTMENT: f32 = 9.0;

/// How often each value of one comparison occurs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    counts: Vec<u32>,
    /// Rows with a value.
    total: f64,
    /// Sum of the squared shares: the chance that two rows taken at random agree.
    pub(crate) chance: f64,
    /// Share of rows with a value.
    pub(crate) present: f64,
}

/// What agreeing on each value adds to the average agreement.
#[derive(Debug, Clone, Default)]
pub(crate) struct Adjustments(Vec<i8>);

impl Adjustments {
    /// The adjustment for a value, in bits.
    #[inline]
    pub(crate) fn bits(&self, term: u32) -> f32 {
        self.0.get(term as usize).map_or(0.0, |&steps| f32::from(steps) * 0.125)
    }
}

impl Terms {
    /// Counts the values of every comparison.
    pub(crate) fn of(table: &Records) -> Vec<Self> {
        table.fields.par_iter().map(|field| Self::count(table, field)).collect()
    }

    /// Counts the values of a field.
    fn count(table: &Records, field: &Field) -> Self {
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
        Self { counts, total, chance, present: total / table.len().max(1) as f64 }
    }

    /// The adjustments, when strangers agree with the chance `u` and one person has about `copies` rows.
    ///
    /// A person's own rows do not make a value common, so they are not counted; and a value that hardly occurs is as
    /// rare as one occurrence can tell, against the average agreement where the file is too small to tell at all.
    pub(crate) fn adjustments(&self, u: f64, copies: f64) -> Adjustments {
        let average = -u.log2();
        let steps = |count: u32| {
            let share = ((f64::from(count) - copies).max(0.0) + 1.0) / (self.total + 1.0 / u);
            to_steps(-share.log2() - average)
        };
        // Nearly all values are rare: their logarithm is taken once for each count.
        let small: Vec<i8> = (0..1024).map(steps).collect();
        let of = |&count: &u32| small.get(count as usize).copied().unwrap_or_else(|| steps(count));
        let mut adjustments: Vec<i8> = self.counts.par_iter().map(of).collect();
        // An agreement that names no value is neither rare nor common.
        if let Some(none) = adjustments.get_mut(MISSING as usize) {
            *none = 0;
        }
        Adjustments(adjustments)
    }
}

/// Words of double names and further first names count as if they stood alone: they may be all that agrees.
fn count_further_words(table: &Records, field: &Field, counts: &mut [u32]) {
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

#[expect(clippy::cast_possible_truncation, reason = "clamped to a byte just before")]
fn to_steps(bits: f64) -> i8 {
    let most = f64::from(MAX_ADJUSTMENT);
    (bits.clamp(-most, most) * STEPS).round() as i8
}
