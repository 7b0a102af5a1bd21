//! A verdict for each person: the facts are gathered, the rule is the domain's.

use std::collections::HashMap;

use chrono::NaiveDate;
use raccroche_domain::{
    CodeCommune, Dossier, GenreRegistre, Identite, Jugement, Redaction, Registre, Regle, Reserve,
    RoleRegistre, Sexe, Surete, Temoignage, TrancheAge, Uai, Verdict, age_au, juger, tranche_au,
};
use raccroche_registers::Zonage;
use rayon::prelude::*;

use crate::{
    corrections::HumanFact,
    people::{Person, Place, Sources, Tie},
    zoning::{Territories, Zone},
};

/// All that verdicts and sentences are computed from.
pub(crate) struct Case<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) facts: &'a [HumanFact],
    pub(crate) regle: Regle<'a>,
    pub(crate) territories: &'a Territories,
    /// ZAP, mission locale, CIO, as far as they were given.
    pub(crate) others: &'a [Option<Zonage>; 3],
    pub(crate) etablissements: &'a HashMap<Uai, String>,
    /// The registers crossed, as sentences name them.
    pub(crate) crossed: &'a [String],
    /// Words of caution that hold for whoever is found nowhere.
    pub(crate) reserves: &'a [Reserve],
}

/// What is concluded for a person.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) jugement: Jugement,
    /// The line whose identity stands for the person.
    pub(crate) main: Place,
    pub(crate) naissance: Option<NaiveDate>,
    pub(crate) sexe: Option<Sexe>,
    pub(crate) commune: Option<CodeCommune>,
    pub(crate) zone: Zone,
}

impl<'a> Case<'a> {
    /// Everybody's verdict, in order.
    pub(crate) fn judge_all(&self, people: &[Person]) -> Vec<Outcome> {
        people.par_iter().with_min_len(256).map(|person| self.judge(person)).collect()
    }

    fn judge(&self, person: &Person) -> Outcome {
        let dossier = self.dossier(person);
        let mut jugement = juger(&dossier, &self.regle);
        if matches!(jugement.verdict, Verdict::PerduDeVue | Verdict::AVerifier) {
            jugement.reserves.extend(self.reserves);
        }
        if jugement.preuve.is_some_and(|preuve| person.sure_by_school(preuve)) {
            jugement.reserves.push(Reserve::EcoleConcordante);
        }
        let commune = self.commune(person);
        Outcome {
            jugement,
            main: self.main(person),
            naissance: dossier.naissance,
            sexe: dossier.sexe,
            commune,
            zone: self.territories.zone(commune),
        }
    }

