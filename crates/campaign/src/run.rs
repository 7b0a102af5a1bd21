//! A campaign from its file to its folder.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
    sync::Arc,
};

use raccroche_domain::{NatureSituation, Registre, Regle, Reserve, RoleRegistre, TableCycles, Uai};
use raccroche_registers::{
    Annuaire, MappingProfile, ReadOptions, Zonage,
    output::{WriteError, write_csv, write_dir},
    read_source,
};

use crate::{
    Bilan, Campaign, CampaignError, RunOptions, SourceFile,
    assemble::{attach, group, link_sources},
    bilan::Ledger,
    corrections::{
        self, Correction, CorrectionReport, CorrectionState, HumanFact, LineIndex, apply_facts,
        apply_pairs_to_links, merge_and_split, outrank_pairs,
    },
    former_school, gaps, html,
    identity::Identity,
    judge::{Case, Outcome, campaign_reserves},
    lists,
    people::{Person, Source, Sources},
    previous::{self, Former},
    progress::{Course, Progress},
    soundness, suivi, verdicts,
    zoning::Territories,
};

/// What the folder of a campaign says that it holds.
const CONTENTS: &str = "campagne";

/// Runs a campaign and writes its folder, whole or not at all.
///
/// # Errors
/// [`CampaignError`]; nothing is then written, and what stood at `out` is untouched.
pub fn run(campaign: &Campaign, out: &Path, options: &RunOptions) -> Result<Bilan, CampaignError> {
    let mut bilan = None;
    write_dir::<CampaignError, _>(out, CONTENTS, |dir| {
        bilan = Some(run_into(campaign, dir, options)?);
        Ok(())
    })?;
    // `write_dir` calls its closure once or fails.
    bilan.ok_or(CampaignError::Interrupted)
}

/// Learns, on the largest current register of a campaign, how lines of one person agree and differ: the model, as
/// JSON, that serves campaigns too small to learn from.
///
/// # Errors
/// [`CampaignError`] when a source cannot be read.
pub fn learn_model(campaign: &Campaign, options: &RunOptions) -> Result<String, CampaignError> {
    let inputs = Inputs::read(campaign, options, &Course::new(options))?;
    let of = |role: RoleRegistre| {
        let sources = inputs.sources.0.iter().filter(|source| source.registre.role == role);
        sources.max_by_key(|source| source.lines.len()).map(|source| source.lines.iter().collect::<Vec<_>>())
    };
    let (left, right) = (of(RoleRegistre::Precedent), of(RoleRegistre::Actuel));
    Identity::new(&options.cancel)?.learn(&left.unwrap_or_default(), &right.unwrap_or_default())
}

fn run_into(campaign: &Campaign, dir: &Path, options: &RunOptions) -> Result<Bilan, CampaignError> {
    let course = Course::new(options);
    let inputs = Inputs::read(campaign, options, &course)?;
    let mut known = Known::build(&inputs, &course, options)?;

    course.phase("Verdicts", None)?;
    let cycles = TableCycles::avec(campaign.cycles.clone());
    let registres: Vec<&Registre> = inputs.sources.0.iter().map(|source| &source.registre).collect();
    let reserves: Vec<Reserve> = campaign_reserves(&registres, campaign.as_of);
    let crossed: Vec<String> = registres
        .iter()
        .filter(|r| !matches!(r.role, RoleRegistre::Precedent | RoleRegistre::Diplomes))
        .map(|r| r.nom.clone())
        .collect();
    let case = Case {
        sources: &inputs.sources,
        facts: &known.facts,
        regle: Regle { date: campaign.as_of, definition: campaign.definition, cycles: &cycles },
        territories: &inputs.territories,
        others: &inputs.others,
        etablissements: &inputs.etablissements,
        crossed: &crossed,
        reserves: &reserves,
    };
    let outcomes = case.judge_all(&known.people);
    mark_overtaken(&known.people, &outcomes, &mut known.reports);

    let zones = lists::by_zone(&case, &known.people, &outcomes);
    verdicts::write(dir, &case, &known.people, &outcomes, &course)?;
    lists::write_psad(dir, &case, &known.people, &outcomes, &zones, &course)?;
    suivi::write(dir, &case, &known.people, &outcomes, &zones, &course)?;
    let schools = lists::write_schools(dir, &case, &known.people, &outcomes, &zones, &course)?;
    let gaps = match &inputs.former {
        Some(former) => Some(gaps::write(dir, &case, &known.people, &outcomes, former, &known.former)?),
        None => None,
    };
    write_corrections(dir, &known)?;
    write_quality(dir, &inputs.sources)?;
    course.phase("Bilan", None)?;
    let bilan = Ledger {
        name: &campaign.name,
        case: &case,
        people: &known.people,
        outcomes: &outcomes,
        zones: &zones,
        corrections: &known.reports,
        gaps,
        schools,
    }
    .close()?;
    write_json(&dir.join("bilan.json"), &bilan)?;
    html::write(dir, &bilan)?;
    course.check()?;
    Ok(bilan)
}

