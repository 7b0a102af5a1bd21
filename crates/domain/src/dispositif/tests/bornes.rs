//! The bounds: the day before and the day itself, 29 February, exactly six months, ends of months.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::{super::*, d};
use crate::{NiveauDiplome, StatutObligation, anniversaire};

#[expect(clippy::unnecessary_wraps, reason = "every fact is optional: written once here")]
fn su<T>(valeur: T) -> Option<Fait<T>> {
    Some(Fait::nouveau(valeur, Provenance::nouvelle("base élèves", None)))
}

fn avec(public: Vec<Critere>) -> Dispositif {
    let mut dispositif = Catalogue::livre().get("tutorat").unwrap().clone();
    dispositif.public =
        public.into_iter().map(|critere| Condition { critere, phrase: None, texte: None }).collect();
    dispositif
}

fn dire(faits: &mut Faits, dispositif: &str, quoi: Constat, oui: bool) {
    let fait = Fait::nouveau(oui, Provenance::nouvelle("réponse", None));
    faits.constater(dispositif, quoi, fait);
}

fn ne_le(naissance: &str) -> Faits {
    Faits { naissance: su(d(naissance)), ..Faits::default() }
}

fn reponse(critere: Critere, faits: &Faits, le: &str) -> ReponseEligibilite {
    eligibilite(&avec(vec![critere]), faits, d(le)).reponse
}

const RETOUR: Critere = Critere::Age { de: Some(16), a: Some(25) };

#[test]
fn an_age_holds_from_the_birthday_to_the_eve_of_the_one_after() {
    use ReponseEligibilite::{Non, Oui};
    for (naissance, le, attendu) in [
        ("2010-11-22", "2026-11-21", Non),
        ("2010-11-22", "2026-11-22", Oui),
        ("2000-11-22", "2026-11-21", Oui),
        ("2000-11-22", "2026-11-22", Non),
        ("2008-02-29", "2024-02-28", Non),
        ("2008-02-29", "2024-02-29", Oui),
        ("2008-02-29", "2034-02-28", Oui),
        ("2008-02-29", "2034-03-01", Non),
    ] {
        assert_eq!(reponse(RETOUR, &ne_le(naissance), le), attendu, "{naissance} on {le}");
    }
    assert_eq!(reponse(RETOUR, &Faits::default(), "2026-11-21"), ReponseEligibilite::Incertaine);
}

fn sorti(le: &str) -> Faits {
    Faits { sortie: su(d(le)), scolarise: su(false), ..Faits::default() }
}

#[test]
fn exactly_six_months_is_at_least_six_months_and_a_year_is_no_longer_less_than_one() {
    use ReponseEligibilite::{Non, Oui};
    let six = Critere::SortiDepuis(Anciennete { au_moins: Some(Duree::Mois(6)), moins_de: None });
    let un_an = Critere::SortiDepuis(Anciennete { au_moins: None, moins_de: Some(Duree::Mois(12)) });
    for (sortie, le, six_mois, moins_d_un_an) in [
        ("2026-09-03", "2027-03-02", Non, Oui),
        ("2026-09-03", "2027-03-03", Oui, Oui),
        ("2026-09-03", "2027-09-02", Oui, Oui),
        ("2026-09-03", "2027-09-03", Oui, Non),
        // A month without a 31st ends on its last day.
        ("2026-08-31", "2027-02-27", Non, Oui),
        ("2026-08-31", "2027-02-28", Oui, Oui),
        ("2027-08-31", "2028-02-29", Oui, Oui),
        ("2028-02-29", "2029-02-27", Oui, Oui),
        ("2028-02-29", "2029-02-28", Oui, Non),
        // Not left yet.
        ("2026-09-03", "2026-09-02", Non, Non),
    ] {
        assert_eq!(reponse(six.clone(), &sorti(sortie), le), six_mois, "six months: {sortie}, {le}");
        assert_eq!(reponse(un_an.clone(), &sorti(sortie), le), moins_d_un_an, "a year: {sortie}, {le}");
    }
    let scolarise = Faits { scolarise: su(true), ..sorti("2026-01-01") };
    assert_eq!(reponse(six, &scolarise, "2026-11-21"), Non);
}