    /// The lines about a person as evidence: previous registers, sure links, doubtful ones, human facts.
    pub(crate) fn dossier(&self, person: &Person) -> Dossier<'a> {
        let at = |place: Place, surete: Surete| {
            let (source, ligne) = self.sources.at(place);
            Temoignage { registre: &source.registre, ligne, surete }
        };
        let mut temoignages: Vec<_> = person.sure_places().map(|place| at(place, Surete::Certaine)).collect();
        let reviews = person.links.iter().filter(|link| link.tie == Tie::Review);
        temoignages.extend(reviews.map(|link| at(link.place, Surete::AVerifier)));
        let facts = person.facts.iter().map(|&i| &self.facts[i]);
        temoignages.extend(facts.map(|fact| Temoignage {
            registre: &fact.registre,
            ligne: &fact.line,
            surete: Surete::Certaine,
        }));
        let main = &self.sources.line(self.main(person)).identite;
        let other = || person.sure_places().map(|place| &self.sources.line(place).identite);
        Dossier {
            sexe: main.sexe.or_else(|| other().find_map(|i| i.sexe)),
            naissance: self.birth(person, main.date_naissance),
            sans_nom: other().all(Identite::sans_nom),
            temoignages,
            decision: person.decision,
        }
    }

    /// The birth date that most of the lines surely about the person give. Of several, one that keeps the person
    /// within the ages of the lists, then the main line's, then the earliest: one clerk's slip of the keyboard must not
    /// make anybody too young or too old to be looked for.
    fn birth(&self, person: &Person, main: Option<NaiveDate>) -> Option<NaiveDate> {
        let mut dates: Vec<NaiveDate> = person
            .sure_places()
            .filter_map(|place| self.sources.line(place).identite.date_naissance)
            .collect();
        dates.sort_unstable();
        let rank = |same: &&[NaiveDate]| {
            let date = same[0];
            let listed =
                matches!(tranche_au(date, self.regle.date), TrancheAge::De16A17 | TrancheAge::De18A25);
            (same.len(), listed, Some(date) == main, std::cmp::Reverse(date))
        };
        dates.chunk_by(|a, b| a == b).max_by_key(rank).map(|same| same[0])
    }

    /// The line that names the person: of the previous registers, the one with a birth date that was seen last.
    fn main(&self, person: &Person) -> Place {
        let rank = |place: &Place| {
            let (source, line) = self.sources.at(*place);
            let debut = line.scolarite.as_ref().and_then(|s| s.debut);
            (line.identite.date_naissance.is_some(), source.registre.date, debut, std::cmp::Reverse(*place))
        };
        person.places.iter().copied().max_by_key(rank).unwrap_or(person.places[0])
    }

    /// The lines surely about the person, the most recent picture first: for addresses and phones.
    pub(crate) fn recent(&self, person: &Person) -> Vec<Place> {
        let mut places: Vec<Place> = person.sure_places().collect();
        places.sort_by_key(|place| (std::cmp::Reverse(self.sources.at(*place).0.registre.date), *place));
        places
    }

    fn commune(&self, person: &Person) -> Option<CodeCommune> {
        self.recent(person).into_iter().find_map(|place| {
            let adresse = self.sources.line(place).coordonnees.adresse.as_ref()?;
            self.territories.commune(adresse)
        })
    }

    /// ZAP, mission locale and CIO of the commune of residence.
    pub(crate) fn other_territories(&self, outcome: &Outcome) -> [&str; 3] {
        self.others.each_ref().map(|zoning| {
            let name = zoning.as_ref().and_then(|zoning| zoning.get(outcome.commune?));
            name.unwrap_or_default()
        })
    }

    /// Age at the date of the campaign.
    pub(crate) fn age(&self, outcome: &Outcome) -> Option<u32> {
        outcome.naissance.and_then(|naissance| age_au(naissance, self.regle.date))
    }

    pub(crate) fn etablissement(&self, uai: Uai) -> Option<String> {
        self.etablissements.get(&uai).cloned()
    }

    /// Lends the writer of sentences.
    pub(crate) fn redaction<T>(&self, write: impl FnOnce(&Redaction<'_>) -> T) -> T {
        let nom_etablissement = |uai| self.etablissement(uai);
        write(&Redaction {
            date: self.regle.date,
            croises: self.crossed,
            nom_etablissement: &nom_etablissement,
        })
    }
}

/// What the silence of the registers does not prove: apprentices are pictured once a year.
pub(crate) fn campaign_reserves(registres: &[&Registre], as_of: NaiveDate) -> Vec<Reserve> {
    let current: Vec<_> = registres.iter().filter(|r| r.role == RoleRegistre::Actuel).collect();
    let sifa = current.iter().filter(|r| r.genre == GenreRegistre::Sifa).map(|r| r.date).max();
    // A register of another kind may hold apprentices; when all are SIECLE's, none does.
    if current.iter().all(|r| r.genre == GenreRegistre::Siecle) {
        return vec![Reserve::SansApprentis];
    }
    sifa.filter(|date| *date < as_of).map(Reserve::ImageSifa).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_silence_does_not_prove() {
        let as_of: NaiveDate = "2027-03-15".parse().unwrap();
        let registre = |genre, date: &str| Registre {
            nom: String::new(),
            role: RoleRegistre::Actuel,
            genre,
            date: date.parse().unwrap(),
        };
        let siecle = registre(GenreRegistre::Siecle, "2027-03-10");
        let sifa = registre(GenreRegistre::Sifa, "2026-12-31");
        let fresh = registre(GenreRegistre::Sifa, "2027-03-15");
        let other = registre(GenreRegistre::Autre, "2027-03-01");
        assert_eq!(campaign_reserves(&[&siecle], as_of), [Reserve::SansApprentis]);
        assert_eq!(campaign_reserves(&[&siecle, &sifa], as_of), [Reserve::ImageSifa(sifa.date)]);
        assert_eq!(campaign_reserves(&[&siecle, &sifa, &fresh], as_of), []);
        assert_eq!(campaign_reserves(&[&siecle, &other], as_of), []);
    }
}
