//! Applying decisions: on the grouping into persons, on the links, on the facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use raccroche_domain::{
    AutreSituation, DecisionHumaine, Diplome, Enregistrement, Formation, GenreRegistre, NatureDecision,
    Registre, RoleRegistre, Scolarite, francais::ponctuer,
};

use super::{
    Correction, CorrectionReport, CorrectionState, Decision, HumanFact, Key, LineIndex, outrank_facts,
};
use crate::people::{Link, Person, Place, Sources, Tie};

/// Finds the person or the lines that a key names.
struct Finder<'a> {
    index: &'a LineIndex,
    sources: &'a Sources,
    by_id: HashMap<String, usize>,
    by_place: HashMap<Place, usize>,
}

impl<'a> Finder<'a> {
    fn new(index: &'a LineIndex, sources: &'a Sources, people: &[Person]) -> Self {
        let by_id = people.iter().enumerate().map(|(i, p)| (p.id.clone(), i)).collect();
        let by_place = people
            .iter()
            .enumerate()
            .flat_map(|(i, p)| p.places.iter().map(move |place| (*place, i)))
            .collect();
        Self { index, sources, by_id, by_place }
    }

    fn places(&self, key: &Key, people: &[Person]) -> Result<Vec<Place>, String> {
        if let Some(&i) = self.by_id.get(&key.jeune) {
            return Ok(people[i].places.clone());
        }
        self.index.find(key, self.sources)
    }

    /// The one person of the previous registers that the key names.
    fn person(&self, key: &Key, people: &[Person]) -> Result<usize, String> {
        let places = self.places(key, people)?;
        let found: BTreeSet<usize> =
            places.iter().filter_map(|place| self.by_place.get(place)).copied().collect();
        match found.len() {
            0 => Err("cette personne n’est pas dans les registres de départ de la campagne".to_owned()),
            1 => Ok(found.first().copied().unwrap_or_default()),
            n => Err(format!(
                "{n} personnes portent cette identité ; précisez avec le numéro du jeune ou un INE"
            )),
        }
    }
}

/// Decisions about pairs, on the grouping of the previous registers' lines into persons.
///
/// `new_id` numbers a person that is split off.
pub(crate) fn merge_and_split(
    corrections: &mut [Correction],
    index: &LineIndex,
    sources: &Sources,
    people: &mut Vec<Person>,
    new_id: &dyn Fn(&[Place]) -> String,
) {
    for correction in corrections.iter_mut().filter(|c| c.is_about_a_pair() && c.outranked.is_none()) {
        let finder = Finder::new(index, sources, people);
        let (Ok(who), Ok(other)) =
            (finder.places(&correction.who, people), finder.places(&correction.other, people))
        else {
            continue;
        };
        let owners = |places: &[Place]| -> BTreeSet<usize> {
            places.iter().filter_map(|place| finder.by_place.get(place)).copied().collect()
        };
        let (left, right) = (owners(&who), owners(&other));
        remember(correction, sources, &who, &other);
        if correction.decision == Decision::SamePerson {
            let (Some(&keep), true) = (left.first(), left.len() == 1) else { continue };
            for gone in right.into_iter().rev().filter(|&gone| gone != keep) {
                let places = std::mem::take(&mut people[gone].places);
                people[keep].places.extend(places);
            }
            people[keep].places.sort_unstable();
        } else {
            // Split only what was put together; lines that both keys name cannot be told apart.
            let apart = |place: &Place| other.contains(place) && !who.contains(place);
            for &i in left.intersection(&right) {
                let moved: Vec<Place> = people[i].places.iter().copied().filter(apart).collect();
                if moved.is_empty() || moved.len() == people[i].places.len() {
                    continue;
                }
                people[i].places.retain(|place| !moved.contains(place));
                let id = new_id(&moved);
                people.push(Person { id, places: moved, ..Person::default() });
            }
        }
        people.retain(|person| !person.places.is_empty());
    }
}

/// Decisions about pairs, on the links to the other sources.
pub(crate) fn apply_pairs_to_links(
    corrections: &mut [Correction],
    index: &LineIndex,
    sources: &Sources,
    people: &mut [Person],
) -> Vec<CorrectionReport> {
    let finder = Finder::new(index, sources, people);
    let mut reports = Vec::new();
    for correction in corrections.iter_mut().filter(|c| c.is_about_a_pair()) {
        if correction.outranked.is_some() {
            let person = finder.person(&correction.who, people).ok().map(|i| people[i].id.clone());
            reports.push(correction.report(person.as_deref(), CorrectionState::Depassee, ""));
            continue;
        }
        let outcome = finder
            .person(&correction.who, people)
            .and_then(|i| finder.places(&correction.other, people).map(|places| (i, places)));
        let report = match outcome {
            Err(why) => correction.report(None, CorrectionState::NonApplicable, &why),
            Ok((i, places)) => {
                let who = people[i].places.clone();
                remember(correction, sources, &who, &places);
                let elsewhere: Vec<Place> =
                    places.into_iter().filter(|place| !finder.by_place.contains_key(place)).collect();
                if correction.decision == Decision::SamePerson {
                    let nature = NatureDecision::IdentiteConfirmee;
                    people[i]
                        .decision
                        .get_or_insert(DecisionHumaine { nature, decide_le: correction.decided_on });
                    tie(people, i, &elsewhere);
                } else {
                    people[i].links.retain(|link| !elsewhere.contains(&link.place));
                }
                correction.report(Some(&people[i].id), CorrectionState::Appliquee, "")
            }
        };
        reports.push(report);
    }
    reports
}

