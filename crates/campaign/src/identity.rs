//! Whose line is it? The only module that knows the linkage engine.
//!
//! One specification serves every pair of sources, so one model does too: it is learned on the largest of them and
//! lent to the small ones, where a few hundred rows would teach nothing.

use std::sync::atomic::AtomicBool;

use raccroche_domain::{Enregistrement, LieuNaissance, Sexe, francais::plier};
use raccroche_linkage::{
    Block, Decision, Explanation, Model, Options, Scope, Spec, Table, TableBuilder, dedupe, link,
};

use crate::{CampaignError, people::Tie, suivi::Raison};

const COLUMNS: [&str; 9] = [
    "id",
    "ine",
    "ine_ancien",
    "nom_famille",
    "nom_usage",
    "prenoms",
    "sexe",
    "date_naissance",
    "commune_naissance",
];

/// What is compared.
const SPEC: &str = include_str!("identite.toml");

/// Learned on a synthetic académie of 100,000 (`cargo run --release -p raccroche-campaign --example modele`), for
/// campaigns whose files are all too small to learn from: one school, one CFA.
const MODEL: &str = include_str!("modele.json");

/// Rows below which a model learned elsewhere is better than one learned here.
const ROWS_TO_LEARN: usize = 20_000;

/// One rule more than the engine takes of itself: a further first name may be all of the name that two lines have in common.
/// In millions of lines that would compare strangers above all; in an académie it costs little, and each young person found
/// by it is one whom nobody calls for nothing.
fn any_word_of_the_name() -> Block {
    let on = ["nom_famille|prenoms:token", "date_naissance:unordered"];
    Block { on: on.map(str::to_owned).to_vec(), scope: Scope::BothUnresolved }
}

/// A pair of lines of two sources.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) tie: Tie,
    pub(crate) probability: f64,
    /// What differs, in French, for the pairs that a human looks at.
    pub(crate) differences: String,
    /// The comparisons one by one, for the pairs that a human decides.
    pub(crate) reasons: Vec<Raison>,
}

/// What the engine says of two sources.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    pub(crate) pairs: Vec<Pair>,
    /// Person of each left line: the number of its first line.
    pub(crate) left_persons: Vec<u32>,
}

/// The engine, with what it has learned so far.
pub(crate) struct Identity<'a> {
    spec: Spec,
    /// Learned on the largest pair of sources.
    model: Option<Model>,
    /// For when nothing large enough has been met.
    built_in: Option<Model>,
    cancel: &'a AtomicBool,
    /// Whether what the engine has no doubt about is explained too, for who shows every pair to a human.
    pub(crate) explain_all: bool,
}

impl<'a> Identity<'a> {
    pub(crate) fn new(cancel: &'a AtomicBool) -> Result<Self, CampaignError> {
        let mut spec = Spec::from_toml(SPEC)?.with_blocks();
        spec.block.push(any_word_of_the_name());
        let built_in = built_in(&spec);
        Ok(Self { spec, model: None, built_in, cancel, explain_all: false })
    }

    /// What was learned, or what serves in its place.
    fn lent(&self) -> Option<&Model> {
        self.model.as_ref().or(self.built_in.as_ref())
    }

    /// Learns from two sources whatever their size, and gives the model as JSON.
    pub(crate) fn learn(
        &self,
        left: &[&Enregistrement],
        right: &[&Enregistrement],
    ) -> Result<String, CampaignError> {
        let options = Options { cancel: Some(self.cancel), ..Options::default() };
        let linkage =
            link(&self.spec, self.table(left)?, self.table(right)?, &options).map_err(interrupted)?;
        Ok(linkage.model.to_json())
    }

    /// Ties the lines of `right` to those of `left`; one person of a side has at most one on the other.
    pub(crate) fn link(
        &mut self,
        left: &[&Enregistrement],
        right: &[&Enregistrement],
    ) -> Result<Matches, CampaignError> {
        if left.is_empty() || right.is_empty() {
            return Ok(Matches { pairs: Vec::new(), left_persons: self.persons(left)? });
        }
        let (left_table, right_table) = (self.table(left)?, self.table(right)?);
        let small = left.len().min(right.len()) < ROWS_TO_LEARN;
        let options =
            Options { model: self.lent().filter(|_| small), cancel: Some(self.cancel), ..Options::default() };
        let linkage = link(&self.spec, left_table, right_table, &options).map_err(interrupted)?;
        let decided = linkage.links.iter().map(|pair| {
            let tie = match pair.decision {
                Decision::Link if !other_half(left[pair.left as usize], right[pair.right as usize]) => {
                    Tie::Link
                }
                Decision::Link | Decision::Review => Tie::Review,
            };
            (pair, tie)
        });
        let near = linkage.near_misses.iter().map(|pair| (pair, Tie::NearMiss));
        let pairs = decided
            .chain(near)
            .map(|(pair, tie)| {
                let explained =
                    (self.explain_all || tie > Tie::Link).then(|| linkage.explain(pair.left, pair.right));
                Pair {
                    left: pair.left,
                    right: pair.right,
                    tie,
                    probability: pair.probability(),
                    differences: explained.as_ref().map(describe).unwrap_or_default(),
                    reasons: explained
                        .filter(|_| tie == Tie::Review)
                        .map(|e| reasons(&e))
                        .unwrap_or_default(),
                }
            })
            .collect();
        let matches = Matches { pairs, left_persons: linkage.left_clusters };
        if !small {
            self.model.get_or_insert(linkage.model);
        }
        Ok(matches)
    }

