//! A session: its days, its places, its grid, and when nobody is expected in class.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Moment, Seance, ferie, grille, minutes_semaine};
use crate::{
    Vacances,
    dispositif::Limites,
    francais::{INSECABLE, date_longue},
    liste::liste_fermee,
    vacances_du,
};

/// Places that a group may have at most: beyond, it is a mistake of the keyboard.
pub const PLACES_AU_PLUS: u32 = 100;
/// Letters of a name or a place at most.
const MOTS_AU_PLUS: usize = 200;
/// Days from the first to the last at most: a session is within a school year, with room for those that straddle two.
const JOURS_AU_PLUS: i64 = 500;

liste_fermee! {
    /// Why nobody of a group is expected in class for a time.
    GenrePeriode {
        /// All are in companies: the other half of the alternance.
        Stage = "stage" => "stage",
        /// School holidays, a closed house.
        Fermeture = "fermeture" => "vacances ou fermeture",
    }
}

/// A time in which nobody of a group is expected in class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periode {
    /// Why.
    pub genre: GenrePeriode,
    /// First day.
    pub du: NaiveDate,
    /// Last day, included.
    pub au: NaiveDate,
}

impl Periode {
    /// Whether the day is in it.
    pub fn contient(&self, jour: NaiveDate) -> bool {
        (self.du..=self.au).contains(&jour)
    }
}

/// A session of a dispositif, and the group that follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groupe {
    /// What people call it.
    pub nom: String,
    /// Where it meets.
    pub lieu: String,
    /// First day.
    pub du: NaiveDate,
    /// Last day, included.
    pub au: NaiveDate,
    /// How many young people it can hold.
    pub places: u32,
    /// What is done in each half-day that is not free, in the order of the week.
    pub semaine: Vec<Seance>,
    /// When nobody is expected in class.
    pub periodes: Vec<Periode>,
    /// The holidays of the school calendar: the group is closed in them, whatever it says itself. They are the académie's, and are
    /// not kept with the group.
    #[serde(skip)]
    pub vacances: Vec<Vacances>,
}

/// What is wrong with a group, beside the field that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefautGroupe {
    /// `nom`, `lieu`, `du`, `au`, `places`, `semaine` or `periodes`.
    pub champ: &'static str,
    /// In the grid, the cell that says it: `lundi_matin_de`.
    pub cellule: Option<String>,
    /// A sentence, with the sum where there is one.
    pub phrase: String,
}

/// The group that somebody entered, as it was on that day: what the journal of a parcours keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupeChoisi {
    /// Its number.
    pub id: Uuid,
    /// What it was called.
    pub nom: String,
    /// Its week, which is that of whoever enters.
    pub semaine: Vec<Seance>,
}

impl Groupe {
    /// Everything wrong with it, held against the bounds of its dispositif; empty when it may stand.
    pub fn defauts(&self, limites: &Limites) -> Vec<DefautGroupe> {
        let de_la_grille = grille::defauts(&self.semaine).into_iter();
        let mut defauts: Vec<DefautGroupe> = de_la_grille
            .map(|(cellule, phrase)| DefautGroupe { champ: "semaine", cellule, phrase })
            .collect();
        let mut dire = |champ, phrase: String| defauts.push(DefautGroupe { champ, cellule: None, phrase });
        for (champ, texte, quoi) in [("nom", &self.nom, "Un nom"), ("lieu", &self.lieu, "Un lieu")] {
            if texte.trim().is_empty() || texte.chars().count() > MOTS_AU_PLUS {
                dire(champ, format!("{quoi} a de 1 à {MOTS_AU_PLUS} caractères."));
            }
        }
        if !(1..=PLACES_AU_PLUS).contains(&self.places) {
            dire("places", format!("Un groupe a de 1 à {PLACES_AU_PLUS} places."));
        }
        if self.au < self.du {
            let (du, au) = (date_longue(self.du), date_longue(self.au));
            dire("au", format!("Le dernier jour ({au}) est avant le premier ({du})."));
        } else if (self.au - self.du).num_days() > JOURS_AU_PLUS {
            dire("au", "Une session dure moins d’un an et demi.".to_owned());
        }
        if let Some(phrase) = limites.semaine(minutes_semaine(&self.semaine)) {
            let somme = grille::somme_en_mots(&self.semaine);
            let fin =
                if somme.is_empty() { String::new() } else { format!(" La somme{INSECABLE}: {somme}.") };
            dire("semaine", format!("{phrase}{fin}"));
        }
        for periode in &self.periodes {
            let (du, au) = (date_longue(periode.du), date_longue(periode.au));
            if periode.au < periode.du {
                dire("periodes", format!("Une période finit ({au}) avant de commencer ({du})."));
            } else if periode.du < self.du || periode.au > self.au {
                dire("periodes", format!("La période du {du} au {au} n’est pas dans la session."));
            }
        }
        defauts
    }

