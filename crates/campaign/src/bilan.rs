//! The accounting of a campaign: what came in, what was concluded, and that the two are equal.
//!
//! The sums are checked at run time and a difference is an error: a list from which somebody vanished is worse than
//! no list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use raccroche_domain::{
    Definition, GenreRegistre, RoleRegistre, StatutObligation, Verdict, Visee,
    francais::{date_longue, ponctuer},
};
use serde::{Deserialize, Serialize};

use crate::{
    CampaignError,
    corrections::{CorrectionReport, CorrectionState},
    gaps::Gaps,
    judge::{Case, Outcome},
    lists::{Entry, Section},
    people::{Person, Tie},
    soundness,
    zoning::Zone,
};

/// What `bilan.json` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilan {
    /// Name of the campaign.
    pub campagne: String,
    /// The day at which everything is looked at.
    pub date: NaiveDate,
    /// The definition.
    pub definition: Definition,
    /// The definition in a sentence.
    pub definition_phrase: String,
    /// The version of Raccroche.
    pub version: String,
    /// Persons of the previous registers.
    pub personnes: u64,
    /// Persons by verdict; the sum is `personnes`.
    pub verdicts: BTreeMap<String, u64>,
    /// Persons by verdict, then reason.
    pub motifs: BTreeMap<String, BTreeMap<String, u64>>,
    /// Persons by obligation de formation; the sum is `personnes`.
    pub obligation: BTreeMap<String, u64>,
    /// What each source brought.
    pub sources: Vec<SourceBilan>,
    /// Lines of the zoning that could not be used: no commune code, or a commune already given to another PSAD.
    pub zonage_lignes_ecartees: u64,
    /// What each PSAD receives.
    pub psad: Vec<PsadBilan>,
    /// Schools with a list to verify.
    pub ecoles: u64,
    /// What became of human decisions.
    pub corrections: Vec<CorrectionReport>,
    /// Human decisions by what became of them.
    pub corrections_par_etat: BTreeMap<CorrectionState, u64>,
    /// What changed since the previous campaign.
    pub ecarts: Option<Gaps>,
    /// What the silence of the registers does not prove.
    pub reserves: Vec<String>,
    /// Formations that the table of cycles does not know, with how many enrolments.
    pub cycles_inconnus: BTreeMap<String, u64>,
}

/// What one source brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceBilan {
    /// Name.
    pub nom: String,
    /// Role.
    pub role: RoleRegistre,
    /// Kind.
    pub genre: GenreRegistre,
    /// The day it pictures.
    pub date: NaiveDate,
    /// Lines read: the sum of the next three.
    pub lignes_lues: u64,
    /// Lines kept.
    pub lignes_gardees: u64,
    /// Lines set aside, each with its reason in the quality report.
    pub lignes_ecartees: u64,
    /// Lines of people under 16, counted then forgotten.
    pub moins_de_16_ans: u64,
    /// Lines surely about somebody of the previous registers.
    pub lignes_rapprochees: u64,
    /// Lines perhaps about somebody of the previous registers.
    pub lignes_a_verifier: u64,
    /// Persons of the previous registers surely in it.
    pub personnes: u64,
}

/// What one PSAD receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PsadBilan {
    /// Name.
    pub nom: String,
    /// Name of its files, without extension.
    pub fichier: String,
    /// On the list.
    pub total: u64,
    /// Lost from view.
    pub a_contacter: u64,
    /// To verify.
    pub a_verifier: u64,
    /// Under an unmet obligation, though not a décrocheur.
    pub obligation: u64,
    /// Followed by a mission locale.
    pub deja_suivis: u64,
    /// Minors, whatever the section.
    pub mineurs: u64,
}

/// What the accounting is drawn from.
pub(crate) struct Ledger<'a, 'c> {
    pub(crate) name: &'c str,
    pub(crate) case: &'c Case<'a>,
    pub(crate) people: &'c [Person],
    pub(crate) outcomes: &'c [Outcome],
    pub(crate) zones: &'c BTreeMap<Zone, Vec<Entry>>,
    pub(crate) corrections: &'c [CorrectionReport],
    pub(crate) gaps: Option<Gaps>,
    pub(crate) schools: u64,
}

