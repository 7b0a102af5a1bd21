//! What is known of somebody when a condition is looked at: each fact optional, each with where it comes from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Academie, Constat, ExamenPasse, MaitriseFrancais, NiveauScolaire};
use crate::{NiveauDiplome, Sexe, StatutObligation, francais::date_longue};

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fait<T> {
    /// What is known.
    pub valeur: T,
    /// From where.
    pub provenance: Provenance,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// What people read: `base élèves du lycée…`, `réponse donnée sur cette page`.
    pub source: String,
    /// The day it pictures.
    pub date: Option<NaiveDate>,
}

impl Provenance {
    /// From a source, at a day.
    pub fn nouvelle(source: impl Into<String>, date: Option<NaiveDate>) -> Self {
        Self { source: source.into(), date }
    }

    /// `base élèves, 12 octobre 2026`.
    pub fn en_mots(&self) -> String {
        self.date
            .map_or_else(|| self.source.clone(), |jour| format!("{}, {}", self.source, date_longue(jour)))
    }
}

impl<T> Fait<T> {
    /// A value that this source states.
    pub fn nouveau(valeur: T, provenance: Provenance) -> Self {
        Self { valeur, provenance }
    }
}

/// A failed exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echec {
    /// Which.
    pub examen: ExamenPasse,
    /// The day of the results.
    pub resultats: NaiveDate,
}

/// Everything that conditions may look at. `None` is "nobody knows", which never counts as no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faits {
    /// How sentences agree.
    pub sexe: Option<Sexe>,
    /// Birth date.
    pub naissance: Option<Fait<NaiveDate>>,
    /// Whether enrolled on the day.
    pub scolarise: Option<Fait<bool>>,
    /// Last day in training.
    pub sortie: Option<Fait<NaiveDate>>,
    /// Day on which a contract of apprenticeship was broken; a known `None` is "never".
    pub rupture_contrat: Option<Fait<Option<NaiveDate>>>,
    /// Arrival in France; a known `None` is "always lived there".
    pub arrivee: Option<Fait<Option<NaiveDate>>>,
    /// Highest diploma.
    pub diplome: Option<Fait<NiveauDiplome>>,
    /// French.
    pub francais: Option<Fait<MaitriseFrancais>>,
    /// The obligation de formation on the day.
    pub obligation: Option<Fait<StatutObligation>>,
    /// The académie that follows.
    pub academie: Option<Fait<Academie>>,
    /// By code of a dispositif, whether the person is or was in it.
    pub dispositifs: BTreeMap<String, Fait<bool>>,
    /// Failed exams.
    pub echecs: Option<Fait<Vec<Echec>>>,
    /// Present or last level of schooling.
    pub niveau: Option<Fait<NiveauScolaire>>,
    /// What people state of the person.
    pub constats: BTreeMap<Constat, Fait<bool>>,
    /// What people state of the person in one dispositif ([`Constat::d_un_dispositif`]), by its code.
    pub par_dispositif: BTreeMap<String, BTreeMap<Constat, Fait<bool>>>,
}

impl Faits {
    /// What was stated, of the dispositif of this code when the answer is of one dispositif.
    pub fn constat(&self, dispositif: &str, quoi: Constat) -> Option<&Fait<bool>> {
        if quoi.d_un_dispositif() {
            self.par_dispositif.get(dispositif)?.get(&quoi)
        } else {
            self.constats.get(&quoi)
        }
    }

    /// States it, of the dispositif of this code when the answer is of one dispositif; what was said before is replaced.
    pub fn constater(&mut self, dispositif: &str, quoi: Constat, fait: Fait<bool>) {
        let dits = if quoi.d_un_dispositif() {
            self.par_dispositif.entry(dispositif.to_owned()).or_default()
        } else {
            &mut self.constats
        };
        dits.insert(quoi, fait);
    }
}
