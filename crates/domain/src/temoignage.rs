//! What a register line is worth as evidence about one person, on one day.
//!
//! A verdict never reads a line directly: it reads *témoignages*, each a line, the register it stands in and
//! whether the line is surely about this person. Whether the fact stated still holds is asked at a date, because
//! an enrolment that ended in October proves nothing in March.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Enregistrement, NatureSituation, NiveauDiplome, Uai};

/// What a register is crossed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleRegistre {
    /// Where everybody was: the persons to account for.
    #[serde(rename = "previous")]
    Precedent,
    /// Where people are enrolled now.
    #[serde(rename = "current")]
    Actuel,
    /// Diplomas obtained.
    #[serde(rename = "diplomas")]
    Diplomes,
    /// Followed by a mission locale.
    #[serde(rename = "followed_by_ml")]
    SuiviMissionLocale,
    /// A job, a *service civique*, training, an exemption, a departure.
    #[serde(rename = "other_activity")]
    AutreActivite,
    /// Human decisions.
    #[serde(rename = "corrections")]
    Corrections,
}

/// Whose students a register lists, when it matters to what its silence proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreRegistre {
    /// SIECLE: pupils of the Éducation nationale, changes day by day.
    Siecle,
    /// SIFA: apprentices, a picture at 31 December.
    Sifa,
    /// Anything else.
    Autre,
}

/// A register, as the campaign declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registre {
    /// The name people know it by.
    pub nom: String,
    /// What it is crossed for.
    pub role: RoleRegistre,
    /// Whose students.
    pub genre: GenreRegistre,
    /// The day it pictures.
    pub date: NaiveDate,
}

/// Whether a line is about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surete {
    /// Same person: the engine's `link`, or a human's decision.
    Certaine,
    /// Perhaps: the engine's `review`.
    AVerifier,
}

/// One line as evidence about one person.
#[derive(Debug, Clone, Copy)]
pub struct Temoignage<'a> {
    /// Where it stands.
    pub registre: &'a Registre,
    /// The line.
    pub ligne: &'a Enregistrement,
    /// Whether it is about the person.
    pub surete: Surete,
}

/// Where a dated fact stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Etat {
    /// Holds on that day.
    EnCours,
    /// Ended before, on the date given.
    Terminee(NaiveDate),
    /// Begins after, on the date given.
    AVenir(NaiveDate),
}

/// The state on `date` of something that runs from `debut` to `fin`, both days included.
pub fn etat_au(debut: Option<NaiveDate>, fin: Option<NaiveDate>, date: NaiveDate) -> Etat {
    match (debut, fin) {
        (_, Some(fin)) if fin < date => Etat::Terminee(fin),
        (Some(debut), _) if debut > date => Etat::AVenir(debut),
        _ => Etat::EnCours,
    }
}

impl Temoignage<'_> {
    /// Whether the line says where the person is *now*: last year's register and the exam results do not.
    pub fn dit_le_present(&self) -> bool {
        !matches!(self.registre.role, RoleRegistre::Precedent | RoleRegistre::Diplomes)
    }

    /// State of the enrolment that the line says of the present, if any.
    pub fn inscription(&self, date: NaiveDate) -> Option<Etat> {
        let scolarite = self.ligne.scolarite.as_ref().filter(|_| self.dit_le_present())?;
        Some(etat_au(scolarite.debut, scolarite.fin, date))
    }

    /// Nature and state of the situation outside school that the line states, if any.
    ///
    /// Of last year's register only what lasts is kept: a departure, a death, or a situation whose stated end is
    /// still to come. Last year's job is not this year's.
    pub fn situation(&self, date: NaiveDate) -> Option<(NatureSituation, Etat)> {
        let autre = self.ligne.autre.as_ref()?;
        let etat = etat_au(autre.debut, autre.fin, date);
        let lasts = matches!(autre.nature, NatureSituation::Deces | NatureSituation::DepartEtranger)
            || autre.fin.is_some_and(|fin| fin >= date);
        (self.dit_le_present() || lasts).then_some((autre.nature, etat))
    }

    /// Level of the diploma obtained by that day that the line states, if any.
    pub fn diplome(&self, date: NaiveDate) -> Option<NiveauDiplome> {
        let diplome = self.ligne.diplome.as_ref()?;
        (diplome.obtenu && diplome.date.is_none_or(|obtenu| obtenu <= date)).then_some(diplome.niveau)
    }

    /// The last day on which the line shows the person in training, no later than `date`: the end of the
    /// enrolment, or the day of the picture while it has none. `true` when it is an end stated by the register.
    pub fn derniere_presence(&self, date: NaiveDate) -> Option<(NaiveDate, bool)> {
        let scolarite = self.ligne.scolarite.as_ref()?;
        match etat_au(scolarite.debut, scolarite.fin, date) {
            Etat::Terminee(fin) => Some((fin, true)),
            Etat::EnCours => Some((self.registre.date.min(date), false)),
            Etat::AVenir(_) => None,
        }
    }
}