impl Ledger<'_, '_> {
    /// Counts, and checks.
    pub(crate) fn close(self) -> Result<Bilan, CampaignError> {
        let mut verdicts: BTreeMap<String, u64> =
            Verdict::TOUS.iter().map(|verdict| (verdict.code().to_owned(), 0)).collect();
        let mut motifs: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        let mut obligation: BTreeMap<String, u64> = [
            StatutObligation::Satisfaite,
            StatutObligation::NonSatisfaite,
            StatutObligation::Exemptee,
            StatutObligation::Inconnue,
            StatutObligation::SansObjet,
        ]
        .iter()
        .map(|statut| (statut.code().to_owned(), 0))
        .collect();
        for outcome in self.outcomes {
            let jugement = &outcome.jugement;
            *verdicts.entry(jugement.verdict.code().to_owned()).or_default() += 1;
            let reasons = motifs.entry(jugement.verdict.code().to_owned()).or_default();
            *reasons.entry(jugement.motif.code().to_owned()).or_default() += 1;
            *obligation.entry(jugement.obligation.statut.code().to_owned()).or_default() += 1;
        }
        let mut corrections_par_etat = BTreeMap::new();
        for report in self.corrections {
            *corrections_par_etat.entry(report.etat).or_default() += 1;
        }
        let bilan = Bilan {
            campagne: self.name.to_owned(),
            date: self.case.regle.date,
            definition: self.case.regle.definition,
            definition_phrase: self.case.regle.definition.phrase().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            personnes: self.people.len() as u64,
            verdicts,
            motifs,
            obligation,
            sources: self.sources(),
            zonage_lignes_ecartees: self.case.territories.set_aside(),
            psad: self.psad(),
            ecoles: self.schools,
            corrections: self.corrections.to_vec(),
            corrections_par_etat,
            reserves: self.reserves(),
            cycles_inconnus: self.unknown_cycles(),
            ecarts: self.gaps.clone(),
        };
        self.check(&bilan)?;
        Ok(bilan)
    }

    /// What the silence of the registers does not prove, and what looks like a wrong date or comparison.
    fn reserves(&self) -> Vec<String> {
        let regle = &self.case.regle;
        let mut reserves: Vec<String> =
            self.case.reserves.iter().map(|r| self.case.redaction(|write| write.reserve(*r))).collect();
        reserves.extend(soundness::remarks(&self.case.sources.0, regle.date));
        let registres = self.case.sources.0.iter().map(|source| &source.registre);
        let newest = registres.filter(|r| r.role == RoleRegistre::Actuel).map(|r| r.date).max();
        if let Some(newest) = newest
            .filter(|date| date.checked_add_months(Months::new(12)).is_some_and(|year| year < regle.date))
        {
            reserves.push(format!(
                "Le registre d’inscriptions le plus récent est daté du {}, plus d’un an avant le jour de la campagne ({}) : \
                 vérifiez cette date, ou croisez un registre plus récent.",
                date_longue(newest),
                date_longue(regle.date)
            ));
        }
        if let Some(then) = self.gaps.as_ref().and_then(|gaps| gaps.definition_avant) {
            reserves.push(format!(
                "La campagne précédente suivait une autre définition ({then}, et {} pour celle-ci) : les écarts entre les \
                 deux mêlent ce que les jeunes sont devenus et le changement de règle.",
                regle.definition
            ));
        }
        reserves.iter().map(|reserve| ponctuer(reserve)).collect()
    }

