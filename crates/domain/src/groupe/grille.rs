//! The weekly grid of a group: each half-day with its hours, so that a dispositif that asks for hours a week can be held to them.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::{
    francais::INSECABLE,
    parcours::{Creneau, DemiJournee},
};

/// Letters of an activity, a place or a name at most.
const MOTS_AU_PLUS: usize = 200;

/// A half-day of the week of a group: what is done, from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seance {
    /// Which half-day, what, where, with whom.
    pub creneau: Creneau,
    /// Its beginning.
    pub de: NaiveTime,
    /// Its end, after the beginning.
    pub a: NaiveTime,
}

impl Seance {
    /// How long it lasts, in minutes; zero when it ends before it begins.
    pub fn minutes(&self) -> u32 {
        u32::try_from((self.a - self.de).num_minutes()).unwrap_or(0)
    }
}

/// How long the week is, in minutes.
pub fn minutes_semaine(semaine: &[Seance]) -> u32 {
    semaine.iter().map(Seance::minutes).sum()
}

/// `24 h`, `3 h 30`, `45 min`.
pub fn duree_en_mots(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, reste) => format!("{reste}{INSECABLE}min"),
        (heures, 0) => format!("{heures}{INSECABLE}h"),
        (heures, reste) => format!("{heures}{INSECABLE}h{INSECABLE}{reste:02}"),
    }
}

/// `3 h + 2 h 30 = 5 h 30`; empty for less than two half-days.
pub(super) fn somme_en_mots(semaine: &[Seance]) -> String {
    if semaine.len() < 2 {
        return String::new();
    }
    let termes: Vec<String> = semaine.iter().map(|seance| duree_en_mots(seance.minutes())).collect();
    format!("{} = {}", termes.join(" + "), duree_en_mots(minutes_semaine(semaine)))
}

/// What is wrong with a grid, in sentences.
pub(super) fn defauts(semaine: &[Seance]) -> Vec<String> {
    let mut defauts = Vec::new();
    if semaine.is_empty() {
        defauts.push("Dites au moins une demi-journée, avec son activité et ses heures.".to_owned());
    }
    let mut vues: Vec<DemiJournee> = Vec::new();
    for seance in semaine {
        let quand = seance.creneau.quand.libelle();
        if vues.contains(&seance.creneau.quand) {
            defauts.push(format!("Une demi-journée est dite deux fois{INSECABLE}: {quand}."));
        }
        vues.push(seance.creneau.quand);
        if seance.a <= seance.de {
            defauts.push(format!("La fin est avant le début{INSECABLE}: {quand}."));
        }
        let creneau = &seance.creneau;
        let trop_long = [&creneau.activite, &creneau.lieu, &creneau.tuteur]
            .iter()
            .any(|t| t.chars().count() > MOTS_AU_PLUS);
        if creneau.activite.trim().is_empty() || trop_long {
            defauts.push(format!(
                "Dites en quelques mots ce qui est fait, {MOTS_AU_PLUS} caractères au plus{INSECABLE}: {quand}."
            ));
        }
    }
    defauts
}
