//! SIECLE's XML exports: what each school declares of its pupils, of those who left, and of who is responsible.
//!
//! One school may come as several files (`ElevesAvecAdresses.xml`, `ResponsablesAvecAdresses.xml`, `Structures.xml`,
//! `Nomenclature.xml`), in any order and in any folder or archive: files are brought together by `UAJ` and school
//! year, read in parallel, and given out in the order of their names. What stands in memory is a few schools at a
//! time: an export gives the addresses and divisions after the pupils, so a school waits whole for them. That is 2.5 KB
//! a pupil, 6.5 KB with two persons responsible: a school of 4,000, as large as they get, takes 10 to 26 MB. Measured on
//! one of 40,000, ten times that: 109 MB at the peak of the whole process for its `BEE_ELEVES`, 270 MB with responsables
//! (`VmHWM` after `visit_source`). A second pass over the file would hold less and read half as fast.
//!
//! Unlike the software of a school, this reader keeps those who left: they are whom a campaign looks for.

mod adresses;
mod eleves;
mod fields;
mod head;
mod key;
mod responsables;
mod school;
mod structures;
mod xml;

use std::{collections::HashMap, io::Read, path::Path};

use raccroche_domain::Enregistrement;
use rayon::prelude::*;

use self::{
    head::{Export, Head},
    xml::{Node, Xml},
};
use crate::{
    QualityReport, ReadOptions, SourceKind,
    error::{ReadError, ReadErrorKind},
    input::{self, Bundle, Member, Meter, Utf8Source, file_label, io_error},
};

/// Schools read between two deliveries, for each thread: enough to keep the threads busy, few in memory.
const SCHOOLS_PER_THREAD: usize = 4;

/// Reads a file, folder or zip of exports.
pub(crate) fn visit(
    path: &Path,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let bundle = Bundle::open(path, &["xml"], &options.limits)?;
    visit_bundle(bundle, file_label(path), options, visit)
}

/// Reads the exports of a bundle, named `label`.
pub(crate) fn visit_bundle(
    mut bundle: Bundle,
    label: String,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let members = std::mem::take(&mut bundle.members);
    // Heads are read apart from progress: they are a few kilobytes each.
    let silent = Meter::new(0, None, options.cancelled.clone());
    let heads: Vec<Head> =
        members.par_iter().map(|member| sniff(member, &silent, options)).collect::<Result<_, _>>()?;
    let meter = Meter::new(
        members.iter().map(|member| member.size).fold(0, u64::saturating_add),
        options.on_progress.clone(),
        options.cancelled.clone(),
    );
    let schools = by_school(members, heads, &mut bundle);
    if schools.is_empty() {
        let expected = "un export SIECLE d’élèves, BEE_ELEVES";
        return Err(ReadErrorKind::NothingToRead { expected }.in_file(label));
    }
    let mut reports = Vec::new();
    for batch in schools.chunks(SCHOOLS_PER_THREAD * rayon::current_num_threads()) {
        let read: Vec<_> =
            batch.par_iter().map(|files| school::read(files, &meter, options)).collect::<Result<_, _>>()?;
        for school in read {
            school.lignes.into_iter().for_each(&mut *visit);
            reports.extend(school.reports);
        }
    }
    Ok(QualityReport::new(SourceKind::Siecle, label, options.as_of, reports, bundle.ignored))
}

/// The files of each school, schools in the order of their first file's name.
fn by_school(members: Vec<Member>, heads: Vec<Head>, bundle: &mut Bundle) -> Vec<Vec<(Member, Head)>> {
    let mut schools: Vec<Vec<(Member, Head)>> = Vec::new();
    let mut places: HashMap<(String, Option<u16>), usize> = HashMap::new();
    for (member, head) in members.into_iter().zip(heads) {
        if head.export == Export::Other {
            bundle.ignore(member.name, "export SIECLE qui ne décrit pas d’élèves");
            continue;
        }
        // Without a UAJ, the folder tells the schools apart.
        let school = if head.uaj.is_empty() {
            member.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
        } else {
            head.uaj.clone()
        };
        let place = *places.entry((school, head.annee_scolaire)).or_insert_with(|| {
            schools.push(Vec::new());
            schools.len() - 1
        });
        schools[place].push((member, head));
    }
    schools.retain(|files| {
        let has_pupils = files.iter().any(|(_, head)| head.export == Export::Eleves);
        if !has_pupils {
            for (member, _) in files {
                bundle.ignore(
                    member.name.clone(),
                    "aucun export d’élèves de cet établissement et de cette année",
                );
            }
        }
        has_pupils
    });
    schools
}

fn sniff(member: &Member, meter: &Meter, options: &ReadOptions) -> Result<Head, ReadError> {
    if member.size == 0 {
        return Err(ReadErrorKind::Empty.in_file(&member.name));
    }
    member.with_bytes(meter, |bytes| {
        let mut xml = open(bytes, member, options)?;
        let head = head::read(&mut xml, &member.name, options.lenient)?;
        if head.export != Export::Other {
            head::check_school(&head, &member.name, options)?;
        }
        Ok(head)
    })
}

fn open<R: Read>(bytes: R, member: &Member, options: &ReadOptions) -> Result<Xml<R>, ReadError> {
    let source = Utf8Source::open(bytes, options.limits.line_bytes, None)
        .map_err(|error| io_error(&error).in_file(&member.name))?;
    if let Some(label) = source.declared()
        && !input::is_readable(label)
    {
        let label = label.to_owned();
        return Err(ReadErrorKind::UnknownEncoding { label }.in_file(&member.name).at_line(1));
    }
    Ok(Xml::new(source, &member.name))
}

/// Walks to `DONNEES` and hands each of its sections, just started, to `read`, which must consume it.
fn sections<R: Read>(
    xml: &mut Xml<R>,
    mut read: impl FnMut(&mut Xml<R>, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    // 0 before the root, 1 in it, 2 in DONNEES.
    let mut depth = 0;
    loop {
        let name = match xml.next()? {
            Node::Start(start) => start.name().as_ref().to_owned(),
            Node::End if depth == 1 => return Ok(()),
            Node::End => {
                depth -= 1;
                continue;
            }
            Node::Eof if depth == 0 => return Ok(()),
            Node::Eof => return Err(xml.truncated(if depth == 2 { "DONNEES" } else { "racine" })),
            Node::Empty(_) | Node::Text => continue,
        };
        match depth {
            0 => depth = 1,
            1 if name == "DONNEES" => depth = 2,
            1 => xml.skip("PARAMETRES")?,
            _ => read(xml, &name)?,
        }
    }
}
