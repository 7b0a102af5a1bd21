//! Our own format: a CSV or Parquet file of the columns that `docs/guide/format-canonique.md` describes.
//!
//! It can say everything that an [`Enregistrement`] can, so that a partner without a public file format (agriculture,
//! exams, missions locales) can deliver with it: one line states one fact of one person, or several.

mod parquet;
mod write;

use std::{fs::File, io::Read, path::Path};

use raccroche_domain::Enregistrement;

pub use self::write::{write_canonique_csv, write_canonique_parquet};
use crate::{
    QualityReport, ReadOptions, SourceKind,
    delimited::{Format, Records},
    error::{ReadError, ReadErrorKind},
    input::{Bundle, Member, file_label},
    quality::{FileReport, Recorder},
    source::each_file,
    tabular::{Layout, Place, RowReader, Source, known_names, nearest, place},
};

/// Reads a file, folder or zip of CSV or Parquet files.
pub(crate) fn visit(
    path: &Path,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let bundle = Bundle::open(path, &["csv", "txt", "parquet"], &options.limits)?;
    visit_bundle(bundle, file_label(path), options, visit)
}

/// Reads the files of a bundle, named `label`.
pub(crate) fn visit_bundle(
    bundle: Bundle,
    label: String,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let what = (SourceKind::Canonique, "un fichier canonique, .csv ou .parquet");
    each_file(bundle, label, what, options, |member, meter| match parquet_file(member)? {
        Some(file) => parquet::read(file, member, options, meter, visit),
        None => member.with_bytes(meter, |bytes| read_csv(bytes, member, options, visit)),
    })
}

/// The open file when its first bytes are Parquet's.
fn parquet_file(member: &Member) -> Result<Option<File>, ReadError> {
    let failed = |error| ReadErrorKind::Io(error).in_file(&member.name);
    let Some(path) = member.path() else {
        // Parquet is read from its end: not possible within an archive.
        return match Path::new(&member.name).extension() {
            Some(extension) if extension.eq_ignore_ascii_case("parquet") => {
                let detail = "dans une archive ; décompressez-la".into();
                Err(ReadErrorKind::BrokenParquet { detail }.in_file(&member.name))
            }
            _ => Ok(None),
        };
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut magic = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut magic).map_err(failed)?;
    Ok((magic == b"PAR1").then_some(file))
}

fn read_csv(
    bytes: &mut dyn Read,
    member: &Member,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<FileReport, ReadError> {
    let mut records = Records::open(bytes, &member.name, &Format::default(), &options.limits)?;
    let format = format!("canonique, CSV « {} »", records.delimiter_shown());
    let mut recorder = Recorder::new(&member.name, format, options.as_of);
    let headers: Vec<String> = match records.next()? {
        Some((_, record)) => record.iter().map(str::to_owned).collect(),
        None => return Err(ReadErrorKind::Empty.in_file(&member.name)),
    };
    let layout = layout_of(&headers, &member.name, &mut recorder)?;
    let mut rows = RowReader::new(layout, headers.len(), &member.name, recorder, options, visit)?;
    while let Some((line, record)) = records.next()? {
        rows.row(line, record, record.len());
    }
    records.close(&mut rows.recorder);
    Ok(rows.recorder.into_report())
}

/// Which column of the file feeds which of ours; the others are named in the report, with the name they may mean.
fn layout_of(headers: &[String], file: &str, recorder: &mut Recorder) -> Result<Layout, ReadError> {
    let mut places: Vec<(Place, Source)> = Vec::new();
    for (column, header) in headers.iter().enumerate() {
        let Some(place) = place(header) else {
            if !header.trim().is_empty() {
                match nearest(header, known_names()) {
                    Some(near) => recorder.unknown(&format!("{} ({near} ?)", header.trim())),
                    None => recorder.unknown(header.trim()),
                }
            }
            continue;
        };
        if places.iter().any(|(known, _)| *known == place) {
            return Err(ReadErrorKind::AmbiguousColumn { column: header.trim().to_owned() }
                .in_file(file)
                .at_line(1));
        }
        places.push((place, Source::column(column)));
    }
    Ok(Layout::new(places))
}