#[test]
fn the_micro_lycée_says_from_which_day() {
    let catalogue = Catalogue::pour_academie(Academie::Bordeaux);
    let mut faits = Faits { naissance: su(d("2008-05-10")), ..sorti("2026-09-03") };
    for constat in [Constat::ReperePsad, Constat::NiveauSeconde, Constat::Volontaire] {
        dire(&mut faits, "micro_lycee", constat, true);
    }
    let dit = eligibilite(catalogue.get("micro_lycee").unwrap(), &faits, d("2026-11-21"));
    assert_eq!(dit.reponse, ReponseEligibilite::Non);
    assert_eq!(dit.possible_le, Some(d("2027-03-03")));
    assert_eq!(
        dit.manque,
        ["Être sorti de formation depuis au moins 6\u{a0}mois\u{a0}: à partir du 3\u{a0}mars\u{a0}2027."]
    );
    let ensuite = eligibilite(catalogue.get("micro_lycee").unwrap(), &faits, d("2027-03-03"));
    assert_eq!(ensuite.reponse, ReponseEligibilite::Oui);
    assert_eq!(ensuite.cesse_le, Some(d("2034-05-10")));
}

#[test]
fn what_nobody_knows_is_asked_and_never_a_no() {
    let retour = Catalogue::livre().get("droit_retour").unwrap();
    let rien = eligibilite(retour, &Faits::default(), d("2026-11-21"));
    assert_eq!(rien.reponse, ReponseEligibilite::Incertaine);
    assert_eq!(rien.manque.len(), retour.public.len());
    assert!(rien.manque[0].starts_with("À renseigner"), "{:?}", rien.manque);
    // A general baccalauréat opens the second case, if there is a place.
    let mut faits = Faits {
        naissance: su(d("2006-01-01")),
        scolarise: su(false),
        diplome: su(NiveauDiplome::Niveau4),
        ..Faits::default()
    };
    dire(&mut faits, "droit_retour", Constat::DemandeDuJeune, true);
    assert_eq!(eligibilite(retour, &faits, d("2026-11-21")).reponse, ReponseEligibilite::Incertaine);
    faits.diplome = su(NiveauDiplome::Niveau3);
    let non = eligibilite(retour, &faits, d("2026-11-21"));
    assert_eq!((non.reponse, non.possible_le), (ReponseEligibilite::Non, None));
    assert_eq!(non.manque.len(), 1);
}

#[test]
fn a_day_that_hangs_on_what_nobody_knows_is_the_earliest_and_no_promise() {
    let catalogue = Catalogue::pour_academie(Academie::Bordeaux);
    let micro = catalogue.get("micro_lycee").unwrap();
    let mut faits = Faits { naissance: su(d("2008-05-10")), ..sorti("2026-09-03") };
    dire(&mut faits, "micro_lycee", Constat::ReperePsad, true);
    let dit = eligibilite(micro, &faits, d("2026-11-21"));
    assert_eq!((dit.possible_le, dit.sous_reserve), (Some(d("2027-03-03")), true));
    let derniere = dit.manque.last().unwrap();
    assert_eq!(
        derniere,
        "Au plus tôt le 3\u{a0}mars\u{a0}2027, si ceci est vrai aussi\u{a0}: avoir le DNB, ou un niveau de 2de, de 1re ou de \
         terminale\u{202f}; être motivé pour reprendre des études."
    );
    for constat in [Constat::NiveauSeconde, Constat::Volontaire] {
        dire(&mut faits, "micro_lycee", constat, true);
    }
    assert!(!eligibilite(micro, &faits, d("2026-11-21")).sous_reserve);
}

#[test]
fn a_place_in_one_dispositif_says_nothing_of_another() {
    let mut faits = Faits { naissance: su(d("2007-05-10")), scolarise: su(false), ..Faits::default() };
    dire(&mut faits, "greta", Constat::PlaceDisponible, true);
    let reponse = |code: &str| {
        let fiche = Catalogue::livre().get(code).unwrap();
        eligibilite(fiche, &faits, d("2026-11-21")).reponse
    };
    assert_eq!(reponse("greta"), ReponseEligibilite::Oui);
    for autre in ["e2c", "service_civique", "epide"] {
        assert_eq!(reponse(autre), ReponseEligibilite::Incertaine, "{autre}");
    }
}

