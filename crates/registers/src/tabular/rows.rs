//! The steps that every row of every table goes through.

use raccroche_domain::{Enregistrement, NatureSituation};

use super::{
    compose::{Row, compose, names_somebody},
    layout::Layout,
};
use crate::{
    ReadOptions,
    error::{ReadError, ReadErrorKind},
    quality::{Finding, Problem, Recorder},
    repeats::Repeats,
};

/// Reads the rows of one file.
pub(crate) struct RowReader<'a> {
    layout: Layout,
    situation: Option<NatureSituation>,
    columns: usize,
    file: &'a str,
    pub(crate) recorder: Recorder,
    repeats: Repeats,
    visit: &'a mut dyn FnMut(Enregistrement),
}

impl<'a> RowReader<'a> {
    /// For a table of so many `columns`. Refused when the layout cannot name anybody.
    pub(crate) fn new(
        layout: Layout,
        columns: usize,
        file: &'a str,
        recorder: Recorder,
        options: &ReadOptions,
        visit: &'a mut dyn FnMut(Enregistrement),
    ) -> Result<Self, ReadError> {
        if !names_somebody(&layout) {
            return Err(ReadErrorKind::NoIdentityColumn.in_file(file).at_line(1));
        }
        let (situation, repeats) = (options.situation, Repeats::default());
        Ok(Self { layout, situation, columns, file, recorder, repeats, visit })
    }

    /// Takes a row of `cells` cells: the number tells a broken line from a whole one. A format that writes no empty
    /// cell says [`usize::MAX`].
    pub(crate) fn row(&mut self, line: u64, row: &dyn Row, cells: usize) {
        if row.width() == 0 {
            return;
        }
        self.recorder.begin_row();
        // Empty cells too many are harmless; too few, or a value beyond the last column, and the line is cut or
        // shifted: every value in it may stand under the wrong name.
        if cells < self.columns || row.width() > self.columns {
            self.recorder.set_aside(Finding {
                line,
                field: "ligne".into(),
                value_class: format!(
                    "{} colonnes au lieu de {}",
                    cells.min(row.width().max(1)),
                    self.columns
                )
                .into(),
                problem: Problem::ColumnCount,
                suggestion: None,
            });
            return;
        }
        if let Some(first) = self.repeats.of_row(line, (0..self.columns).map(|i| row.cell(i))) {
            self.recorder.set_aside(Repeats::finding(line, first));
            return;
        }
        let enregistrement =
            compose(&mut self.recorder, self.file, line, (&self.layout, self.situation), row);
        if let Some(finding) = self.repeats.of_id(&enregistrement) {
            self.recorder.note(finding);
        }
        if let Some(enregistrement) = self.recorder.admit(enregistrement, "date_naissance") {
            (self.visit)(enregistrement);
        }
    }
}
