//! Every distinct folded text once, under a number.
//!
//! Registers repeat: a million rows hold a few hundred thousand names. Numbering them makes "same name" one integer
//! comparison, and what is costly to derive (words, phonetic key) is derived once a name instead of once a pair.
//! The arrays are apart from the texts because the frequent numbers then stay in cache.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::{HashTable, hash_table::Entry};
use rayon::prelude::*;

use crate::normalise;

/// The number of the empty text, which stands for a missing value.
pub(crate) const MISSING: u32 = 0;

/// Hashes bytes the same way in every run: outputs must not depend on a random seed.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x5241_4343).hash_one(bytes)
}

/// Distinct folded texts and, once [`Lexicon::derive`]d, what they are made of.
#[derive(Debug)]
pub(crate) struct Lexicon {
    arena: String,
    ends: Vec<u32>,
    index: HashTable<u32>,
    /// First word of each text, itself a text of the lexicon.
    head: Vec<u32>,
    /// Hash of the phonetic keys of the words, glued.
    sound: Vec<u32>,
    token_ends: Vec<u32>,
    tokens: Vec<u32>,
    /// What blocking asks most: the sound of the first word, never zero, its lowest bit set when more words follow.
    lead: Vec<u32>,
    /// Which letters a text has, and how many characters (255 for more).
    letters: Vec<(u32, u8)>,
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        let mut lexicon = Self {
            arena: String::new(),
            ends: Vec::new(),
            index: HashTable::new(),
            head: Vec::new(),
            sound: Vec::new(),
            token_ends: Vec::new(),
            tokens: Vec::new(),
            lead: Vec::new(),
            letters: Vec::new(),
        };
        lexicon.intern("");
        lexicon
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.arena[start..self.ends[id] as usize]
    }

    /// The number of a folded text, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash_bytes(text.as_bytes());
        let Self { arena, ends, index, .. } = self;
        let span = |id: u32| {
            let id = id as usize;
            let start = if id == 0 { 0 } else { ends[id - 1] as usize };
            &arena[start..ends[id] as usize]
        };
        let entry = index.entry(hash, |&id| span(id) == text, |&id| hash_bytes(span(id).as_bytes()));
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(vacant) => {
                let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
                vacant.insert(id);
                arena.push_str(text);
                ends.push(u32::try_from(arena.len()).unwrap_or(u32::MAX));
                id
            }
        }
    }

    /// Takes in the texts of another lexicon; the result maps its numbers to ours.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        (0..other.len()).map(|id| self.intern(other.text(u32::try_from(id).unwrap_or(MISSING)))).collect()
    }

    /// Derives words and phonetic keys. Words are interned too, so the lexicon grows.
    pub(crate) fn derive(&mut self) {
        let whole = self.len();
        self.token_ends = vec![0; 1];
        self.tokens = Vec::with_capacity(whole);
        self.head = Vec::with_capacity(whole);
        let mut word = String::new();
        // The words of a text precede nothing: interning them may append texts, which are words themselves and
        // are derived by later turns of this very loop.
        let mut id = 0;
        while id < self.len() {
            let number = u32::try_from(id).unwrap_or(MISSING);
            let start = self.tokens.len();
            let single = !self.text(number).contains(' ');
            if single {
                if id != 0 {
                    self.tokens.push(number);
                }
            } else {
                let text = self.text(number).to_owned();
                for token in normalise::tokens(&text) {
                    word.clear();
                    word.push_str(token);
                    let token = self.intern(&word);
                    self.tokens.push(token);
                }
            }
            self.head.push(self.tokens.get(start).copied().unwrap_or(MISSING));
            self.token_ends.push(u32::try_from(self.tokens.len()).unwrap_or(u32::MAX));
            id += 1;
        }
        self.sound = (0..self.len())
            .into_par_iter()
            .map_init(Vec::new, |key, id| {
                key.clear();
                for &token in self.tokens_of(u32::try_from(id).unwrap_or(MISSING)) {
                    normalise::phonetic(self.text(token), key);
                }
                fold_hash(hash_bytes(key))
            })
            .collect();
        self.lead = (0..self.len())
            .into_par_iter()
            .map(|id| {
                let words = self.token_ends[id + 1] - self.token_ends[id];
                let sound = self.sound[self.head[id] as usize] << 2 | 2;
                if words == 0 { 0 } else { sound | u32::from(words > 1) }
            })
            .collect();
        self.letters = (0..self.len())
            .into_par_iter()
            .map(|id| letters(self.text(u32::try_from(id).unwrap_or(MISSING))))
            .collect();
        // Nothing is interned after this; the index is the largest part of the lexicon.
        self.index = HashTable::new();
    }

    /// The identifying words of a text.
    pub(crate) fn tokens_of(&self, id: u32) -> &[u32] {
        let id = id as usize;
        &self.tokens[self.token_ends[id] as usize..self.token_ends[id + 1] as usize]
    }

    /// The first word, or [`MISSING`].
    pub(crate) fn head(&self, id: u32) -> u32 {
        self.head[id as usize]
    }

    /// An upper bound of the letters that two texts can share in the sense of Jaro, with their lengths; `None` when a
    /// text is too long to tell.
    #[inline]
    pub(crate) fn shared_letters(&self, a: u32, b: u32) -> Option<(u32, u32, u32)> {
        let ((mine, my_length), (theirs, their_length)) =
            (self.letters[a as usize], self.letters[b as usize]);
        if my_length == u8::MAX || their_length == u8::MAX {
            return None;
        }
        let (my_length, their_length) = (u32::from(my_length), u32::from(their_length));
        // Each letter that only one has is at least one character that cannot be shared.
        let shared =
            (my_length - (mine & !theirs).count_ones()).min(their_length - (theirs & !mine).count_ones());
        Some((shared, my_length, their_length))
    }

    /// Whether every letter of one text is in the other.
    #[inline]
    pub(crate) fn may_contain(&self, a: u32, b: u32) -> bool {
        let (mine, theirs) = (self.letters[a as usize].0, self.letters[b as usize].0);
        mine & !theirs == 0 || theirs & !mine == 0
    }

    /// The sound of the first word (0 for the empty text) and whether more words follow.
    #[inline]
    pub(crate) fn lead(&self, id: u32) -> (u32, bool) {
        let lead = self.lead[id as usize];
        (lead & !1, lead & 1 == 1)
    }

    /// The phonetic key of the words, glued and hashed.
    pub(crate) fn sound(&self, id: u32) -> u32 {
        self.sound[id as usize]
    }
}

/// The 32 bits of a hash that tables keep.
#[expect(clippy::cast_possible_truncation, reason = "half of the hash is what is asked for")]
pub(crate) fn fold_hash(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// The letters of a folded text, one bit each; all digits share a few bits.
fn letters(text: &str) -> (u32, u8) {
    let bits = text.bytes().fold(0, |bits, c| {
        let bit = match c {
            b'A'..=b'Z' => u32::from(c - b'A'),
            b' ' => 26,
            digit => 27 + u32::from(digit & 3),
        };
        bits | 1 << bit
    });
    (bits, u8::try_from(text.len()).unwrap_or(u8::MAX))
}
