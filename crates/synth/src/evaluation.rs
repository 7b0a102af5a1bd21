//! A campaign's verdicts against the truth: who is listed wrongly, who is missed, and why.
//!
//! Three things that a single error rate would blend are kept apart:
//!
//! - **errors of matching**: the registers do show where the person is, the campaign did not see it (or saw it in
//!   somebody else's line). These are the engine's.
//! - **blind spots**: no register shows the person, who has not dropped out all the same (another académie, abroad, a
//!   contract after SIFA's picture). No matching can find them; a phone call or a better register can.
//! - **doubts**: the campaign asks a human (`a_verifier`). Neither right nor wrong.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use raccroche_domain::Verdict;

use crate::{Problem, SynthError};

/// What the campaign got right and wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Persons of the truth that the campaign had to account for.
    pub personnes: u64,
    /// Rows of the campaign: one person each, as the campaign sees them.
    pub lignes_campagne: u64,
    /// Persons of the truth that the campaign took for two or more.
    pub dedoublees: u64,
    /// Rows of the campaign that hold lines of two persons or more.
    pub confondues: u64,
    /// Persons of the truth in none of the campaign's rows: nobody may vanish.
    pub absentes: u64,
    /// Of those, the ones whose birth date a register of last year has wrong: read as under 16, and counted as such.
    pub absentes_date_fausse: u64,
    /// Counts by expected verdict, then verdict given.
    pub croisement: BTreeMap<(&'static str, &'static str), u64>,
    /// Listed as lost from view.
    pub listees: u64,
    /// Listed, and truly nowhere in the registers.
    pub listees_justes: u64,
    /// Listed though a register shows where they are.
    pub faux_positifs: u64,
    /// Nowhere in the registers, and neither listed nor to verify.
    pub faux_negatifs: u64,
    /// Nowhere in the registers, to verify.
    pub en_attente: u64,
    /// Nowhere in the registers, by an errorless reading.
    pub attendues: u64,
    /// Listed rightly by the registers, but the person has not dropped out: by code of blind spot.
    pub angles_morts: BTreeMap<String, u64>,
    /// Errors met on the lines of false positives, by code; a line may have several.
    pub causes_faux_positifs: BTreeMap<String, u64>,
    /// What is particular about false positives (twins, usage names…), by code.
    pub particularites_faux_positifs: BTreeMap<String, u64>,
    /// Errors met on the lines of false negatives, by code.
    pub causes_faux_negatifs: BTreeMap<String, u64>,
}

impl Evaluation {
    /// Share of the listed who are listed wrongly because of matching.
    pub fn taux_faux_positifs(&self) -> f64 {
        rate(self.faux_positifs, self.listees)
    }

    /// Share of those nowhere in the registers who are missed.
    pub fn taux_faux_negatifs(&self) -> f64 {
        rate(self.faux_negatifs, self.attendues)
    }

    /// How many of the listed are in a blind spot of the registers.
    pub fn total_angles_morts(&self) -> u64 {
        self.angles_morts.values().sum()
    }
}

