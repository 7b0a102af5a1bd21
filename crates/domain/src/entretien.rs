//! The *entretien de réorientation* of the 16-18: by which day it is due.
//!
//! Article L313-8 of the code de l'éducation (as of 1 September 2020): somebody of 16 to 18 with no title or diploma
//! registered at the RNCP and no job is received, together with the legal representative, within **three months** of the
//! signalement by the school of origin, for an interview that also recalls the obligation de formation (L114-1).
//!
//! No register states the day of the signalement, so the three months are counted from the last day of schooling known:
//! a school cannot have signalled a leaver before, so the day given is never later than the one of the law. It says
//! nothing of whether the interview was held.
//!
//! Like the obligation de formation, it is computed at a date and never stored: whoever is 18 leaves the rule.

use chrono::{Months, NaiveDate};

use crate::{Dossier, Jugement, Motif, MotifObligation, NiveauDiplome, StatutObligation, Surete};

/// Months that L313-8 leaves between the signalement and the interview.
pub const ENTRETIEN_MOIS: u32 = 3;

/// The last day on which the interview of L313-8 can be held; `None` for whoever the article does not concern at `date`,
/// and when no schooling is known to count from.
///
/// Concerned: a minor of 16 or 17 in nothing that meets the obligation de formation (no enrolment, job, training,
/// accompaniment or exemption; a match still to check counts as nothing), without a diploma of level 3 or more, and not
/// listed by mistake.
///
/// A period in months ends on the day of the same number, or the last of a shorter month.
pub fn entretien_au_plus_tard(
    dossier: &Dossier<'_>,
    jugement: &Jugement,
    date: NaiveDate,
) -> Option<NaiveDate> {
    let obligation = jugement.obligation;
    let sans_activite = obligation.statut == StatutObligation::NonSatisfaite
        || obligation.motif == MotifObligation::RapprochementIncertain;
    let titulaire = dossier.temoignages.iter().any(|t| {
        t.surete == Surete::Certaine && t.diplome(date).is_some_and(|n| n >= NiveauDiplome::Niveau3)
    });
    if !sans_activite || titulaire || jugement.motif == Motif::ErreurSignalee {
        return None;
    }
    jugement.derniere_presence?.date.checked_add_months(Months::new(ENTRETIEN_MOIS))
}
