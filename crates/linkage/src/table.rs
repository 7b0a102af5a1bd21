//! Rows on their way into the engine: each becomes a fixed number of 32-bit words, and its number in the file.
//!
//! Ten million rows must fit in a couple of gibibytes, so a row keeps no text: names are numbers of the lexicon,
//! dates and identifiers are packed. A file is read in pieces, each with a lexicon of its own, so that readers never
//! wait for each other; [`Records`](crate::records::Records) puts the pieces together.

use crate::{
    date::{self, DateOrder},
    error::{Error, Result},
    identifier,
    lexicon::{Interner, MISSING, hash_bytes},
    normalise,
    row_ids::RowIds,
    spec::{Kind, Spec},
};

/// Where a comparison's values stand in a row, and which columns they come from.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) kind: Kind,
    /// First word.
    pub(crate) offset: usize,
    /// Values held: surname and identifier columns one each, other kinds one in all.
    pub(crate) values: usize,
    /// First word of the marks that a row of [`Records`](crate::records::Records) bears.
    marks: usize,
    /// Positions of the columns in the pushed rows.
    sources: Vec<usize>,
    date_order: DateOrder,
}

impl Field {
    fn words_per_value(&self) -> usize {
        if matches!(self.kind, Kind::GivenNames | Kind::Identifier) { 2 } else { 1 }
    }

    /// Whether the words are numbers of the lexicon.
    pub(crate) fn is_lexical(&self) -> bool {
        !matches!(self.kind, Kind::Date | Kind::Identifier)
    }

    /// Every word of the field.
    pub(crate) fn words(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.values * self.words_per_value()
    }

    /// Words of marks: how names sound and look, kept in the row so that most pairs are judged without the lexicon.
    fn mark_words(&self) -> usize {
        match self.kind {
            Kind::Surname => 3,
            Kind::GivenNames => 4,
            _ => 0,
        }
    }

    /// Where a row keeps the [outline](crate::lexicon::Outline) of the field's first name.
    pub(crate) fn outline_at(&self) -> Option<usize> {
        (self.mark_words() > 0).then_some(self.marks)
    }

    /// Where a row keeps the [lead](crate::lexicon::Lead) of the name at `word`: that of a surname, those of the first and
    /// of the further first names.
    pub(crate) fn lead_at(&self, word: usize) -> Option<usize> {
        let at = self.marks + 2 + word.checked_sub(self.offset)?;
        (at < self.marks + self.mark_words()).then_some(at)
    }

    /// The identifier at position `value` of the field.
    pub(crate) fn identifier(&self, row: &[u32], value: usize) -> u64 {
        let at = self.offset + 2 * value;
        u64::from(row[at]) << 32 | u64::from(row[at + 1])
    }
}

/// Where the values of a row stand.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) fields: Vec<Field>,
    /// Words of a row as it is read.
    pub(crate) stride: usize,
    /// Words of a row with its marks.
    pub(crate) marked: usize,
}

/// A piece of a file, encoded: the words of its rows, numbered by its own lexicon.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) words: Vec<u32>,
    pub(crate) lexicon: Interner,
    pub(crate) ids: RowIds,
}

/// The rows of one file, encoded for one specification, in the pieces in which the file was read.
#[derive(Debug)]
pub struct Table {
    pub(crate) layout: Layout,
    pub(crate) pieces: Vec<Piece>,
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.ids.len()).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a row as its file gives it.
    pub fn id(&self, row: u32) -> &str {
        let mut row = row as usize;
        for piece in &self.pieces {
            if row < piece.ids.len() {
                return piece.ids.get(row);
            }
            row -= piece.ids.len();
        }
        ""
    }

    /// Appends the rows of a table of the same specification: the next piece of a file, or the other file.
    ///
    /// # Errors
    /// [`Error::Table`] when the tables are not of one specification or have more than 2^31 rows together.
    pub fn append(&mut self, other: Self) -> Result<()> {
        if self.layout.stride != other.layout.stride || self.layout.fields.len() != other.layout.fields.len()
        {
            return Err(Error::Table("the tables are not of the same specification".into()));
        }
        if self.len() + other.len() > (1 << 31) {
            return Err(Error::Table("more than 2^31 rows".into()));
        }
        self.pieces.extend(other.pieces);
        Ok(())
    }
}

