//! The keys of rows: every rule's in one pass over the rows.
//!
//! Reading a row and the sounds of its names from memory costs more than making keys of them, so all rules that run
//! under the same conditions are served at once. A key is 40 bits of hash: eight choose the partition, 32 are kept
//! beside the row number. Two keys that collide only make a pair be compared for nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{
    RowSet, Rule, Rules, Sample,
    part::{Part, Place, Values},
};
use crate::records::Records;

/// Rows whose keys are computed in one go; fixed, so that the order of work does not depend on the threads.
const CHUNK: u32 = 1 << 15;
/// Partitions of the key space.
pub(super) const PARTITIONS: usize = 256;
/// Most keys of one row under one rule.
const MAX_KEYS: usize = 16;

/// A key's 32 bits within its partition, and the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) key: u32,
    pub(super) row: u32,
}

/// The keys of one rule, chunk of rows by chunk of rows.
pub(crate) struct Gathered {
    pub(crate) rule: usize,
    chunks: Vec<Keys>,
}

impl Gathered {
    /// The entries of a partition, sorted: all, or those in a sample.
    ///
    /// Keys are hashes: their first bits deal them out in even shares of a few entries, each of which is then put in
    /// order alone. Equal keys of many rows make a large share, and cost what sorting costs.
    pub(super) fn partition(&self, partition: usize, sample: Option<Sample>) -> Vec<Entry> {
        let is_taken = |entry: &&Entry| sample.is_none_or(|sample| sample.takes(entry.key));
        let all = || self.chunks.iter().flat_map(|keys| keys.partition(partition)).filter(is_taken);
        let size = all().count();
        let bits = (size / 4).max(1).ilog2();
        let share = |entry: &Entry| (u64::from(entry.key) << bits >> 32) as usize;
        let mut ends = vec![0_usize; (1 << bits) + 1];
        all().for_each(|entry| ends[share(entry) + 1] += 1);
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut entries = vec![Entry { key: 0, row: 0 }; size];
        for entry in all() {
            let next = &mut ends[share(entry)];
            entries[*next] = *entry;
            *next += 1;
        }
        let mut start = 0;
        for &end in &ends[..1 << bits] {
            entries[start..end]
                .sort_unstable_by_key(|entry| u64::from(entry.key) << 32 | u64::from(entry.row));
            start = end;
        }
        entries
    }
}

pub(super) const SEED: u64 = 0x5bd1_e995_7b93_a2c1;

/// Adds a value to a key under construction.
#[inline]
pub(super) fn mix(key: u64, value: u32) -> u64 {
    let product = (key ^ u64::from(value)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ (product >> 29)
}

/// The 40 bits of a finished key: partition, then what entries keep.
#[inline]
pub(super) fn finish(key: u64) -> u64 {
    key.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 24
}

/// Which rows give keys.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rows<'a> {
    /// All.
    All,
    /// All that are not resolved, and those resolved for whose key an unresolved row waits.
    Awaited(&'a RowSet),
    /// All for the first rules, as many as told; the others are only learned from, and get the keys of a sample.
    Learned(usize, Sample),
}

/// Gathers the keys of rules.
pub(crate) fn gather(table: &Records, rules: &Rules, which: &[usize], from: Rows<'_>) -> Vec<Gathered> {
    let rows = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let collector = Collector::new(table, rules, which);
    let mut chunks: Vec<Vec<Keys>> = match from {
        Rows::All => collector.all(rows, |_| true, |_, _| true, None),
        // What an entry keeps of a key is its low half.
        #[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
        Rows::Learned(whole, sample) => {
            collector.all(rows, |_| true, |n, key| n < whole || sample.takes(key as u32), None)
        }
        Rows::Awaited(resolved) => {
            let mut chunks = collector.all(rows, |row| !resolved.contains(row), |_, _| true, None);
            let awaited: Vec<Awaited> =
                (0..which.len()).map(|n| Awaited::new(chunks.iter().map(|keys| &keys[n]))).collect();
            chunks.extend(collector.all(rows, |row| resolved.contains(row), |_, _| true, Some(&awaited)));
            chunks
        }
    };
    let take = |chunks: &mut Vec<Vec<Keys>>, n: usize| {
        chunks.iter_mut().map(|keys| std::mem::take(&mut keys[n])).collect()
    };
    which.iter().enumerate().map(|(n, &rule)| Gathered { rule, chunks: take(&mut chunks, n) }).collect()
}

struct Collector<'a> {
    table: &'a Records,
    rules: Vec<&'a Rule>,
    /// The parts that the rules read, and each rule's parts as positions among them.
    parts: Vec<&'a Part>,
    positions: Vec<Vec<usize>>,
    /// Where rows name what is to be looked up in the lexicon.
    named: Vec<Place>,
}

