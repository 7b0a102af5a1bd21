//! One part of a blocking key: what it reads in a row, and whether two rows have it in common.

use crate::{
    compare,
    date::PackedDate,
    error::{Error, Result},
    lexicon::{Lead, Lexicon, MISSING, fold_hash, hash_bytes},
    records::Records,
    spec::{Kind, Spec, Transform},
    table::Field,
};

/// Most values that one part reads in one row.
pub(crate) const MAX_VALUES: usize = 8;

/// The values of a part in a row; a value is never zero.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Values {
    list: [u32; MAX_VALUES],
    len: usize,
}

impl Values {
    #[inline]
    fn push(&mut self, value: u32) {
        if value != 0 && self.len < MAX_VALUES && !self.as_slice().contains(&value) {
            self.list[self.len] = value;
            self.len += 1;
        }
    }

    /// Replaces the values by one, or by none for zero.
    #[inline]
    fn set(&mut self, value: u32) {
        self.list[0] = value;
        self.len = usize::from(value != 0);
    }

    /// The value, where there is just one.
    #[inline]
    pub(super) fn only(&self) -> Option<u32> {
        (self.len == 1).then_some(self.list[0])
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.list[..self.len]
    }

    /// The smallest value that both have, or 0.
    fn common(&self, other: &Self) -> u32 {
        let theirs = other.as_slice();
        self.as_slice().iter().filter(|value| theirs.contains(value)).min().copied().unwrap_or(0)
    }
}

/// Where a value stands in a row, and what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its first word.
    at: usize,
    /// The word that says how it sounds, where the row has one.
    lead_at: Option<usize>,
    kind: Kind,
    transform: Transform,
}

impl Place {
    fn of(field: &Field, transform: Transform, at: usize) -> Self {
        Self { at, lead_at: field.lead_at(at), kind: field.kind, transform }
    }

    fn is_token(self) -> bool {
        self.transform == Transform::Token
    }

    /// Touches what the lexicon keeps of the words of a name of several, and gives something that depends on it.
    #[inline]
    pub(super) fn meet(self, lexicon: &Lexicon, row: &[u32]) -> u32 {
        let is_met = self.lead(lexicon, row).has_several();
        // Without a branch, which nobody could guess.
        lexicon.meet_sounds(row[self.at] * u32::from(is_met))
    }

    #[inline]
    fn lead(self, lexicon: &Lexicon, row: &[u32]) -> Lead {
        match self.lead_at {
            Some(at) => Lead(row[at]),
            None => lexicon.lead(row[self.at]),
        }
    }

    /// The one value in a row, or 0.
    #[inline]
    fn value(self, lexicon: &Lexicon, row: &[u32]) -> u32 {
        let word = row[self.at];
        match self.transform {
            Transform::Exact if self.kind == Kind::Identifier => {
                let packed = u64::from(word) << 32 | u64::from(row[self.at + 1]);
                if packed == 0 { 0 } else { fold_hash(packed.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1 }
            }
            Transform::Exact => word,
            _ if word == MISSING => 0,
            Transform::Phonetic | Transform::Token => match self.lead(lexicon, row) {
                several if several.has_several() => Lead::sound_of(lexicon.sound(word)),
                one => one.sound(),
            },
            Transform::Start => {
                let text = lexicon.text(word).as_bytes();
                fold_hash(hash_bytes(&text[..text.len().min(3)])) | 1
            }
            Transform::Area => fold_hash(hash_bytes(compare::area(lexicon.text(word)).as_bytes())) | 1,
            transform => date_value(transform, PackedDate(word)),
        }
    }
}

/// What a part reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The values read.
    places: Vec<Place>,
    /// Positions of the comparisons read, for training.
    pub(crate) fields: Vec<usize>,
}

/// How a kind of field may split a large group.
pub(super) fn refinements(kind: Kind) -> &'static [Transform] {
    match kind {
        Kind::Sex => &[Transform::Exact],
        Kind::Code => &[Transform::Area, Transform::Exact],
        Kind::Date => &[Transform::Year, Transform::MonthDay],
        Kind::Surname | Kind::GivenNames => &[Transform::Start],
        Kind::Identifier | Kind::Category | Kind::Text => &[],
    }
}

impl Part {
    /// Reads `column:transform`, or several joined by `|`.
    pub(super) fn bind(spec: &Spec, table: &Records, text: &str) -> Result<Self> {
        let mut part = Self { places: Vec::new(), fields: Vec::new() };
        for (column, transform) in Transform::parse(text)? {
            let position = spec
                .compare
                .iter()
                .position(|c| c.columns.iter().any(|name| name == column))
                .ok_or_else(|| {
                    Error::Spec(format!("[[block]] on `{text}`: no [[compare]] has the column `{column}`"))
                })?;
            let field = &table.fields[position];
            let mut read = Self::of_field(field, transform);
            if transform != Transform::Token {
                // Only `token` reads every column of a comparison; the others read the one that is named.
                let value =
                    spec.compare[position].columns.iter().position(|name| name == column).unwrap_or(0);
                if field.kind == Kind::Surname {
                    read.places = vec![Place::of(field, transform, field.offset + value)];
                }
            }
            let suits = match transform {
                Transform::Exact => true,
                Transform::Phonetic | Transform::Token | Transform::Start => {
                    !matches!(field.kind, Kind::Date | Kind::Identifier)
                }
                Transform::Area => field.kind == Kind::Code,
                _ => field.kind == Kind::Date,
            };
            if !suits {
                return Err(Error::Spec(format!(
                    "[[block]] on `{text}`: this transform does not suit {:?}",
                    field.kind
                )));
            }
            part.places.append(&mut read.places);
            part.fields.push(position);
        }
        Ok(part)
    }