/// Encodes rows pushed one at a time.
pub struct TableBuilder {
    layout: Layout,
    piece: Piece,
    id_source: Option<usize>,
    columns: usize,
    memo: Memo,
    /// Where several columns are joined, and where texts are folded.
    joined: String,
    folded: String,
}

impl TableBuilder {
    /// A builder for rows whose columns are `columns`, in this order. Columns that the specification does not
    /// name are ignored; the id column is the specification's `input.id`.
    ///
    /// # Errors
    /// [`Error::Table`] when no column of a comparison is there.
    pub fn new(spec: &Spec, columns: &[&str]) -> Result<Self> {
        let position = |name: &str| columns.iter().position(|column| *column == name);
        let mut fields = Vec::new();
        let mut offset = 0;
        for compare in &spec.compare {
            // A column that one of the files does not have (a usage name, say) leaves its value missing.
            let sources: Vec<usize> =
                compare.columns.iter().map(|name| position(name).unwrap_or(usize::MAX)).collect();
            if sources.iter().all(|&source| source == usize::MAX) {
                return Err(Error::Table(format!("no column `{}`", compare.columns.join("`, `"))));
            }
            let values =
                if matches!(compare.kind, Kind::Surname | Kind::Identifier) { sources.len() } else { 1 };
            let date_order = DateOrder::default();
            let field = Field { kind: compare.kind, offset, values, marks: 0, sources, date_order };
            offset = field.words().end;
            fields.push(field);
        }
        let mut marked = offset;
        for field in &mut fields {
            field.marks = marked;
            marked += field.mark_words();
        }
        Ok(Self {
            layout: Layout { fields, stride: offset, marked },
            piece: Piece { words: Vec::new(), lexicon: Interner::new(), ids: RowIds::default() },
            id_source: spec.input.id.as_deref().and_then(position),
            columns: columns.len(),
            memo: Memo::default(),
            joined: String::new(),
            folded: String::new(),
        })
    }

    /// Reads dates like 05/03/2008 with the month first.
    #[must_use]
    pub fn month_first(mut self, month_first: bool) -> Self {
        let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        for field in &mut self.layout.fields {
            field.date_order = order;
        }
        self
    }

    /// Room for as many rows, to avoid growing.
    pub fn reserve(&mut self, rows: usize) {
        self.piece.words.reserve_exact(rows * self.layout.stride);
    }

    /// Adds a row; `number` is its number when the file has no id column.
    ///
    /// # Errors
    /// [`Error::Table`] when the row has not as many values as there are columns.
    pub fn push_row(&mut self, number: u64, values: &[&str]) -> Result<()> {
        if values.len() != self.columns {
            return Err(Error::Table(format!(
                "row {number} has {} values, not {}",
                values.len(),
                self.columns
            )));
        }
        self.push_with(number, |column| values[column])
    }