/// Days that two enrolments may overlap while a school has not yet struck off a pupil who moved.
const CHEVAUCHEMENT_JOURS: i64 = 45;

/// Two lines of the previous registers that one person can hardly both be, enrolled at the same time: in two
/// establishments under two INE of the same kind, as namesakes born the same day are, or in one register of one
/// establishment under two first names, as twins are. The one who is found would hide the one who is not.
pub fn identites_incompatibles(temoignages: &[Temoignage<'_>]) -> Option<(usize, usize)> {
    let previous =
        |t: &&Temoignage<'_>| t.surete == Surete::Certaine && t.registre.role == RoleRegistre::Precedent;
    let lines: Vec<(usize, &Temoignage<'_>)> =
        temoignages.iter().enumerate().filter(|(_, t)| previous(t)).collect();
    lines.iter().enumerate().find_map(|(n, (i, a))| {
        let other = lines[n + 1..]
            .iter()
            .find(|(_, b)| au_meme_moment(a, b) && (homonymes(a, b) || jumeaux(a, b)))?;
        Some((*i, other.0))
    })
}

/// In two establishments, under two INE of one kind.
fn homonymes(a: &Temoignage<'_>, b: &Temoignage<'_>) -> bool {
    let (left, right) = (&a.ligne.ine, &b.ligne.ine);
    let same_kind = left.iter().any(|x| right.iter().any(|y| x.forme() == y.forme()));
    uai(a) != uai(b) && same_kind && !partagent_ine(a, b)
}

/// Two entries of one register for one establishment, under first names neither of which is part of the other.
pub(crate) fn jumeaux(a: &Temoignage<'_>, b: &Temoignage<'_>) -> bool {
    uai(a) == uai(b)
        && a.registre == b.registre
        && !partagent_ine(a, b)
        && a.ligne.identite.autres_prenoms(&b.ligne.identite)
}

fn partagent_ine(a: &Temoignage<'_>, b: &Temoignage<'_>) -> bool {
    a.ligne.ine.iter().any(|ine| b.ligne.ine.contains(ine))
}

fn uai(t: &Temoignage<'_>) -> Option<Uai> {
    t.ligne.scolarite.as_ref().and_then(|scolarite| scolarite.uai)
}

/// In two known places, or twice in one, for longer than a school takes to strike off a pupil who moved.
fn au_meme_moment(a: &Temoignage<'_>, b: &Temoignage<'_>) -> bool {
    let (Some(left), Some(right)) = (&a.ligne.scolarite, &b.ligne.scolarite) else { return false };
    let debut = left.debut.max(right.debut);
    let fin = left.fin.unwrap_or(a.registre.date).min(right.fin.unwrap_or(b.registre.date));
    left.uai.is_some()
        && right.uai.is_some()
        && debut.is_none_or(|debut| (fin - debut).num_days() > CHEVAUCHEMENT_JOURS)
}

/// The sure departure abroad that still holds: no enrolment began after it, and no later picture shows one under way.
pub fn depart_en_cours(temoignages: &[Temoignage<'_>], date: NaiveDate) -> Option<usize> {
    let sure = |t: &&Temoignage<'_>| t.surete == Surete::Certaine;
    temoignages.iter().enumerate().filter(|(_, t)| sure(t)).find_map(|(i, t)| {
        let (NatureSituation::DepartEtranger, Etat::EnCours) = t.situation(date)? else { return None };
        let depuis = t.ligne.autre.as_ref().and_then(|a| a.debut).unwrap_or(t.registre.date);
        let back = temoignages.iter().filter(sure).any(|autre| {
            let debut = autre.ligne.scolarite.as_ref().and_then(|s| s.debut);
            debut.is_some_and(|debut| debut > depuis && debut <= date)
                || (autre.inscription(date) == Some(Etat::EnCours) && autre.registre.date > depuis)
        });
        (!back).then_some(i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_included() {
        let d = |text: &str| text.parse::<NaiveDate>().unwrap();
        let state = |date: &str| etat_au(Some(d("2026-09-01")), Some(d("2026-10-03")), d(date));
        assert_eq!(state("2026-08-31"), Etat::AVenir(d("2026-09-01")));
        assert_eq!(state("2026-09-01"), Etat::EnCours);
        assert_eq!(state("2026-10-03"), Etat::EnCours);
        assert_eq!(state("2026-10-04"), Etat::Terminee(d("2026-10-03")));
        assert_eq!(etat_au(None, None, d("2026-10-04")), Etat::EnCours);
    }
}
