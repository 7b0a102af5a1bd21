//! Brings the files of one school together: pupils with their division, labels, address and representatives.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use foldhash::fast::RandomState;
use raccroche_domain::Enregistrement;
use rayon::prelude::*;

use super::{
    eleves::{Eleve, Eleves, Person},
    head::{Export, Head},
    key::Key,
    open,
    responsables::Responsables,
    structures::Libelles,
    xml::Xml,
};
use crate::{
    ReadOptions,
    error::{ReadError, ReadErrorKind},
    input::{Member, Meter},
    quality::{FileReport, Finding, Problem, Recorder},
};

/// One school, read.
pub(crate) struct School {
    pub(crate) lignes: Vec<Enregistrement>,
    pub(crate) reports: Vec<FileReport>,
}

/// One file, read.
enum Parsed {
    Eleves(Box<Eleves>),
    Responsables(Box<Responsables>, Box<FileReport>),
    Libelles(Libelles, Box<FileReport>),
}

/// Reads the files of one school and year.
pub(crate) fn read(
    files: &[(Member, Head)],
    meter: &Meter,
    options: &ReadOptions,
) -> Result<School, ReadError> {
    let parsed: Vec<Parsed> = files
        .par_iter()
        .map(|(member, head)| parse(member, head, meter, options))
        .collect::<Result<_, _>>()?;
    let mut eleves = Vec::new();
    let mut responsables = Responsables::default();
    let mut libelles = Libelles::default();
    let mut others = Vec::new();
    for file in parsed {
        match file {
            Parsed::Eleves(file) => eleves.push(*file),
            Parsed::Responsables(file, report) => {
                responsables.merge(*file);
                others.push(*report);
            }
            Parsed::Libelles(file, report) => {
                libelles.divisions.extend(file.divisions);
                libelles.mefs.extend(file.mefs);
                others.push(*report);
            }
        }
    }
    let shared = shared_ids(&eleves);
    drop_repeated(&mut eleves);
    let mut school = School { lignes: Vec::new(), reports: Vec::new() };
    for file in eleves {
        finish(file, &shared, &responsables, &libelles, &mut school);
    }
    school.reports.extend(others);
    Ok(school)
}

fn parse(member: &Member, head: &Head, meter: &Meter, options: &ReadOptions) -> Result<Parsed, ReadError> {
    member.with_bytes(meter, |bytes| {
        let mut xml = open(bytes, member, options)?;
        let mut recorder = Recorder::new(&member.name, &head.format, options.as_of);
        let uaj_brut = head.describe(&mut recorder);
        match head.export {
            Export::Eleves => {
                let mut eleves = Eleves::new(&member.name, head.uai(), uaj_brut, recorder);
                let outcome = eleves.read(&mut xml);
                bear(outcome, options, &mut eleves.recorder.report)?;
                eleves.complete();
                close(&mut xml, &mut eleves.recorder);
                Ok(Parsed::Eleves(Box::new(eleves)))
            }
            Export::Responsables => {
                let mut responsables = Responsables::default();
                let outcome = responsables.read(&mut xml, &mut |name| recorder.unknown(name));
                bear(outcome, options, &mut recorder.report)?;
                close(&mut xml, &mut recorder);
                Ok(Parsed::Responsables(Box::new(responsables), Box::new(recorder.report)))
            }
            Export::Structures | Export::Nomenclatures | Export::Other => {
                let mut libelles = Libelles::default();
                let outcome = libelles.read(&mut xml, &mut |name| recorder.unknown(name));
                bear(outcome, options, &mut recorder.report)?;
                close(&mut xml, &mut recorder);
                Ok(Parsed::Libelles(libelles, Box::new(recorder.report)))
            }
        }
    })
}

/// In lenient mode, a file that stops short gives what it held, and its report says so.
fn bear(
    outcome: Result<(), ReadError>,
    options: &ReadOptions,
    report: &mut FileReport,
) -> Result<(), ReadError> {
    match outcome {
        Err(error) if options.lenient && matches!(*error.kind, ReadErrorKind::XmlTruncated { .. }) => {
            report.truncated_at = Some(error.place.line.unwrap_or(1));
            Ok(())
        }
        other => other,
    }
}

