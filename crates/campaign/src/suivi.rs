//! `a_suivre.jsonl`: everybody with something to be done, whole, for the application that follows them.
//!
//! The lists of a PSAD are for people; this is the same persons for a program: one JSON object a line, with contacts,
//! legal representatives, every schooling with its source, and the near misses. It holds nobody else: the registers
//! themselves stay files.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

use chrono::NaiveDate;
use raccroche_domain::{
    Adresse, GenreRegistre, Identite, Ine, Registre, Representant, RoleRegistre, Scolarite,
};
use raccroche_registers::output::WriteError;
use serde::{Deserialize, Serialize};

use crate::{
    CampaignError,
    judge::{Case, Outcome},
    lists::{Entry, Section},
    people::{Person, Tie},
    progress::Course,
    sheet::Sheet,
    zoning::Zone,
};

/// File name, in the folder of a campaign.
pub(crate) const FILE: &str = "a_suivre.jsonl";

/// Somebody to follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fiche {
    /// Number of the person, the same from one campaign to the next.
    pub jeune: String,
    /// Why on the list.
    pub rubrique: Section,
    /// Names, birth, sex, as the best line states them.
    pub identite: Identite,
    /// INEs known, most recent first.
    pub ine: Vec<Ine>,
    /// Where the person lives, with the commune that decided the territory.
    pub adresse: Adresse,
    /// Phones of the person, most recent source first.
    pub telephones: Vec<String>,
    /// E-mails of the person.
    pub courriels: Vec<String>,
    /// Persons responsible, legal representatives first.
    pub representants: Vec<Representant>,
    /// Every schooling surely of the person.
    pub scolarites: Vec<ScolariteLue>,
    /// Code of the verdict.
    pub verdict: String,
    /// Code of its reason.
    pub motif: String,
    /// The reason as sentences, with words of caution.
    pub pourquoi: String,
    /// Code of the obligation de formation.
    pub obligation: String,
    /// Its reason as a sentence.
    pub obligation_pourquoi: String,
    /// Last day in training, or of the picture.
    pub sorti_depuis: Option<NaiveDate>,
    /// UAI of the last school, or what stands for it.
    pub dernier_uai: String,
    /// Its name.
    pub dernier_etablissement: String,
    /// Last formation.
    pub derniere_formation: String,
    /// Name of the PSAD, or of the list of those who have none.
    pub psad: String,
    /// Name of the ZAP; empty when unknown.
    pub zap: String,
    /// Name of the mission locale; empty when unknown.
    pub mission_locale: String,
    /// Name of the CIO; empty when unknown.
    pub cio: String,
    /// Registers crossed, by name.
    pub registres: Vec<String>,
    /// What nearly matched, best first; three at most.
    pub proches: Vec<Proche>,
}

/// A schooling and where it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScolariteLue {
    /// The schooling, with the establishment's name when it is known.
    pub scolarite: Scolarite,
    /// Name of the register.
    pub source: String,
    /// Day it pictures.
    pub source_le: NaiveDate,
}

/// A line of another register that may be about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proche {
    /// Name of the register.
    pub registre: String,
    /// File in it.
    pub fichier: String,
    /// Line in the file.
    pub ligne: u64,
    /// Names, birth, sex.
    pub identite: Identite,
    /// INEs.
    pub ine: Vec<Ine>,
    /// Establishment.
    pub etablissement: Option<String>,
    /// Formation.
    pub formation: Option<String>,
    /// Probability that it is the same person, 0 to 1.
    pub probabilite: f64,
    /// Whether the engine asks a human; otherwise it thinks not.
    pub a_trancher: bool,
    /// What differs, in French.
    pub differences: String,
    /// Whether the line shows the person enrolled, or otherwise in a known situation, at the date of the campaign.
    #[serde(default)]
    pub en_cours: bool,
    /// What the register is crossed for.
    #[serde(default = "current")]
    pub role: RoleRegistre,
    /// Whose students it lists.
    #[serde(default = "other")]
    pub genre: GenreRegistre,
    /// What brings the two nearer and what parts them, in the order of the comparisons.
    #[serde(default)]
    pub raisons: Vec<Raison>,
}

/// One comparison of a doubtful match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Raison {
    /// In French: `même date de naissance`.
    pub texte: String,
    /// In bits: how much likelier (above 0) or unlikelier it makes that both are one person.
    pub poids: f64,
}

fn current() -> RoleRegistre {
    RoleRegistre::Actuel
}

fn other() -> GenreRegistre {
    GenreRegistre::Autre
}

fn scolarites(sheet: &Sheet<'_, '_>) -> Vec<ScolariteLue> {
    let case = sheet.case;
    sheet
        .person
        .sure_places()
        .filter_map(|place| {
            let (source, line) = case.sources.at(place);
            let mut scolarite = line.scolarite.clone()?;
            scolarite.etablissement =
                scolarite.etablissement.or_else(|| scolarite.uai.and_then(|uai| case.etablissement(uai)));
            let Registre { nom, date, .. } = &source.registre;
            Some(ScolariteLue { scolarite, source: nom.clone(), source_le: *date })
        })
        .collect()
}