    /// What the session, moved from `avant`, would leave outside: days noted in its register, stages of those who are in it. What was
    /// outside already is not held against it.
    pub fn laisse_dehors(
        &self,
        avant: &Self,
        notees: &[NaiveDate],
        stages: &[(NaiveDate, NaiveDate)],
    ) -> Vec<DefautGroupe> {
        let mut defauts = Vec::new();
        let dedans = |jour: &&NaiveDate| (avant.du..=avant.au).contains(*jour);
        let (premiere, derniere) = (notees.iter().filter(dedans).min(), notees.iter().filter(dedans).max());
        let mut dire = |champ, phrase: String| defauts.push(DefautGroupe { champ, cellule: None, phrase });
        if let Some(le) = premiere.filter(|le| **le < self.du) {
            let le = date_longue(*le);
            dire(
                "du",
                format!(
                    "Des présences sont notées au registre dès le {le} : la session ne peut pas commencer après."
                ),
            );
        }
        if let Some(le) = derniere.filter(|le| **le > self.au) {
            let le = date_longue(*le);
            dire(
                "au",
                format!(
                    "Des présences sont notées au registre jusqu’au {le} : la session ne peut pas finir avant."
                ),
            );
        }
        let siens = || stages.iter().filter(|(du, au)| *du >= avant.du && *au <= avant.au);
        if let Some((du, au)) = siens().min_by_key(|(du, _)| *du).filter(|(du, _)| *du < self.du) {
            let (du, au) = (date_longue(*du), date_longue(*au));
            dire(
                "du",
                format!(
                    "Un jeune du groupe est en stage du {du} au {au} : la session ne peut pas commencer après ce {du}."
                ),
            );
        }
        if let Some((du, au)) = siens().max_by_key(|(_, au)| *au).filter(|(_, au)| *au > self.au) {
            let (du, au) = (date_longue(*du), date_longue(*au));
            dire(
                "au",
                format!(
                    "Un jeune du groupe est en stage du {du} au {au} : la session ne peut pas finir avant ce {au}."
                ),
            );
        }
        defauts
    }

    /// Why nobody is expected in class on that day although the grid may say so; `None` when nothing stands against it.
    pub fn sans_classe(&self, jour: NaiveDate) -> Option<String> {
        if jour < self.du || jour > self.au {
            return Some("hors de la session".to_owned());
        }
        if let Some(nom) = ferie(jour) {
            return Some(format!("jour férié{INSECABLE}: {nom}"));
        }
        if let Some(periode) = self.periodes.iter().find(|periode| periode.contient(jour)) {
            return Some(format!("{} jusqu’au {}", periode.genre.libelle(), date_longue(periode.au)));
        }
        let vacances = vacances_du(&self.vacances, jour)?;
        Some(format!("{} jusqu’au {}", vacances.nom_commun(), date_longue(vacances.au)))
    }

    /// The half-days in which the group is expected on that day, each once, the morning first.
    pub fn attendues(&self, jour: NaiveDate) -> Vec<Moment> {
        if self.sans_classe(jour).is_some() {
            return Vec::new();
        }
        let occupee = |moment: &Moment| {
            moment.de(jour).is_some_and(|demi| self.semaine.iter().any(|seance| seance.creneau.quand == demi))
        };
        Moment::TOUS.iter().copied().filter(occupee).collect()
    }

    /// The half-days in which the group was expected from a day to another and of which nothing is noted, earliest first.
    pub fn a_noter(
        &self,
        notees: &BTreeSet<(NaiveDate, Moment)>,
        du: NaiveDate,
        au: NaiveDate,
    ) -> Vec<(NaiveDate, Moment)> {
        self.attendues_entre(du, au).filter(|demi| !notees.contains(demi)).collect()
    }

    /// The half-days in which the group is expected from a day to another, both included, earliest first.
    pub fn attendues_entre(&self, du: NaiveDate, au: NaiveDate) -> impl Iterator<Item = (NaiveDate, Moment)> {
        let (premier, dernier) = (du.max(self.du), au.min(self.au));
        premier
            .iter_days()
            .take_while(move |jour| *jour <= dernier)
            .flat_map(|jour| self.attendues(jour).into_iter().map(move |moment| (jour, moment)))
    }
}