fn rate(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What the campaign got wrong of somebody.
enum Wrong {
    Listed,
    Missed,
    Absent,
}

/// A person of the truth.
struct Verite {
    attendu: Verdict,
    angle_mort: String,
    particularites: String,
    /// Verdicts of the campaign's rows that hold a line of this person.
    verdicts: Vec<Verdict>,
}

impl Verite {
    /// What the campaign says of somebody it took for several: in doubt of the worst for the lists, a person with one
    /// row listed is on a list.
    fn verdict(&self) -> Option<Verdict> {
        let listed = self.verdicts.iter().find(|v| **v == Verdict::PerduDeVue);
        listed
            .or_else(|| self.verdicts.iter().find(|v| **v == Verdict::AVerifier))
            .or(self.verdicts.first())
            .copied()
    }
}

/// Compares `verdicts.csv` of a campaign with the truth files of `dir`.
///
/// # Errors
/// [`SynthError::Read`] when a file cannot be read, [`SynthError::Format`] when a column is missing or a row is not of
/// this synthetic académie.
pub fn evaluate(dir: &Path, verdicts: &Path) -> Result<Evaluation, SynthError> {
    let mut evaluation = Evaluation::default();
    let (rows, by_line, definition) = read_verdicts(verdicts)?;
    evaluation.lignes_campagne = rows.len() as u64;
    let mut personnes = read_people(&dir.join("verite_personnes.csv"), &definition)?;
    evaluation.personnes = personnes.len() as u64;

    let truth = dir.join("truth.csv");
    let mut people_of_row: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
    let mut unknown = by_line.len();
    each_line(&truth, |line| {
        let Some(&row) = by_line.get(&line.key()) else { return };
        unknown -= 1;
        if !people_of_row[row].iter().any(|p| p == line.personne) {
            people_of_row[row].push(line.personne.to_owned());
            if let Some(personne) = personnes.get_mut(line.personne) {
                personne.verdicts.push(rows[row]);
            }
        }
    })?;
    if unknown > 0 {
        let problem = Problem::OtherFiles(unknown);
        return Err(SynthError::Format { path: verdicts.to_owned(), line: 1, problem });
    }
    evaluation.confondues = people_of_row.iter().filter(|people| people.len() > 1).count() as u64;

    let mut wrong: HashMap<String, Wrong> = HashMap::new();
    for (id, personne) in &personnes {
        evaluation.count(id, personne, &mut wrong);
    }
    each_line(&truth, |line| {
        let causes = match wrong.get(line.personne) {
            None => return,
            Some(Wrong::Listed) => &mut evaluation.causes_faux_positifs,
            Some(Wrong::Missed) => &mut evaluation.causes_faux_negatifs,
            Some(Wrong::Absent) => {
                if ["date_faute", "date_premier_janvier", "jour_mois"]
                    .iter()
                    .any(|code| line.alterations.contains(code))
                {
                    wrong.remove(line.personne);
                    evaluation.absentes_date_fausse += 1;
                }
                return;
            }
        };
        for code in line.alterations.split('+').filter(|code| !code.is_empty()) {
            *causes.entry(code.to_owned()).or_default() += 1;
        }
    })?;
    Ok(evaluation)
}

impl Evaluation {
    fn count(&mut self, id: &str, personne: &Verite, wrong: &mut HashMap<String, Wrong>) {
        let Some(verdict) = personne.verdict() else {
            // Under 16: readers set them aside and count them, so no row is expected.
            if personne.attendu == Verdict::HorsChamp {
                self.personnes -= 1;
            } else {
                self.absentes += 1;
                wrong.insert(id.to_owned(), Wrong::Absent);
            }
            return;
        };
        self.dedoublees += u64::from(personne.verdicts.len() > 1);
        *self.croisement.entry((personne.attendu.code(), verdict.code())).or_default() += 1;
        let expected = personne.attendu == Verdict::PerduDeVue;
        self.attendues += u64::from(expected);
        match (expected, verdict) {
            (true, Verdict::PerduDeVue) => {
                self.listees += 1;
                self.listees_justes += 1;
                if !personne.angle_mort.is_empty() {
                    *self.angles_morts.entry(personne.angle_mort.clone()).or_default() += 1;
                }
            }
            (false, Verdict::PerduDeVue) => {
                self.listees += 1;
                self.faux_positifs += 1;
                wrong.insert(id.to_owned(), Wrong::Listed);
                for code in personne.particularites.split('+').filter(|code| !code.is_empty()) {
                    *self.particularites_faux_positifs.entry(code.to_owned()).or_default() += 1;
                }
            }
            (true, Verdict::AVerifier) => self.en_attente += 1,
            (true, _) => {
                self.faux_negatifs += 1;
                wrong.insert(id.to_owned(), Wrong::Missed);
            }
            (false, _) => {}
        }
    }
}

/// Verdict of each row, the rows by the lines they account for, and the definition.
type Verdicts = (Vec<Verdict>, HashMap<String, usize>, String);

fn read_verdicts(path: &Path) -> Result<Verdicts, SynthError> {
    let mut table = Table::open(path)?;
    let [verdict, lines, definition] = table.columns(["verdict", "lignes_de_depart", "definition"])?;
    let (mut rows, mut by_line, mut rule) = (Vec::new(), HashMap::new(), String::new());
    while let Some(record) = table.next()? {
        let code = record.get(verdict).unwrap_or_default();
        let read = Verdict::de_code(code);
        let read = read.ok_or_else(|| Table::problem(path, record, Problem::NotAVerdict(code.to_owned())))?;
        for line in record.get(lines).unwrap_or_default().split(" | ").filter(|line| !line.is_empty()) {
            by_line.insert(line.to_owned(), rows.len());
        }
        record.get(definition).unwrap_or_default().clone_into(&mut rule);
        rows.push(read);
    }
    Ok((rows, by_line, rule))
}

fn read_people(path: &Path, definition: &str) -> Result<HashMap<String, Verite>, SynthError> {
    let mut table = Table::open(path)?;
    let expected =
        if definition == "diplome-terminal" { "attendu_diplome_terminal" } else { "attendu_d313_59" };
    let [id, attendu, angle_mort, particularites] =
        table.columns(["personne", expected, "angle_mort", "particularites"])?;
    let mut personnes = HashMap::new();
    while let Some(record) = table.next()? {
        let code = record.get(attendu).unwrap_or_default();
        let attendu = Verdict::de_code(code)
            .ok_or_else(|| Table::problem(path, record, Problem::NotAVerdict(code.to_owned())))?;
        let text = |column| record.get(column).unwrap_or_default().to_owned();
        let verite = Verite {
            attendu,
            angle_mort: text(angle_mort),
            particularites: text(particularites),
            verdicts: Vec::new(),
        };
        personnes.insert(text(id), verite);
    }
    Ok(personnes)
}

/// A row of `truth.csv`.
struct Line<'a> {
    source: &'a str,
    fichier: &'a str,
    ligne: &'a str,
    personne: &'a str,
    alterations: &'a str,
}