/// Ties lines to a person by a human's word, which unties them from anybody else.
fn tie(people: &mut [Person], person: usize, places: &[Place]) {
    for other in people.iter_mut() {
        other.links.retain(|link| !places.contains(&link.place));
    }
    let links = places.iter().map(|&place| Link {
        place,
        tie: Tie::Human,
        probability: 1.0,
        differences: String::new(),
        reasons: Vec::new(),
    });
    people[person].links.splice(0..0, links);
}

/// Completes the keys with identities, so that the decision still means the same next year.
fn remember(correction: &mut Correction, sources: &Sources, who: &[Place], other: &[Place]) {
    if let Some(&place) = who.first() {
        correction.who.complete(sources.line(place));
    }
    if let Some(&place) = other.first() {
        correction.other.complete(sources.line(place));
    }
}

/// Decisions that state a fact about one person. Reports those that are about no pair.
pub(crate) fn apply_facts(
    corrections: &mut [Correction],
    index: &LineIndex,
    sources: &Sources,
    people: &mut [Person],
) -> (Vec<HumanFact>, Vec<CorrectionReport>) {
    let finder = Finder::new(index, sources, people);
    let mut reports = Vec::new();
    let mut of_person: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, correction) in corrections.iter().enumerate().filter(|(_, c)| !c.is_about_a_pair()) {
        let refused = match correction.decision {
            Decision::Unanswered => {
                (CorrectionState::SansReponse, "la cellule « decision » est vide".to_owned())
            }
            Decision::Unusable => {
                (CorrectionState::NonApplicable, correction.fault.clone().unwrap_or_default())
            }
            _ => match finder.person(&correction.who, people) {
                Ok(i) => {
                    of_person.entry(i).or_default().push(n);
                    continue;
                }
                Err(why) => (CorrectionState::NonApplicable, why),
            },
        };
        reports.push(correction.report(None, refused.0, &refused.1));
    }
    let mut facts = Vec::new();
    for (i, decided) in of_person {
        outrank_facts(corrections, &decided);
        let person = &mut people[i];
        let line = sources.line(person.places[0]);
        for n in decided {
            let correction = &mut corrections[n];
            correction.who.jeune.clone_from(&person.id);
            correction.who.complete(line);
            if correction.outranked.is_some() {
                reports.push(correction.report(Some(&person.id), CorrectionState::Depassee, ""));
                continue;
            }
            reports.push(correction.report(Some(&person.id), CorrectionState::Appliquee, ""));
            decide(correction, person, line, &mut facts);
        }
    }
    (facts, reports)
}

/// Writes what was decided with the person: a fact, or a decision that is none.
fn decide(correction: &Correction, person: &mut Person, line: &Enregistrement, facts: &mut Vec<HumanFact>) {
    let nature = match correction.decision {
        Decision::Mistake => NatureDecision::Erreur,
        Decision::ConfirmedLost => NatureDecision::ConfirmePerduDeVue,
        _ => {
            person.facts.push(facts.len());
            facts.push(correction.as_fact(line));
            return;
        }
    };
    let decided = DecisionHumaine { nature, decide_le: correction.decided_on };
    let outranks = person.decision.is_none_or(|known| {
        known.nature == NatureDecision::IdentiteConfirmee || known.decide_le <= decided.decide_le
    });
    if outranks {
        person.decision = Some(decided);
    }
}

impl Correction {
    pub(crate) fn report(
        &self,
        jeune: Option<&str>,
        etat: CorrectionState,
        pourquoi: &str,
    ) -> CorrectionReport {
        let outranked = self.outranked.as_ref();
        CorrectionReport {
            fichier: self.file_name(),
            ligne: self.line,
            decision: self.word.clone(),
            jeune: jeune.map(str::to_owned),
            etat,
            pourquoi: outranked.map_or_else(
                || pourquoi.to_owned(),
                |other| ponctuer(&format!("une autre décision dit autre chose et l’emporte : {other}")),
            ),
        }
    }

    /// The decision as a register line about the person of `person_line`.
    fn as_fact(&self, person_line: &Enregistrement) -> HumanFact {
        let text = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        let fact = &self.fact;
        let mut line = Enregistrement {
            fichier: self.file_name(),
            ligne: self.line,
            identite: person_line.identite.clone(),
            ..Enregistrement::default()
        };
        match self.decision {
            Decision::Found => {
                let uai = fact.uai.parse().ok();
                line.scolarite = Some(Scolarite {
                    uai,
                    uai_brut: if uai.is_none() { text(&fact.uai) } else { None },
                    etablissement: text(&fact.etablissement)
                        .or_else(|| if uai.is_none() { text(&fact.uai) } else { None }),
                    formation: Formation { libelle: text(&fact.formation), ..Formation::default() },
                    debut: fact.depuis,
                    fin: fact.jusqu_au,
                    ..Scolarite::default()
                });
            }
            Decision::Diploma(niveau) => {
                line.diplome = Some(Diplome {
                    niveau,
                    code: None,
                    libelle: text(&fact.formation),
                    date: fact.depuis,
                    obtenu: true,
                    decision: None,
                });
            }
            Decision::Situation(nature) => {
                line.autre = Some(AutreSituation {
                    nature,
                    organisme: text(&fact.etablissement),
                    debut: fact.depuis,
                    fin: fact.jusqu_au,
                });
            }
            _ => {}
        }
        let nom = if self.decided_by.is_empty() { "décision humaine" } else { &self.decided_by };
        let registre = Registre {
            nom: nom.to_owned(),
            role: RoleRegistre::Corrections,
            genre: GenreRegistre::Autre,
            date: self.decided_on,
        };
        HumanFact { registre, line }
    }
}
