//! From the population to the files, streaming: an index of who stands where, then each file made again from it.
//!
//! The index holds sixteen bytes per enrolment; households are recomputed from their number by whoever writes a
//! line, so a million people never stand in memory together and files can be written by all threads.

mod campagne;
mod canonique;
mod files;
mod referentiels;
pub(crate) mod siecle;
pub(crate) mod sifa;

use std::{fmt::Write as _, ops::ControlFlow, path::Path};

use raccroche_domain::AGE_PLANCHER;
use rayon::prelude::*;

use self::files::{TextFile, latin9, write_bytes, zip_files};
use crate::{
    Progress, Resume, SynthError,
    formations::Registre,
    foyer::Foyer,
    noise::Alterations,
    parcours::Parcours,
    rng::{Purpose, Rng},
    truth::{ENTETE_LIGNES, ENTETE_PERSONNES, Registres, person_id, person_row},
    world::World,
};

/// One enrolment: whose, where, which year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) courante: bool,
    pub(crate) etablissement: u16,
    pub(crate) number: u32,
    pub(crate) foyer: u32,
    pub(crate) rang: u8,
    pub(crate) inscription: u8,
}

impl Entry {
    /// The household and the facts of the person again.
    pub(crate) fn make(&self, world: &World) -> (Foyer, Parcours) {
        let foyer = Foyer::new(world, self.foyer);
        let parcours = Parcours::new(world, &foyer, &foyer.enfants[usize::from(self.rang)]);
        (foyer, parcours)
    }
}

/// One line written, for the truth.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) id: String,
    pub(crate) entry: Entry,
    pub(crate) vue: Alterations,
}

/// Who exists, and every enrolment, in the order in which files are written.
#[derive(Debug, Default)]
struct Index {
    people: Vec<(u32, u8)>,
    entries: Vec<Entry>,
    resume: Resume,
}

/// Households made in one go.
const LOT: u32 = 4096;

impl Index {
    /// Draws households until as many people of 16 and over stand in last year's registers as were asked for.
    fn new(world: &World, wanted: u32) -> Self {
        let mut index = Self::default();
        let mut from = 0;
        while index.resume.jeunes < wanted {
            let lots: Vec<(u32, Foyer, Vec<Parcours>)> = (from..from + LOT)
                .into_par_iter()
                .map(|numero| {
                    let foyer = Foyer::new(world, numero);
                    let parcours = foyer.enfants.iter().map(|e| Parcours::new(world, &foyer, e)).collect();
                    (numero, foyer, parcours)
                })
                .collect();
            for (numero, foyer, all) in &lots {
                for (rang, (personne, parcours)) in foyer.enfants.iter().zip(all).enumerate() {
                    if index.resume.jeunes == wanted {
                        break;
                    }
                    let rang = u8::try_from(rang).unwrap_or(0);
                    index.add(world, (*numero, rang), personne.naissance, parcours);
                }
            }
            from += LOT;
        }
        index.entries.sort_unstable_by_key(|e| (e.courante, e.etablissement, e.number, e.inscription));
        index.resume.personnes = u32::try_from(index.people.len()).unwrap_or(u32::MAX);
        index
    }

    fn add(
        &mut self,
        world: &World,
        (foyer, rang): (u32, u8),
        naissance: chrono::NaiveDate,
        parcours: &Parcours,
    ) {
        let number = u32::try_from(self.people.len()).unwrap_or(u32::MAX - 1) + 1;
        self.people.push((foyer, rang));
        if parcours.dans_precedents() {
            if raccroche_domain::age_au(naissance, world.as_of()).is_some_and(|age| age >= AGE_PLANCHER) {
                self.resume.jeunes += 1;
            } else {
                self.resume.moins_de_16 += 1;
            }
        } else {
            self.resume.nouveaux += 1;
        }
        for (rank, inscription) in parcours.inscriptions.iter().enumerate() {
            if inscription.visible && sifa::pictured(world, inscription) {
                self.entries.push(Entry {
                    courante: inscription.courante,
                    etablissement: inscription.etablissement,
                    number,
                    foyer,
                    rang,
                    inscription: u8::try_from(rank).unwrap_or(u8::MAX),
                });
            }
        }
    }
}