/// All that is read before anything is concluded.
struct Inputs {
    sources: Sources,
    territories: Territories,
    /// ZAP, mission locale, CIO.
    others: [Option<Zonage>; 3],
    etablissements: HashMap<Uai, String>,
    former: Option<Vec<Former>>,
    corrections: Vec<Correction>,
}

impl Inputs {
    fn read(campaign: &Campaign, options: &RunOptions, course: &Course<'_>) -> Result<Self, CampaignError> {
        let former = match &campaign.previous_campaign {
            Some(folder) => {
                course.phase("Lecture de la campagne précédente", None)?;
                Some(previous::read(folder)?)
            }
            None => None,
        };
        let mut decided = match &campaign.previous_campaign {
            Some(folder) => corrections::read_previous(folder, campaign.as_of)?,
            None => Vec::new(),
        };
        let mut sources = Sources::default();
        for source in &campaign.sources {
            if source.role == RoleRegistre::Corrections {
                let as_of = campaign.as_of;
                let days = corrections::Days { as_of, undated: source.date.unwrap_or(as_of) };
                decided.extend(corrections::read_file(&source.path, days)?);
            } else {
                sources.0.push(read(source, campaign, options, course)?);
            }
        }
        soundness::check(campaign, &sources.0)?;
        course.phase("Lecture des zonages et de l’annuaire", None)?;
        let territories = match &campaign.zonings.psad {
            Some(path) => Territories::read(path)?,
            None => Territories::default(),
        };
        let zonings = &campaign.zonings;
        let columns =
            [("zap", &zonings.zap), ("mission_locale", &zonings.mission_locale), ("cio", &zonings.cio)];
        let mut others: [Option<Zonage>; 3] = Default::default();
        for (slot, (column, path)) in others.iter_mut().zip(columns) {
            if let Some(path) = path {
                let zoning =
                    Zonage::load(path, column).map_err(|error| CampaignError::reference(path, error))?;
                *slot = Some(zoning);
            }
        }
        let etablissements = match &campaign.annuaire {
            Some(path) => {
                let annuaire = Annuaire::load(path).map_err(|error| CampaignError::reference(path, error))?;
                annuaire.iter().map(|e| (e.uai, e.nom.clone())).collect()
            }
            None => HashMap::new(),
        };
        Ok(Self {
            sources,
            territories,
            others,
            etablissements,
            former,
            corrections: corrections::once_each(decided),
        })
    }
}

/// Persons, their links and what humans said of them.
struct Known {
    people: Vec<Person>,
    /// Position of each in the previous campaign.
    former: Vec<Option<usize>>,
    facts: Vec<HumanFact>,
    corrections: Vec<Correction>,
    reports: Vec<CorrectionReport>,
}

impl Known {
    fn build(inputs: &Inputs, course: &Course<'_>, options: &RunOptions) -> Result<Self, CampaignError> {
        let sources = &inputs.sources;
        let mut identity = Identity::new(&options.cancel)?;
        let found = link_sources(sources, &mut identity, course)?;
        let mut people = group(&found);
        course.phase("Numéros des jeunes", None)?;
        let former = inputs.former.as_deref().unwrap_or_default();
        let mut positions = previous::number(&mut people, sources, former, &mut identity)?;
        let mut corrections = inputs.corrections.clone();
        let index = if corrections.is_empty() { LineIndex::default() } else { LineIndex::new(sources) };
        if !corrections.is_empty() {
            let before: HashMap<String, Option<usize>> = people
                .iter()
                .zip(&positions)
                .map(|(person, position)| (person.id.clone(), *position))
                .collect();
            let used: HashSet<String> =
                before.keys().cloned().chain(former.iter().map(|f| f.id.clone())).collect();
            let new_id = |places: &[crate::people::Place]| {
                previous::unused(&previous::digest(sources.line(places[0])), &mut used.clone())
            };
            outrank_pairs(&mut corrections);
            merge_and_split(&mut corrections, &index, sources, &mut people, &new_id);
            positions = people.iter().map(|person| before.get(&person.id).copied().flatten()).collect();
        }
        attach(found, &mut people);
        former_school::confirm(&mut people, sources);
        course.phase("Décisions humaines", None)?;
        let mut reports = apply_pairs_to_links(&mut corrections, &index, sources, &mut people);
        let (facts, more) = apply_facts(&mut corrections, &index, sources, &mut people);
        reports.extend(more);
        reports.sort_by(|a, b| (&a.fichier, a.ligne).cmp(&(&b.fichier, b.ligne)));
        Ok(Self { people, former: positions, facts, corrections, reports })
    }
}