#[test]
fn a_baccalauréat_of_which_nobody_knows_the_kind_is_asked_about_before_a_right_to_return() {
    let retour = Catalogue::livre().get("droit_retour").unwrap();
    let mut faits = Faits {
        naissance: su(d("2006-01-01")),
        scolarise: su(false),
        diplome: su(NiveauDiplome::Niveau4),
        ..Faits::default()
    };
    for constat in [Constat::DemandeDuJeune, Constat::PlaceDisponible] {
        dire(&mut faits, "droit_retour", constat, true);
    }
    let reponse = |faits: &Faits| eligibilite(retour, faits, d("2026-11-21"));
    let demande = reponse(&faits);
    assert_eq!(demande.reponse, ReponseEligibilite::Incertaine);
    assert!(demande.manque[0].contains("sans finalité professionnelle"), "{:?}", demande.manque);
    dire(&mut faits, "", Constat::DiplomeGeneral, false);
    assert_eq!(reponse(&faits).reponse, ReponseEligibilite::Non, "a vocational baccalauréat (D122-3-6)");
    dire(&mut faits, "", Constat::DiplomeGeneral, true);
    assert_eq!(reponse(&faits).reponse, ReponseEligibilite::Oui);
}

#[test]
fn a_second_failure_does_not_begin_the_five_sessions_again() {
    use ReponseEligibilite::{Incertaine, Non, Oui};
    let fiche = |code: &str| Catalogue::livre().get(code).unwrap();
    let echoue = |examen, jours: &[&str]| {
        let echecs = jours.iter().map(|jour| Echec { examen, resultats: d(jour) }).collect();
        Faits { echecs: su(echecs), ..Faits::default() }
    };
    let notes = |faits: &Faits| eligibilite(fiche("conservation_notes"), faits, d("2026-11-21")).reponse;
    let deux = ["2024-07-05", "2021-07-06"];
    assert_eq!(notes(&echoue(ExamenPasse::BacGeneral, &deux)), Non, "from the first session (D334-13)");
    // Each mark of a vocational exam counts from its own day (D337-69).
    assert_eq!(notes(&echoue(ExamenPasse::BacPro, &deux)), Incertaine);
    // Failing is not enough: there is a mark to keep, or there is nothing.
    let mut une = echoue(ExamenPasse::BacGeneral, &["2024-07-05"]);
    assert_eq!(notes(&une), Incertaine);
    dire(&mut une, "", Constat::NotesGardees, false);
    assert_eq!(notes(&une), Non);
    dire(&mut une, "", Constat::NotesGardees, true);
    assert_eq!(notes(&une), Oui);
    // The place of the next rentrée is offered after each failure (D331-42).
    let maintien = echoue(ExamenPasse::BacGeneral, &["2026-07-07", "2025-07-04"]);
    assert_eq!(eligibilite(fiche("droit_maintien"), &maintien, d("2026-11-21")).reponse, Oui);
}

#[test]
fn the_obligation_de_formation_is_ages_and_nothing_that_meets_it() {
    use ReponseEligibilite::{Incertaine, Non, Oui};
    for (naissance, statut, attendu) in [
        ("2009-06-01", Some(StatutObligation::NonSatisfaite), Oui),
        ("2009-06-01", Some(StatutObligation::Satisfaite), Non),
        ("2009-06-01", None, Incertaine),
        ("2009-06-01", Some(StatutObligation::Inconnue), Incertaine),
        ("2008-11-21", Some(StatutObligation::NonSatisfaite), Non),
        ("2011-06-01", None, Non),
    ] {
        let faits = Faits { obligation: statut.and_then(su), ..ne_le(naissance) };
        assert_eq!(
            reponse(Critere::ObligationNonSatisfaite, &faits, "2026-11-21"),
            attendu,
            "{naissance} {statut:?}"
        );
    }
}

fn un_jour() -> impl Strategy<Value = NaiveDate> {
    (0_u64..14_000).prop_map(|n| d("1995-01-01") + Days::new(n))
}

