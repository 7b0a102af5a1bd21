//! A workbook, read row by row with a mapping profile.
//!
//! Cells are read as they stream: a tiny file that claims a cell at the far corner of the sheet costs nothing.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
};

use calamine::{Cell, DataRef, Reader, Xlsx, XlsxError};
use raccroche_domain::Enregistrement;
use zip::ZipArchive;

use super::{
    preview::{Columns, Preview},
    profile::MappingProfile,
    title,
};
use crate::{
    Limits, QualityReport, ReadOptions, SourceKind,
    error::{ReadError, ReadErrorKind},
    fields::clean,
    input::{Bundle, Member, Meter, file_label, io_error, zip_detail},
    quality::{FileReport, Recorder},
    source::each_file,
    tabular::RowReader,
};

/// Columns read; a register has a hundred at most.
const COLUMNS: u32 = 2000;
/// Cells between two looks at the wish to stop.
const BREATH: u64 = 10_000;

/// Reads a workbook, or the workbooks of a folder, that all have the columns of `profile`.
pub(crate) fn visit_xlsx(
    path: &Path,
    profile: &MappingProfile,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    // A workbook is a zip: it must not be taken for an archive of files.
    let bundle = Bundle::open_whole(path, &["xlsx", "xlsm"], &options.limits)?;
    let what = (SourceKind::Xlsx, "un classeur .xlsx");
    each_file(bundle, file_label(path), what, options, |member, meter| {
        read(on_disk(member)?, member, profile, options, meter, visit)
    })
}

/// The columns of the sheet that `profile` names.
pub(super) fn preview(
    member: &Member,
    profile: &MappingProfile,
    limits: &Limits,
) -> Result<Preview, ReadError> {
    let broken = |error: XlsxError| broken(&error, member);
    let path = on_disk(member)?;
    let (mut workbook, sheets, sheet) = open(path, member, profile, limits)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut columns = Columns::new(profile);
    let mut row: Vec<String> = Vec::new();
    let mut current = 0;
    let filled = |row: &[String]| row.iter().any(|cell| !clean(cell).is_empty());
    let mut more = true;
    while more && let Some(cell) = cells.next_cell().map_err(broken)? {
        let (at, _) = cell.get_position();
        if at != current {
            more = !filled(&row) || columns.take(u64::from(current) + 1, row.iter().map(String::as_str));
            row.clear();
            current = at;
        }
        put(&mut row, &cell);
    }
    if more && filled(&row) {
        columns.take(u64::from(current) + 1, row.iter().map(String::as_str));
    }
    Ok(Preview { sheets, ..columns.finish(&member.name)? })
}

/// Where a workbook is: it is read back and forth, which an entry of an archive does not allow.
fn on_disk(member: &Member) -> Result<&Path, ReadError> {
    member.path().ok_or_else(|| {
        let detail = "dans une archive ; décompressez-la".into();
        ReadErrorKind::BrokenXlsx { detail }.in_file(&member.name)
    })
}

fn broken(error: &XlsxError, member: &Member) -> ReadError {
    ReadErrorKind::BrokenXlsx { detail: error.to_string() }.in_file(&member.name)
}

/// A workbook, its sheets, and the one to read.
type Opened = (Xlsx<BufReader<File>>, Vec<String>, String);

/// Opens a workbook within the limits; gives its sheets, and the one that `profile` names.
fn open(
    path: &Path,
    member: &Member,
    profile: &MappingProfile,
    limits: &Limits,
) -> Result<Opened, ReadError> {
    let io_failed = |error: io::Error| io_error(&error).in_file(&member.name);
    if fs::metadata(path).map_err(io_failed)?.len() == 0 {
        return Err(ReadErrorKind::Empty.in_file(&member.name));
    }
    check_inflated_size(path, member, limits)?;
    let file = BufReader::new(File::open(path).map_err(io_failed)?);
    let workbook: Xlsx<_> = Xlsx::new(file).map_err(|error| broken(&error, member))?;
    let sheets = workbook.sheet_names();
    let sheet = match &profile.sheet {
        Some(wanted) if sheets.contains(wanted) => wanted.clone(),
        None if !sheets.is_empty() => sheets[0].clone(),
        wanted => {
            let wanted = wanted.clone().unwrap_or_default();
            return Err(ReadErrorKind::MissingSheet { wanted, found: sheets }.in_file(&member.name));
        }
    };
    Ok((workbook, sheets, sheet))
}

