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
use raccroche_domain::{Registre, Representant, Sexe, Statut};
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
    /// Birth name, as read.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names, in order.
    pub prenoms: Vec<String>,
    /// Sex as registers code it.
    pub sexe: Option<Sexe>,
    /// Birth date.
    pub date_naissance: Option<NaiveDate>,
    /// INSEE code of the birth commune, or country.
    pub commune_naissance: Option<String>,
    /// INEs known, most recent first.
    pub ine: Vec<String>,
    /// Street, postal code, town.
    pub adresse: [String; 3],
    /// INSEE code of the commune of residence.
    pub commune: Option<String>,
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
    /// UAI, or what stands for it.
    pub uai: Option<String>,
    /// Name of the establishment.
    pub etablissement: Option<String>,
    /// MEF.
    pub mef: Option<String>,
    /// Label of the formation.
    pub formation: Option<String>,
    /// Class.
    pub classe: Option<String>,
    /// Status.
    pub statut: Option<Statut>,
    /// First day.
    pub du: Option<NaiveDate>,
    /// Last day.
    pub au: Option<NaiveDate>,
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
    /// Birth name.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names.
    pub prenoms: Vec<String>,
    /// Birth date.
    pub date_naissance: Option<NaiveDate>,
    /// INEs.
    pub ine: Vec<String>,
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
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn scolarites(sheet: &Sheet<'_, '_>) -> Vec<ScolariteLue> {
    let case = sheet.case;
    let read = |registre: &Registre, s: &raccroche_domain::Scolarite| ScolariteLue {
        uai: s.uai.map(|uai| uai.to_string()).or_else(|| s.uai_brut.clone()),
        etablissement: s.etablissement.clone().or_else(|| s.uai.and_then(|uai| case.etablissement(uai))),
        mef: s.formation.mef.clone(),
        formation: s.formation.libelle.clone().or_else(|| s.formation.diplome.clone()),
        classe: s.division.clone(),
        statut: s.statut,
        du: s.debut,
        au: s.fin,
        source: registre.nom.clone(),
        source_le: registre.date,
    };
    let places = sheet.person.sure_places();
    places
        .filter_map(|place| {
            let (source, line) = case.sources.at(place);
            line.scolarite.as_ref().map(|s| read(&source.registre, s))
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
                nom_famille: line.identite.nom_famille.clone(),
                nom_usage: line.identite.nom_usage.clone(),
                prenoms: line.identite.prenoms.clone(),
                date_naissance: line.identite.date_naissance,
                ine: line.ine.iter().map(|ine| ine.as_str().to_owned()).collect(),
                etablissement: scolarite.and_then(|s| {
                    s.etablissement.clone().or_else(|| s.uai.and_then(|uai| sheet.case.etablissement(uai)))
                }),
                formation: scolarite.and_then(|s| s.formation.libelle.clone()),
                probabilite: link.probability,
                a_trancher: link.tie == Tie::Review,
                differences: link.differences.clone(),
            }
        })
        .collect()
}

fn fiche(case: &Case<'_>, person: &Person, outcome: &Outcome, entry: &Entry) -> Fiche {
    let sheet = Sheet::new(case, person, outcome);
    let [uai, etablissement, formation, _] = sheet.last_school();
    let [zap, mission_locale, cio] = case.other_territories(outcome).map(str::to_owned);
    let identite = &case.sources.line(outcome.main).identite;
    let [telephones, courriels] = sheet.contact_values();
    let reserves = sheet.reserves();
    Fiche {
        jeune: person.id.clone(),
        rubrique: entry.section,
        nom_famille: identite.nom_famille.clone(),
        nom_usage: identite.nom_usage.clone(),
        prenoms: identite.prenoms.clone(),
        sexe: outcome.sexe,
        date_naissance: outcome.naissance,
        commune_naissance: filled(sheet.commune_naissance()),
        ine: sheet.ines().split_whitespace().map(str::to_owned).collect(),
        adresse: sheet.address(),
        commune: outcome.commune.map(|commune| commune.to_string()),
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