    /// Person of each line: the number of its first line.
    pub(crate) fn persons(&mut self, lines: &[&Enregistrement]) -> Result<Vec<u32>, CampaignError> {
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let lent = self.model.as_ref().or(self.built_in.as_ref().filter(|_| lines.len() < ROWS_TO_LEARN));
        let options = Options { model: lent, cancel: Some(self.cancel), ..Options::default() };
        let found = dedupe(&self.spec, self.table(lines)?, &options).map_err(interrupted)?;
        Ok(found.clusters)
    }

    fn table(&self, lines: &[&Enregistrement]) -> Result<Table, CampaignError> {
        let mut table = TableBuilder::new(&self.spec, &COLUMNS)?;
        for (number, line) in (1_u64..).zip(lines) {
            let identite = &line.identite;
            let ine = |n: usize| line.ine.get(n).map_or("", |ine| ine.as_str());
            let prenoms = identite.prenoms.join(" ");
            let birth = identite.date_naissance.map_or_else(String::new, |date| date.to_string());
            let sexe = match identite.sexe {
                Some(Sexe::Masculin) => "1",
                Some(Sexe::Feminin) => "2",
                None => "",
            };
            let commune = birth_code(identite.naissance.as_ref());
            let cells = [
                "",
                ine(0),
                ine(1),
                identite.nom_famille.as_str(),
                identite.nom_usage.as_deref().unwrap_or_default(),
                &prenoms,
                sexe,
                &birth,
                &commune,
            ];
            table.push_row(number, &cells)?;
        }
        Ok(table.finish())
    }
}

/// Whether the usual first names are two double names of which one half differs, with no INE to say that the person is one.
/// Marie-Ange and Marie-Lou may be twins: the engine, for which a first name is its words, sees the same first name and
/// another second one.
fn other_half(left: &Enregistrement, right: &Enregistrement) -> bool {
    let [a, b] = [left, right].map(|line| {
        let usual = line.identite.prenoms.first().map(|prenom| plier(prenom)).unwrap_or_default();
        usual.split(' ').map(str::to_owned).collect::<Vec<_>>()
    });
    // Cut short or written down to its initial, a word is still that word; so it is with a letter typed wrong.
    let like = |x: &str, y: &str| {
        let common = x.bytes().zip(y.bytes()).take_while(|(x, y)| x == y).count();
        let from_end = x.bytes().rev().zip(y.bytes().rev()).take_while(|(x, y)| x == y).count();
        common == x.len().min(y.len()) || common + from_end + 1 >= x.len().max(y.len()).max(4)
    };
    let has_other =
        |these: &[String], those: &[String]| these.iter().any(|x| !those.iter().any(|y| like(x, y)));
    a.len() > 1
        && b.len() > 1
        && has_other(&a, &b)
        && has_other(&b, &a)
        && !left.ine.iter().any(|ine| right.ine.contains(ine))
}

/// The model that comes with the program; none when the engine's levels have changed since, and the files then have to
/// do. A test says so before a user can.
fn built_in(spec: &Spec) -> Option<Model> {
    Model::from_json(MODEL, spec).ok()
}

fn interrupted(error: raccroche_linkage::Error) -> CampaignError {
    match error {
        raccroche_linkage::Error::Cancelled => CampaignError::Interrupted,
        other => other.into(),
    }
}

/// Commune, département alone, or `99` and the country.
fn birth_code(place: Option<&LieuNaissance>) -> String {
    match place {
        Some(LieuNaissance::Commune(code)) => code.ville_entiere().to_string(),
        Some(LieuNaissance::Departement(code)) => code.clone(),
        Some(LieuNaissance::Etranger { pays, .. }) if pays.len() == 3 => format!("99{pays}"),
        Some(LieuNaissance::Etranger { pays, .. }) => pays.clone(),
        None => String::new(),
    }
}

