//! Runs one rule: keys, groups, pairs.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{
    Rules,
    keys::{Entry, Gathered, PARTITIONS, SEED, finish, mix},
    part::PairAgreement,
};
use crate::records::Records;

/// A group that would produce more pairs than this is split again.
const LARGE_GROUP: u64 = 1 << 15;
/// A set of rows.
#[derive(Debug, Clone)]
pub(crate) struct RowSet(Vec<u64>);

impl RowSet {
    pub(crate) fn new(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub(crate) fn insert(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    /// The rows that are not in the set, of as many in all, in order.
    pub(crate) fn others(&self, rows: usize) -> Vec<u32> {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let of_word = |(first, &word): (u32, &u64)| {
            let row = move |bit: u32| first + bit;
            (0..64).filter(move |bit| word >> bit & 1 == 0).map(row)
        };
        (0..).step_by(64).zip(&self.0).flat_map(of_word).take_while(|&row| row < rows).collect()
    }

    #[inline]
    pub(crate) fn contains(&self, row: u32) -> bool {
        self.0[row as usize / 64] >> (row % 64) & 1 == 1
    }
}

/// Which pairs a run produces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pairing<'a> {
    /// First row of the right file; rows before it are the left file's.
    pub(crate) boundary: u32,
    /// Pairs of a left and a right row.
    pub(crate) across: bool,
    /// Pairs of two rows of one file.
    pub(crate) within: bool,
    /// Rows that need no further partner; pairs of two of them are not produced.
    pub(crate) resolved: Option<&'a RowSet>,
}

/// A share of the keys, one in `2^bits`, for training: each rule then gives its own pairs, whether or not an earlier
/// rule gives them too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) bits: u32,
    /// Groups with more pairs than this are left out of the sample.
    pub(crate) largest: u64,
}

/// What a rule did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RuleCounts {
    /// Pairs compared.
    pub(crate) pairs: u64,
    /// Groups split again because they were too large.
    pub(crate) refined: u64,
    /// Groups still large after every split, compared all the same.
    pub(crate) large: u64,
}

impl RuleCounts {
    fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.refined += other.refined;
        self.large += other.large;
    }
}

/// What a run of a rule gives.
pub(crate) struct Run<F> {
    /// One for each partition, in order.
    pub(crate) found: Vec<F>,
    pub(crate) counts: RuleCounts,
    /// To be kept in [`Rules::splits`] before the next rule runs.
    pub(crate) splits: Splits,
}

/// What the caller makes of the pairs of one partition.
pub(crate) trait Found: Send {
    /// What a pair is found to be worth.
    type Worth;

    /// Compares two rows (`a < b`, with their words); `None`: not worth keeping.
    fn compare(&self, a: u32, b: u32, words_a: &[u32], words_b: &[u32]) -> Option<Self::Worth>;

    /// Takes in a pair worth keeping, once.
    fn keep(&mut self, a: u32, b: u32, worth: Self::Worth);
}

/// Produces the pairs of one rule.
pub(crate) fn run<F: Found>(
    table: &Records,
    rules: &Rules,
    gathered: &Gathered,
    pairing: Pairing<'_>,
    sample: Option<Sample>,
    make: impl Fn() -> F + Sync,
) -> Run<F> {
    let results: Vec<(F, RuleCounts, Splits)> = (0..PARTITIONS)
        .into_par_iter()
        .map(|partition| {
            let entries = gathered.partition(partition, sample);
            let mut found = make();
            let mut groups = Groups {
                table,
                rules,
                index: gathered.rule,
                partition: partition as u64,
                pairing,
                sample,
                asks_first: rules.list[..=gathered.rule].iter().all(|rule| !rule.is_multiple),
                agreement: PairAgreement::new(&table.lexicon, &rules.parts),
                batch: Batch::default(),
                splits: Splits::default(),
                counts: RuleCounts::default(),
            };
            groups.walk(&entries, &mut found);
            (found, groups.counts, groups.splits)
        })
        .collect();
    let mut run = Run {
        found: Vec::with_capacity(PARTITIONS),
        counts: RuleCounts::default(),
        splits: Splits::default(),
    };
    for (found, counts, splits) in results {
        run.counts.add(counts);
        run.splits.absorb(splits);
        run.found.push(found);
    }
    run
}

