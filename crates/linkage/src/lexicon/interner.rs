//! The lexicon of one piece of a file, while it is read.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::{HashTable, hash_table::Entry};

/// Hashes bytes the same way in every run: outputs must not depend on a random seed.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x5241_4343).hash_one(bytes)
}

/// Texts one after the other, known by their position.
#[derive(Debug, Default)]
pub(super) struct Texts {
    arena: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> &str {
        let (start, end) = self.place(number);
        &self.arena[start as usize..end as usize]
    }

    /// Where a text starts and ends.
    #[inline]
    pub(super) fn place(&self, number: u32) -> (u32, u32) {
        let at = number as usize;
        (if at == 0 { 0 } else { self.ends[at - 1] }, self.ends[at])
    }

    /// The texts without their places.
    pub(super) fn into_text(self) -> String {
        self.arena
    }

    /// Adds a text and returns its number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.arena.push_str(text);
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        number
    }
}

/// Letters of a text, about.
const LETTERS: usize = 12;

/// Gives each distinct folded text a number; the empty text has the first.
#[derive(Debug)]
pub(crate) struct Interner {
    pub(super) texts: Texts,
    /// Hash of each text, so that uniting does not read the texts again.
    pub(super) hashes: Vec<u64>,
    /// The hashes once more, each beside its number: looking one up elsewhere would be one more walk through memory.
    index: HashTable<(u64, u32)>,
}

impl Interner {
    pub(crate) fn new() -> Self {
        let mut interner = Self { texts: Texts::default(), hashes: Vec::new(), index: HashTable::new() };
        interner.intern("");
        interner
    }

    /// Room for as many texts, to avoid growing: what grows is copied to memory that nothing has touched yet, which is dear, and
    /// room that is not used costs nothing.
    pub(crate) fn reserve(&mut self, texts: usize) {
        self.index.reserve(texts, |known| known.0);
        self.hashes.reserve(texts);
        self.texts.ends.reserve(texts);
        self.texts.arena.reserve(texts * LETTERS);
    }

    /// Gives back what only looking texts up needs, which is more than the texts: nothing is interned after this.
    pub(crate) fn close(&mut self) {
        self.index = HashTable::new();
    }

    /// The number of a folded text, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(hash_bytes(text.as_bytes()), text)
    }

    /// The number of the folded text of a hash, if it has one.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        // 64 bits of hash stand for the text.
        self.index.find(hash, |known| known.0 == hash).map(|known| known.1)
    }

    /// The number of a folded text and its hash, new or known.
    pub(crate) fn intern_hashed(&mut self, hash: u64, text: &str) -> u32 {
        let Self { texts, hashes, index } = self;
        match index.entry(hash, |known| known.0 == hash, |known| known.0) {
            Entry::Occupied(known) => known.get().1,
            Entry::Vacant(vacant) => {
                let number = texts.push(text);
                vacant.insert((hash, number));
                hashes.push(hash);
                number
            }
        }
    }
}
