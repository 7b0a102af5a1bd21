//! From files to the engine's tables.

use std::{collections::HashMap, path::Path};

use anyhow::{Context, Result};
use raccroche_linkage::{Sample, Spec, Table, TableBuilder};
use raccroche_registers::table::TableFile;

/// Rows looked at to recognise columns.
const SAMPLE_ROWS: usize = 500;

/// An opened file with its first rows.
pub(crate) struct Input {
    pub(crate) file: TableFile,
    rows: Vec<Vec<String>>,
}

impl Input {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = TableFile::open(path)?;
        let rows = file.sample(SAMPLE_ROWS)?;
        Ok(Self { file, rows })
    }

    pub(crate) fn sample(&self) -> Sample<'_> {
        Sample { headers: self.file.headers(), rows: &self.rows }
    }

    /// Whether the file has a column, whatever the case.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let headers = self.file.headers();
        headers
            .iter()
            .position(|header| header == name)
            .or_else(|| headers.iter().position(|header| header.to_lowercase() == name.to_lowercase()))
    }

    /// Encodes every row. `is_right`: the specification may name the columns of the right file apart.
    pub(crate) fn table(&self, spec: &Spec, month_first: bool, is_right: bool) -> Result<Table> {
        // The engine knows a column by its name in the specification.
        let mut names: Vec<&str> = self.file.headers().iter().map(String::as_str).collect();
        let mut rename = |wanted: &str, here: &str| {
            if let Some(position) = self.column(here) {
                names[position] = spec
                    .columns()
                    .into_iter()
                    .chain(spec.input.id.as_deref())
                    .find(|name| *name == wanted)
                    .unwrap_or(names[position]);
            }
        };
        for column in spec.columns() {
            let here = is_right.then(|| spec.input.right_columns.get(column)).flatten();
            rename(column, here.map_or(column, String::as_str));
        }
        if let Some(id) = &spec.input.id {
            let here = is_right.then_some(spec.input.right_id.as_ref()).flatten().unwrap_or(id);
            anyhow::ensure!(
                self.column(here).is_some(),
                "there is no id column `{here}`; correct [input] id"
            );
            rename(id, here);
        }
        let pieces = self.file.read(
            |rows| {
                let mut builder = TableBuilder::new(spec, &names).map_err(|error| error.to_string())?;
                builder.reserve(rows);
                Ok(builder.month_first(month_first))
            },
            |builder, number, cells| {
                builder.push_with(number, |column| cells.get(column)).map_err(|error| error.to_string())
            },
        )?;
        let mut pieces = pieces.into_iter().map(TableBuilder::finish);
        let mut table = pieces.next().context("the file has no row")?;
        for piece in pieces {
            table.append(piece)?;
        }
        Ok(table)
    }
}

/// Reads pairs known to be of one person (`left_id,right_id` and possibly more columns) as row numbers.
pub(crate) fn read_labels(path: &Path, left: &Table, right: &Table) -> Result<Vec<(u32, u32)>> {
    let rows = |table: &Table| -> HashMap<String, u32> {
        (0..u32::try_from(table.len()).unwrap_or(u32::MAX))
            .map(|row| (table.id(row).to_owned(), row))
            .collect()
    };
    let (lefts, rights) = (rows(left), rows(right));
    let input = Input::open(path)?;
    let column = |names: [&str; 2], position: usize| {
        names.iter().find_map(|name| input.column(name)).unwrap_or(position)
    };
    let (a, b) = (column(["left_id", "id_left"], 0), column(["right_id", "id_right"], 1));
    anyhow::ensure!(
        input.file.headers().len() > a.max(b),
        "{}: labels need the columns left_id and right_id",
        path.display()
    );
    let pieces = input.file.read(
        |rows| Ok(Vec::with_capacity(rows)),
        |pairs, _, cells| {
            let (left, right) = (cells.get(a).trim(), cells.get(b).trim());
            match (lefts.get(left), rights.get(right)) {
                (Some(&left), Some(&right)) => pairs.push((left, right)),
                _ => return Err(format!("the pair `{left}`, `{right}` is not in the files")),
            }
            Ok(())
        },
    )?;
    Ok(pieces.concat())
}
