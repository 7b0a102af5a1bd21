//! Where each of our columns is found in a table.

use std::{borrow::Cow, collections::BTreeMap};

use raccroche_domain::francais::plier;

use super::{
    columns::{MULTIPLE, Place, REPRESENTANT_MULTIPLE, REPRESENTANT_SINGLE, SINGLE},
    compose::Row,
    dates::DateFormat,
};
use crate::fields::clean;

/// Where the text of one of our columns comes from, and what is done to it.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    cells: Cells,
    /// Translations, by folded value; a value without one is taken as it is.
    values: BTreeMap<String, String>,
    /// The format of its dates, when they have one of their own.
    pub(crate) dates: Option<DateFormat>,
}

#[derive(Debug, Clone)]
enum Cells {
    One(usize),
    /// Joined by a comma.
    Several(Vec<usize>),
    Constant(String),
}

impl Source {
    pub(crate) fn column(column: usize) -> Self {
        Self { cells: Cells::One(column), values: BTreeMap::new(), dates: None }
    }

    pub(crate) fn columns(columns: Vec<usize>) -> Self {
        Self { cells: Cells::Several(columns), values: BTreeMap::new(), dates: None }
    }

    pub(crate) fn constant(text: &str) -> Self {
        Self { cells: Cells::Constant(text.to_owned()), values: BTreeMap::new(), dates: None }
    }

    /// With translations of values, compared without case nor accents.
    pub(crate) fn translated(mut self, values: &BTreeMap<String, String>) -> Self {
        self.values = values.iter().map(|(from, to)| (plier(from), to.clone())).collect();
        self
    }

    pub(crate) fn with_dates(mut self, dates: Option<DateFormat>) -> Self {
        self.dates = dates;
        self
    }

    /// The text for a row, clean of blanks around.
    pub(crate) fn text<'a>(&'a self, row: &'a dyn Row) -> Cow<'a, str> {
        let text = match &self.cells {
            Cells::One(column) => Cow::Borrowed(clean(row.cell(*column))),
            Cells::Constant(text) => Cow::Borrowed(text.as_str()),
            Cells::Several(columns) => {
                let cells: Vec<&str> =
                    columns.iter().map(|c| clean(row.cell(*c))).filter(|t| !t.is_empty()).collect();
                Cow::Owned(cells.join(", "))
            }
        };
        if self.values.is_empty() {
            return text;
        }
        match self.values.get(&plier(&text)) {
            Some(translated) => Cow::Borrowed(translated),
            None => text,
        }
    }
}

/// The sources of every column of ours.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) single: [Option<Source>; SINGLE.len()],
    pub(crate) multiple: [Vec<Source>; MULTIPLE.len()],
    pub(crate) representants: Vec<RepresentantLayout>,
}

/// The sources of one representative.
#[derive(Debug, Clone, Default)]
pub(crate) struct RepresentantLayout {
    pub(crate) single: [Option<Source>; REPRESENTANT_SINGLE.len()],
    pub(crate) multiple: [Vec<Source>; REPRESENTANT_MULTIPLE.len()],
}

impl Layout {
    /// From the sources, each with the column of ours that it feeds.
    pub(crate) fn new(sources: impl IntoIterator<Item = (Place, Source)>) -> Self {
        let mut sources: Vec<_> = sources.into_iter().collect();
        // Repeated columns come in the order of their numbers, whatever that of the table.
        sources.sort_by_key(|(place, _)| match place {
            Place::Multiple(_, number) | Place::RepresentantMultiple(_, _, number) => *number,
            Place::Single(_) | Place::Representant(..) => 0,
        });
        let mut layout = Self {
            single: [const { None }; SINGLE.len()],
            multiple: [const { Vec::new() }; MULTIPLE.len()],
            representants: Vec::new(),
        };
        for (place, source) in sources {
            match place {
                Place::Single(column) => layout.single[column] = Some(source),
                Place::Multiple(column, _) => layout.multiple[column].push(source),
                Place::Representant(number, column) => {
                    layout.representant(number).single[column] = Some(source);
                }
                Place::RepresentantMultiple(number, column, _) => {
                    layout.representant(number).multiple[column].push(source);
                }
            }
        }
        layout
    }

    fn representant(&mut self, number: usize) -> &mut RepresentantLayout {
        if self.representants.len() <= number {
            self.representants.resize_with(number + 1, RepresentantLayout::default);
        }
        &mut self.representants[number]
    }

    /// The text of a column of [`SINGLE`], empty when the table has none.
    pub(crate) fn get<'a>(&'a self, column: usize, row: &'a dyn Row) -> Cow<'a, str> {
        self.single[column].as_ref().map_or(Cow::Borrowed(""), |source| source.text(row))
    }
}
