//! Every distinct folded text once, under a number.
//!
//! Registers repeat: a million rows hold a few hundred thousand names. Numbering them makes "same name" one integer
//! comparison, and what is costly to derive (words, phonetic key) is derived once a name instead of once a pair.
//! What a comparison asks of a text lies in one place beside the next, apart from the texts themselves: it is one walk
//! through memory, and the frequent numbers stay in cache.

mod interner;
mod outline;
mod union;

use rayon::prelude::*;

use interner::Texts;
pub(crate) use interner::{Interner, hash_bytes};
pub(crate) use outline::Outline;
use union::Index;
pub(crate) use union::Numbers;

use crate::normalise::{self, LONGEST_SOUND};

/// The number of the empty text, which stands for a missing value.
pub(crate) const MISSING: u32 = 0;

/// Texts whose words are looked up in one go.
const CHUNK: usize = 1 << 12;

/// Distinct folded texts and what they are made of.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// All texts, one after the other.
    texts: String,
    traits: Vec<Traits>,
    /// How each text sounds: what blocking asks of every row, hence beside nothing else.
    leads: Vec<Lead>,
    /// The words of all texts, one text after the other.
    words: Vec<u32>,
    /// How each of the words sounds.
    sounds: Vec<u32>,
    /// How the words of each text sound.
    voices: Vec<Voices>,
}

/// What is derived of a text.
#[derive(Debug, Clone, Copy)]
struct Traits {
    outline: Outline,
    /// Hash of the phonetic keys of the words, glued.
    sound: u32,
    /// First word, itself a text of the lexicon.
    head: u32,
    /// Where the words start in the list of all.
    start: u32,
    /// How many words there are.
    count: u32,
    /// Where the text itself stands among all.
    text: (u32, u32),
}

/// How a text sounds: the sound of its only word, or which sounds its words may have; 0 for the empty text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lead(pub(crate) u32);

impl Lead {
    fn of_words(sounds: &[u32]) -> Self {
        match sounds {
            [] => Self(0),
            [sound] => Self(*sound),
            several => Self(several.iter().fold(1, |bits, &sound| bits | Self::bit(sound))),
        }
    }

    /// The sound of a word, of the hash of its phonetic key: never zero, and its lowest bit free.
    pub(crate) fn sound_of(hash: u32) -> u32 {
        hash << 2 | 2
    }

    /// The bit of a sound among those of several words: any but the lowest.
    #[inline]
    fn bit(sound: u32) -> u32 {
        2 << (((sound >> 27) * 31) >> 5)
    }

    /// The sound of the only word, never zero; 0 for the empty text. Means nothing when there are several words.
    #[inline]
    pub(crate) fn sound(self) -> u32 {
        self.0
    }

    #[inline]
    pub(crate) fn has_several(self) -> bool {
        self.0 & 1 == 1
    }

    /// Whether two texts may have a word of one sound in common.
    #[inline]
    pub(crate) fn may_meet(self, other: Self) -> bool {
        match (self.has_several(), other.has_several()) {
            _ if self.0 == 0 || other.0 == 0 => false,
            (false, false) => self == other,
            (true, false) => self.0 & Self::bit(other.0) != 0,
            (false, true) => other.0 & Self::bit(self.0) != 0,
            (true, true) => self.0 & other.0 > 1,
        }
    }
}

/// The sounds of the words of a text, beside each other where they are few: blocking asks for those of every name of
/// several words, and finding where they stand would be one more walk through memory.
#[derive(Debug, Clone, Copy)]
struct Voices {
    /// The sounds, or where they start and end in the list of all.
    sounds: [u32; FEW],
    /// How many there are; [`u32::MAX`] where they are not few.
    count: u32,
}

/// Words of nearly every name.
const FEW: usize = 3;

impl Voices {
    fn of(sounds: &[u32], range: std::ops::Range<usize>) -> Self {
        let mut few = [0; FEW];
        if range.len() <= FEW {
            few[..range.len()].copy_from_slice(&sounds[range.clone()]);
            return Self { sounds: few, count: u32::try_from(range.len()).unwrap_or(0) };
        }
        let end = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        (few[0], few[1]) = (end(range.start), end(range.end));
        Self { sounds: few, count: u32::MAX }
    }