impl Line<'_> {
    /// As a campaign names a line.
    fn key(&self) -> String {
        format!("{}:{}:{}", self.source, self.fichier, self.ligne)
    }
}

fn each_line(path: &Path, mut then: impl FnMut(&Line<'_>)) -> Result<(), SynthError> {
    let mut table = Table::open(path)?;
    let [source, fichier, ligne, personne, alterations] =
        table.columns(["source", "fichier", "ligne", "personne", "alterations"])?;
    while let Some(record) = table.next()? {
        let get = |column| record.get(column).unwrap_or_default();
        then(&Line {
            source: get(source),
            fichier: get(fichier),
            ligne: get(ligne),
            personne: get(personne),
            alterations: get(alterations),
        });
    }
    Ok(())
}

/// A `;` table with a heading.
struct Table<'p> {
    path: &'p Path,
    reader: csv::Reader<std::fs::File>,
    record: csv::StringRecord,
}

impl<'p> Table<'p> {
    fn open(path: &'p Path) -> Result<Self, SynthError> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_path(path)
            .map_err(|error| SynthError::Read { path: path.to_owned(), source: error.into() })?;
        Ok(Self { path, reader, record: csv::StringRecord::new() })
    }

    fn failed(&self, error: &csv::Error) -> SynthError {
        let line = error.position().map_or(0, csv::Position::line);
        SynthError::Format { path: self.path.to_owned(), line, problem: Problem::Table(error.to_string()) }
    }

    fn problem(path: &Path, record: &csv::StringRecord, problem: Problem) -> SynthError {
        let line = record.position().map_or(0, csv::Position::line);
        SynthError::Format { path: path.to_owned(), line, problem }
    }

    /// Where the named columns stand. The mark that Excel wants at the head of a file is no part of a name.
    fn columns<const N: usize>(&mut self, names: [&str; N]) -> Result<[usize; N], SynthError> {
        let headers = match self.reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => return Err(self.failed(&error)),
        };
        let mut found = [0; N];
        for (place, name) in found.iter_mut().zip(names) {
            *place =
                headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name).ok_or_else(|| {
                    let problem = Problem::MissingColumn(name.to_owned());
                    SynthError::Format { path: self.path.to_owned(), line: 1, problem }
                })?;
        }
        Ok(found)
    }

    fn next(&mut self) -> Result<Option<&csv::StringRecord>, SynthError> {
        match self.reader.read_record(&mut self.record) {
            Ok(true) => Ok(Some(&self.record)),
            Ok(false) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }
}