fn proches(sheet: &Sheet<'_, '_>) -> Vec<Proche> {
    let doubtful = sheet.person.doubtful().take(3);
    doubtful
        .map(|link| {
            let (source, line) = sheet.case.sources.at(link.place);
            let scolarite = line.scolarite.as_ref();
            Proche {
                registre: source.registre.nom.clone(),
                fichier: line.fichier.clone(),
                ligne: line.ligne,
                identite: line.identite.clone(),
                ine: line.ine.clone(),
                etablissement: scolarite.and_then(|s| {
                    s.etablissement.clone().or_else(|| s.uai.and_then(|uai| sheet.case.etablissement(uai)))
                }),
                formation: scolarite.and_then(|s| s.formation.libelle.clone()),
                probabilite: link.probability,
                a_trancher: link.tie == Tie::Review,
                differences: link.differences.clone(),
                en_cours: scolarite.is_some_and(|s| {
                    let day = sheet.case.regle.date;
                    s.fin.is_none_or(|fin| fin >= day) && s.debut.is_none_or(|debut| debut <= day)
                }),
                role: source.registre.role,
                genre: source.registre.genre,
                raisons: link.reasons.clone(),
            }
        })
        .collect()
}

fn fiche(case: &Case<'_>, person: &Person, outcome: &Outcome, entry: &Entry) -> Fiche {
    let sheet = Sheet::new(case, person, outcome);
    let [uai, etablissement, formation, _] = sheet.last_school();
    let [zap, mission_locale, cio] = case.other_territories(outcome).map(str::to_owned);
    let mut identite = case.sources.line(outcome.main).identite.clone();
    (identite.sexe, identite.date_naissance) = (outcome.sexe, outcome.naissance);
    let [telephones, courriels] = sheet.contact_values();
    let reserves = sheet.reserves();
    Fiche {
        jeune: person.id.clone(),
        rubrique: entry.section,
        identite,
        ine: sheet.known_ines(),
        adresse: Adresse { commune: outcome.commune, ..sheet.known_address() },
        telephones,
        courriels,
        representants: sheet.known_representatives(),
        scolarites: scolarites(&sheet),
        verdict: outcome.jugement.verdict.code().to_owned(),
        motif: outcome.jugement.motif.code().to_owned(),
        pourquoi: [sheet.why(), reserves].join(" ").trim().to_owned(),
        obligation: outcome.jugement.obligation.statut.code().to_owned(),
        obligation_pourquoi: sheet.obligation_why(),
        sorti_depuis: sheet.out_since().map(|(date, _)| date),
        dernier_uai: uai,
        dernier_etablissement: etablissement,
        derniere_formation: formation,
        psad: case.territories.name(outcome.zone).to_owned(),
        zap,
        mission_locale,
        cio,
        registres: case.crossed.to_vec(),
        proches: proches(&sheet),
    }
}

/// Writes the file into `dir`, which is not yet under its final name.
pub(crate) fn write(
    dir: &Path,
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
    zones: &std::collections::BTreeMap<Zone, Vec<Entry>>,
    course: &Course<'_>,
) -> Result<(), CampaignError> {
    course.phase("Écriture des jeunes à suivre", None)?;
    let path = dir.join(FILE);
    let io = || WriteError::io(&path);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(io())?);
    for entry in zones.values().flatten() {
        let fiche = fiche(case, &people[entry.person], &outcomes[entry.person], entry);
        serde_json::to_writer(&mut out, &fiche)
            .map_err(|error| WriteError::Io { path: path.clone(), source: error.into() })?;
        out.write_all(b"\n").map_err(io())?;
    }
    out.flush().map_err(io())?;
    Ok(())
}

/// Reads the persons to follow of a campaign's folder, one by one.
///
/// # Errors
/// When the file is missing, or a line of it is not what this program writes.
pub fn to_follow(dir: &Path) -> Result<impl Iterator<Item = Result<Fiche, CampaignError>>, CampaignError> {
    let path = dir.join(FILE);
    let file = File::open(&path).map_err(|error| {
        CampaignError::input(
            &path,
            None,
            format!("ce fichier ne peut pas être lu ({error}). Relancez la campagne."),
        )
    })?;
    Ok(BufReader::new(file).lines().zip(1_u64..).map(move |(line, number)| {
        let unreadable = |error: &dyn std::fmt::Display| {
            CampaignError::input(
                &path,
                Some(number),
                format!("cette ligne est illisible ({error}). Relancez la campagne."),
            )
        };
        let line = line.map_err(|error| unreadable(&error))?;
        serde_json::from_str(&line).map_err(|error| unreadable(&error))
    }))
}