    #[inline]
    fn among<'a>(&'a self, sounds: &'a [u32]) -> &'a [u32] {
        if self.count == u32::MAX {
            &sounds[self.sounds[0] as usize..self.sounds[1] as usize]
        } else {
            &self.sounds[..self.count as usize]
        }
    }
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
        let sound = Self::glued_sounds(&texts, &words);
        let sounds: Vec<u32> =
            words.list.par_iter().map(|&word| Lead::sound_of(sound[word as usize])).collect();
        let voices = all().map(|id| Voices::of(&sounds, words.range(id))).collect();
        let leads = all().map(|id| Lead::of_words(&sounds[words.range(id)])).collect();
        let traits = all()
            .map(|id| {
                let range = words.range(id);
                Traits {
                    outline: Outline::of(texts.get(id)),
                    sound: sound[id as usize],
                    head: words.of_text(id).first().copied().unwrap_or(MISSING),
                    start: u32::try_from(range.start).unwrap_or(u32::MAX),
                    count: u32::try_from(range.len()).unwrap_or(0),
                    text: texts.place(id),
                }
            })
            .collect();
        Self { texts: texts.into_text(), traits, leads, words: words.list, sounds, voices }
    }

    /// The phonetic keys of the words of each text, glued and hashed.
    fn glued_sounds(texts: &Texts, words: &Words) -> Vec<u32> {
        let all = || (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).into_par_iter();
        // Longer texts are made of the same words: how a word sounds is found once.
        let of_words: Vec<([u8; LONGEST_SOUND], u8)> = all()
            .map_init(Vec::new, |key, id| {
                let mut sound = ([0; LONGEST_SOUND], 0);
                if words.of_text(id) == [id] {
                    key.clear();
                    normalise::phonetic(texts.get(id), key);
                    sound.0[..key.len()].copy_from_slice(key);
                    sound.1 = u8::try_from(key.len()).unwrap_or(0);
                }
                sound
            })
            .collect();
        all()
            .map_init(Vec::new, |key, id| {
                key.clear();
                for &word in words.of_text(id) {
                    let (sound, length) = &of_words[word as usize];
                    key.extend_from_slice(&sound[..usize::from(*length)]);
                }
                fold_hash(hash_bytes(key))
            })
            .collect()
    }

    #[inline]
    pub(crate) fn text(&self, id: u32) -> &str {
        let (start, end) = self.traits(id).text;
        &self.texts[start as usize..end as usize]
    }

    #[inline]
    fn traits(&self, id: u32) -> &Traits {
        &self.traits[id as usize]
    }

    /// The identifying words of a text.
    #[inline]
    pub(crate) fn tokens_of(&self, id: u32) -> &[u32] {
        let traits = self.traits(id);
        if traits.count == 1 {
            return std::slice::from_ref(&traits.head);
        }
        &self.words[traits.start as usize..(traits.start + traits.count) as usize]
    }

    /// The first word, or [`MISSING`].
    #[inline]
    pub(crate) fn head(&self, id: u32) -> u32 {
        self.traits(id).head
    }

    #[inline]
    pub(crate) fn outline(&self, id: u32) -> Outline {
        self.traits(id).outline
    }

    /// The sounds of the words of a text.
    #[inline]
    pub(crate) fn sounds_of(&self, id: u32) -> &[u32] {
        self.voices[id as usize].among(&self.sounds)
    }

    /// Fetches what [`Self::sounds_of`] reads, and gives something that depends on it.
    #[inline]
    pub(crate) fn meet_sounds(&self, id: u32) -> u32 {
        self.voices[id as usize].count
    }

    #[inline]
    pub(crate) fn lead(&self, id: u32) -> Lead {
        self.leads[id as usize]
    }

    /// The phonetic key of the words, glued and hashed.
    #[inline]
    pub(crate) fn sound(&self, id: u32) -> u32 {
        self.traits(id).sound
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

    /// Where the words of a text stand.
    #[inline]
    fn range(&self, id: u32) -> std::ops::Range<usize> {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        start..self.ends[id] as usize
    }

    #[inline]
    fn of_text(&self, id: u32) -> &[u32] {
        &self.list[self.range(id)]
    }
}

/// The 32 bits of a hash that tables keep.
#[expect(clippy::cast_possible_truncation, reason = "half of the hash is what is asked for")]
pub(crate) fn fold_hash(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}
