//! Invented establishments in real towns: how many there are follows from how many young people there are.

use crate::{
    formations::{Classe, Registre},
    rng::{Purpose, Rng},
    territoire::Territoire,
};
use raccroche_domain::Uai;

/// What an establishment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nature {
    /// Collège.
    College,
    /// Lycée général et technologique.
    Lycee,
    /// Lycée professionnel.
    LyceePro,
    /// Lycée agricole or maison familiale.
    Agricole,
    /// Centre de formation d'apprentis.
    Cfa,
}

/// An establishment.
#[derive(Debug)]
pub(crate) struct Etablissement {
    /// Its number, in a range that no real one has.
    pub(crate) uai: Uai,
    /// What it is.
    pub(crate) nature: Nature,
    /// Invented name.
    pub(crate) nom: String,
    /// Index of its commune.
    pub(crate) commune: u16,
    /// Private under contract.
    pub(crate) prive: bool,
    /// Street line.
    pub(crate) adresse: String,
}

/// All establishments, and which are near whom.
#[derive(Debug)]
pub(crate) struct Etablissements {
    /// In the order of their numbers.
    pub(crate) tous: Vec<Etablissement>,
    /// By nature, then arrondissement, then département.
    near: Vec<(Nature, &'static str, Vec<u16>)>,
}

const NATURES: [(Nature, f64, f64); 5] = [
    // Nature, young people of last year's registers per thousand, size.
    (Nature::College, 79.0, 90.0),
    (Nature::Lycee, 514.0, 900.0),
    (Nature::LyceePro, 285.0, 380.0),
    (Nature::Agricole, 44.0, 160.0),
    (Nature::Cfa, 86.0, 260.0),
];

const LIEUX: [&str; 36] = [
    "des Aulnes",
    "du Héron cendré",
    "de la Grande Lande",
    "des Trois Moulins",
    "du Clos Pasquier",
    "des Arbousiers",
    "de la Palombe",
    "du Gué",
    "des Chênes verts",
    "de la Presqu'île",
    "du Val fleuri",
    "des Genêts",
    "de l'Estey",
    "du Mascaret",
    "de la Pinède haute",
    "des Barthes",
    "du Pas de la Mule",
    "des Salicornes",
    "de la Tuilière",
    "du Grand Séquoia",
    "des Micocouliers",
    "de l'Airial",
    "du Pont neuf",
    "des Quatre Vents",
    "de la Truffière",
    "du Balcon",
    "des Gravières",
    "de la Bastide neuve",
    "du Cèdre bleu",
    "des Tamaris",
    "de la Crabère",
    "du Ruisseau blanc",
    "des Fougères",
    "de l'Alios",
    "du Chai",
    "des Vergnes",
];

const PERSONNES: [&str; 12] = [
    "Aliénor-Vasseroux",
    "Bertrand-Lauzéra",
    "Simone-Etchandy",
    "Paul-Marquerie",
    "Odette-Brugal",
    "Jean-Sarrouilhe",
    "Hélène-Castagnié",
    "Louis-Daguerressar",
    "Marthe-Peyrouzel",
    "Émile-Lartigolle",
    "Jeanne-Urruzmendy",
    "Henri-Fontaubert",
];

impl Etablissements {
    /// Places establishments for `jeunes` young people: at least one of each nature in each département.
    pub(crate) fn new(seed: u64, jeunes: u32, territoire: &Territoire, voies: &[&str]) -> Self {
        let mut rng = Rng::new(seed, Purpose::Academie, &[]);
        let mut tous = Vec::new();
        let inhabitants: f64 = territoire.communes.iter().map(|c| f64::from(c.population)).sum();
        let mut numbers = [0_u32; 5];
        // More than an académie has: larger establishments rather than more numbers than the range holds.
        let growth = (f64::from(jeunes) / 100_000.0).max(1.0).sqrt();
        for departement in ["24", "33", "40", "47", "64"] {
            for (nature, share, size) in NATURES {
                let mut alone = true;
                let zones: Vec<_> = territoire
                    .arrondissements()
                    .filter(|(_, list)| territoire.of(list[0]).departement() == departement)
                    .collect();
                for (rank, (_, communes)) in zones.iter().enumerate() {
                    let people: f64 = communes.iter().map(|c| f64::from(territoire.of(*c).population)).sum();
                    let wanted = f64::from(jeunes) * share / 1000.0 * people / inhabitants / (size * growth);
                    let last = rank + 1 == zones.len();
                    let count = count(wanted, &mut rng).max(usize::from(last && alone));
                    alone &= count == 0;
                    for n in 0..count {
                        // The first ones in the largest towns, the others spread.
                        let commune = communes[n % communes.len().min(12)];
                        let number = &mut numbers[departement_rank(departement)];
                        tous.extend(etablissement(&mut rng, (departement, number), nature, commune, voies));
                    }
                }
            }
        }
        let near = near(&tous, territoire);
        Self { tous, near }
    }

    /// One of that nature near a commune: in the arrondissement, else in the département.
    pub(crate) fn near(&self, rng: &mut Rng, nature: Nature, territoire: &Territoire, commune: u16) -> u16 {
        let home = territoire.of(commune);
        let list =
            |key: &str| self.near.iter().find(|(n, k, _)| *n == nature && *k == key).map(|(_, _, list)| list);
        let close = list(home.arrondissement).filter(|_| rng.chance(0.93));
        match close.or_else(|| list(home.departement())) {
            Some(list) => list[rng.below(list.len()).min(rng.below(list.len()))],
            None => 0,
        }
    }

