//! What holds whatever the lines.

use chrono::NaiveDate;
use proptest::prelude::*;
use raccroche_domain::{
    Definition, Enregistrement, Motif, NatureSituation, NiveauDiplome, Registre, Surete, Verdict,
};

use crate::cas::{
    Cas, corrections, current, d, diplomas, diplome, ml, other, previous, scolarite, situation,
};

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..900).prop_map(|n| d("2025-06-01") + chrono::Duration::days(n))
}

fn any_line() -> impl Strategy<Value = (Registre, Enregistrement, Surete)> {
    let registers = prop_oneof![
        Just(previous()),
        Just(current()),
        Just(ml()),
        Just(other()),
        Just(diplomas()),
        Just(corrections("2026-10-12"))
    ];
    let natures = prop_oneof![
        Just(NatureSituation::Accompagnement),
        Just(NatureSituation::Emploi),
        Just(NatureSituation::Exemption),
        Just(NatureSituation::DepartEtranger),
        Just(NatureSituation::Deces),
    ];
    let lines = (any_day(), proptest::option::of(any_day()), natures, 0..4_u8).prop_map(
        |(debut, fin, nature, kind)| {
            let text = |date: NaiveDate| date.to_string();
            let fin = fin.map(text).unwrap_or_default();
            match kind {
                0 => scolarite("CAP cuisine", &text(debut), &fin),
                1 => scolarite("3EME", &text(debut), &fin),
                2 => diplome(NiveauDiplome::Niveau3, &text(debut)),
                _ => situation(nature, &text(debut), &fin),
            }
        },
    );
    (registers, lines, prop_oneof![3 => Just(Surete::Certaine), 1 => Just(Surete::AVerifier)])
}

fn any_case() -> impl Strategy<Value = Cas> {
    let flags = (any::<bool>(), proptest::bool::weighted(0.1));
    (proptest::collection::vec(any_line(), 0..6), -3000_i64..6000, any_day(), flags).prop_map(
        |(lignes, age, date, (terminal, sans_nom))| Cas {
            naissance: Some(d("2009-01-01") - chrono::Duration::days(age)),
            lignes,
            decision: None,
            sans_nom,
            definition: if terminal { Definition::DiplomeTerminal } else { Definition::D31359 },
            date,
        },
    )
}

proptest! {
    #[test]
    fn the_order_of_lines_does_not_change_the_verdict(mut cas in any_case()) {
        let first = cas.juger();
        cas.lignes.reverse();
        let second = cas.juger();
        prop_assert_eq!((first.verdict, first.motif, first.obligation.statut), (second.verdict, second.motif, second.obligation.statut));
        prop_assert_eq!(first.reserves, second.reserves);
    }

    #[test]
    fn nobody_enrolled_is_lost_and_nobody_dead_or_too_young_is_listed(mut cas in any_case()) {
        let before = cas.juger();
        let listed = [Verdict::PerduDeVue, Verdict::AVerifier, Verdict::SuiviMissionLocale];
        prop_assert!(before.motif != Motif::MoinsDe16 || !listed.contains(&before.verdict));
        let debut = cas.date.to_string();
        let picture = Registre { date: cas.date, ..current() };
        cas.lignes.push((picture, scolarite("CAP cuisine", &debut, ""), Surete::Certaine));
        let after = cas.juger();
        prop_assert!(after.verdict != Verdict::PerduDeVue, "{before:?} then {after:?}");
        // A surer knowledge never turns a person found into one to look for.
        prop_assert!(before.verdict != Verdict::Retrouve || after.verdict == Verdict::Retrouve);
    }

    #[test]
    fn nobody_without_a_name_is_said_to_be_lost(mut cas in any_case()) {
        let named = Cas { sans_nom: false, ..cas.clone() }.juger();
        cas.sans_nom = true;
        let unnamed = cas.juger();
        prop_assert!(unnamed.verdict != Verdict::PerduDeVue, "{unnamed:?}");
        // And nothing else changes: what is known for sure stays known.
        prop_assert!(named.verdict == unnamed.verdict || named.verdict == Verdict::PerduDeVue);
    }

    #[test]
    fn too_old_stays_too_old_and_the_obligation_ends_at_eighteen(mut cas in any_case(), days in 0_i64..2000) {
        let before = cas.juger();
        cas.date += chrono::Duration::days(days);
        let after = cas.juger();
        if before.motif == Motif::PlusDe25 {
            prop_assert!(after.verdict == Verdict::HorsChamp);
        }
        let majeur = raccroche_domain::age_au(cas.naissance.unwrap(), cas.date).is_some_and(|age| age >= 18);
        prop_assert_eq!(majeur, matches!(after.obligation.motif, raccroche_domain::MotifObligation::Majeur));
    }

    #[test]
    fn every_evidence_is_a_line_and_every_sentence_is_set(cas in any_case()) {
        let jugement = cas.juger();
        for i in [jugement.preuve, jugement.obligation.preuve].into_iter().flatten() {
            prop_assert!(i < cas.lignes.len());
        }
        if jugement.verdict == Verdict::Retrouve {
            prop_assert!(jugement.preuve.is_some());
        }
        let phrase = cas.phrase();
        prop_assert!(phrase.ends_with('.') && !phrase.contains(" :") && !phrase.contains("  "), "{phrase:?}");
    }
}