    fn sources(&self) -> Vec<SourceBilan> {
        let count = self.case.sources.0.len();
        let (mut sure, mut doubtful, mut persons) =
            (vec![BTreeSet::new(); count], vec![BTreeSet::new(); count], vec![0_u64; count]);
        for person in self.people {
            let mut seen = BTreeSet::new();
            for place in person.sure_places() {
                sure[place.source as usize].insert(place.line);
                seen.insert(place.source);
            }
            for source in seen {
                persons[source as usize] += 1;
            }
            for link in person.links.iter().filter(|link| link.tie == Tie::Review) {
                doubtful[link.place.source as usize].insert(link.place.line);
            }
        }
        self.case
            .sources
            .0
            .iter()
            .enumerate()
            .map(|(i, source)| {
                let counts = &source.quality.counts;
                SourceBilan {
                    nom: source.registre.nom.clone(),
                    role: source.registre.role,
                    genre: source.registre.genre,
                    date: source.registre.date,
                    lignes_lues: counts.rows_read,
                    lignes_gardees: counts.kept,
                    lignes_ecartees: counts.set_aside,
                    moins_de_16_ans: counts.under_16,
                    lignes_rapprochees: sure[i].len() as u64,
                    lignes_a_verifier: doubtful[i].difference(&sure[i]).count() as u64,
                    personnes: persons[i],
                }
            })
            .collect()
    }

    fn psad(&self) -> Vec<PsadBilan> {
        let territories = self.case.territories;
        territories
            .zones()
            .into_iter()
            .map(|zone| {
                let entries = self.zones.get(&zone).map(Vec::as_slice).unwrap_or_default();
                let count = |section| entries.iter().filter(|entry| entry.section == section).count() as u64;
                PsadBilan {
                    nom: territories.name(zone).to_owned(),
                    fichier: territories.slug(zone).to_owned(),
                    total: entries.len() as u64,
                    a_contacter: count(Section::ToContact),
                    a_verifier: count(Section::ToVerify),
                    obligation: count(Section::Obligation),
                    deja_suivis: count(Section::Followed),
                    mineurs: entries.iter().filter(|entry| entry.minor).count() as u64,
                }
            })
            .collect()
    }

    fn unknown_cycles(&self) -> BTreeMap<String, u64> {
        let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
        for place in self.people.iter().flat_map(|person| &person.places) {
            let Some(scolarite) = &self.case.sources.line(*place).scolarite else { continue };
            if self.case.regle.cycles.visee(&scolarite.formation) == Visee::Inconnue {
                let f = &scolarite.formation;
                let name = [&f.mef, &f.diplome, &f.libelle].into_iter().flatten().next();
                *unknown
                    .entry(name.cloned().unwrap_or_else(|| "formation absente".to_owned()))
                    .or_default() += 1;
            }
        }
        unknown
    }

    /// What came in equals what came out.
    fn check(&self, bilan: &Bilan) -> Result<(), CampaignError> {
        let mut faults = Vec::new();
        let mut equal = |what: &str, left: u64, right: u64| {
            if left != right {
                faults.push(format!("{what} : {left} contre {right}"));
            }
        };
        equal("verdicts et personnes", bilan.verdicts.values().sum(), bilan.personnes);
        equal("obligation de formation et personnes", bilan.obligation.values().sum(), bilan.personnes);
        let mut places: Vec<_> = self.people.iter().flat_map(|person| &person.places).copied().collect();
        let lines = places.len() as u64;
        places.sort_unstable();
        places.dedup();
        equal("lignes de départ attribuées deux fois", lines, places.len() as u64);
        let previous = bilan.sources.iter().filter(|s| s.role == RoleRegistre::Precedent);
        equal("lignes gardées des registres de départ", previous.map(|s| s.lignes_gardees).sum(), lines);
        for source in &bilan.sources {
            let parts = source.lignes_gardees + source.lignes_ecartees + source.moins_de_16_ans;
            equal(&format!("lignes lues de {}", source.nom), source.lignes_lues, parts);
        }
        let listed = self.outcomes.iter().filter(|outcome| Section::of(outcome).is_some()).count() as u64;
        equal("personnes sur une liste", bilan.psad.iter().map(|p| p.total).sum(), listed);
        let ids: BTreeSet<&str> = self.people.iter().map(|person| person.id.as_str()).collect();
        equal("numéros de jeune distincts", ids.len() as u64, bilan.personnes);
        if faults.is_empty() { Ok(()) } else { Err(CampaignError::Accounting(faults.join(" ; "))) }
    }
}
