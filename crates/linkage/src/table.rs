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
    /// First word of the marks of its names, in rows that [bear marks](crate::records::Records::marked).
    marks: Option<usize>,
}

impl Field {
    fn words_per_value(&self) -> usize {
        if matches!(self.kind, Kind::GivenNames | Kind::Identifier) { 2 } else { 1 }
    }

    /// Whether the words are numbers of the lexicon.
    pub(crate) fn is_lexical(&self) -> bool {
        is_lexical(self.kind)
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
        self.marks
    }

    /// Where a row keeps the [lead](crate::lexicon::Lead) of the name at `word`: that of a surname, those of the first and
    /// of the further first names.
    pub(crate) fn lead_at(&self, word: usize) -> Option<usize> {
        let place = 2 + word.checked_sub(self.offset)?;
        self.marks.filter(|_| place < self.mark_words()).map(|marks| marks + place)
    }

    /// The field in rows that bear its marks from `word` on, and the word after them.
    pub(crate) fn marked(&self, word: usize) -> (Self, usize) {
        if self.marks.is_some() {
            return (self.clone(), word);
        }
        let words = self.mark_words();
        (Self { marks: (words > 0).then_some(word), ..self.clone() }, word + words)
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
    /// Words of a row.
    pub(crate) stride: usize,
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

/// Whether the values of a kind are numbers of the lexicon.
fn is_lexical(kind: Kind) -> bool {
    !matches!(kind, Kind::Date | Kind::Identifier)
}

/// Rows in which a register of some size says something new, one in so many.
const ROWS_OF_A_TEXT: usize = 3;

/// Where a value of a row comes from, as positions of columns in the pushed rows.
#[derive(Debug)]
enum Cell {
    Column {
        kind: Kind,
        source: usize,
    },
    /// A column that the file does not have.
    Missing {
        kind: Kind,
    },
    /// Several columns of one value.
    Joined {
        kind: Kind,
        sources: Vec<usize>,
    },
}

/// Encodes rows pushed one at a time.
pub struct TableBuilder {
    layout: Layout,
    piece: Piece,
    id_source: Option<usize>,
    columns: usize,
    /// The values of a row, in the order of its words.
    cells: Vec<Cell>,
    date_order: DateOrder,
    memo: Memo,
    /// What the memo says of the values of a row.
    met: Vec<Met>,
    /// Texts that wait for their numbers.
    waiting: Waiting,
    /// Where several columns are joined.
    joined: String,
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
        let mut cells = Vec::new();
        let mut offset = 0;
        for compare in &spec.compare {
            let kind = compare.kind;
            // A column that one of the files does not have (a usage name, say) leaves its value missing.
            let sources: Vec<Option<usize>> = compare.columns.iter().map(|name| position(name)).collect();
            if sources.iter().all(Option::is_none) {
                return Err(Error::Table(format!("no column `{}`", compare.columns.join("`, `"))));
            }
            let alone = |source: &Option<usize>| match *source {
                Some(source) => Cell::Column { kind, source },
                None => Cell::Missing { kind },
            };
            let before = cells.len();
            if sources.len() == 1 || matches!(kind, Kind::Surname | Kind::Identifier) {
                cells.extend(sources.iter().map(alone));
            } else {
                cells.push(Cell::Joined { kind, sources: sources.iter().copied().flatten().collect() });
            }
            let field = Field { kind, offset, values: cells.len() - before, marks: None };
            offset = field.words().end;
            fields.push(field);
        }
        Ok(Self {
            layout: Layout { fields, stride: offset },
            piece: Piece { words: Vec::new(), lexicon: Interner::new(), ids: RowIds::default() },
            id_source: spec.input.id.as_deref().and_then(position),
            columns: columns.len(),
            met: Vec::with_capacity(cells.len()),
            cells,
            date_order: DateOrder::default(),
            memo: Memo::default(),
            waiting: Waiting::default(),
            joined: String::new(),
        })
    }

    /// Reads dates like 05/03/2008 with the month first.
    #[must_use]
    pub fn month_first(mut self, month_first: bool) -> Self {
        self.date_order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        self
    }

    /// Room for as many rows, to avoid growing.
    pub fn reserve(&mut self, rows: usize) {
        self.piece.words.reserve_exact(rows * self.layout.stride);
        self.piece.ids.reserve(rows);
        self.piece.lexicon.reserve(rows / ROWS_OF_A_TEXT);
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
        // The memo is asked for every text of the row before any answer is looked at: nobody can guess whether a text was
        // met, and the walks through memory are then under way at once.
        let cells = std::mem::take(&mut self.cells);
        self.met.clear();
        self.met.extend(cells.iter().map(|cell| match *cell {
            Cell::Column { kind, source } if is_lexical(kind) => self.memo.ask(kind, value(source)),
            _ => Met::NOTHING,
        }));
        for (n, cell) in cells.iter().enumerate() {
            let met = self.met[n];
            let (kind, words) = match cell {
                &Cell::Column { kind, source } => {
                    (kind, if met.is_known { met.words } else { self.encode(kind, value(source), met.key) })
                }
                Cell::Missing { kind } => (*kind, [MISSING; 2]),
                Cell::Joined { kind, sources } => {
                    let mut joined = std::mem::take(&mut self.joined);
                    joined.clear();
                    for &source in sources {
                        joined.push_str(value(source));
                        joined.push(' ');
                    }
                    let words = self.encode(*kind, &joined, None);
                    self.joined = joined;
                    (*kind, words)
                }
            };
            self.piece.words.push(words[0]);
            if matches!(kind, Kind::GivenNames | Kind::Identifier) {
                self.piece.words.push(words[1]);
            }
        }
        self.cells = cells;
        if self.waiting.texts.len() >= TOGETHER {
            self.number();
        }
        Ok(())
    }

    /// Gives the texts that wait their numbers, in the order in which they came.
    fn number(&mut self) {
        let Self { waiting, piece, memo, .. } = self;
        // Every text is looked up before any answer is used: the walks through memory are then under way at once.
        for text in &mut waiting.texts {
            text.number = piece.lexicon.find(text.hash);
        }
        for text in &waiting.texts {
            let folded = &waiting.folded[text.folded.clone()];
            let number = text.number.unwrap_or_else(|| piece.lexicon.intern_hashed(text.hash, folded));
            piece.words[text.word] = number;
            if let Some(key) = text.key {
                let is_pair = text.kind == Kind::GivenNames;
                let second = if is_pair { piece.words[text.cell + 1] } else { MISSING };
                memo.remember(key, [piece.words[text.cell], second]);
            }
        }
        waiting.texts.clear();
        waiting.folded.clear();
    }

    /// The words of a text; `key`: where the memo is to remember them. Those that are numbers of the lexicon are written
    /// over what is given here once they are known.
    fn encode(&mut self, kind: Kind, text: &str, key: Option<u64>) -> [u32; 2] {
        if text.is_empty() {
            return [MISSING; 2];
        }
        match kind {
            Kind::Date => [date::parse(text, self.date_order).0, 0],
            Kind::Identifier => {
                let packed = identifier::pack(text);
                #[expect(clippy::cast_possible_truncation, reason = "the two halves of a packed identifier")]
                let halves = [(packed >> 32) as u32, packed as u32];
                halves
            }
            _ => {
                let is_value = self.waiting.push(kind, text, self.piece.words.len(), key);
                if let (false, Some(key)) = (is_value, key) {
                    self.memo.remember(key, [MISSING; 2]);
                }
                [MISSING; 2]
            }
        }
    }

    /// The table.
    pub fn finish(mut self) -> Table {
        self.number();
        self.piece.lexicon.close();
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

/// What the memo says of a text.
#[derive(Debug, Clone, Copy)]
struct Met {
    /// Where it is remembered, if it is to be.
    key: Option<u64>,
    is_known: bool,
    words: [u32; 2],
}

impl Met {
    const NOTHING: Self = Self { key: None, is_known: false, words: [MISSING; 2] };
}

impl Memo {
    #[inline]
    fn place(key: u64) -> usize {
        (key >> 48) as usize % REMEMBERED
    }

    /// What is remembered of a text. 64 bits of hash stand for the text: a register would need billions of distinct names
    /// for one collision.
    #[inline]
    fn ask(&self, kind: Kind, text: &str) -> Met {
        // First names together are nearly as many as people: they would only drive out what is met again.
        if text.is_empty() || (kind == Kind::GivenNames && text.contains(' ')) {
            return Met::NOTHING;
        }
        let key = hash_bytes(text.as_bytes()) ^ (kind as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (known, words) = self.0[Self::place(key)];
        Met { key: Some(key), is_known: known == key, words }
    }

    #[inline]
    fn remember(&mut self, key: u64, words: [u32; 2]) {
        self.0[Self::place(key)] = (key, words);
    }
}

/// Folded texts that wait for their numbers, until there are enough to look many up at once.
#[derive(Default)]
struct Waiting {
    folded: String,
    texts: Vec<Text>,
}

/// Texts looked up at once: enough to keep memory busy, few enough to stay in the nearest cache.
const TOGETHER: usize = 128;

struct Text {
    kind: Kind,
    hash: u64,
    number: Option<u32>,
    /// Where it stands among the folded.
    folded: std::ops::Range<usize>,
    /// The word of the piece that is to be its number, and the first of its cell.
    word: usize,
    cell: usize,
    /// Where the memo is to remember the words of the cell, at its last text.
    key: Option<u64>,
}

impl Waiting {
    /// Takes in the text of a cell whose first word is `cell`; `false` for a text that stands for no value.
    fn push(&mut self, kind: Kind, text: &str, cell: usize, key: Option<u64>) -> bool {
        let start = self.folded.len();
        normalise::fold_into(text, &mut self.folded);
        let folded = &self.folded[start..];
        if is_placeholder(folded) {
            self.folded.truncate(start);
            return false;
        }
        if kind == Kind::Sex
            && let Some(sex) = sex(folded)
        {
            self.folded.truncate(start);
            self.folded.push_str(sex);
        }
        let space = if kind == Kind::GivenNames { self.folded[start..].find(' ') } else { None };
        match space {
            None => self.wait(kind, start..self.folded.len(), [cell, cell], key),
            Some(space) => {
                let space = start + space;
                self.wait(kind, start..space, [cell, cell], None);
                self.wait(kind, space + 1..self.folded.len(), [cell + 1, cell], key);
            }
        }
        true
    }

    fn wait(
        &mut self,
        kind: Kind,
        folded: std::ops::Range<usize>,
        [word, cell]: [usize; 2],
        key: Option<u64>,
    ) {
        let hash = hash_bytes(self.folded[folded.clone()].as_bytes());
        self.texts.push(Text { kind, hash, number: None, folded, word, cell, key });
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
fn sex(folded: &str) -> Option<&'static str> {
    match folded {
        "1" | "M" | "MALE" | "H" | "HOMME" | "MASCULIN" | "GARCON" | "BOY" | "MAN" => Some("M"),
        "2" | "F" | "FEMALE" | "FEMME" | "FEMININ" | "FILLE" | "GIRL" | "WOMAN" => Some("F"),
        _ => None,
    }
}
