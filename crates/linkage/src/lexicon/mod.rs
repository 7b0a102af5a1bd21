//! Every distinct folded text once, under a number.
//!
//! Registers repeat: a million rows hold a few hundred thousand names. Numbering them makes "same name" one integer
//! comparison, and what is costly to derive (words, phonetic key) is derived once a name instead of once a pair.
//! The arrays are apart from the texts because the frequent numbers then stay in cache.

mod interner;
mod union;

use rayon::prelude::*;

use interner::Texts;
pub(crate) use interner::{Interner, hash_bytes};
use union::Index;
pub(crate) use union::Numbers;

use crate::normalise;

/// The number of the empty text, which stands for a missing value.
pub(crate) const MISSING: u32 = 0;

/// Texts whose words are looked up in one go.
const CHUNK: usize = 1 << 12;

/// Distinct folded texts and what they are made of.
#[derive(Debug)]
pub(crate) struct Lexicon {
    texts: Texts,
    /// First word of each text, itself a text of the lexicon.
    head: Vec<u32>,
    /// Hash of the phonetic keys of the words, glued.
    sound: Vec<u32>,
    words: Words,
    /// What blocking asks most: the sound of the first word, never zero, its lowest bit set when more words follow.
    lead: Vec<u32>,
    /// Which letters a text has, and how many characters (255 for more).
    letters: Vec<(u32, u8)>,
}

impl Lexicon {
    /// The texts of all pieces, words included, and what each piece's numbers have become.
    pub(crate) fn unite(pieces: &[&Interner]) -> (Self, Numbers) {
        let (mut index, numbers) = Index::unite(pieces);
        let words = Words::of(&mut index);
        // Nothing is interned after this.
        (Self::derive(index.texts, words), numbers)
    }

    fn derive(texts: Texts, words: Words) -> Self {
        let all = || (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).into_par_iter();
        let head: Vec<u32> = all().map(|id| words.of_text(id).first().copied().unwrap_or(MISSING)).collect();
        let sound: Vec<u32> = all()
            .map_init(Vec::new, |key, id| {
                key.clear();
                for &token in words.of_text(id) {
                    normalise::phonetic(texts.get(token), key);
                }
                fold_hash(hash_bytes(key))
            })
            .collect();
        let lead = all()
            .map(|id| match words.of_text(id) {
                [] => 0,
                [first, more @ ..] => sound[*first as usize] << 2 | 2 | u32::from(!more.is_empty()),
            })
            .collect();
        let letters = all().map(|id| letters(texts.get(id))).collect();
        Self { texts, head, sound, words, lead, letters }
    }

    #[inline]
    pub(crate) fn text(&self, id: u32) -> &str {
        self.texts.get(id)
    }

    /// The identifying words of a text.
    #[inline]
    pub(crate) fn tokens_of(&self, id: u32) -> &[u32] {
        self.words.of_text(id)
    }

    /// The first word, or [`MISSING`].
    #[inline]
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

/// The identifying words of each text, as texts.
#[derive(Debug, Default)]
struct Words {
    list: Vec<u32>,
    /// Where the words of each text end.
    ends: Vec<u32>,
}

impl Words {
    /// Finds the words of every text; those that are no text yet become texts of one word.
    fn of(index: &mut Index) -> Self {
        let whole = index.texts.len();
        let found: Vec<(Self, Vec<(usize, String)>)> = (0..whole.div_ceil(CHUNK))
            .into_par_iter()
            .map(|n| Self::of_chunk(index, n * CHUNK..whole.min((n + 1) * CHUNK)))
            .collect();
        let mut words = Self { list: Vec::with_capacity(whole), ends: Vec::with_capacity(whole) };
        for (mut some, unknown) in found {
            for (at, word) in unknown {
                some.list[at] = index.intern(&word);
            }
            let start = words.next();
            words.list.append(&mut some.list);
            words.ends.extend(some.ends.iter().map(|end| start + end));
        }
        for new in u32::try_from(whole).unwrap_or(u32::MAX).. {
            if new as usize == index.texts.len() {
                break;
            }
            words.list.push(new);
            words.ends.push(words.next());
        }
        words
    }

    /// The words of a chunk of texts, and those that are no text yet with their places.
    fn of_chunk(index: &Index, texts: std::ops::Range<usize>) -> (Self, Vec<(usize, String)>) {
        let mut words = Self::default();
        let mut unknown = Vec::new();
        for id in texts {
            let id = u32::try_from(id).unwrap_or(MISSING);
            let text = index.texts.get(id);
            if text.contains(' ') {
                for token in normalise::tokens(text) {
                    let known = index.find(token).unwrap_or_else(|| {
                        unknown.push((words.list.len(), token.to_owned()));
                        MISSING
                    });
                    words.list.push(known);
                }
            } else if id != MISSING {
                words.list.push(id);
            }
            words.ends.push(words.next());
        }
        (words, unknown)
    }

    fn next(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    #[inline]
    fn of_text(&self, id: u32) -> &[u32] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.list[start..self.ends[id] as usize]
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
