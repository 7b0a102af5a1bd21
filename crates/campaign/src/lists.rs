//! The lists: for each PSAD who has to be contacted and why, for each school who has to be verified.
//!
//! Everybody with something to be done is in exactly one PSAD list, including those whose commune is unknown or in no
//! territory. A minor under obligation de formation is there whatever the verdict: a diploma does not suspend the
//! obligation (L114-1).

use std::{cmp::Reverse, collections::BTreeMap, fs, path::Path};

use raccroche_domain::{
    Motif, MotifObligation, StatutObligation, Uai, Verdict,
    francais::{INSECABLE, date_longue},
};
use raccroche_registers::output::{WriteError, write_csv, write_xlsx};
use rayon::prelude::*;

use crate::{
    CampaignError,
    judge::{Case, Outcome},
    people::Person,
    progress::Course,
    sheet::{Sheet, day},
    zoning::Zone,
};

/// Why somebody is on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Lost from view.
    ToContact,
    /// A human must look.
    ToVerify,
    /// Not a décrocheur under the definition, but under an obligation that nothing meets.
    Obligation,
    /// A décrocheur whom a mission locale follows.
    Followed,
}

impl Section {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::ToContact => "À contacter",
            Self::ToVerify => "À vérifier",
            Self::Obligation => "Obligation de formation",
            Self::Followed => "Déjà suivi",
        }
    }

    /// The section of a conclusion; `None` when nothing is to be done.
    pub(crate) fn of(outcome: &Outcome) -> Option<Self> {
        let jugement = &outcome.jugement;
        match jugement.verdict {
            Verdict::PerduDeVue => Some(Self::ToContact),
            Verdict::AVerifier => Some(Self::ToVerify),
            Verdict::SuiviMissionLocale => Some(Self::Followed),
            Verdict::Retrouve => None,
            Verdict::HorsChamp if jugement.motif == Motif::ErreurSignalee => None,
            Verdict::Diplome | Verdict::AutreSituation | Verdict::HorsChamp => {
                let doubtful = jugement.obligation.motif == MotifObligation::RapprochementIncertain;
                (jugement.obligation.statut == StatutObligation::NonSatisfaite || doubtful)
                    .then_some(Self::Obligation)
            }
        }
    }
}

/// Somebody on a list: position among the persons, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) person: usize,
    pub(crate) section: Section,
    pub(crate) minor: bool,
}

/// Everybody with something to be done, by zone, the most urgent first.
pub(crate) fn by_zone(
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
) -> BTreeMap<Zone, Vec<Entry>> {
    let mut zones: BTreeMap<Zone, Vec<Entry>> = BTreeMap::new();
    for (person, outcome) in outcomes.iter().enumerate() {
        if let Some(section) = Section::of(outcome) {
            let minor = case.age(outcome).is_some_and(|age| age < raccroche_domain::AGE_MAJORITE);
            zones.entry(outcome.zone).or_default().push(Entry { person, section, minor });
        }
    }
    for entries in zones.values_mut() {
        entries.sort_by_cached_key(|entry| {
            let outcome = &outcomes[entry.person];
            let since = outcome.jugement.derniere_presence.map(|p| p.date);
            let name = case.sources.line(outcome.main).identite.nom_famille.clone();
            (
                entry.section == Section::Followed,
                Reverse(entry.minor),
                since.is_none(),
                since,
                name,
                people[entry.person].id.clone(),
            )
        });
    }
    zones
}

const PSAD_COLUMNS: [(&str, f64); 28] = [
    ("Jeune", 16.0),
    ("Rubrique", 22.0),
    ("Mineur", 8.0),
    ("Nom", 20.0),
    ("Nom d’usage", 16.0),
    ("Prénoms", 20.0),
    ("Sexe", 6.0),
    ("Date de naissance", 14.0),
    ("Âge", 6.0),
    ("Téléphones", 24.0),
    ("Courriels", 28.0),
    ("Adresse", 30.0),
    ("Code postal", 9.0),
    ("Ville", 18.0),
    ("Responsables", 50.0),
    ("Dernier établissement (UAI)", 14.0),
    ("Dernier établissement", 28.0),
    ("Dernière formation", 24.0),
    ("Classe", 10.0),
    ("Dernière présence", 14.0),
    ("Nature de cette date", 22.0),
    ("Entretien de réorientation au plus tard le", 18.0),
    ("Verdict", 20.0),
    ("Pourquoi", 80.0),
    ("Réserves", 50.0),
    ("Rapprochements à vérifier", 60.0),
    ("Obligation de formation", 18.0),
    ("Obligation de formation : pourquoi", 50.0),
];

fn psad_row(sheet: &Sheet<'_, '_>, entry: &Entry) -> [String; 28] {
    let jugement = &sheet.outcome.jugement;
    let [street, postal, town] = sheet.address();
    let [phones, mails] = sheet.contacts();
    let [uai, school, formation, class] = sheet.last_school();
    let out = sheet.out_since();
    let nature = out.map_or("", |(_, stated)| if stated { "sortie déclarée" } else { "date du registre" });
    [
        sheet.person.id.clone(),
        entry.section.label().to_owned(),
        match sheet.outcome.naissance {
            None => String::new(),
            Some(_) if entry.minor => "oui".to_owned(),
            Some(_) => "non".to_owned(),
        },
        sheet.nom_famille(),
        sheet.nom_usage(),
        sheet.prenoms(),
        sheet.sexe().to_owned(),
        day(sheet.outcome.naissance),
        sheet.age(),
        phones,
        mails,
        street,
        postal,
        town,
        sheet.representatives(),
        uai,
        school,
        formation,
        class,
        day(out.map(|(date, _)| date)),
        nature.to_owned(),
        day(sheet.interview_by()),
        jugement.verdict.libelle().to_owned(),
        sheet.why(),
        sheet.reserves(),
        sheet.near(),
        jugement.obligation.statut.libelle().to_owned(),
        sheet.obligation_why(),
    ]
}

