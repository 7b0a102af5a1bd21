//! Tables for what people would check by hand, properties for what must hold of any group and any register.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::{
    Vacances,
    dispositif::Limites,
    parcours::{Creneau, DemiJournee},
};

fn jour(texte: &str) -> NaiveDate {
    texte.parse().expect("a day")
}

fn heure(texte: &str) -> NaiveTime {
    texte.parse().expect("an hour")
}

fn seance(quand: DemiJournee, de: &str, a: &str) -> Seance {
    let creneau =
        Creneau { quand, activite: "Français".to_owned(), lieu: String::new(), tuteur: String::new() };
    Seance { creneau, de: heure(de), a: heure(a) }
}

/// Monday all day and Thursday morning, from the holidays of All Saints to those of Christmas, a fortnight of stage.
fn groupe() -> Groupe {
    Groupe {
        nom: "Session d’automne".to_owned(),
        lieu: "Lycée des Tilleuls, salle 12".to_owned(),
        du: jour("2026-11-02"),
        au: jour("2026-12-18"),
        places: 12,
        semaine: vec![
            seance(DemiJournee::LundiMatin, "09:00:00", "12:00:00"),
            seance(DemiJournee::LundiApresMidi, "13:30:00", "16:00:00"),
            seance(DemiJournee::JeudiMatin, "09:00:00", "12:00:00"),
        ],
        periodes: vec![Periode {
            genre: GenrePeriode::Stage,
            du: jour("2026-11-23"),
            au: jour("2026-12-04"),
        }],
        vacances: vec![],
    }
}

#[test]
fn the_holidays_of_the_school_calendar_close_a_group_whatever_it_says_itself() {
    let vacances =
        |nom: &str, du: &str, au: &str| Vacances { nom: nom.to_owned(), du: jour(du), au: jour(au) };
    let groupe = Groupe {
        au: jour("2027-01-22"),
        vacances: vec![
            vacances("Vacances de Noël", "2026-12-19", "2027-01-03"),
            // Within its own stage, which says more.
            vacances("Pont", "2026-11-30", "2026-11-30"),
        ],
        ..groupe()
    };
    for (le, pourquoi) in [
        ("2026-12-17", None),
        ("2026-12-21", Some("vacances de Noël jusqu’au 3\u{a0}janvier\u{a0}2027")),
        ("2026-12-31", Some("vacances de Noël jusqu’au 3\u{a0}janvier\u{a0}2027")),
        ("2027-01-04", None),
        ("2026-11-30", Some("stage jusqu’au 4\u{a0}décembre\u{a0}2026")),
    ] {
        assert_eq!(groupe.sans_classe(jour(le)).as_deref(), pourquoi, "{le}");
        assert_eq!(groupe.attendues(jour(le)).is_empty(), pourquoi.is_some(), "{le}");
    }
    let a_noter = groupe.a_noter(&BTreeSet::new(), jour("2026-12-18"), jour("2027-01-08"));
    assert_eq!(
        a_noter.first().map(|(le, _)| *le),
        Some(jour("2027-01-04")),
        "nothing is asked over Christmas"
    );
    assert_eq!(a_noter.len(), 3);
    assert!(groupe.defauts(&Limites::default()).is_empty(), "the calendar is not the group's to put right");
}

#[test]
fn the_group_is_expected_when_the_grid_says_so_and_nothing_stands_against_it() {
    use Moment::{ApresMidi, Matin};
    let groupe = groupe();
    for (le, attendues) in [
        ("2026-11-01", &[][..]),
        ("2026-11-02", &[Matin, ApresMidi]),
        ("2026-11-03", &[]),
        ("2026-11-05", &[Matin]),
        ("2026-11-23", &[]),
        ("2026-12-04", &[]),
        ("2026-12-07", &[Matin, ApresMidi]),
        ("2026-12-21", &[]),
    ] {
        assert_eq!(groupe.attendues(jour(le)), attendues, "{le}");
    }
    assert!(groupe.sans_classe(jour("2026-11-24")).is_some_and(|dit| dit.starts_with("stage")));
    let mut mercredi = groupe;
    mercredi.semaine = vec![seance(DemiJournee::MercrediMatin, "09:00:00", "12:00:00")];
    assert!(mercredi.attendues(jour("2026-11-11")).is_empty(), "a holiday");
    assert_eq!(mercredi.attendues(jour("2026-11-18")), [Matin]);
}

/// What makes a group wrong.
type Changement<'a> = &'a dyn Fn(&mut Groupe);

