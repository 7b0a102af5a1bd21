//! Keeping one's marks after a failed exam: which, until when, and what each choice would give.
//!
//! | exam | a mark of 10 or more is kept | text |
//! |---|---|---|
//! | baccalauréats général and technologique | within the five **sessions** that follow the first one sat | D334-13 |
//! | baccalauréat professionnel | five **years** from the day it was obtained | D337-69, D337-78, D337-79 |
//!
//! Keeping is asked for; renouncing is definitive, and then only the later mark counts. The mean is made of kept and new
//! marks, and no mention can be given. A what-if shows both before anybody signs anything.

use chrono::{Months, NaiveDate};
use thiserror::Error;

use crate::{
    francais::{INSECABLE, compter},
    liste::liste_fermee,
};

/// Ten out of twenty, in hundredths of a point.
pub const DIX: u32 = 1_000;
/// Sessions after the first during which a mark is kept (D334-13).
pub const SESSIONS_GARDEES: i32 = 5;
/// Years during which a mark is kept (D337-69).
pub const ANNEES_GARDEES: u32 = 5;

liste_fermee! {
    /// Which rule keeps marks.
    VoieExamen {
        /// By sessions.
        GeneraleTechnologique = "generale_technologique" => "baccalauréat général ou technologique",
        /// By date.
        Professionnelle = "professionnelle" => "baccalauréat professionnel",
    }
}

/// A mark already obtained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteObtenue {
    /// Name of the paper.
    pub epreuve: String,
    /// Hundredths of a point, 0 to 2000.
    pub centiemes: u32,
    /// Weight in the mean, 1 and more.
    pub coefficient: u32,
    /// The day it was obtained.
    pub le: NaiveDate,
}

/// The session that is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionVisee {
    /// Year of the session.
    pub annee: i32,
    /// First day of the papers.
    pub le: NaiveDate,
}

/// The last session or day at which a mark counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermeNote {
    /// Up to the session of this year, included.
    Session(i32),
    /// Up to this day, included.
    Jour(NaiveDate),
}

/// Whether a mark may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conservation {
    /// It may, until then.
    Gardable(TermeNote),
    /// Under ten.
    TropBasse,
    /// It could be kept until then.
    Expiree(TermeNote),
}

/// What is wrong in what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotesError {
    /// Out of 0 to 20.
    #[error("la note de «\u{a0}{0}\u{a0}» va de 0 à 20.")]
    NoteImpossible(String),
    /// Zero.
    #[error("le coefficient de «\u{a0}{0}\u{a0}» va de 1 à 100.")]
    CoefficientImpossible(String),
    /// Kept though it may not be.
    #[error("la note de «\u{a0}{0}\u{a0}» ne peut pas être gardée.")]
    PasGardable(String),
}

/// A paper in a what-if.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hypothese {
    /// The mark there is.
    pub note: NoteObtenue,
    /// Kept, or sat again.
    pub garde: bool,
    /// What is hoped for when it is sat again, in hundredths.
    pub espere: Option<u32>,
}

/// What a choice would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// The mean in hundredths, rounded down; `None` while a paper sat again has no hope written.
    pub moyenne: Option<u32>,
    /// The mean to reach on the papers sat again for ten overall, in hundredths, rounded up; `None` when none is sat
    /// again. Above 2000, ten is out of reach.
    pub a_obtenir: Option<u32>,
    /// Whether a mention can be given: never with a kept mark.
    pub mention_possible: bool,
    /// What cannot be undone, a sentence each.
    pub avertissements: Vec<String>,
}

/// The last session or day of a mark. `premiere` is the year of the first session sat.
pub fn terme(voie: VoieExamen, premiere: i32, obtenue_le: NaiveDate) -> TermeNote {
    match voie {
        VoieExamen::GeneraleTechnologique => TermeNote::Session(premiere.saturating_add(SESSIONS_GARDEES)),
        VoieExamen::Professionnelle => TermeNote::Jour(
            obtenue_le.checked_add_months(Months::new(12 * ANNEES_GARDEES)).unwrap_or(NaiveDate::MAX),
        ),
    }
}

/// Whether the mark may be kept for the session.
pub fn conservation(
    voie: VoieExamen,
    premiere: i32,
    note: &NoteObtenue,
    session: SessionVisee,
) -> Conservation {
    let terme = terme(voie, premiere, note.le);
    let valable = match terme {
        TermeNote::Session(derniere) => session.annee <= derniere,
        TermeNote::Jour(dernier) => session.le <= dernier,
    };
    if note.centiemes < DIX {
        Conservation::TropBasse
    } else if valable {
        Conservation::Gardable(terme)
    } else {
        Conservation::Expiree(terme)
    }
}

