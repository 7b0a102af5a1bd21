//! What every household draws from: the seed, the calendar, the names and the places.

use chrono::NaiveDate;

use crate::{
    Parametres,
    etablissements::{Etablissements, Nature},
    formations::FICHES,
    foyer::day,
    names::Names,
    rng::{Purpose, Rng, cumulative},
    territoire::Territoire,
};

/// The académie of one seed.
#[derive(Debug)]
pub(crate) struct World {
    /// Seed of everything.
    pub(crate) seed: u64,
    /// Year of this year's rentrée.
    pub(crate) annee: i32,
    /// Names.
    pub(crate) names: Names,
    /// Places.
    pub(crate) territoire: Territoire,
    /// Establishments.
    pub(crate) etablissements: Etablissements,
    /// Street names.
    pub(crate) voies: Vec<&'static str>,
    /// Running sums of the classes' shares.
    pub(crate) parts: Vec<f64>,
    silencieux: Vec<u16>,
}

impl World {
    /// Reads the built-in tables and places the establishments.
    pub(crate) fn new(parametres: &Parametres) -> Self {
        let territoire = Territoire::new();
        let voies: Vec<&str> =
            include_str!("../data/voies.txt").lines().filter(|l| !l.starts_with('#')).collect();
        let etablissements = Etablissements::new(parametres.graine, parametres.jeunes, &territoire, &voies);
        let silencieux = silencieux(&etablissements, parametres.graine);
        Self {
            silencieux,
            seed: parametres.graine,
            annee: parametres.annee,
            names: Names::new(parametres.graine),
            territoire,
            etablissements,
            voies,
            parts: cumulative(FICHES.iter().map(|f| f.part)),
        }
    }

    /// The day of the campaign: verdicts and truth are as of it.
    pub(crate) fn as_of(&self) -> NaiveDate {
        day(self.annee + 1, 3, 15)
    }

    /// Whether the establishment is a CFA that sent no file this year: one in thirty, and one at least when there
    /// are as many as ten.
    pub(crate) fn silencieux(&self, etablissement: u16) -> bool {
        self.silencieux.contains(&etablissement)
    }
}

/// One CFA in thirty, at places that depend on the seed.
fn silencieux(etablissements: &Etablissements, seed: u64) -> Vec<u16> {
    let cfas: Vec<u16> = (0..)
        .zip(&etablissements.tous)
        .filter(|(_, e)| e.nature == Nature::Cfa)
        .map(|(index, _)| index)
        .collect();
    if cfas.len() < 10 {
        return Vec::new();
    }
    let mut rng = Rng::new(seed, Purpose::Academie, &[1]);
    (0..cfas.len().div_ceil(30)).map(|_| rng.pick(&cfas)).collect()
}