/// Writes everything under `dir`, which exists and is empty.
pub(crate) fn write_all(
    world: &World,
    wanted: u32,
    dir: &Path,
    progress: Progress<'_>,
) -> Result<Resume, SynthError> {
    let index = Index::new(world, wanted);
    let total = index.entries.len() as u64 + index.people.len() as u64;
    let mut out = Output { world, dir, done: 0, total, progress, truth: TextFile::create(dir, "truth.csv")? };
    out.truth.push(ENTETE_LIGNES)?;
    let enrolments = out.establishments(&index)?;
    let flats = out.people(&index)?;
    out.truth.finish()?;
    referentiels::write(world, dir)?;
    campagne::write(world, dir)?;
    Ok(Resume { lignes: enrolments + flats, ..index.resume })
}

struct Output<'w> {
    world: &'w World,
    dir: &'w Path,
    done: u64,
    total: u64,
    progress: Progress<'w>,
    truth: TextFile,
}

/// What one establishment and year gave.
struct Written {
    /// Rows of `truth.csv`.
    truth: String,
    /// Lines of a file shared by several establishments.
    shared: String,
    lines: u64,
}

impl Output<'_> {
    fn advance(&mut self, by: usize) -> Result<(), SynthError> {
        self.done += by as u64;
        match (self.progress)(self.done, self.total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SynthError::Interrupted),
        }
    }

    /// The files of all establishments, both years.
    fn establishments(&mut self, index: &Index) -> Result<u64, SynthError> {
        let groups: Vec<&[Entry]> = index
            .entries
            .chunk_by(|a, b| (a.courante, a.etablissement) == (b.courante, b.etablissement))
            .collect();
        let create = |courante| canonique::Agricole::create(self.world, self.dir, courante);
        let mut agricole = [create(false)?, create(true)?];
        let mut lines = 0;
        for lot in groups.chunks(32) {
            let written: Vec<Result<Written, SynthError>> =
                lot.par_iter().map(|entries| establishment(self.world, self.dir, entries)).collect();
            for (written, entries) in written.into_iter().zip(lot) {
                let written = written?;
                let first = entries[0];
                if first.formation_registre(self.world) == Registre::Agricole {
                    let truth =
                        agricole[usize::from(first.courante)].append(&written.shared, &written.truth)?;
                    self.truth.text(&truth)?;
                } else {
                    self.truth.text(&written.truth)?;
                }
                lines += written.lines;
            }
            self.advance(lot.iter().map(|entries| entries.len()).sum())?;
        }
        for file in agricole {
            file.finish()?;
        }
        Ok(lines)
    }

    /// The files by person: exams, missions locales, other situations, and the truth about people.
    fn people(&mut self, index: &Index) -> Result<u64, SynthError> {
        let registres = Registres::new(self.world);
        let mut flats = canonique::Flats::create(self.world, self.dir)?;
        let mut persons = TextFile::create(self.dir, "verite_personnes.csv")?;
        persons.push(ENTETE_PERSONNES)?;
        let numbered: Vec<(u32, (u32, u8))> = (1..).zip(index.people.iter().copied()).collect();
        let mut lines = 0;
        for lot in numbered.chunks(16 * LOT as usize) {
            let parts: Vec<(canonique::Part, String)> = lot
                .par_chunks(LOT as usize / 4)
                .map(|people| {
                    let (mut part, mut truth) = (canonique::Part::default(), String::new());
                    for (number, (numero, rang)) in people {
                        let foyer = Foyer::new(self.world, *numero);
                        let personne = &foyer.enfants[usize::from(*rang)];
                        let parcours = Parcours::new(self.world, &foyer, personne);
                        part.add(self.world, *number, &foyer, personne, &parcours);
                        if parcours.dans_precedents() {
                            let who = (&foyer, personne, &parcours);
                            person_row(&mut truth, self.world, &registres, *number, who);
                        }
                    }
                    (part, truth)
                })
                .collect();
            for (part, truth) in parts {
                persons.text(&truth)?;
                lines += flats.append(part, &mut self.truth)?;
            }
            self.advance(lot.len())?;
        }
        flats.finish()?;
        persons.finish()?;
        Ok(lines)
    }
}

