//! Bounds that a dispositif sets on a parcours, checked with the sum shown.

use chrono::NaiveDate;

use super::Duree;
use crate::{
    anniversaire,
    francais::{compter, date_longue, majuscule},
    liste::liste_fermee,
};

/// The bounds of a dispositif.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limites {
    /// The end is at most that long after the start.
    pub duree_max: Option<Duree>,
    /// The day of return is always known before the path begins.
    pub retour_obligatoire: bool,
    /// Stages take at most that share of the days.
    pub stages_part_max: Option<Part>,
    /// Hours of training a week.
    pub heures_semaine: Option<u32>,
    /// A second period may follow the first.
    pub renouvelable: bool,
    /// The right lasts until the eve of the birthday after this age.
    pub droit_jusqu_a: Option<u32>,
    /// What they rest on.
    pub texte: Option<String>,
}

/// A share: `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Upper number.
    pub numerateur: u32,
    /// Lower number, never zero and at least the upper one.
    pub denominateur: u32,
}

impl Part {
    /// Reads `2/3`; `None` when it is no share between 0 and 1.
    pub fn lire(texte: &str) -> Option<Self> {
        let (haut, bas) = texte.split_once('/')?;
        let part = Self { numerateur: haut.trim().parse().ok()?, denominateur: bas.trim().parse().ok()? };
        (part.denominateur > 0 && part.numerateur <= part.denominateur).then_some(part)
    }
}

/// The days of a parcours that bounds look at; what is unknown is not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatesParcours {
    /// First day.
    pub debut: Option<NaiveDate>,
    /// Last day, included.
    pub fin: Option<NaiveDate>,
    /// Day of the return in class.
    pub retour: Option<NaiveDate>,
    /// First and last day of each stage, both included.
    pub stages: Vec<(NaiveDate, NaiveDate)>,
    /// Minutes of training a week.
    pub minutes_semaine: Option<u32>,
    /// Birth date.
    pub naissance: Option<NaiveDate>,
}

liste_fermee! {
    /// What a bound finds wrong.
    GenreManquement {
        /// The end is before the start.
        Ordre = "ordre" => "dates dans le désordre",
        /// Too long.
        Duree = "duree" => "durée dépassée",
        /// No day of return.
        RetourAbsent = "retour_absent" => "date de retour manquante",
        /// The return is before the end.
        RetourAvantFin = "retour_avant_fin" => "retour avant la fin",
        /// Too much of the time is spent in stages.
        Stages = "stages" => "part des stages dépassée",
        /// A stage is outside of the path.
        StageHors = "stage_hors" => "stage hors du parcours",
        /// Not the hours of the dispositif.
        Heures = "heures" => "nombre d’heures",
        /// Begins after the right has ended.
        DroitEteint = "droit_eteint" => "droit éteint",
    }
}

/// One thing that a bound finds wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manquement {
    /// Which bound.
    pub genre: GenreManquement,
    /// A sentence that shows the sum.
    pub phrase: String,
    /// What it rests on.
    pub texte: Option<String>,
}

/// Days from the first to the last, both included; zero when they are in disorder.
fn jours((du, au): (NaiveDate, NaiveDate)) -> u64 {
    u64::try_from((au - du).num_days() + 1).unwrap_or(0)
}

