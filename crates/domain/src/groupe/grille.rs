//! The weekly grid of a group: each half-day with its hours, so that a dispositif that asks for hours a week can be held to them.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::{francais::INSECABLE, parcours::Creneau};

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

/// The first and the last hour of a day at which anything is done.
const JOURNEE: [u32; 2] = [6, 22];
/// A morning begins before this hour, an afternoon not before [`MIDI`].
const FIN_DE_MATINEE: u32 = 13;
/// No afternoon begins before.
const MIDI: u32 = 12;

/// What is wrong with a grid, in sentences; with the cell of the half-day that says it, where one does.
pub(super) fn defauts(semaine: &[Seance]) -> Vec<(Option<String>, String)> {
    let mut defauts = Vec::new();
    if semaine.is_empty() {
        let phrase = "Dites au moins une demi-journée, avec son activité et ses heures.";
        defauts.push((None, phrase.to_owned()));
    }
    let heure = |heures| NaiveTime::from_hms_opt(heures, 0, 0).unwrap_or_default();
    for (rang, seance) in semaine.iter().enumerate() {
        let (quand, avant) = (seance.creneau.quand, &semaine[..rang]);
        let mut dire = |cellule: &str, phrase: &str| {
            let cellule = format!("{}_{cellule}", quand.code());
            defauts.push((Some(cellule), format!("{phrase}{INSECABLE}: {}.", quand.libelle())));
        };
        if avant.iter().any(|autre| autre.creneau.quand == quand) {
            dire("activite", "Une demi-journée est dite deux fois");
        }
        if seance.a <= seance.de {
            dire("a", "La fin est avant le début");
        } else if seance.de < heure(JOURNEE[0]) {
            dire("de", "Rien ne commence avant 6\u{a0}h");
        } else if seance.a > heure(JOURNEE[1]) {
            dire("a", "Rien ne finit après 22\u{a0}h");
        } else if quand.est_le_matin() && seance.de >= heure(FIN_DE_MATINEE) {
            dire("de", "Une matinée commence avant 13\u{a0}h");
        } else if !quand.est_le_matin() && seance.de < heure(MIDI) {
            dire("de", "Un après-midi commence à 12\u{a0}h au plus tôt");
        } else if semaine.iter().any(|autre| autre.creneau.quand.precede(quand) && autre.a > seance.de) {
            dire("de", "La matinée du même jour n’est pas finie à cette heure");
        }
        let creneau = &seance.creneau;
        let trop_long = [&creneau.activite, &creneau.lieu, &creneau.tuteur]
            .iter()
            .any(|t| t.chars().count() > MOTS_AU_PLUS);
        if creneau.activite.trim().is_empty() || trop_long {
            let phrase = format!("Dites en quelques mots ce qui est fait, {MOTS_AU_PLUS} caractères au plus");
            dire("activite", &phrase);
        }
    }
    defauts
}