#[test]
fn what_is_wrong_with_a_group_is_told_beside_its_field_with_the_sum() {
    let dit = |changer: &dyn Fn(&mut Groupe), heures: Option<u32>| {
        let mut groupe = groupe();
        changer(&mut groupe);
        let limites = Limites { heures_semaine: heures, ..Limites::default() };
        groupe.defauts(&limites).into_iter().map(|d| (d.champ, d.phrase)).collect::<Vec<_>>()
    };
    assert_eq!(dit(&|_| {}, None), []);
    let heures = dit(&|_| {}, Some(24));
    assert_eq!(heures.len(), 1);
    assert_eq!(heures[0].0, "semaine");
    assert!(
        heures[0].1.contains("3\u{a0}h + 2\u{a0}h\u{a0}30 + 3\u{a0}h = 8\u{a0}h\u{a0}30"),
        "{}",
        heures[0].1
    );
    assert!(heures[0].1.contains("en demande 24"), "{}", heures[0].1);
    let cas: [(&str, Changement<'_>); 9] = [
        ("nom", &|g| g.nom = " ".to_owned()),
        ("lieu", &|g| g.lieu.clear()),
        ("places", &|g| g.places = 0),
        ("places", &|g| g.places = PLACES_AU_PLUS + 1),
        ("au", &|g| (g.au, g.periodes) = (g.du - Days::new(1), vec![])),
        ("semaine", &|g| g.semaine.clear()),
        ("semaine", &|g| g.semaine[1] = g.semaine[0].clone()),
        ("semaine", &|g| g.semaine[0].a = g.semaine[0].de),
        ("periodes", &|g| g.periodes[0].au = g.au + Days::new(1)),
    ];
    for (champ, changer) in cas {
        let defauts = dit(changer, None);
        assert_eq!(defauts.iter().map(|(champ, _)| *champ).collect::<Vec<_>>(), [champ]);
    }
}

#[test]
fn absences_in_a_row_are_those_that_end_the_register() {
    use EtatPresence::{Absent, AbsentExcuse, EnStage, Present};
    for (etats, attendu) in [
        (&[][..], 0),
        (&[Absent], 1),
        (&[Absent, Absent, Present], 0),
        (&[Present, Absent, Absent], 2),
        (&[Absent, AbsentExcuse, Absent], 1),
        (&[Absent, EnStage, EnStage, Absent], 2),
        (&[Absent, EnStage], 1),
    ] {
        assert_eq!(absences_de_suite(etats.iter().copied()), attendu, "{etats:?}");
    }
}

#[test]
fn attendance_is_said_as_people_say_it() {
    use EtatPresence::{Absent, AbsentExcuse, EnStage, Present};
    let de = |etats: &[EtatPresence]| etats.iter().copied().collect::<Assiduite>().en_mots();
    assert_eq!(de(&[]), "rien de noté");
    assert_eq!(de(&[EnStage]), "en stage");
    assert_eq!(de(&[Present, Present, Absent]), "2\u{a0}demi-journées sur 3 (66\u{a0}%)");
    assert_eq!(de(&[AbsentExcuse]), "0\u{a0}demi-journée sur 1 (0\u{a0}%)");
}

fn un_groupe() -> impl Strategy<Value = Groupe> {
    let demi = select(DemiJournee::TOUS);
    let periode = (0_u64..60, 0_u64..20, any::<bool>()).prop_map(|(apres, dure, stage)| {
        let du = jour("2026-11-02") + Days::new(apres);
        let genre = if stage { GenrePeriode::Stage } else { GenrePeriode::Fermeture };
        Periode { genre, du, au: du + Days::new(dure) }
    });
    (vec(demi, 0..14), vec(periode, 0..4), 0_u64..60).prop_map(|(demis, periodes, dure)| Groupe {
        semaine: demis.into_iter().map(|demi| seance(demi, "09:00:00", "12:00:00")).collect(),
        periodes,
        au: jour("2026-11-02") + Days::new(dure),
        ..groupe()
    })
}

proptest! {
    #[test]
    fn a_half_day_is_expected_once_at_most_in_order_and_never_outside(groupe in un_groupe(), apres in 0_u64..80) {
        let (du, au) = (jour("2026-10-20"), jour("2026-10-20") + Days::new(apres));
        let attendues: Vec<_> = groupe.attendues_entre(du, au).collect();
        prop_assert!(attendues.is_sorted_by(|a, b| a < b), "{attendues:?}");
        for (le, moment) in attendues {
            prop_assert!((groupe.du..=groupe.au).contains(&le) && (du..=au).contains(&le));
            prop_assert!(ferie(le).is_none() && !groupe.periodes.iter().any(|p| p.contient(le)));
            let demi = moment.de(le);
            prop_assert!(groupe.semaine.iter().any(|seance| Some(seance.creneau.quand) == demi));
        }
    }

    #[test]
    fn a_register_adds_up(etats in vec(select(EtatPresence::TOUS), 0..60)) {
        let somme: Assiduite = etats.iter().copied().collect();
        prop_assert_eq!(somme.notees() as usize, etats.len());
        let attendues = etats.iter().filter(|etat| **etat != EtatPresence::EnStage).count();
        prop_assert_eq!(somme.attendues() as usize, attendues);
        prop_assert_eq!(somme.taux().is_some(), attendues > 0);
        if let (Some(taux), Some(pour_cent)) = (somme.taux(), somme.pour_cent()) {
            prop_assert!((0.0..=1.0).contains(&taux));
            prop_assert!(f64::from(pour_cent) <= taux * 100.0 + 1e-9 && taux * 100.0 < f64::from(pour_cent) + 1.0);
        }
        prop_assert!(absences_de_suite(etats.iter().copied()) <= somme.absents as usize);
    }
}

#[test]
fn what_cannot_be_in_a_week_is_told_at_its_line() {
    use DemiJournee as D;
    let dits = |semaine: &[Seance]| -> Vec<Option<String>> {
        grille::defauts(semaine).into_iter().map(|(cellule, _)| cellule).collect()
    };
    for (semaine, cellules) in [
        (vec![seance(D::LundiMatin, "09:00", "12:00"), seance(D::LundiApresMidi, "12:00", "17:00")], vec![]),
        // Saturday has no afternoon; the morning of another day is no neighbour.
        (vec![seance(D::LundiMatin, "09:00", "14:00"), seance(D::MardiApresMidi, "13:00", "17:00")], vec![]),
        (
            vec![seance(D::LundiMatin, "09:00", "14:00"), seance(D::LundiApresMidi, "13:00", "17:00")],
            vec!["lundi_apres_midi_de"],
        ),
        (vec![seance(D::MardiMatin, "12:00", "09:00")], vec!["mardi_matin_a"]),
        (vec![seance(D::MardiMatin, "09:00", "09:00")], vec!["mardi_matin_a"]),
        (vec![seance(D::MardiMatin, "02:00", "09:00")], vec!["mardi_matin_de"]),
        (vec![seance(D::MardiMatin, "15:00", "17:00")], vec!["mardi_matin_de"]),
        (vec![seance(D::JeudiApresMidi, "08:00", "12:00")], vec!["jeudi_apres_midi_de"]),
        (vec![seance(D::JeudiApresMidi, "14:00", "23:00")], vec!["jeudi_apres_midi_a"]),
    ] {
        let attendues: Vec<_> = cellules.into_iter().map(|c| Some(c.to_owned())).collect();
        assert_eq!(dits(&semaine), attendues, "{semaine:?}");
    }
}

#[test]
fn a_session_moved_leaves_neither_its_register_nor_a_stage_outside() {
    let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
    let avant = Groupe {
        nom: "Session".into(),
        lieu: "Salle 12".into(),
        du: jour("2026-11-02"),
        au: jour("2026-12-18"),
        places: 8,
        semaine: vec![],
        periodes: vec![],
        vacances: vec![],
    };
    let notees = [jour("2026-11-05"), jour("2026-12-03"), jour("2026-01-01")];
    let stages = [(jour("2026-11-23"), jour("2026-12-11")), (jour("2027-01-04"), jour("2027-01-08"))];
    for (du, au, champs) in [
        ("2026-11-02", "2026-12-18", vec![]),
        ("2026-11-05", "2026-12-11", vec![]),
        ("2026-11-06", "2026-12-18", vec!["du"]),
        ("2026-11-02", "2026-12-10", vec!["au"]),
        ("2026-11-24", "2026-12-02", vec!["du", "au", "du", "au"]),
    ] {
        let apres = Groupe { du: jour(du), au: jour(au), ..avant.clone() };
        let dits: Vec<&str> = apres.laisse_dehors(&avant, &notees, &stages).iter().map(|d| d.champ).collect();
        assert_eq!(dits, champs, "{du} {au}");
    }
}