impl Entry {
    fn formation_registre(&self, world: &World) -> Registre {
        use crate::etablissements::Nature;
        match world.etablissements.of(self.etablissement).nature {
            Nature::Agricole => Registre::Agricole,
            Nature::Cfa => Registre::Sifa,
            Nature::College | Nature::Lycee | Nature::LyceePro => Registre::Siecle,
        }
    }
}

/// The rentrée's year of a file.
pub(crate) fn annee(world: &World, courante: bool) -> i32 {
    if courante { world.annee } else { world.annee - 1 }
}

/// The name of a register of enrolments in `campagne.toml`, and so in the truth and in verdicts.
pub(crate) fn source_name(world: &World, registre: Registre, courante: bool) -> String {
    let year = annee(world, courante);
    match registre {
        Registre::Siecle => format!("SIECLE {year}-{}", year + 1),
        Registre::Sifa => format!("SIFA au 31 décembre {year}"),
        Registre::Agricole => format!("Établissements agricoles {year}-{}", year + 1),
    }
}

/// A row of `truth.csv`.
fn truth_row(out: &mut String, source: &str, fichier: &str, row: &Row) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{source};{fichier};{};{};{};{}",
        row.line,
        row.id,
        person_id(row.entry.number),
        row.vue
    );
}

/// Writes the file or files of one establishment and one year.
fn establishment(world: &World, dir: &Path, entries: &[Entry]) -> Result<Written, SynthError> {
    let first = entries[0];
    let (index, courante) = (first.etablissement, first.courante);
    let uai = world.etablissements.of(index).uai;
    let year = annee(world, courante);
    let mut truth = String::new();
    match first.formation_registre(world) {
        Registre::Siecle => {
            let ecole = siecle::ecole(world, index, courante, entries);
            let source = source_name(world, Registre::Siecle, courante);
            let base = dir.join("siecle").join(year.to_string());
            let key = [u64::from(index), u64::from(courante), 3];
            let zipped = Rng::new(world.seed, Purpose::Fichier, &key).chance(0.2);
            let files = [
                ("ElevesAvecAdresses.xml", &ecole.eleves),
                ("ResponsablesAvecAdresses.xml", &ecole.responsables),
                ("Structures.xml", &ecole.structures),
            ];
            let fichier = if zipped {
                zip_files(&base, &format!("{uai}.zip"), &files)?;
                format!("{uai}.zip!{}", files[0].0)
            } else {
                for (name, text) in files {
                    let path = base.join(uai.as_str()).join(name);
                    write_bytes(&path, &latin9(text))?;
                }
                format!("{uai}/{}", files[0].0)
            };
            for row in &ecole.rows {
                truth_row(&mut truth, &source, &fichier, row);
            }
            Ok(Written { truth, shared: String::new(), lines: ecole.rows.len() as u64 })
        }
        Registre::Sifa => {
            let fichier = sifa::cfa(world, index, courante, entries);
            let name = format!("{uai}.txt");
            write_bytes(&dir.join("sifa").join(year.to_string()).join(&name), fichier.text.as_bytes())?;
            for row in &fichier.rows {
                truth_row(&mut truth, &source_name(world, Registre::Sifa, courante), &name, row);
            }
            Ok(Written { truth, shared: String::new(), lines: fichier.rows.len() as u64 })
        }
        Registre::Agricole => {
            let (shared, truth) = canonique::agricole(world, entries);
            Ok(Written { lines: shared.lines().count() as u64, truth, shared })
        }
    }
}
