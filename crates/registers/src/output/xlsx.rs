//! Spreadsheets of text: a bold frozen header, a filter, and cells that are never anything but text.
//!
//! A formula cannot be injected: every cell is written as a string, whatever its first character, which also keeps
//! the leading zeros of phones and postal codes.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{WriteError, write_file};

/// Rows of a sheet under its header; the format itself stops at 1,048,576. Beyond, a second sheet follows.
const ROWS_PER_SHEET: u32 = 1_000_000;
/// Characters of a cell that the format allows.
const CELL_CHARS: usize = 32_767;
/// Width, in characters, of a column for which none is given.
const DEFAULT_WIDTH: f64 = 16.0;

/// Writes a workbook of one sheet (more beyond a million rows, none lost): `headers` bold, frozen and filtered,
/// `widths` in characters (16 where missing), every cell as text. Memory does not grow with the rows.
///
/// # Errors
/// [`WriteError`]; nothing then stands under `path` that did not before.
pub fn write_xlsx<R>(
    path: &Path,
    sheet: &str,
    headers: &[&str],
    rows: impl IntoIterator<Item = R>,
    widths: &[f64],
) -> Result<(), WriteError>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let failed = |source: XlsxError| WriteError::Xlsx { path: path.to_owned(), source: Box::new(source) };
    let mut workbook = Workbook::new();
    let mut rows = rows.into_iter().peekable();
    let mut number = 1_u32;
    loop {
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        worksheet.set_name(sheet_name(sheet, number)).map_err(failed)?;
        fill(worksheet, headers, rows.by_ref().take(ROWS_PER_SHEET as usize), widths).map_err(failed)?;
        if rows.peek().is_none() {
            break;
        }
        number += 1;
    }
    write_file(path, |out| workbook.save_to_writer(out).map_err(failed))
}

fn fill<R>(
    worksheet: &mut Worksheet,
    headers: &[&str],
    rows: impl Iterator<Item = R>,
    widths: &[f64],
) -> Result<(), XlsxError>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    // `@`: text, so that a cell typed over by hand keeps its leading zero too.
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    worksheet.set_freeze_panes(1, 0)?;
    // In constant memory, columns and header come before the rows.
    for (column, header) in (0_u16..).zip(headers) {
        let width = widths.get(usize::from(column)).copied().unwrap_or(DEFAULT_WIDTH);
        worksheet.set_column_width(column, width)?;
        worksheet.write_string_with_format(0, column, cut(header), &bold)?;
    }
    let mut last_row = 0;
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            let cell = cell.as_ref();
            if !cell.is_empty() {
                worksheet.write_string_with_format(row, column, cut(cell), &text)?;
            }
        }
        last_row = row;
    }
    if let Some(last_column) = u16::try_from(headers.len()).ok().and_then(|n| n.checked_sub(1)) {
        worksheet.autofilter(0, 0, last_row, last_column)?;
    }
    Ok(())
}

/// The cell within the format's limit: an ellipsis shows where a text longer than 32,767 characters was cut.
fn cut(cell: &str) -> String {
    // The format counts UTF-16 units; so do we.
    if cell.len() <= CELL_CHARS || cell.encode_utf16().count() <= CELL_CHARS {
        return cell.to_owned();
    }
    let mut units = 0;
    let kept = cell.chars().take_while(|c| {
        units += c.len_utf16();
        units < CELL_CHARS
    });
    kept.chain(['…']).collect()
}

/// A name that the format accepts: no `[ ] : * ? / \`, at most 31 characters, no apostrophe at either end, not blank.
fn sheet_name(wanted: &str, number: u32) -> String {
    let clean: String =
        wanted.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let suffix = if number == 1 { String::new() } else { format!(" ({number})") };
    let mut units = suffix.len();
    let kept: String = clean
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    let kept = kept.trim_end_matches(|c: char| c == '\'' || c.is_whitespace());
    let base = if kept.is_empty() || kept.eq_ignore_ascii_case("history") { "Liste" } else { kept };
    format!("{base}{suffix}")
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx, open_workbook};

    use super::*;

    #[test]
    fn cells_are_text_and_read_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("psad.xlsx");
        let rows = [["LE GUEN", "0612345678"], ["=1+1", "\u{1}é"]];
        write_xlsx(&path, "Bordeaux: rive/droite", &["Nom", "Téléphone"], rows, &[30.0]).unwrap();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        assert_eq!(book.sheet_names(), ["Bordeaux  rive droite"]);
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(range.get_value((1, 1)), Some(&Data::String("0612345678".into())));
        assert_eq!(range.get_value((2, 0)), Some(&Data::String("=1+1".into())));
        assert!(book.worksheet_formula("Bordeaux  rive droite").unwrap().is_empty());
    }

    #[test]
    fn names_of_sheets_are_always_acceptable() {
        for wanted in ["", "'", "History", "[]", "éé éé éé éé éé éé éé éé éé éé éé éé éé", "a\u{7}b"]
        {
            let name = sheet_name(wanted, 12);
            assert!(!name.trim().is_empty() && name.encode_utf16().count() <= 31, "{name}");
            Workbook::new().add_worksheet().set_name(&name).unwrap();
        }
    }

    #[test]
    fn long_cells_are_cut_visibly() {
        let long = "é".repeat(40_000);
        let kept = cut(&long);
        assert_eq!(kept.chars().count(), CELL_CHARS);
        assert!(kept.ends_with('…'));
        assert_eq!(cut(&"a".repeat(CELL_CHARS)).len(), CELL_CHARS);
    }
}