/// The comparisons that weigh, as a person reads them.
fn reasons(explanation: &Explanation) -> Vec<Raison> {
    let mut reasons: Vec<Raison> = explanation
        .steps
        .iter()
        .filter(|step| step.level != "missing")
        .map(|step| {
            let weight = step.weight + step.term_adjustment;
            let said = level_in_french(&step.level).unwrap_or("identique");
            let rarity = match step.term_adjustment {
                rare if rare > 1.0 && weight > 0.0 => ", peu répandu",
                common if common < -1.0 && weight > 0.0 => ", très répandu",
                _ => "",
            };
            Raison { texte: format!("{} : {said}{rarity}", comparison_in_french(&step.name)), poids: weight }
        })
        .collect();
    if explanation.relatives < -0.05 {
        let texte = "ce qui reste est aussi ce que partagent des jumeaux".to_owned();
        reasons.push(Raison { texte, poids: explanation.relatives });
    }
    reasons
}

fn comparison_in_french(name: &str) -> &'static str {
    match name {
        "nom_famille" => "nom",
        "prenoms" => "prénom",
        "date_naissance" => "naissance",
        "sexe" => "sexe",
        "commune_naissance" => "commune de naissance",
        _ => "INE",
    }
}

/// What a human should look at first in a pair that is not sure.
fn describe(explanation: &Explanation) -> String {
    let told: Vec<String> = explanation
        .steps
        .iter()
        .filter_map(|step| {
            let what = comparison_in_french(&step.name);
            Some(format!("{what} : {}", level_in_french(&step.level)?))
        })
        .collect();
    if told.is_empty() {
        "même identité, mais une autre personne lui ressemble autant".to_owned()
    } else {
        told.join(" ; ")
    }
}

/// The engine's level in French; `None` for what agrees or is missing, which nobody needs to look at.
fn level_in_french(level: &str) -> Option<&str> {
    Some(match level {
        "missing" | "equal" | "all equal" | "several names, all equal" | "first equal" | "same words" => {
            return None;
        }
        "same names in another order" => "mêmes prénoms dans un autre ordre",
        "other name of the person" => "nom d’usage ou de famille",
        "surname and first name exchanged" => "nom et prénom inversés",
        "part of the other" | "all words of one in the other" => "l’un contient l’autre",
        "close spelling" | "same sound" => "orthographe proche",
        "similar spelling" => "orthographe voisine",
        "initial or short form" => "initiale ou diminutif",
        "a further name in common" => "un autre prénom en commun",
        "day and month exchanged" => "jour et mois inversés",
        "one digit" | "one slip" => "un seul caractère diffère",
        "1 January of the same year" => "1er janvier de la même année",
        "same day of another year" => "même jour d’une autre année",
        "same year, and month or day" => "même année, jour ou mois différent",
        "same year" => "même année seulement",
        "a year apart" => "un an d’écart",
        "impossible date" => "date impossible",
        "same district" | "same area" => "même département",
        "other numbering" => "ancien et nouveau numéro",
        _ => "différent",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_comes_along_is_of_this_engine() {
        let spec = Spec::from_toml(SPEC).unwrap();
        let model = built_in(&spec);
        assert!(
            model.is_some(),
            "the engine's levels have changed: cargo run --release -p raccroche-campaign --example modele"
        );
    }

    #[test]
    fn marie_ange_is_not_marie_lou() {
        let line = |prenom: &str, ine: &str| {
            let mut line = Enregistrement::default();
            line.identite.prenoms = vec![prenom.to_owned(), "Anne".to_owned()];
            line.ine.extend(ine.parse().ok());
            line
        };
        for (a, b, expected) in [
            ("Marie-Ange", "Marie-Lou", true),
            ("MARIE LÉA", "Marie-Lou", true),
            ("Jean-Baptiste", "Jean-Batiste", false),
            ("Jean-Baptiste", "JEAN BAPT", false),
            ("Jean-Baptiste", "Jean-B.", false),
            ("Jean-Baptiste", "Baptiste-Jean", false),
            ("Jean-Baptiste", "Jean", false),
            ("Anne-Lise", "Anne Lyse", false),
            ("Marie", "Lou", false),
        ] {
            assert_eq!(other_half(&line(a, ""), &line(b, "")), expected, "{a} {b}");
            assert_eq!(other_half(&line(b, ""), &line(a, "")), expected, "{b} {a}");
        }
        assert!(!other_half(&line("Marie-Ange", "123456789AB"), &line("Marie-Lou", "123456789AB")));
    }

    #[test]
    fn every_level_of_the_engine_has_its_french_word() {
        let spec = Spec::from_toml(SPEC).unwrap();
        for compare in &spec.compare {
            for level in raccroche_linkage::levels(compare.kind) {
                let known = ["missing", "equal", "all equal", "first equal", "same words", "different"]
                    .contains(level);
                assert!(known || level_in_french(level) != Some("différent"), "{level}");
            }
        }
    }
}