    /// As [`Self::push_row`], fetching the value of a column when it is needed.
    ///
    /// # Errors
    /// As [`Self::push_row`].
    pub fn push_with<'a>(&mut self, number: u64, value: impl Fn(usize) -> &'a str) -> Result<()> {
        match self.id_source {
            Some(source) => self.piece.ids.push(value(source).trim()),
            None => self.piece.ids.push(&number.to_string()),
        }
        for index in 0..self.layout.fields.len() {
            self.push_field(index, &value);
        }
        Ok(())
    }

    fn push_field<'a>(&mut self, index: usize, value: &impl Fn(usize) -> &'a str) {
        let field = &self.layout.fields[index];
        let kind = field.kind;
        let at = |source: usize| if source == usize::MAX { "" } else { value(source) };
        if let [source] = field.sources[..] {
            let text = at(source);
            let words = self.encode(kind, text, index);
            self.push_words(kind, words);
        } else if field.values > 1 {
            for position in 0..field.values {
                let text = at(self.layout.fields[index].sources[position]);
                let words = self.encode(kind, text, index);
                self.push_words(kind, words);
            }
        } else {
            let mut joined = std::mem::take(&mut self.joined);
            joined.clear();
            for &source in &self.layout.fields[index].sources {
                joined.push_str(at(source));
                joined.push(' ');
            }
            let words = self.encode(kind, &joined, index);
            self.joined = joined;
            self.push_words(kind, words);
        }
    }

    fn push_words(&mut self, kind: Kind, words: [u32; 2]) {
        self.piece.words.push(words[0]);
        if matches!(kind, Kind::GivenNames | Kind::Identifier) {
            self.piece.words.push(words[1]);
        }
    }

    fn encode(&mut self, kind: Kind, text: &str, index: usize) -> [u32; 2] {
        if text.is_empty() {
            return [MISSING; 2];
        }
        match kind {
            Kind::Date => [date::parse(text, self.layout.fields[index].date_order).0, 0],
            Kind::Identifier => {
                let packed = identifier::pack(text);
                #[expect(clippy::cast_possible_truncation, reason = "the two halves of a packed identifier")]
                let halves = [(packed >> 32) as u32, packed as u32];
                halves
            }
            _ => {
                let key = hash_bytes(text.as_bytes()) ^ (kind as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let (lexicon, folded) = (&mut self.piece.lexicon, &mut self.folded);
                self.memo.get(key, || encode_text(lexicon, kind, text, folded))
            }
        }
    }

    /// The table.
    pub fn finish(self) -> Table {
        Table { layout: self.layout, pieces: vec![self.piece] }
    }
}

/// Texts met lately. Most cells repeat one of some thousand names, places or sexes; looking these up where all texts
/// are would be a walk through memory for every cell, and a memo that stays in the nearest caches spares it.
struct Memo(Vec<(u64, [u32; 2])>);

/// Texts remembered: one mebibyte.
const REMEMBERED: usize = 1 << 16;

impl Default for Memo {
    fn default() -> Self {
        // A text of hash zero that was never met reads as missing: there is none but by a chance of 2^-64.
        Self(vec![(0, [MISSING; 2]); REMEMBERED])
    }
}

impl Memo {
    /// The words remembered for a text's hash, or made now. 64 bits of hash stand for the text: a register would need
    /// billions of distinct names for one collision.
    #[inline]
    fn get(&mut self, key: u64, make: impl FnOnce() -> [u32; 2]) -> [u32; 2] {
        let slot = &mut self.0[(key >> 48) as usize % REMEMBERED];
        if slot.0 != key {
            *slot = (key, make());
        }
        slot.1
    }
}

fn encode_text(lexicon: &mut Interner, kind: Kind, text: &str, folded: &mut String) -> [u32; 2] {
    folded.clear();
    normalise::fold_into(text, folded);
    if is_placeholder(folded) {
        return [MISSING; 2];
    }
    match kind {
        Kind::GivenNames => match folded.split_once(' ') {
            None => [lexicon.intern(folded), MISSING],
            Some((first, rest)) => [lexicon.intern(first), lexicon.intern(rest)],
        },
        Kind::Sex => [lexicon.intern(sex(folded)), 0],
        _ => [lexicon.intern(folded), 0],
    }
}

/// Texts that stand for no value.
fn is_placeholder(folded: &str) -> bool {
    matches!(
        folded,
        "" | "NULL" | "NAN" | "NA" | "N A" | "NONE" | "INCONNU" | "INCONNUE" | "UNKNOWN" | "NR" | "NC"
    )
}

/// One spelling for each sex; what is neither stays as it is.
fn sex(folded: &str) -> &str {
    match folded {
        "1" | "M" | "MALE" | "H" | "HOMME" | "MASCULIN" | "GARCON" | "BOY" | "MAN" => "M",
        "2" | "F" | "FEMALE" | "FEMME" | "FEMININ" | "FILLE" | "GIRL" | "WOMAN" => "F",
        other => other,
    }
}