/// What keeping these and sitting those again would give at the session.
///
/// # Errors
/// [`NotesError`] for a mark out of 0 to 20, a coefficient out of 1 to 100, a mark kept that may not be.
pub fn simuler(
    voie: VoieExamen,
    premiere: i32,
    session: SessionVisee,
    hypotheses: &[Hypothese],
) -> Result<Simulation, NotesError> {
    let (mut points, mut coefficients, mut repasses) = (0_u64, 0_u64, 0_u64);
    let mut complete = true;
    let mut gardes_points = 0_u64;
    let mut avertissements = Vec::new();
    for Hypothese { note, garde, espere } in hypotheses {
        let nom = || note.epreuve.clone();
        if note.centiemes > 2 * DIX || espere.is_some_and(|centiemes| centiemes > 2 * DIX) {
            return Err(NotesError::NoteImpossible(nom()));
        }
        if !(1..=100).contains(&note.coefficient) {
            return Err(NotesError::CoefficientImpossible(nom()));
        }
        let gardable = matches!(conservation(voie, premiere, note, session), Conservation::Gardable(_));
        if *garde && !gardable {
            return Err(NotesError::PasGardable(nom()));
        }
        let coefficient = u64::from(note.coefficient);
        coefficients += coefficient;
        if *garde {
            gardes_points += u64::from(note.centiemes) * coefficient;
            points += u64::from(note.centiemes) * coefficient;
            continue;
        }
        repasses += coefficient;
        match espere {
            Some(centiemes) => points += u64::from(*centiemes) * coefficient,
            None => complete = false,
        }
        if gardable {
            avertissements.push(format!(
                "Renoncer à {} en «{INSECABLE}{}{INSECABLE}» est définitif{INSECABLE}: seule la nouvelle note comptera, même plus basse.",
                sur_vingt(note.centiemes),
                note.epreuve
            ));
        }
    }
    let gardees = hypotheses.iter().filter(|h| h.garde).count();
    if gardees > 0 {
        avertissements.push(format!(
            "Avec {}, aucune mention ne peut être attribuée.",
            compter(u64::try_from(gardees).unwrap_or(u64::MAX), "note gardée")
        ));
    }
    let vise = u64::from(DIX) * coefficients;
    Ok(Simulation {
        moyenne: (complete && coefficients > 0).then(|| entier(points / coefficients)),
        a_obtenir: (repasses > 0).then(|| entier(vise.saturating_sub(gardes_points).div_ceil(repasses))),
        mention_possible: gardees == 0,
        avertissements,
    })
}

