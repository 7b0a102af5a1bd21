//! The texts of all pieces under one numbering.
//!
//! Every text keeps the place of its first occurrence, piece after piece, so that the numbers are those that one reader
//! of all the files would give. Work is shared by hash, not by piece: a share sees every occurrence of its texts.

use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::{HashTable, hash_table::Entry};
use rayon::prelude::*;

use super::interner::{Interner, Texts, hash_bytes};

/// Shares of the work; each looks through all hashes, which is only worth it while they are few.
const SHARES: usize = 16;

fn share_of(hash: u64) -> usize {
    // Neither the lowest nor the highest bits: hash tables use those.
    (hash >> 40) as usize % SHARES
}

/// What each piece's numbers have become.
pub(crate) struct Numbers {
    united: Vec<u32>,
    starts: Vec<u32>,
}

impl Numbers {
    /// The united number of each number of a piece.
    pub(crate) fn of(&self, piece: usize) -> &[u32] {
        let end = self.starts.get(piece + 1).map_or(self.united.len(), |&end| end as usize);
        &self.united[self.starts[piece] as usize..end]
    }
}

/// Hashes of texts and their numbers. 64 bits of hash stand for the text, here and while a piece is read: a register
/// would need billions of distinct names for one collision.
type Share = HashTable<(u64, u32)>;

/// Distinct texts that can be looked up.
pub(super) struct Index {
    pub(super) texts: Texts,
    shares: Vec<Share>,
}

impl Index {
    /// Unites the texts of pieces.
    pub(super) fn unite(pieces: &[&Interner]) -> (Self, Numbers) {
        let mut starts = Vec::with_capacity(pieces.len());
        let mut total = 0;
        for piece in pieces {
            starts.push(total);
            total += u32::try_from(piece.hashes.len()).unwrap_or(u32::MAX);
        }
        // First occurrence of each occurrence of a text.
        let first: Vec<AtomicU32> = (0..total).into_par_iter().map(AtomicU32::new).collect();
        let mut shares: Vec<Share> = (0..SHARES)
            .into_par_iter()
            .map(|share| {
                let mut table = Share::new();
                for (piece, &start) in pieces.iter().zip(&starts) {
                    let here = piece.hashes.iter().zip(start..).filter(|(hash, _)| share_of(**hash) == share);
                    for (&hash, flat) in here {
                        match table.entry(hash, |known| known.0 == hash, |known| known.0) {
                            Entry::Occupied(known) => {
                                first[flat as usize].store(known.get().1, Ordering::Relaxed);
                            }
                            Entry::Vacant(vacant) => {
                                vacant.insert((hash, flat));
                            }
                        }
                    }
                }
                table
            })
            .collect();
        let mut texts = Texts::default();
        let mut united = Vec::with_capacity(first.len());
        for (piece, &start) in pieces.iter().zip(&starts) {
            for (number, flat) in (0..).zip(start..).take(piece.hashes.len()) {
                let first = first[flat as usize].load(Ordering::Relaxed);
                let is_new = first == flat;
                united.push(if is_new {
                    texts.push(piece.texts.get(number))
                } else {
                    united[first as usize]
                });
            }
        }
        shares.par_iter_mut().for_each(|share| {
            for (_, number) in share.iter_mut() {
                *number = united[*number as usize];
            }
        });
        (Self { texts, shares }, Numbers { united, starts })
    }

    /// The number of a text, if it has one.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = hash_bytes(text.as_bytes());
        self.shares[share_of(hash)].find(hash, |known| known.0 == hash).map(|known| known.1)
    }

    /// The number of a text, new or known.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash_bytes(text.as_bytes());
        let entry = self.shares[share_of(hash)].entry(hash, |known| known.0 == hash, |known| known.0);
        entry.or_insert_with(|| (hash, self.texts.push(text))).get().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_one_reader() {
        let mut pieces = [Interner::new(), Interner::new()];
        let texts: Vec<String> = (0..900).map(|n| format!("T{}", n % 400)).collect();
        let (left, right) = texts.split_at(350);
        let mine: Vec<u32> = left.iter().map(|text| pieces[0].intern(text)).collect();
        let theirs: Vec<u32> = right.iter().map(|text| pieces[1].intern(text)).collect();
        let (index, numbers) = Index::unite(&[&pieces[0], &pieces[1]]);
        let mut alone = Interner::new();
        for (piece, number, text) in mine
            .iter()
            .map(|number| (0, number))
            .chain(theirs.iter().map(|number| (1, number)))
            .zip(&texts)
            .map(|((piece, number), text)| (piece, *number, text))
        {
            let united = numbers.of(piece)[number as usize];
            assert_eq!(united, alone.intern(text));
            assert_eq!(index.texts.get(united), text);
            assert_eq!(index.find(text), Some(united));
        }
        assert_eq!(index.texts.len(), 401);
    }
}