    /// A part that reads every value of a field.
    pub(super) fn of_field(field: &Field, transform: Transform) -> Self {
        let place = |at| Place::of(field, transform, at);
        let places = match (field.kind, transform) {
            (Kind::GivenNames, Transform::Token) => field.words().map(place).collect(),
            (Kind::GivenNames, _) => vec![place(field.offset)],
            (Kind::Identifier, _) => field.words().step_by(2).map(place).collect(),
            (_, Transform::Token) => field.words().map(place).collect(),
            _ => vec![place(field.offset)],
        };
        Self { places, fields: Vec::new() }
    }

    /// Whether a row may have several values.
    pub(crate) fn is_multiple(&self) -> bool {
        self.places.len() > 1 || self.places.iter().any(|place| place.is_token())
    }

    /// Where the part reads names whose words the lexicon keeps.
    pub(super) fn named(&self) -> impl Iterator<Item = Place> {
        self.places.iter().copied().filter(|place| place.is_token())
    }

    /// The values in a row, none when what is read is missing.
    #[inline]
    fn values(&self, lexicon: &Lexicon, row: &[u32]) -> Values {
        let mut values = Values::default();
        self.read(lexicon, row, &mut values);
        values
    }

    /// Replaces `values` by those of a row.
    #[inline]
    pub(crate) fn read(&self, lexicon: &Lexicon, row: &[u32], values: &mut Values) {
        // Most parts read one place, and nearly every name is one word.
        if let &[place] = &self.places[..] {
            if !place.is_token() {
                return values.set(place.value(lexicon, row));
            }
            let lead = place.lead(lexicon, row);
            if !lead.has_several() {
                return values.set(lead.sound());
            }
        }
        values.len = 0;
        for &place in &self.places {
            if place.is_token() {
                let lead = place.lead(lexicon, row);
                if lead.has_several() {
                    lexicon.sounds_of(row[place.at]).iter().for_each(|&sound| values.push(sound));
                } else {
                    values.push(lead.sound());
                }
            } else {
                values.push(place.value(lexicon, row));
            }
        }
    }

    /// The first value in a row, or 0.
    #[inline]
    pub(crate) fn first_value(&self, lexicon: &Lexicon, row: &[u32]) -> u32 {
        if self.is_multiple() {
            self.values(lexicon, row).as_slice().first().copied().unwrap_or(0)
        } else {
            self.places[0].value(lexicon, row)
        }
    }

    /// The smallest value that two rows have in common, or 0.
    #[inline]
    pub(crate) fn common(&self, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> u32 {
        let value_if_same = |x: u32, y: u32| if x == y { x } else { 0 };
        if !self.is_multiple() {
            let place = self.places[0];
            return value_if_same(place.value(lexicon, a), place.value(lexicon, b));
        }
        // Nearly all names are one word: most pairs are decided here.
        if let [place] = &self.places[..] {
            let (x, y) = (place.lead(lexicon, a), place.lead(lexicon, b));
            if !x.has_several() && !y.has_several() {
                return value_if_same(x.sound(), y.sound());
            }
        }
        self.values(lexicon, a).common(&self.values(lexicon, b))
    }
}

/// The part of a date that a transform keeps, marked so that it is never zero; zero when it is unknown.
#[inline]
fn date_value(transform: Transform, date: PackedDate) -> u32 {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let known = |value: u32, needed: bool| if needed { value | 1 << 31 } else { 0 };
    match transform {
        Transform::Year => known(year, year > 0),
        Transform::MonthDay => known(month << 5 | day, month > 0 && day > 0),
        Transform::YearMonth => known(year << 4 | month, year > 0 && month > 0),
        Transform::YearDay => known(year << 5 | day, year > 0 && day > 0),
        _ => {
            let (low, high) = (month.min(day), month.max(day));
            known(year << 10 | low << 5 | high, year > 0 && low > 0)
        }
    }
}

/// What a pair of rows has in common, asked part by part and remembered: rules share parts.
pub(crate) struct PairAgreement<'a> {
    lexicon: &'a Lexicon,
    parts: &'a [Part],
    asked: u64,
    common: [u32; 64],
}

impl<'a> PairAgreement<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, parts: &'a [Part]) -> Self {
        Self { lexicon, parts, asked: 0, common: [0; 64] }
    }

    /// Forgets the pair.
    #[inline]
    pub(crate) fn reset(&mut self) {
        self.asked = 0;
    }

    /// The smallest value of part `index` that both rows have, or 0.
    #[inline]
    pub(crate) fn common(&mut self, index: usize, a: &[u32], b: &[u32]) -> u32 {
        let bit = 1 << index;
        if self.asked & bit == 0 {
            self.asked |= bit;
            self.common[index] = self.parts[index].common(self.lexicon, a, b);
        }
        self.common[index]
    }
}