fn entier(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// `12,5/20`.
pub fn sur_vingt(centiemes: u32) -> String {
    let (entiers, reste) = (centiemes / 100, centiemes % 100);
    match reste {
        0 => format!("{entiers}/20"),
        dizaines if dizaines.is_multiple_of(10) => format!("{entiers},{}/20", dizaines / 10),
        autre => format!("{entiers},{autre:02}/20"),
    }
}

/// `12,5` or `12.5` in hundredths; `None` when it is no mark from 0 to 20 with at most two decimals.
pub fn lire_note(texte: &str) -> Option<u32> {
    let texte = texte.trim().replace(',', ".");
    let (entiers, decimales) = texte.split_once('.').unwrap_or((&texte, ""));
    if entiers.is_empty() || entiers.len() > 2 || decimales.len() > 2 {
        return None;
    }
    if !entiers.chars().chain(decimales.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    let centiemes = entiers.parse::<u32>().ok()? * 100 + format!("{decimales:0<2}").parse::<u32>().ok()?;
    (centiemes <= 2 * DIX).then_some(centiemes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(texte: &str) -> NaiveDate {
        texte.parse().unwrap()
    }

    fn note(epreuve: &str, centiemes: u32, coefficient: u32) -> NoteObtenue {
        NoteObtenue { epreuve: epreuve.to_owned(), centiemes, coefficient, le: d("2026-07-07") }
    }

    fn session(annee: i32) -> SessionVisee {
        SessionVisee { annee, le: NaiveDate::from_ymd_opt(annee, 6, 14).unwrap() }
    }

    use VoieExamen::{GeneraleTechnologique, Professionnelle};

    #[test]
    fn five_sessions_after_the_first_and_no_more() {
        let douze = note("Philosophie", 1_200, 4);
        let garde = |annee| conservation(GeneraleTechnologique, 2026, &douze, session(annee));
        assert_eq!(garde(2027), Conservation::Gardable(TermeNote::Session(2031)));
        assert_eq!(garde(2031), Conservation::Gardable(TermeNote::Session(2031)));
        assert_eq!(garde(2032), Conservation::Expiree(TermeNote::Session(2031)));
        let juste = note("Philosophie", 1_000, 4);
        let sous = note("Philosophie", 999, 4);
        assert!(matches!(
            conservation(GeneraleTechnologique, 2026, &juste, session(2027)),
            Conservation::Gardable(_)
        ));
        assert_eq!(conservation(GeneraleTechnologique, 2026, &sous, session(2027)), Conservation::TropBasse);
    }

    #[test]
    fn five_years_from_the_day_for_the_professional_exam() {
        let mut quinze = note("Pratique professionnelle", 1_500, 6);
        let au = |note: &NoteObtenue, le: &str| {
            let session = SessionVisee { annee: 0, le: d(le) };
            matches!(conservation(Professionnelle, 2026, note, session), Conservation::Gardable(_))
        };
        assert!(au(&quinze, "2031-07-07"));
        assert!(!au(&quinze, "2031-07-08"));
        quinze.le = d("2028-02-29");
        assert!(au(&quinze, "2033-02-28") && !au(&quinze, "2033-03-01"));
    }

    fn cas(garde_philo: bool) -> Simulation {
        let hypotheses = [
            Hypothese { note: note("Philosophie", 1_400, 4), garde: garde_philo, espere: Some(800) },
            Hypothese { note: note("Mathématiques", 600, 16), garde: false, espere: Some(900) },
        ];
        simuler(GeneraleTechnologique, 2026, session(2027), &hypotheses).unwrap()
    }

    #[test]
    fn a_what_if_shows_what_each_choice_gives_and_what_cannot_be_undone() {
        let garde = cas(true);
        assert_eq!(garde.moyenne, Some(1_000), "(14 × 4 + 9 × 16) / 20");
        assert_eq!(garde.a_obtenir, Some(900));
        assert!(!garde.mention_possible);
        assert_eq!(garde.avertissements, ["Avec 1\u{a0}note gardée, aucune mention ne peut être attribuée."]);
        let renonce = cas(false);
        assert_eq!(renonce.moyenne, Some(880));
        assert_eq!(renonce.a_obtenir, Some(1_000));
        assert!(renonce.mention_possible);
        assert_eq!(renonce.avertissements.len(), 1, "the mark under ten is not renounced, it is sat again");
        assert!(
            renonce.avertissements[0].contains("14/20") && renonce.avertissements[0].contains("définitif")
        );
    }

    #[test]
    fn what_may_not_be_kept_or_is_no_mark_is_refused() {
        let une = |note, garde| {
            simuler(GeneraleTechnologique, 2026, session(2027), &[Hypothese { note, garde, espere: None }])
        };
        assert!(matches!(une(note("A", 900, 1), true), Err(NotesError::PasGardable(_))));
        assert!(matches!(une(note("A", 2_001, 1), false), Err(NotesError::NoteImpossible(_))));
        assert!(matches!(une(note("A", 900, 0), false), Err(NotesError::CoefficientImpossible(_))));
        let attente = une(note("A", 900, 1), false).unwrap();
        assert_eq!((attente.moyenne, attente.a_obtenir), (None, Some(1_000)));
    }

    #[test]
    fn marks_are_read_as_people_write_them() {
        for (texte, lu) in [
            ("12", Some(1_200)),
            ("12,5", Some(1_250)),
            (" 9.75 ", Some(975)),
            ("20", Some(2_000)),
            ("20,01", None),
            ("-1", None),
            ("", None),
            ("1,234", None),
            ("douze", None),
        ] {
            assert_eq!(lire_note(texte), lu, "{texte}");
        }
        assert_eq!(
            (sur_vingt(1_250), sur_vingt(975), sur_vingt(1_000)),
            ("12,5/20".into(), "9,75/20".into(), "10/20".into())
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(centiemes in 0_u32..=2_000) {
            prop_assert_eq!(lire_note(sur_vingt(centiemes).trim_end_matches("/20")), Some(centiemes));
        }

        #[test]
        fn the_mean_to_reach_reaches_ten(
            gardees in proptest::collection::vec((1_000_u32..=2_000, 1_u32..10), 0..5),
            a_passer in proptest::collection::vec(1_u32..10, 1..5),
        ) {
            let cas = |espere| -> Vec<Hypothese> {
                let gardees = gardees.iter().map(|(n, c)| Hypothese { note: note("G", *n, *c), garde: true, espere: None });
                let autres = a_passer.iter().map(|c| Hypothese { note: note("P", 500, *c), garde: false, espere });
                gardees.chain(autres).collect()
            };
            let faire = |espere| simuler(GeneraleTechnologique, 2026, session(2027), &cas(espere)).unwrap();
            let a_obtenir = faire(None).a_obtenir.unwrap();
            prop_assert!(a_obtenir <= DIX);
            prop_assert!(faire(Some(a_obtenir)).moyenne.unwrap() >= DIX);
            if a_obtenir > 0 {
                prop_assert!(faire(Some(a_obtenir - 1)).moyenne.unwrap() < DIX);
            }
        }
    }
}