/// Writes `listes/<psad>.xlsx` and `.csv`, one pair for each zone, empty ones included: a PSAD without a list would
/// not know whether it has nobody or was forgotten.
pub(crate) fn write_psad(
    dir: &Path,
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
    zones: &BTreeMap<Zone, Vec<Entry>>,
    course: &Course<'_>,
) -> Result<(), CampaignError> {
    let dir = dir.join("listes");
    fs::create_dir(&dir).map_err(WriteError::io(&dir))?;
    course.phase("Écriture des listes par PSAD", None)?;
    case.territories.zones().into_par_iter().try_for_each(|zone| {
        course.check()?;
        let entries = zones.get(&zone).map(Vec::as_slice).unwrap_or_default();
        let rows: Vec<_> = entries
            .iter()
            .map(|entry| {
                let sheet = Sheet::new(case, &people[entry.person], &outcomes[entry.person]);
                psad_row(&sheet, entry)
            })
            .collect();
        write_both(&dir, case.territories.slug(zone), case.territories.name(zone), &PSAD_COLUMNS, &rows)
    })
}

/// The sheet that a school fills in is, column for column, a file of corrections.
const SCHOOL_COLUMNS: [(&str, f64); 17] = [
    ("jeune", 16.0),
    ("nom_famille", 20.0),
    ("prenoms", 20.0),
    ("date_naissance", 14.0),
    ("classe", 10.0),
    ("derniere_formation", 24.0),
    ("derniere_presence", 14.0),
    ("constat", 60.0),
    ("decision", 24.0),
    ("uai", 11.0),
    ("etablissement", 28.0),
    ("formation", 24.0),
    ("niveau", 8.0),
    ("depuis", 12.0),
    ("jusqu_au", 12.0),
    ("decide_le", 12.0),
    ("decide_par", 24.0),
];

fn school_row(sheet: &Sheet<'_, '_>) -> [String; 17] {
    let [_, _, formation, class] = sheet.last_school();
    let blank = String::new;
    [
        sheet.person.id.clone(),
        sheet.nom_famille(),
        sheet.prenoms(),
        day(sheet.outcome.naissance),
        class,
        formation,
        day(sheet.out_since().map(|(date, _)| date)),
        finding(sheet),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
    ]
}

/// What a school needs to know, and nothing of what other registers say of the person.
fn finding(sheet: &Sheet<'_, '_>) -> String {
    let date = date_longue(sheet.case.regle.date);
    match sheet.outcome.jugement.motif {
        Motif::RapprochementIncertain
        | Motif::IdentiteDouteuse
        | Motif::FaitsContradictoires
        | Motif::InscriptionAVenir => {
            format!("Situation incertaine au {date}{INSECABLE}: que savez-vous de la suite de parcours ?")
        }
        Motif::NomAbsent => "Nom et prénom absents : merci de les compléter.".replace(" :", "\u{a0}:"),
        Motif::NaissanceInconnue => {
            "Date de naissance absente ou impossible : merci de la corriger.".replace(" :", "\u{a0}:")
        }
        _ => format!("Introuvable au {date} dans les fichiers croisés."),
    }
}

/// Writes `ecoles/<uai>.xlsx` and `.csv`: for each school, its own former pupils to verify.
pub(crate) fn write_schools(
    dir: &Path,
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
    zones: &BTreeMap<Zone, Vec<Entry>>,
    course: &Course<'_>,
) -> Result<u64, CampaignError> {
    let dir = dir.join("ecoles");
    fs::create_dir(&dir).map_err(WriteError::io(&dir))?;
    course.phase("Écriture des listes par école", None)?;
    let mut schools: BTreeMap<Option<Uai>, Vec<Sheet<'_, '_>>> = BTreeMap::new();
    for entry in zones.values().flatten().filter(|entry| entry.section != Section::Followed) {
        let sheet = Sheet::new(case, &people[entry.person], &outcomes[entry.person]);
        schools.entry(sheet.last_school()[0].parse().ok()).or_default().push(sheet);
    }
    let count = schools.len() as u64;
    schools.into_iter().collect::<Vec<_>>().into_par_iter().try_for_each(|(uai, mut sheets)| {
        course.check()?;
        sheets.sort_by_cached_key(|sheet| {
            (sheet.last_school()[3].clone(), sheet.nom_famille(), sheet.prenoms())
        });
        let rows: Vec<_> = sheets.iter().map(school_row).collect();
        let name = uai.map_or_else(|| "sans-uai".to_owned(), |uai| uai.to_string());
        write_both(&dir, &name, "À vérifier", &SCHOOL_COLUMNS, &rows)
    })?;
    Ok(count)
}

/// Writes `<name>.csv` and `<name>.xlsx`, the same rows in both; `columns` are headers and widths.
fn write_both<const N: usize>(
    dir: &Path,
    name: &str,
    sheet: &str,
    columns: &[(&str, f64); N],
    rows: &[[String; N]],
) -> Result<(), CampaignError> {
    let (headers, widths): (Vec<&str>, Vec<f64>) = columns.iter().copied().unzip();
    write_csv(&dir.join(format!("{name}.csv")), &headers, rows)?;
    write_xlsx(&dir.join(format!("{name}.xlsx")), sheet, &headers, rows, &widths)?;
    Ok(())
}
