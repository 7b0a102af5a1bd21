//! Canonical Parquet: every column is read as text, whatever its type, then as the CSV is.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
};

use arrow_array::{Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use raccroche_domain::Enregistrement;

use super::layout_of;
use crate::{
    ReadOptions,
    error::{ReadError, ReadErrorKind},
    fields::clean,
    input::{Member, Meter, io_error},
    quality::{FileReport, Recorder},
    tabular::{Row, RowReader},
};

/// Rows decoded at a time.
const BATCH: usize = 8192;

struct BatchRow<'a> {
    columns: &'a [StringArray],
    row: usize,
}

impl Row for BatchRow<'_> {
    fn cell(&self, column: usize) -> &str {
        match self.columns.get(column) {
            Some(texts) if texts.is_valid(self.row) => texts.value(self.row),
            _ => "",
        }
    }

    fn width(&self) -> usize {
        (0..self.columns.len())
            .rposition(|column| !clean(self.cell(column)).is_empty())
            .map_or(0, |last| last + 1)
    }
}

pub(super) fn read(
    file: File,
    member: &Member,
    options: &ReadOptions,
    meter: &Meter,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<FileReport, ReadError> {
    let broken = |detail: String| ReadErrorKind::BrokenParquet { detail }.in_file(&member.name);
    let mut recorder = Recorder::new(&member.name, "canonique, Parquet", options.as_of);
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file)).map_err(broken)?;
    let headers: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let total_rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0).max(1);
    let layout = layout_of(&headers, &member.name, &mut recorder)?;
    let mut batches = guarded(|| builder.with_batch_size(BATCH).build()).map_err(broken)?;
    let mut rows = RowReader::new(layout, headers.len(), &member.name, recorder, options, visit)?;
    let mut line = 0;
    let mut told = 0;
    while let Some(columns) =
        guarded(|| batches.next().map(|batch| texts(&batch?)).transpose()).map_err(broken)?
    {
        let height = columns.first().map_or(0, StringArray::len);
        for row in 0..height {
            line += 1;
            rows.row(line, &BatchRow { columns: &columns, row }, headers.len());
        }
        // Rows stand for bytes in the progress bar: Parquet does not say how far it has read.
        let done = member.size.saturating_mul(line.min(total_rows)) / total_rows;
        meter.add(done.saturating_sub(told)).map_err(|error| io_error(&error).in_file(&member.name))?;
        told = told.max(done);
    }
    Ok(rows.recorder.into_report())
}

fn texts(batch: &RecordBatch) -> Result<Vec<StringArray>, arrow_schema::ArrowError> {
    let text_of = |column: &std::sync::Arc<dyn Array>| {
        let text = cast(column, &DataType::Utf8)?;
        text.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| {
            arrow_schema::ArrowError::CastError(format!("colonne de type {}", column.data_type()))
        })
    };
    batch.columns().iter().map(text_of).collect()
}

/// The Parquet library still panics on some broken files; a file must not take the program down.
fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(_) => Err("structure interne incohérente".to_owned()),
    }
}
