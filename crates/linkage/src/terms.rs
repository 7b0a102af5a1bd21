//! Term frequency: agreeing on a rare value tells more than agreeing on a common one.
//!
//! Two people named MARTIN are strangers far more often than two named ETCHEVERRIGARAY. For each comparison that
//! asks for it, every value has the bits that agreeing on it adds to, or takes from, agreeing on the average value, in
//! eighths of a bit: one byte a value, small enough to stay in cache.

use rayon::prelude::*;

use crate::{
    lexicon::{Lexicon, MISSING},
    records::Records,
    spec::Kind,
    table::Field,
};

/// Most shares of the rows that are counted apart, a thread each: every share has a count for each value.
const SHARES: usize = 4;
/// Rows that stay in the nearest caches while each of their fields is counted.
const CHUNK: usize = 1 << 11;

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
        // Sums do not depend on the shares.
        let shares = rayon::current_num_threads().min(SHARES);
        let share = table.len().div_ceil(shares).max(1) * table.stride;
        let counted: Vec<Vec<Counts>> = table
            .rows()
            .par_chunks(share)
            .map(|rows| {
                let mut counts = vec![Counts::default(); table.fields.len()];
                // All fields of some rows while these are at hand, field by field while its counts are.
                for rows in rows.chunks(CHUNK * table.stride) {
                    for (field, counts) in table.fields.iter().zip(&mut counts) {
                        counts.add(table, field, rows);
                    }
                }
                counts
            })
            .collect();
        (0..table.fields.len())
            .into_par_iter()
            .map(|field| Self::sum(counted.iter().map(|counts| &counts[field]), table))
            .collect()
    }

    fn sum<'a>(shares: impl Iterator<Item = &'a Counts>, table: &Records) -> Self {
        let mut all = Counts::default();
        for share in shares {
            all.present += share.present;
            all.are_names |= share.are_names;
            all.first.add_all(&share.first);
            all.further.add_all(&share.further);
        }
        let total = all.present.max(1) as f64;
        let chance = all.first.0.iter().map(|&n| (f64::from(n) / total).powi(2)).sum();
        let words = all.words(&table.lexicon);
        all.first.add_all(&all.further);
        all.first.add_all(&words);
        Self { counts: all.first.0, total, chance, present: all.present as f64 / table.len().max(1) as f64 }
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

/// Occurrences by value.
#[derive(Debug, Clone, Default)]
struct Tally(Vec<u32>);

impl Tally {
    #[inline]
    fn count(&mut self, value: u32, times: u32) {
        let at = value as usize;
        if at >= self.0.len() {
            self.0.resize((at + 1).next_power_of_two(), 0);
        }
        self.0[at] += times;
    }

    fn of(&self, value: u32) -> u32 {
        self.0.get(value as usize).copied().unwrap_or(0)
    }

    fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }
}

/// What some rows hold in one field.
#[derive(Debug, Clone, Default)]
struct Counts {
    present: u64,
    /// The first value of each row.
    first: Tally,
    /// Other names of the person and further first names.
    further: Tally,
    /// Whether the values are names, made of words.
    are_names: bool,
}

impl Counts {
    fn add(&mut self, table: &Records, field: &Field, rows: &[u32]) {
        let rows = rows.chunks_exact(table.stride);
        if field.kind == Kind::Identifier {
            // Identifiers are unique but for errors: there is nothing to count.
            self.present += rows.filter(|row| field.identifier(row, 0) != 0).count() as u64;
            return;
        }
        self.are_names = matches!(field.kind, Kind::Surname | Kind::GivenNames);
        let further = if self.are_names { field.offset + 1..field.words().end } else { 0..0 };
        for row in rows {
            let value = row[field.offset];
            if value != MISSING {
                self.present += 1;
                self.first.count(value, 1);
            }
            for &value in row[further.clone()].iter().filter(|&&value| value != MISSING) {
                self.further.count(value, 1);
            }
        }
    }

    /// The words of names that are not one word: they count as if they stood alone, for they may be all that agrees.
    /// They are found once for each name, not for each row.
    fn words(&self, lexicon: &Lexicon) -> Tally {
        let mut words = Tally::default();
        if self.are_names {
            for name in 0..u32::try_from(self.first.0.len().max(self.further.0.len())).unwrap_or(u32::MAX) {
                let times = self.first.of(name) + self.further.of(name);
                if times > 0 && lexicon.head(name) != name {
                    lexicon.tokens_of(name).iter().for_each(|&word| words.count(word, times));
                }
            }
        }
        words
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a byte just before")]
fn to_steps(bits: f64) -> i8 {
    let most = f64::from(MAX_ADJUSTMENT);
    (bits.clamp(-most, most) * STEPS).round() as i8
}