impl Limites {
    /// Everything wrong with these dates; empty when they may stand.
    pub fn verifier(&self, dates: &DatesParcours) -> Vec<Manquement> {
        let mut trouves = Vec::new();
        let mut dire = |genre, phrase: String| {
            trouves.push(Manquement { genre, phrase, texte: self.texte.clone() });
        };
        if let (Some(debut), Some(fin)) = (dates.debut, dates.fin) {
            if fin < debut {
                dire(
                    GenreManquement::Ordre,
                    format!("La fin ({}) est avant le début ({}).", date_longue(fin), date_longue(debut)),
                );
            } else if let Some((duree, limite)) = self.duree_max.and_then(|d| Some((d, d.apres(debut)?)))
                && fin > limite
            {
                dire(
                    GenreManquement::Duree,
                    format!(
                        "Du {} au {}, le parcours dépasse {}\u{a0}: il finit au plus tard le {}, soit {} de trop.",
                        date_longue(debut),
                        date_longue(fin),
                        duree.en_mots(),
                        date_longue(limite),
                        compter(jours((limite, fin)) - 1, "jour"),
                    ),
                );
            }
        }
        match (self.retour_obligatoire, dates.retour, dates.fin) {
            (true, None, _) => dire(
                GenreManquement::RetourAbsent,
                "La date de retour en classe manque\u{a0}: elle est toujours fixée avant le départ."
                    .to_owned(),
            ),
            (_, Some(retour), Some(fin)) if retour < fin => dire(
                GenreManquement::RetourAvantFin,
                format!(
                    "Le retour en classe ({}) est avant la fin du parcours ({}).",
                    date_longue(retour),
                    date_longue(fin)
                ),
            ),
            _ => {}
        }
        trouves.extend(self.verifier_stages(dates));
        if let Some(phrase) = dates.minutes_semaine.and_then(|minutes| self.semaine(minutes)) {
            let (genre, texte) = (GenreManquement::Heures, self.texte.clone());
            trouves.push(Manquement { genre, phrase, texte });
        }
        if let (Some(age), Some(naissance), Some(debut)) = (self.droit_jusqu_a, dates.naissance, dates.debut)
        {
            let fin_du_droit = anniversaire(naissance, age.saturating_add(1));
            if debut >= fin_du_droit {
                trouves.push(Manquement {
                    genre: GenreManquement::DroitEteint,
                    phrase: format!(
                        "Le droit vaut jusqu’à {age}\u{a0}ans révolus\u{a0}: il s’arrête la veille du {}, et le parcours commence le {}.",
                        date_longue(fin_du_droit),
                        date_longue(debut)
                    ),
                    texte: self.texte.clone(),
                });
            }
        }
        trouves
    }

    /// What is wrong with a week of so many minutes of training; `None` when it is the week that is asked for, or none is.
    pub fn semaine(&self, minutes: u32) -> Option<String> {
        let attendu = self.heures_semaine.filter(|heures| heures.checked_mul(60) != Some(minutes))?;
        let prevu = crate::groupe::duree_en_mots(minutes);
        Some(format!("{prevu} par semaine sont prévues\u{202f}; le dispositif en demande {attendu}."))
    }

    fn verifier_stages(&self, dates: &DatesParcours) -> Vec<Manquement> {
        let mut trouves = Vec::new();
        let (Some(debut), Some(fin)) = (dates.debut, dates.fin) else { return trouves };
        let mut stages = dates.stages.clone();
        stages.sort_unstable();
        for &(du, au) in &stages {
            if au < du || du < debut || au > fin {
                trouves.push(Manquement {
                    genre: GenreManquement::StageHors,
                    phrase: format!(
                        "Le stage du {} au {} n’est pas dans le parcours, qui va du {} au {}.",
                        date_longue(du),
                        date_longue(au),
                        date_longue(debut),
                        date_longue(fin)
                    ),
                    texte: None,
                });
            }
        }
        let Some(part) = self.stages_part_max.filter(|_| trouves.is_empty() && fin >= debut) else {
            return trouves;
        };
        // A day in two stages is one day.
        let mut disjoints: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (du, au) in stages {
            match disjoints.last_mut() {
                Some(dernier) if du <= dernier.1 => dernier.1 = dernier.1.max(au),
                _ => disjoints.push((du, au)),
            }
        }
        let durees: Vec<u64> = disjoints.into_iter().map(jours).collect();
        let (somme, total) = (durees.iter().sum::<u64>(), jours((debut, fin)));
        if somme * u64::from(part.denominateur) > total * u64::from(part.numerateur) {
            let addition = match durees.as_slice() {
                [_] => String::new(),
                plusieurs => {
                    let termes: Vec<_> = plusieurs.iter().map(ToString::to_string).collect();
                    format!(" ({} = {somme})", termes.join(" + "))
                }
            };
            trouves.push(Manquement {
                genre: GenreManquement::Stages,
                phrase: majuscule(&format!(
                    "les stages prennent {}{addition} sur {}\u{202f}; au plus {}/{}, soit {}, sont possibles.",
                    compter(somme, "jour"),
                    compter(total, "jour"),
                    part.numerateur,
                    part.denominateur,
                    compter(total * u64::from(part.numerateur) / u64::from(part.denominateur), "jour"),
                )),
                texte: self.texte.clone(),
            });
        }
        trouves
    }
}