fn read(
    source: &SourceFile,
    campaign: &Campaign,
    options: &RunOptions,
    course: &Course<'_>,
) -> Result<Source, CampaignError> {
    let nom = source.label();
    let phase = format!("Lecture de {nom}");
    course.phase(&phase, None)?;
    let failed = |error| CampaignError::Read { name: nom.clone(), path: source.path.clone(), source: error };
    let mut read_options = ReadOptions::new(campaign.as_of);
    if let Some(path) = &source.profile {
        read_options.profile = Some(MappingProfile::load(path).map_err(failed)?);
    }
    // Whoever is in the file of a mission locale is followed by it, whether a column says so or not.
    let followed = source.role == RoleRegistre::SuiviMissionLocale;
    read_options.situation = followed.then_some(NatureSituation::Accompagnement);
    read_options.cancelled = Some(Arc::clone(&options.cancel));
    if let Some(tell) = options.on_progress.clone() {
        let phase = phase.clone();
        read_options.on_progress = Some(Arc::new(move |done, total| {
            tell(Progress { phase: phase.clone(), done: Some((done, total)) });
        }));
    }
    // `Campaign::check` has seen that both are there.
    let (Some(kind), Some(date)) = (source.kind, source.date) else {
        return Err(CampaignError::input(&source.path, None, "il manque kind ou date."));
    };
    let content = read_source(kind, &source.path, &read_options)
        .map_err(|error| if course.check().is_err() { CampaignError::Interrupted } else { failed(error) })?;
    Ok(Source {
        registre: Registre { nom, role: source.role, genre: source.genre(), date },
        lines: content.enregistrements,
        quality: content.quality,
    })
}

/// A decision set aside because a register shows the person in training since is said to be.
fn mark_overtaken(people: &[Person], outcomes: &[Outcome], reports: &mut [CorrectionReport]) {
    let overtaken: HashSet<&str> = people
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| outcome.jugement.reserves.contains(&Reserve::DecisionDepassee))
        .map(|(person, _)| person.id.as_str())
        .collect();
    for report in reports {
        let about_a_pair = matches!(report.decision.as_str(), "meme_personne" | "personnes_differentes");
        let applied = report.etat == CorrectionState::Appliquee;
        if applied && !about_a_pair && report.jeune.as_deref().is_some_and(|id| overtaken.contains(id)) {
            report.etat = CorrectionState::Depassee;
            "un registre montre une formation commencée ou quittée depuis".clone_into(&mut report.pourquoi);
        }
    }
}

fn write_corrections(dir: &Path, known: &Known) -> Result<(), CampaignError> {
    if known.corrections.is_empty() {
        return Ok(());
    }
    let state = |c: &Correction| {
        let file = c.file_name();
        let found = known.reports.iter().find(|r| r.fichier == file && r.ligne == c.line);
        found.map_or("", |r| r.etat.code())
    };
    let rows = corrections::rows_to_keep(known.corrections.iter().map(|c| (c, state(c))));
    write_csv(&dir.join(corrections::KEPT), &corrections::COLUMNS, rows)?;
    Ok(())
}

fn write_quality(dir: &Path, sources: &Sources) -> Result<(), CampaignError> {
    let dir = dir.join("qualite");
    fs::create_dir(&dir).map_err(WriteError::io(&dir))?;
    let mut used = HashSet::new();
    for source in &sources.0 {
        let slug = crate::zoning::unused_slug(&source.registre.nom, &mut used);
        write_json(&dir.join(format!("{slug}.json")), &source.quality)?;
        source.quality.write_set_aside_csv(&dir.join(format!("{slug}-lignes-ecartees.csv")))?;
        source.quality.write_remarks_csv(&dir.join(format!("{slug}-remarques.csv")))?;
    }
    Ok(())
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), CampaignError> {
    let text = serde_json::to_vec_pretty(value)
        .map_err(|error| WriteError::Io { path: path.to_owned(), source: error.into() })?;
    fs::write(path, text).map_err(WriteError::io(path))?;
    Ok(())
}