    /// Another one than `from`, of that nature, when there is one.
    pub(crate) fn other(
        &self,
        rng: &mut Rng,
        nature: Nature,
        territoire: &Territoire,
        commune: u16,
        from: u16,
    ) -> u16 {
        (0..6).map(|_| self.near(rng, nature, territoire, commune)).find(|e| *e != from).unwrap_or(from)
    }

    /// The establishment of an index.
    pub(crate) fn of(&self, index: u16) -> &Etablissement {
        &self.tous[usize::from(index)]
    }
}

/// A whole number whose mean is `wanted`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small positive number of schools"
)]
fn count(wanted: f64, rng: &mut Rng) -> usize {
    wanted.trunc() as usize + usize::from(rng.chance(wanted.fract()))
}

fn departement_rank(departement: &str) -> usize {
    ["24", "33", "40", "47", "64"].iter().position(|d| *d == departement).unwrap_or(0)
}

fn etablissement(
    rng: &mut Rng,
    (departement, number): (&str, &mut u32),
    nature: Nature,
    commune: u16,
    voies: &[&str],
) -> Option<Etablissement> {
    // 0DD9000 to 0DD9999: real numbers of these départements stop far below.
    if *number > 999 {
        return None;
    }
    let uai = Uai::from_numero(departement.parse::<u32>().ok()? * 10_000 + 9000 + *number).ok()?;
    *number += 1;
    let called = if rng.chance(0.25) { rng.pick(&PERSONNES) } else { rng.pick(&LIEUX) };
    let kind = match nature {
        Nature::College => "Collège",
        Nature::Lycee => "Lycée général et technologique",
        Nature::LyceePro => "Lycée professionnel",
        Nature::Agricole if rng.chance(0.4) => "Maison familiale rurale",
        Nature::Agricole => "Lycée agricole",
        Nature::Cfa => "CFA",
    };
    let prive = nature != Nature::Cfa && rng.chance(0.2);
    let adresse = format!("{} {}", rng.between(1, 90), rng.pick(voies));
    Some(Etablissement { uai, nature, nom: format!("{kind} {called}"), commune, prive, adresse })
}

fn near(tous: &[Etablissement], territoire: &Territoire) -> Vec<(Nature, &'static str, Vec<u16>)> {
    let mut near: Vec<(Nature, &'static str, Vec<u16>)> = Vec::new();
    for (index, etablissement) in tous.iter().enumerate() {
        let commune = territoire.of(etablissement.commune);
        let index = u16::try_from(index).unwrap_or(0);
        for key in [commune.arrondissement, commune.departement()] {
            match near.iter_mut().find(|(n, k, _)| *n == etablissement.nature && *k == key) {
                Some((_, _, list)) => list.push(index),
                None => near.push((etablissement.nature, key, vec![index])),
            }
        }
    }
    near
}

/// Which nature teaches a class.
pub(crate) fn nature_of(classe: Classe) -> Nature {
    match classe {
        Classe::Sixieme
        | Classe::Cinquieme
        | Classe::Quatrieme
        | Classe::Troisieme
        | Classe::TroisiemeSegpa => Nature::College,
        Classe::Cap1
        | Classe::Cap2
        | Classe::SecondePro
        | Classe::PremierePro
        | Classe::TerminalePro
        | Classe::Mlds => Nature::LyceePro,
        other => match other.fiche().registre {
            Registre::Agricole => Nature::Agricole,
            Registre::Sifa => Nature::Cfa,
            Registre::Siecle => Nature::Lycee,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_departement_has_every_nature_and_numbers_are_valid_and_unique() {
        let territoire = Territoire::new();
        for jeunes in [100, 50_000, 1_000_000] {
            let all = Etablissements::new(1, jeunes, &territoire, &["rue du Bois"]);
            for departement in ["24", "33", "40", "47", "64"] {
                for (nature, ..) in NATURES {
                    let found = all
                        .tous
                        .iter()
                        .any(|e| e.nature == nature && territoire.of(e.commune).departement() == departement);
                    assert!(found, "{nature:?} in {departement}");
                }
            }
            let mut uais: Vec<&str> = all.tous.iter().map(|e| e.uai.as_str()).collect();
            let count = uais.len();
            uais.sort_unstable();
            uais.dedup();
            assert_eq!(uais.len(), count);
            assert!(uais.iter().all(|u| u.as_bytes()[3] == b'9'), "a plainly synthetic range");
        }
    }

    #[test]
    fn a_neighbour_school_is_near() {
        let territoire = Territoire::new();
        let all = Etablissements::new(1, 50_000, &territoire, &["rue du Bois"]);
        let mut rng = Rng::new(2, Purpose::Parcours, &[]);
        let pau = u16::try_from(territoire.communes.iter().position(|c| c.nom == "Pau").unwrap()).unwrap();
        for _ in 0..100 {
            let school = all.near(&mut rng, Nature::LyceePro, &territoire, pau);
            assert_eq!(territoire.of(all.of(school).commune).departement(), "64");
        }
    }
}
