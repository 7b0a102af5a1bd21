//! Bounds on dates and shares, with the sum shown.

use chrono::{Days, Months};
use proptest::prelude::*;

use super::{super::*, d};

fn limites(code: &str) -> &'static Limites {
    &Catalogue::livre().get(code).unwrap().limites
}

fn genres(code: &str, dates: &DatesParcours) -> Vec<GenreManquement> {
    limites(code).verifier(dates).into_iter().map(|m| m.genre).collect()
}

#[test]
fn the_length_is_counted_across_the_year_s_end() {
    use GenreManquement::{Duree, Ordre};
    for (debut, fin, attendu) in [
        ("2026-10-12", "2027-02-12", vec![]),
        ("2026-10-12", "2027-02-13", vec![Duree]),
        ("2026-10-31", "2027-02-28", vec![]),
        ("2026-10-31", "2027-03-01", vec![Duree]),
        ("2027-10-31", "2028-02-29", vec![]),
        ("2026-10-12", "2026-10-11", vec![Ordre]),
    ] {
        let dates = DatesParcours { debut: Some(d(debut)), fin: Some(d(fin)), ..DatesParcours::default() };
        assert_eq!(genres("ambition_emploi", &dates), attendu, "{debut} {fin}");
    }
}

#[test]
fn stages_above_two_thirds_are_refused_with_the_sum() {
    let dates = DatesParcours {
        debut: Some(d("2026-09-01")),
        fin: Some(d("2026-11-29")),
        stages: vec![(d("2026-09-01"), d("2026-09-30")), (d("2026-10-15"), d("2026-11-14"))],
        ..DatesParcours::default()
    };
    let trouves = limites("ambition_emploi").verifier(&dates);
    assert_eq!(trouves.len(), 1);
    assert_eq!(
        trouves[0].phrase,
        "Les stages prennent 61\u{a0}jours (30 + 31 = 61) sur 90\u{a0}jours\u{202f}; au plus 2/3, soit 60\u{a0}jours, sont possibles."
    );
    assert_eq!(trouves[0].texte.as_deref(), Some("arrêté du 18\u{20}juillet 2023"));
    // Exactly two thirds, and the same days given twice.
    let juste = DatesParcours {
        stages: vec![(d("2026-09-01"), d("2026-10-30")), (d("2026-09-05"), d("2026-09-08"))],
        ..dates.clone()
    };
    assert_eq!(genres("ambition_emploi", &juste), []);
    let dehors = DatesParcours { stages: vec![(d("2026-11-20"), d("2026-12-02"))], ..dates };
    assert_eq!(genres("ambition_emploi", &dehors), [GenreManquement::StageHors]);
}

#[test]
fn a_return_is_always_known() {
    let dates = DatesParcours {
        debut: Some(d("2026-09-01")),
        fin: Some(d("2026-12-18")),
        ..DatesParcours::default()
    };
    assert_eq!(genres("pafi", &dates), [GenreManquement::RetourAbsent]);
    let avant = DatesParcours { retour: Some(d("2026-12-17")), ..dates.clone() };
    assert_eq!(genres("pafi", &avant), [GenreManquement::RetourAvantFin]);
    assert_eq!(genres("pafi", &DatesParcours { retour: Some(d("2027-01-04")), ..dates }), []);
}

#[test]
fn the_right_to_return_ends_on_the_eve_of_the_26th_birthday() {
    let commence = |debut| DatesParcours {
        debut: Some(d(debut)),
        naissance: Some(d("2001-03-14")),
        ..DatesParcours::default()
    };
    assert_eq!(genres("droit_retour", &commence("2027-03-13")), []);
    assert_eq!(genres("droit_retour", &commence("2027-03-14")), [GenreManquement::DroitEteint]);
    let heures = DatesParcours { minutes_semaine: Some(20 * 60), ..DatesParcours::default() };
    assert_eq!(genres("dipa", &heures), [GenreManquement::Heures]);
}

#[test]
fn a_share_is_between_nothing_and_all() {
    assert!(Part::lire("2/3").is_some() && Part::lire("1 / 1").is_some() && Part::lire("0/5").is_some());
    for faux in ["", "2", "3/2", "1/0", "-1/2", "a/b", "1/2/3"] {
        assert_eq!(Part::lire(faux), None, "{faux}");
    }
}

proptest! {
    #[test]
    fn the_last_day_allowed_is_allowed_and_the_next_is_not(n in 0_u64..4000) {
        let debut = d("2024-01-01") + Days::new(n);
        let limite = debut + Months::new(4);
        let jusqu_au = |fin| DatesParcours { debut: Some(debut), fin: Some(fin), ..DatesParcours::default() };
        prop_assert_eq!(genres("ambition_emploi", &jusqu_au(limite)), []);
        prop_assert_eq!(genres("ambition_emploi", &jusqu_au(limite + Days::new(1))), [GenreManquement::Duree]);
    }
}