/// Writes down the encodings met.
fn close<R: Read>(xml: &mut Xml<R>, recorder: &mut Recorder) {
    let source = xml.source();
    recorder.report.encoding_declared = source.declared().map(str::to_owned);
    recorder.report.encodings_read = source.encodings();
    if source.mended() {
        recorder.mended_encoding();
    }
}

/// The `ELEVE_ID` that two pupils of a school bear, in one file or in two: whose family that of the number is, nobody knows.
fn shared_ids(files: &[Eleves]) -> HashSet<Key, RandomState> {
    let mut shared: HashSet<Key, RandomState> = HashSet::default();
    let mut persons: HashMap<Key, Person, RandomState> = HashMap::default();
    for file in files {
        for (key, bearer) in &file.bearers {
            let mut other = || persons.entry(*key).or_insert(bearer.person).is_not(bearer.person);
            if bearer.is_shared() || (files.len() > 1 && other()) {
                shared.insert(*key);
            }
        }
    }
    shared
}

/// A school often sends its export with addresses and the one without: the pupil that states the same facts twice is
/// kept in the richer file.
fn drop_repeated(files: &mut [Eleves]) {
    if files.len() < 2 {
        return;
    }
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(files[*i].addresses_read), *i));
    for (rank, &poorer) in order.iter().enumerate().skip(1) {
        let mut file = std::mem::take(&mut files[poorer].kept);
        file.retain(|eleve| {
            let richer = order[..rank].iter().map(|i| &files[*i]).find(|richer| {
                let same = eleve.key.and_then(|key| richer.by_id.get(&key));
                same.and_then(|at| richer.kept.get(*at)).is_some_and(|other| eleve.same_facts(other))
            });
            let Some(richer) = richer else { return true };
            let class = format!("même élève que dans {}", richer.recorder.report.file);
            let finding = eleve.finding(class, Problem::ExactDuplicate);
            files[poorer].recorder.set_aside(finding);
            false
        });
        let by_id =
            file.iter().enumerate().filter_map(|(at, eleve)| eleve.key.map(|key| (key, at))).collect();
        files[poorer].by_id = by_id;
        files[poorer].kept = file;
    }
}

/// Completes the pupils of a file. They are mapped in place: a second array of them would be the peak of a large school.
fn finish(
    file: Eleves,
    shared: &HashSet<Key, RandomState>,
    responsables: &Responsables,
    libelles: &Libelles,
    school: &mut School,
) {
    let Eleves { kept: eleves, mut recorder, bearers, .. } = file;
    let lignes: Vec<Enregistrement> = eleves
        .into_iter()
        .map(|mut eleve| {
            label(&mut eleve, libelles);
            match eleve.key {
                Some(key) if shared.contains(&key) => {
                    let class = bearers.get(&key).map(|bearer| bearer.other_than(eleve.ligne.ligne));
                    let finding = eleve.finding(class.unwrap_or_default(), Problem::SharedPupilId);
                    eleve.notes.push(finding);
                }
                Some(key) => entrust(&mut eleve, key, responsables),
                None => {}
            }
            recorder.keep(&eleve.ligne, eleve.notes);
            eleve.ligne
        })
        .collect();
    if school.lignes.is_empty() {
        school.lignes = lignes;
    } else {
        school.lignes.extend(lignes);
    }
    school.reports.push(recorder.into_report());
}

/// Gives a pupil the labels of formation and division.
fn label(eleve: &mut Eleve, libelles: &Libelles) {
    if let Some(scolarite) = &mut eleve.ligne.scolarite {
        if let Some(mef) = &scolarite.formation.mef {
            scolarite.formation.libelle = libelles.mefs.get(mef).cloned();
        }
        if let Some(division) = &mut scolarite.division
            && let Some(label) = libelles.divisions.get(division)
            && label != division
        {
            *division = format!("{division} ({label})");
        }
    }
}

/// Gives a pupil those who are responsible for this number.
fn entrust(eleve: &mut Eleve, key: Key, responsables: &Responsables) {
    let (representants, orphan) = responsables.of(key);
    eleve.ligne.representants = representants;
    if orphan {
        eleve.notes.push(Finding {
            line: eleve.ligne.ligne,
            field: "PERSONNE_ID".into(),
            value_class: "absent de PERSONNES".into(),
            problem: Problem::OrphanRepresentant,
            suggestion: None,
        });
    }
}