impl Sample {
    #[inline]
    pub(super) fn takes(self, key: u32) -> bool {
        key & ((1 << self.bits) - 1) == 0
    }
}

struct Groups<'a> {
    table: &'a Records,
    rules: &'a Rules,
    index: usize,
    partition: u64,
    pairing: Pairing<'a>,
    sample: Option<Sample>,
    /// Whether to ask the earlier rules for a pair before it is compared. With one value a row they answer at once. With
    /// several, comparing is sooner done, and hardly a pair of loose rules is left to ask for.
    asks_first: bool,
    agreement: PairAgreement<'a>,
    batch: Batch,
    splits: Splits,
    counts: RuleCounts,
}

/// Small groups waiting to be compared, so that fetching their rows from all over memory overlaps.
#[derive(Default)]
struct Batch {
    entries: Vec<Entry>,
    /// End of each group in `entries`.
    ends: Vec<usize>,
    words: Vec<u32>,
}

/// Rows fetched in one go: with a cache line or two each they stay in the nearest cache.
const BATCH: usize = 512;

impl Groups<'_> {
    fn walk(&mut self, entries: &[Entry], found: &mut impl Found) {
        for group in entries.chunk_by(|a, b| a.key == b.key) {
            if group.len() == 1 {
                continue;
            }
            let pairs = self.count_pairs(group);
            if pairs == 0 || self.sample.is_some_and(|sample| pairs > sample.largest) {
                continue;
            }
            if pairs > LARGE_GROUP && !self.rules.list[self.index].parts.is_empty() {
                self.split(group, self.key_of(group), 0, found);
                continue;
            }
            self.batch.entries.extend_from_slice(group);
            self.batch.ends.push(self.batch.entries.len());
            if self.batch.entries.len() >= BATCH {
                self.flush(found);
            }
        }
        self.flush(found);
    }

    /// The finished key of a group.
    #[inline]
    fn key_of(&self, group: &[Entry]) -> u64 {
        self.partition << 32 | u64::from(group[0].key)
    }

    fn flush(&mut self, found: &mut impl Found) {
        let mut batch = std::mem::take(&mut self.batch);
        let stride = self.table.stride;
        batch.words.clear();
        for entry in &batch.entries {
            batch.words.extend_from_slice(self.table.row(entry.row));
        }
        let mut start = 0;
        for &end in &batch.ends {
            self.compare(
                &batch.entries[start..end],
                &batch.words[start * stride..end * stride],
                end - start,
                found,
            );
            start = end;
        }
        batch.entries.clear();
        batch.ends.clear();
        self.batch = batch;
    }

    fn count_pairs(&self, group: &[Entry]) -> u64 {
        let Pairing { boundary, across, within, resolved } = self.pairing;
        let pairs = |left: u64, right: u64| {
            let across = if across { left * right } else { 0 };
            let within = if within {
                left * left.saturating_sub(1) / 2 + right * right.saturating_sub(1) / 2
            } else {
                0
            };
            across + within
        };
        let (mut left, mut right, mut resolved_left, mut resolved_right) = (0, 0, 0, 0);
        for entry in group {
            let is_resolved = u64::from(resolved.is_some_and(|set| set.contains(entry.row)));
            if entry.row < boundary {
                left += 1;
                resolved_left += is_resolved;
            } else {
                right += 1;
                resolved_right += is_resolved;
            }
        }
        pairs(left, right) - pairs(resolved_left, resolved_right)
    }

    /// Splits a large group by the next refinement. Rows that lack the characteristic meet every row of the group.
    fn split(&mut self, group: &[Entry], key: u64, level: usize, found: &mut impl Found) {
        let Some(&part) = self.rules.refinements.get(level) else {
            self.counts.large += 1;
            self.compare_fetched(group, group.len(), found);
            return;
        };
        if self.rules.list[self.index].parts.contains(&part) {
            self.split(group, key, level + 1, found);
            return;
        }
        self.counts.refined += 1;
        self.splits.insert(key, part);
        let mut valued: Vec<(u32, Entry)> = group
            .iter()
            .map(|&entry| (first_value(self.table, self.rules, part, self.table.row(entry.row)), entry))
            .collect();
        valued.sort_unstable_by_key(|(value, entry)| (*value, entry.row));
        let without = valued.partition_point(|(value, _)| *value == 0);
        if without > 0 {
            let entries: Vec<Entry> = valued.iter().map(|(_, entry)| *entry).collect();
            self.compare_fetched(&entries, without, found);
        }
        for same in valued[without..].chunk_by(|a, b| a.0 == b.0) {
            let entries: Vec<Entry> = same.iter().map(|(_, entry)| *entry).collect();
            if self.count_pairs(&entries) > LARGE_GROUP {
                self.split(&entries, mix(key, same[0].0), level + 1, found);
            } else {
                self.compare_fetched(&entries, entries.len(), found);
            }
        }
    }

    fn compare_fetched(&mut self, group: &[Entry], firsts: usize, found: &mut impl Found) {
        let mut words = Vec::with_capacity(group.len() * self.table.stride);
        for entry in group {
            words.extend_from_slice(self.table.row(entry.row));
        }
        self.compare(group, &words, firsts, found);
    }

    /// Produces the pairs of a group whose first member is among the `firsts` first.
    fn compare(&mut self, group: &[Entry], words: &[u32], firsts: usize, found: &mut impl Found) {
        let stride = self.table.stride;
        let Pairing { boundary, across, within, resolved } = self.pairing;
        let is_resolved = |row: u32| resolved.is_some_and(|set| set.contains(row));
        let key = self.key_of(group);
        for (i, first) in group.iter().enumerate().take(firsts) {
            let (first_left, first_resolved) = (first.row < boundary, is_resolved(first.row));
            for (j, second) in group.iter().enumerate().skip(i + 1) {
                let same_file = first_left == (second.row < boundary);
                if (same_file && !within) || (!same_file && !across) || first.row == second.row {
                    continue;
                }
                if first_resolved && is_resolved(second.row) {
                    continue;
                }
                let (a, b) = (&words[i * stride..(i + 1) * stride], &words[j * stride..(j + 1) * stride]);
                if self.asks_first && !self.is_first(key, a, b) {
                    continue;
                }
                self.counts.pairs += 1;
                let ((low, a), (high, b)) = if first.row < second.row {
                    ((first.row, a), (second.row, b))
                } else {
                    ((second.row, b), (first.row, a))
                };
                if let Some(worth) = found.compare(low, high, a, b)
                    && (self.asks_first || self.is_first(key, a, b))
                {
                    found.keep(low, high, worth);
                }
            }
        }
    }

    /// Whether no earlier rule, and no smaller key of this one, produces the pair.
    #[inline]
    fn is_first(&mut self, key: u64, a: &[u32], b: &[u32]) -> bool {
        self.agreement.reset();
        let rules = self.rules;
        if rules.list[self.index].is_multiple && self.common_key(self.index, a, b) != Some(key) {
            return false;
        }
        if self.sample.is_some() {
            return true;
        }
        (0..self.index).all(|earlier| match self.common_key(earlier, a, b) {
            None => true,
            Some(key) => !rules.splits[earlier].keeps_together(self.table, rules, key, a, b),
        })
    }

    /// The smallest key that both rows have under a rule.
    #[inline]
    fn common_key(&mut self, rule: usize, a: &[u32], b: &[u32]) -> Option<u64> {
        let mut key = SEED;
        for &part in &self.rules.list[rule].parts {
            let value = self.agreement.common(part, a, b);
            if value == 0 {
                return None;
            }
            key = mix(key, value);
        }
        Some(finish(key))
    }
}

#[inline]
fn first_value(table: &Records, rules: &Rules, part: usize, words: &[u32]) -> u32 {
    rules.parts[part].first_value(&table.lexicon, words)
}

/// The groups of one rule that were split, and by which part: later rules must know which pairs were not produced.
#[derive(Debug, Default)]
pub(crate) struct Splits(HashMap<u64, usize, foldhash::fast::FixedState>);

impl Splits {
    fn insert(&mut self, key: u64, part: usize) {
        self.0.insert(key, part);
    }

    fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether two rows of the group of `key` were compared in spite of the splits.
    #[inline]
    fn keeps_together(&self, table: &Records, rules: &Rules, mut key: u64, a: &[u32], b: &[u32]) -> bool {
        if self.0.is_empty() {
            return true;
        }
        while let Some(&part) = self.0.get(&key) {
            let (x, y) = (first_value(table, rules, part, a), first_value(table, rules, part, b));
            if x == 0 || y == 0 {
                return true;
            }
            if x != y {
                return false;
            }
            key = mix(key, x);
        }
        true
    }
}
