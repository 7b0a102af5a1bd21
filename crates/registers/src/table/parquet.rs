//! Parquet, every column read as text.
//!
//! Texts stay where the pages of the file hold them: a column of views costs sixteen bytes a cell and no copy.

use std::{fs::File, path::Path, sync::Arc};

use arrow_array::{Array, RecordBatch, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema};
use parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    errors::ParquetError,
};
use rayon::prelude::*;

use super::{Cells, PIECES, Row, TableError};

const BATCH: usize = 1 << 13;

fn broken(path: &Path) -> impl Fn(ParquetError) -> TableError {
    let path = path.to_owned();
    move |error| TableError::Format { path: path.clone(), format: "Parquet", detail: error.to_string() }
}

fn metadata(path: &Path) -> Result<ArrowReaderMetadata, TableError> {
    let file = File::open(path).map_err(TableError::io(path))?;
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(broken(path))?;
    let as_views = found.schema().fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => field.as_ref().clone().with_data_type(DataType::Utf8View),
        _ => field.as_ref().clone(),
    });
    let schema = Arc::new(Schema::new(as_views.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options).map_err(broken(path))
}

pub(super) fn headers(path: &Path) -> Result<Vec<String>, TableError> {
    Ok(metadata(path)?.schema().fields().iter().map(|field| field.name().trim().to_owned()).collect())
}

/// The columns of a batch as text.
fn texts(path: &Path, batch: &RecordBatch) -> Result<Vec<StringViewArray>, TableError> {
    batch
        .columns()
        .iter()
        .map(|column| {
            let unreadable =
                |detail: String| TableError::Format { path: path.to_owned(), format: "Parquet", detail };
            let text = if *column.data_type() == DataType::Utf8View {
                Arc::clone(column)
            } else {
                cast(column, &DataType::Utf8View).map_err(|error| unreadable(error.to_string()))?
            };
            text.as_any()
                .downcast_ref::<StringViewArray>()
                .cloned()
                .ok_or_else(|| unreadable(format!("a column of type {}", column.data_type())))
        })
        .collect()
}

pub(super) fn sample(path: &Path, width: usize, rows: usize) -> Result<Vec<Vec<String>>, TableError> {
    let file = File::open(path).map_err(TableError::io(path))?;
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata(path)?)
        .with_limit(rows)
        .with_batch_size(BATCH)
        .build()
        .map_err(broken(path))?;
    let mut sample = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| broken(path)(error.into()))?;
        let columns = texts(path, &batch)?;
        for row in 0..batch.num_rows() {
            let cells = Cells(Row::Columns { columns: &columns, row });
            sample.push((0..width).map(|column| cells.get(column).trim().to_owned()).collect());
        }
    }
    Ok(sample)
}

pub(super) fn read<S, M, R>(path: &Path, make: &M, row: &R) -> Result<Vec<S>, TableError>
where
    S: Send,
    M: Fn(usize) -> Result<S, String> + Sync,
    R: Fn(&mut S, u64, Cells<'_>) -> Result<(), String> + Sync,
{
    let metadata = metadata(path)?;
    let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
    // Each piece reads the dictionaries of its columns again: no more pieces than there are hands. Rows are numbered in
    // the whole file, so that the cuts change nothing.
    let piece = rows.div_ceil(rayon::current_num_threads().clamp(2, PIECES)).max(1);
    (0..rows.div_ceil(piece))
        .into_par_iter()
        .map(|n| {
            let start = n * piece;
            let row_error = |row: u64, detail| TableError::Row { path: path.to_owned(), row, detail };
            let mut number = start as u64;
            let mut state = make(piece).map_err(|detail| row_error(number, detail))?;
            let file = File::open(path).map_err(TableError::io(path))?;
            let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                .with_offset(start)
                .with_limit(piece)
                .with_batch_size(BATCH)
                .build()
                .map_err(broken(path))?;
            for batch in reader {
                let batch = batch.map_err(|error| broken(path)(error.into()))?;
                let columns = texts(path, &batch)?;
                for at in 0..batch.num_rows() {
                    number += 1;
                    row(&mut state, number, Cells(Row::Columns { columns: &columns, row: at }))
                        .map_err(|detail| row_error(number, detail))?;
                }
            }
            Ok(state)
        })
        .collect()
}