impl<'a> Collector<'a> {
    fn new(table: &'a Records, rules: &'a Rules, which: &[usize]) -> Self {
        let chosen: Vec<&Rule> = which.iter().map(|&rule| &rules.list[rule]).collect();
        let mut read: Vec<usize> = chosen.iter().flat_map(|rule| rule.parts.iter().copied()).collect();
        read.sort_unstable();
        read.dedup();
        let positions = chosen
            .iter()
            .map(|rule| rule.parts.iter().filter_map(|part| read.binary_search(part).ok()).collect())
            .collect();
        let parts: Vec<&Part> = read.iter().map(|&part| &rules.parts[part]).collect();
        let mut named: Vec<Place> = Vec::new();
        for place in parts.iter().flat_map(|part| part.named()) {
            if !named.contains(&place) {
                named.push(place);
            }
        }
        Self { table, rules: chosen, parts, positions, named }
    }

    /// For each chunk of rows, the keys of each rule: those that are taken and, where keys are awaited, that one of these is.
    fn all(
        &self,
        rows: u32,
        takes_row: impl Fn(u32) -> bool + Sync,
        takes_key: impl Fn(usize, u64) -> bool + Sync,
        awaited: Option<&[Awaited]>,
    ) -> Vec<Vec<Keys>> {
        (0..rows.div_ceil(CHUNK))
            .into_par_iter()
            .map_init(
                || {
                    let flat = self.rules.iter().map(|_| Vec::with_capacity(CHUNK as usize)).collect();
                    (flat, vec![Values::default(); self.parts.len()])
                },
                |(flat, values): &mut (Vec<Vec<Placed>>, _), n| {
                    let range = n * CHUNK..rows.min((n + 1) * CHUNK);
                    self.chunk(range, flat, values, &takes_row, &takes_key);
                    for (flat, awaited) in flat.iter_mut().zip(awaited.unwrap_or_default()) {
                        keep(flat, |placed| awaited.contains(placed.key()));
                    }
                    let laid_out = flat.iter().map(|flat| Keys::lay_out(flat, n * CHUNK)).collect();
                    flat.iter_mut().for_each(Vec::clear);
                    laid_out
                },
            )
            .collect()
    }

    /// Touches what the keys of some rows are made of. It lies all over memory: met beforehand, many walks through memory
    /// are under way at once, and making keys need not wait for each.
    fn meet(&self, rows: &[u32]) {
        let met = rows.iter().fold(0, |met, &row| {
            let words = self.table.row(row);
            self.named.iter().fold(met, |met, place| met ^ place.meet(&self.table.lexicon, words))
        });
        std::hint::black_box(met);
    }

    /// Adds the keys of a chunk of rows, rule by rule.
    fn chunk(
        &self,
        range: std::ops::Range<u32>,
        flat: &mut [Vec<Placed>],
        values: &mut [Values],
        takes_row: &impl Fn(u32) -> bool,
        takes_key: &impl Fn(usize, u64) -> bool,
    ) {
        let start = range.start;
        let mut keys = [0; MAX_KEYS];
        let taken: Vec<u32> = range.filter(|&row| takes_row(row)).collect();
        for rows in taken.chunks(MET) {
            self.meet(rows);
            for &row in rows {
                let words = self.table.row(row);
                for (values, part) in values.iter_mut().zip(&self.parts) {
                    part.read(&self.table.lexicon, words, values);
                }
                for (n, (flat, positions)) in flat.iter_mut().zip(&self.positions).enumerate() {
                    let count = combine(positions, values, &mut keys);
                    for &key in &keys[..count] {
                        if takes_key(n, key) {
                            flat.push(Placed::new(key, row - start));
                        }
                    }
                }
            }
        }
    }
}

/// Rows that are met together.
const MET: usize = 64;

/// A finished key and the place of its row in the chunk, in one word: what a chunk writes and reads back at once.
#[derive(Debug, Clone, Copy)]
struct Placed(u64);