proptest! {
    #[test]
    fn an_age_holds_exactly_between_two_birthdays(naissance in un_jour(), de in 10_u32..20, plus in 0_u32..12, le in un_jour()) {
        let critere = Critere::Age { de: Some(de), a: Some(de + plus) };
        let faits = Faits { naissance: su(naissance), ..Faits::default() };
        let dit = eligibilite(&avec(vec![critere]), &faits, le);
        let (premier, dernier) = (anniversaire(naissance, de), anniversaire(naissance, de + plus + 1));
        prop_assert_eq!(dit.reponse == ReponseEligibilite::Oui, premier <= le && le < dernier);
        prop_assert_eq!(dit.possible_le, (le < premier).then_some(premier));
        prop_assert_eq!(dit.cesse_le, (premier <= le && le < dernier).then_some(dernier));
    }

    #[test]
    fn the_day_announced_is_the_first_on_which_nothing_known_fails(
        naissance in un_jour(), sortie in un_jour(), le in un_jour(), mois in 1_u32..30,
    ) {
        let dispositif = avec(vec![
            RETOUR,
            Critere::SortiDepuis(Anciennete { au_moins: Some(Duree::Mois(mois)), moins_de: Some(Duree::Mois(mois + 24)) }),
        ]);
        let faits = Faits { naissance: su(naissance), sortie: su(sortie), scolarise: su(false), ..Faits::default() };
        let dit = eligibilite(&dispositif, &faits, le);
        if let Some(jour) = dit.possible_le {
            prop_assert!(jour > le);
            prop_assert_eq!(eligibilite(&dispositif, &faits, jour).reponse, ReponseEligibilite::Oui);
            prop_assert_eq!(eligibilite(&dispositif, &faits, jour - Days::new(1)).reponse, ReponseEligibilite::Non);
        }
        if let Some(jour) = dit.cesse_le {
            prop_assert_eq!(eligibilite(&dispositif, &faits, jour - Days::new(1)).reponse, ReponseEligibilite::Oui);
            prop_assert_eq!(eligibilite(&dispositif, &faits, jour).reponse, ReponseEligibilite::Non);
        }
        prop_assert_eq!(dit.cesse_le.is_some(), dit.reponse == ReponseEligibilite::Oui);
    }

    #[test]
    fn less_than_and_at_least_share_the_days_since_the_leaving(sortie in un_jour(), le in un_jour(), mois in 1_u32..30) {
        let au_moins = Critere::SortiDepuis(Anciennete { au_moins: Some(Duree::Mois(mois)), moins_de: None });
        let moins_de = Critere::SortiDepuis(Anciennete { au_moins: None, moins_de: Some(Duree::Mois(mois)) });
        let faits = Faits { sortie: su(sortie), scolarise: su(false), ..Faits::default() };
        let oui = |critere| eligibilite(&avec(vec![critere]), &faits, le).reponse == ReponseEligibilite::Oui;
        let (long, court) = (oui(au_moins.clone()), oui(moins_de.clone()));
        prop_assert_eq!(usize::from(long) + usize::from(court), usize::from(sortie <= le));
        // Either of them is the whole time since the leaving.
        let l_un = Critere::UnDe(vec![
            vec![Condition { critere: au_moins, phrase: None, texte: None }],
            vec![Condition { critere: moins_de, phrase: None, texte: None }],
        ]);
        prop_assert_eq!(oui(l_un), sortie <= le);
    }

    #[test]
    fn a_fact_more_never_turns_a_no_into_a_yes_of_others(naissance in un_jour(), le in un_jour(), sait in any::<bool>()) {
        // Kleene: knowing more only replaces "unknown".
        let dispositif = avec(vec![RETOUR, Critere::Scolarise(false)]);
        let peu = Faits { naissance: su(naissance), ..Faits::default() };
        let plus = Faits { scolarise: su(sait), ..peu.clone() };
        let (avant, apres) = (eligibilite(&dispositif, &peu, le), eligibilite(&dispositif, &plus, le));
        prop_assert!(avant.reponse == ReponseEligibilite::Incertaine || avant.reponse == apres.reponse);
        prop_assert!(avant.reponse != ReponseEligibilite::Oui || le.year() < 0);
    }

    #[test]
    fn every_dispositif_answers_on_any_day(naissance in un_jour(), sortie in un_jour(), le in un_jour()) {
        let faits = Faits { naissance: su(naissance), sortie: su(sortie), ..Faits::default() };
        for dispositif in Catalogue::livre().tous() {
            let dit = eligibilite(dispositif, &faits, le);
            prop_assert_eq!(dit.examens.len(), dispositif.public.len());
            let non = dit.examens.iter().any(|e| e.tenue == Tenue::Non);
            prop_assert_eq!(dit.reponse == ReponseEligibilite::Non, non);
            prop_assert!(dit.examens.iter().all(|e| !e.condition.is_empty() && e.fait.ends_with(['.', '?'])));
        }
    }
}