/// Writes a cell at its place in a row.
fn put(row: &mut Vec<String>, cell: &Cell<DataRef<'_>>) {
    let (_, column) = cell.get_position();
    if column < COLUMNS {
        let column = column as usize;
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text(cell.get_value());
    }
}

fn read(
    path: &Path,
    member: &Member,
    profile: &MappingProfile,
    options: &ReadOptions,
    meter: &Meter,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<FileReport, ReadError> {
    let io_failed = |error: io::Error| io_error(&error).in_file(&member.name);
    let broken = |error: XlsxError| broken(&error, member);
    let (mut workbook, _, sheet) = open(path, member, profile, &options.limits)?;
    let recorder =
        Recorder::new(&member.name, format!("{}feuille « {sheet} »", title(profile)), options.as_of);
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut state = State::Before(Box::new(recorder), visit);
    let mut row: Vec<String> = Vec::new();
    let mut current = 0;
    let mut seen = 0_u64;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (at, _) = cell.get_position();
        if at != current {
            state = state.take(current, &mut row, (profile, options), &member.name)?;
            current = at;
        }
        put(&mut row, &cell);
        seen += 1;
        if seen.is_multiple_of(BREATH) {
            meter.add(0).map_err(io_failed)?;
        }
    }
    state = state.take(current, &mut row, (profile, options), &member.name)?;
    meter.add(member.size).map_err(io_failed)?;
    match state {
        State::Before(..) => Err(ReadErrorKind::Empty.in_file(&member.name)),
        State::Under(rows) => Ok(rows.recorder.into_report()),
    }
}

/// Where the reading stands: above the header, or under it.
enum State<'a> {
    Before(Box<Recorder>, &'a mut dyn FnMut(Enregistrement)),
    Under(Box<RowReader<'a>>),
}

impl<'a> State<'a> {
    /// Takes a finished row (numbered from 0), and leaves it empty.
    fn take(
        self,
        number: u32,
        row: &mut Vec<String>,
        (profile, options): (&MappingProfile, &ReadOptions),
        file: &'a str,
    ) -> Result<Self, ReadError> {
        let line = u64::from(number) + 1;
        let next = match self {
            Self::Before(mut recorder, visit)
                if line >= profile.header_row.unwrap_or(1)
                    && row.iter().any(|cell| !clean(cell).is_empty()) =>
            {
                let (layout, unused) = profile.layout(row, file, line)?;
                for column in unused {
                    recorder.unknown(&column);
                }
                Self::Under(Box::new(RowReader::new(layout, row.len(), file, *recorder, options, visit)?))
            }
            Self::Under(mut rows) => {
                // A workbook writes no empty cell: a short row is no sign of a broken line.
                rows.row(line, row, usize::MAX);
                Self::Under(rows)
            }
            before @ Self::Before(..) => before,
        };
        row.clear();
        Ok(next)
    }
}

/// A cell as the text that a person sees in it; dates as ISO.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // A whole number is shown without its decimals: postal codes, phones, local numbers.
        DataRef::Float(number) => format!("{number}"),
        DataRef::Bool(flag) => if *flag { "oui" } else { "non" }.to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Inflates the parts of the workbook once for nothing, within the limits: the library that reads it has none.
fn check_inflated_size(path: &Path, member: &Member, limits: &Limits) -> Result<(), ReadError> {
    let broken = |detail: String| ReadErrorKind::BrokenXlsx { detail }.in_file(&member.name);
    let file = File::open(path).map_err(|error| ReadErrorKind::Io(error).in_file(&member.name))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(zip_detail(&error)))?;
    let mut all = 0;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(|error| broken(zip_detail(&error)))?;
        let limit = entry
            .compressed_size()
            .saturating_mul(limits.archive_ratio)
            .max(1 << 24)
            .min(limits.archive_bytes.saturating_sub(all));
        let inflated =
            io::copy(&mut entry.take(limit + 1), &mut io::sink()).map_err(|e| broken(e.to_string()))?;
        if inflated > limit {
            return Err(ReadErrorKind::Bomb { limit }.in_file(&member.name));
        }
        all += inflated;
    }
    Ok(())
}
