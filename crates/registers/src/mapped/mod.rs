//! Any CSV or workbook, read with a mapping profile.

mod guess;
mod preview;
mod profile;
mod xlsx;

use std::{io::Read, path::Path};

use raccroche_domain::Enregistrement;

pub(crate) use self::xlsx::visit_xlsx;
pub use self::{
    guess::guess_profile,
    preview::{Preview, PreviewColumn, preview},
    profile::{ColumnMapping, ColumnRule, MappingProfile},
};
use crate::{
    QualityReport, ReadOptions, SourceKind,
    delimited::{Format, Records},
    error::{ReadError, ReadErrorKind},
    input::{Bundle, Member, file_label},
    quality::{FileReport, Recorder},
    source::each_file,
    tabular::RowReader,
};

/// Reads a file, folder or zip of CSV files that all have the columns of `profile`.
pub(crate) fn visit_csv(
    path: &Path,
    profile: &MappingProfile,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let bundle = Bundle::open(path, &["csv", "txt", "tsv"], &options.limits)?;
    visit_csv_bundle(bundle, file_label(path), profile, options, visit)
}

/// Reads the files of a bundle, named `label`.
pub(crate) fn visit_csv_bundle(
    bundle: Bundle,
    label: String,
    profile: &MappingProfile,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    each_file(bundle, label, (SourceKind::Csv, "un fichier CSV"), options, |member, meter| {
        member.with_bytes(meter, |bytes| read_csv(bytes, member, profile, options, visit))
    })
}

fn read_csv(
    bytes: &mut dyn Read,
    member: &Member,
    profile: &MappingProfile,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<FileReport, ReadError> {
    let format = Format {
        delimiter: profile.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()),
        encoding: profile.encoding()?,
        ..Format::default()
    };
    let mut records = Records::open(bytes, &member.name, &format, &options.limits)?;
    let shown = format!("{}CSV « {} »", title(profile), records.delimiter_shown());
    let mut recorder = Recorder::new(&member.name, shown, options.as_of);
    let (header_line, headers) = loop {
        match records.next()? {
            Some((line, record)) if line >= profile.header_row.unwrap_or(1) => {
                break (line, record.iter().map(str::to_owned).collect::<Vec<_>>());
            }
            Some(_) => {}
            None => return Err(ReadErrorKind::Empty.in_file(&member.name)),
        }
    };
    let (layout, unused) = profile.layout(&headers, &member.name, header_line)?;
    for column in unused {
        recorder.unknown(&column);
    }
    let mut rows = RowReader::new(layout, headers.len(), &member.name, recorder, options, visit)?;
    while let Some((line, record)) = records.next()? {
        rows.row(line, record, record.len());
    }
    records.close(&mut rows.recorder);
    Ok(rows.recorder.into_report())
}

/// The profile's name before the format, in the report.
fn title(profile: &MappingProfile) -> String {
    profile.name.as_ref().map_or_else(String::new, |name| format!("{name}, "))
}
