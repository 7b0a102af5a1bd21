//! CSV lists that Excel and LibreOffice open right in France: UTF-8 with its mark, semicolons, and no cell that a
//! spreadsheet would run as a formula.

use std::{borrow::Cow, io::Write, path::Path};

use super::{WriteError, write_file};

/// Writes a list: UTF-8 with BOM, `;`, CRLF, quoted where needed, every cell passed through [`safe_cell`].
///
/// # Errors
/// [`WriteError::Io`]; nothing then stands under `path` that did not before.
pub fn write_csv<R>(
    path: &Path,
    headers: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> Result<(), WriteError>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    write_file(path, |out| {
        out.write_all(b"\xEF\xBB\xBF").map_err(WriteError::io(path))?;
        let mut writer = ::csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(::csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(out);
        let failed = |error: ::csv::Error| WriteError::Io { path: path.to_owned(), source: error.into() };
        writer.write_record(headers).map_err(failed)?;
        for row in rows {
            for cell in row {
                writer.write_field(safe_cell(cell.as_ref()).as_bytes()).map_err(failed)?;
            }
            writer.write_record(None::<&[u8]>).map_err(failed)?;
        }
        writer.flush().map_err(WriteError::io(path))
    })
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before a leading `= + - @`, tab or return.
/// A phone or a number (`+33 6…`, `-2`) is no formula and stays as it is.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    let Some(first) = text.chars().next() else {
        return Cow::Borrowed(text);
    };
    let harmless_number = matches!(first, '+' | '-')
        && text.len() > 1
        && text[1..].chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '\u{a0}' | '\u{202f}'));
    let dangerous = matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if dangerous && !harmless_number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_phones_are_not() {
        assert_eq!(safe_cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        for cell in ["+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "+"] {
            assert!(safe_cell(cell).starts_with('\''), "{cell}");
        }
        for cell in ["", "+33 6 12 34 56 78", "-2", "N'GUYEN", "O=1", "été"] {
            assert_eq!(safe_cell(cell), cell);
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("liste.csv");
        write_csv(&path, &["nom", "note"], [["D'ÀGNÈS", "a;b \"c\"\nd"], ["LE GUEN", ""]]).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap().to_vec()).unwrap();
        assert_eq!(text, "nom;note\r\nD'ÀGNÈS;\"a;b \"\"c\"\"\nd\"\r\nLE GUEN;\r\n");
    }
}