impl Placed {
    fn new(key: u64, place: u32) -> Self {
        Self(key << 24 | u64::from(place))
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a finished key is cut into its two halves")]
    fn split(self) -> (usize, u32) {
        ((self.0 >> 56) as usize, (self.0 >> 24) as u32)
    }

    /// The finished key.
    fn key(self) -> u64 {
        self.0 >> 24
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lowest 24 bits")]
    fn place(self) -> u32 {
        self.0 as u32 & 0x00ff_ffff
    }
}

/// Drops what is not taken. Whether a key is awaited is a walk through memory, and nobody can guess the answer: without
/// a branch on it, many such walks are under way at once.
fn keep(flat: &mut Vec<Placed>, takes: impl Fn(Placed) -> bool) {
    let mut kept = 0;
    for at in 0..flat.len() {
        let placed = flat[at];
        flat[kept] = placed;
        kept += usize::from(takes(placed));
    }
    flat.truncate(kept);
}

/// Writes the finished keys that a rule makes of the values of its parts, and returns how many there are: none when a
/// part is missing.
#[inline]
fn combine(positions: &[usize], values: &[Values], keys: &mut [u64; MAX_KEYS]) -> usize {
    // Nearly every row has one value of each part.
    let mut key = SEED;
    for (n, &position) in positions.iter().enumerate() {
        let Some(value) = values[position].only() else {
            keys[0] = key;
            return combine_several(&positions[n..], values, keys);
        };
        key = mix(key, value);
    }
    keys[0] = finish(key);
    1
}

/// Goes on where the first key was begun, with parts that have several values or none.
fn combine_several(positions: &[usize], values: &[Values], keys: &mut [u64; MAX_KEYS]) -> usize {
    let mut count = 1;
    for &position in positions {
        match values[position].as_slice() {
            [] => return 0,
            [value] => keys[..count].iter_mut().for_each(|key| *key = mix(*key, *value)),
            several => {
                let several = &several[..several.len().min(MAX_KEYS / count).max(1)];
                for n in (0..count).rev() {
                    for (m, value) in several.iter().enumerate().rev() {
                        keys[n * several.len() + m] = mix(keys[n], *value);
                    }
                }
                count *= several.len();
            }
        }
    }
    keys[..count].iter_mut().for_each(|key| *key = finish(*key));
    count
}

/// Keys that unresolved rows wait for, as a bitmap of their low bits.
struct Awaited {
    bits: Vec<AtomicU64>,
    mask: u64,
}

impl Awaited {
    fn new<'a>(chunks: impl Iterator<Item = &'a Keys> + Clone) -> Self {
        let keys: usize = chunks.clone().map(|keys| keys.entries.len()).sum();
        let size = (keys * 16).next_power_of_two().clamp(1 << 12, 1 << 32);
        let awaited =
            Self { bits: (0..size / 64).map(|_| AtomicU64::new(0)).collect(), mask: size as u64 - 1 };
        chunks.collect::<Vec<_>>().into_par_iter().for_each(|keys| {
            for entry in &keys.entries {
                let (word, bit) = awaited.place(u64::from(entry.key));
                awaited.bits[word].fetch_or(bit, Ordering::Relaxed);
            }
        });
        awaited
    }

    /// Only the 32 bits that entries keep count: the mask is never wider.
    #[inline]
    fn place(&self, key: u64) -> (usize, u64) {
        let at = key & self.mask;
        ((at / 64) as usize, 1 << (at % 64))
    }

    #[inline]
    fn contains(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word].load(Ordering::Relaxed) & bit != 0
    }
}

/// The keys of a chunk of rows under one rule, laid out by partition.
#[derive(Debug, Default)]
struct Keys {
    entries: Vec<Entry>,
    ends: Vec<u32>,
}

impl Keys {
    fn lay_out(flat: &[Placed], start: u32) -> Self {
        let mut ends = vec![0_u32; PARTITIONS];
        for placed in flat {
            ends[placed.split().0] += 1;
        }
        let mut at = 0;
        for end in &mut ends {
            let count = *end;
            *end = at;
            at += count;
        }
        let mut entries = vec![Entry { key: 0, row: 0 }; flat.len()];
        for placed in flat {
            let (partition, key) = placed.split();
            let next = &mut ends[partition];
            entries[*next as usize] = Entry { key, row: start + placed.place() };
            *next += 1;
        }
        Self { entries, ends }
    }

    fn partition(&self, partition: usize) -> &[Entry] {
        let start = if partition == 0 { 0 } else { self.ends[partition - 1] as usize };
        &self.entries[start..self.ends[partition] as usize]
    }
}
