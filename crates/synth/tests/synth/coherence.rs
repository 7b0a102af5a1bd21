//! The truth adds up, and has the shape that was asked for.

use std::collections::{BTreeMap, BTreeSet};

use raccroche_synth::{AngleMort, Situation};

use crate::academie::{Academie, PARAMETRES};

#[test]
fn as_many_people_as_asked_for_and_each_stands_in_a_register() {
    let academie = Academie::shared();
    let (lines, people) = (academie.lines(), academie.people());
    let resume = academie.resume;
    assert_eq!(resume.jeunes, PARAMETRES.jeunes);
    assert_eq!(people.len() as u64, u64::from(resume.jeunes + resume.moins_de_16));
    assert_eq!(resume.personnes, resume.jeunes + resume.moins_de_16 + resume.nouveaux);
    assert_eq!(lines.len() as u64, resume.lignes);
    let as_of: chrono::NaiveDate = "2026-03-15".parse().unwrap();
    let of_age = people.iter().filter(|p| {
        let birth: chrono::NaiveDate = p["date_naissance"].parse().unwrap();
        as_of.years_since(birth).unwrap() >= 16
    });
    assert_eq!(of_age.count() as u64, u64::from(resume.jeunes));
    let previous: BTreeSet<&str> = lines
        .iter()
        .filter(|l| {
            ["SIECLE 2024-2025", "SIFA au 31 décembre 2024", "Établissements agricoles 2024-2025"]
                .contains(&l["source"].as_str())
        })
        .map(|l| l["personne"].as_str())
        .collect();
    let told: BTreeSet<&str> = people.iter().map(|p| p["personne"].as_str()).collect();
    assert_eq!(previous, told, "the truth holds exactly the people of last year's registers");
}

#[test]
fn a_line_is_told_once() {
    let lines = Academie::shared().lines();
    let places: BTreeSet<_> =
        lines.iter().map(|l| (l["source"].clone(), l["fichier"].clone(), l["ligne"].clone())).collect();
    assert_eq!(places.len(), lines.len());
    let ids: BTreeSet<_> = lines
        .iter()
        .filter(|l| !l["id_local"].is_empty())
        .map(|l| (l["source"].clone(), l["fichier"].clone(), l["id_local"].clone()))
        .collect();
    let with_id = lines.iter().filter(|l| !l["id_local"].is_empty()).count();
    // A candidate keeps the number from one exam to the next within a session file at most once.
    assert_eq!(ids.len(), with_id);
}

#[test]
fn situations_have_plausible_shares() {
    let people = Academie::shared().people();
    let as_of: chrono::NaiveDate = "2026-03-15".parse().unwrap();
    let counted: Vec<_> = people
        .iter()
        .filter(|p| as_of.years_since(p["date_naissance"].parse().unwrap()).unwrap() >= 16)
        .collect();
    let share = |is: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        counted.iter().filter(|p| is(p)).count() as f64 / counted.len() as f64
    };
    let situation = |p: &BTreeMap<String, String>| Situation::of_code(&p["situation"]).unwrap();
    let decroche = share(&|p| situation(p).decroche());
    assert!((0.04..0.075).contains(&decroche), "décrocheurs {decroche}");
    let found = share(&|p| ["retrouve", "diplome"].contains(&p["attendu_d313_59"].as_str()));
    assert!((0.86..0.95).contains(&found), "found or graduated {found}");
    let verdicts: BTreeSet<&str> = people.iter().map(|p| p["attendu_d313_59"].as_str()).collect();
    // `a_verifier` comes from doubts of matching, which an errorless reading has not.
    let all =
        ["autre_situation", "diplome", "hors_champ", "perdu_de_vue", "retrouve", "suivi_mission_locale"];
    assert_eq!(verdicts, all.into());
    let psads: BTreeSet<&str> = people.iter().map(|p| p["psad"].as_str()).collect();
    assert!(psads.len() > 18, "{psads:?}");
}

#[test]
fn the_two_definitions_differ_on_holders_of_a_lesser_diploma() {
    let people = Academie::shared().people();
    let differ = |a: &str, b: &str| {
        people.iter().filter(|p| p["attendu_d313_59"] == a && p["attendu_diplome_terminal"] == b).count()
    };
    assert!(differ("diplome", "perdu_de_vue") > 0, "CAP holders who left the bac pro");
    assert_eq!(differ("perdu_de_vue", "diplome"), 0);
}

#[test]
fn a_blind_spot_is_a_person_that_no_register_of_this_year_shows() {
    let academie = Academie::shared();
    let current = ["SIECLE 2025-2026", "SIFA au 31 décembre 2025", "Établissements agricoles 2025-2026"];
    let mut last_day_known: BTreeMap<String, u32> = BTreeMap::new();
    for line in academie.lines() {
        if current.contains(&line["source"].as_str()) {
            *last_day_known.entry(line["personne"].clone()).or_default() += 1;
        }
    }
    let codes: BTreeSet<&str> = AngleMort::TOUS.iter().map(|a| a.code()).collect();
    let mut seen = BTreeSet::new();
    for person in academie.people().iter().filter(|p| !p["angle_mort"].is_empty()) {
        let code = person["angle_mort"].clone();
        assert!(codes.contains(code.as_str()), "{code}");
        assert!(!person["situation"].starts_with("decrocheur"), "{person:?}");
        assert_ne!(person["attendu_d313_59"], "retrouve", "{person:?}");
        if code == "autre_academie" {
            assert!(!last_day_known.contains_key(&person["personne"]), "{person:?}");
        }
        seen.insert(code);
    }
    assert!(seen.len() >= 3, "{seen:?}");
}

#[test]
fn hard_cases_are_there() {
    let academie = Academie::shared();
    let people = academie.people();
    for trait_ in [
        "jumeau",
        "homonyme",
        "nom_usage",
        "demenagement",
        "deux_inscriptions_precedentes",
        "sortie_en_cours_d_annee",
    ] {
        let count = people.iter().filter(|p| p["particularites"].split('+').any(|t| t == trait_)).count();
        assert!(count >= 5, "{trait_}: {count}");
    }
    let mut errors: BTreeMap<String, u32> = BTreeMap::new();
    for line in academie.lines() {
        for code in line["alterations"].split('+').filter(|c| !c.is_empty()) {
            *errors.entry(code.to_owned()).or_default() += 1;
        }
    }
    for code in [
        "nom_faute",
        "nom_usage",
        "nom_tronque",
        "nom_inverse",
        "nom_forme",
        "prenom_faute",
        "prenom_autre",
        "prenom_tronque",
        "nom_prenom_inverses",
        "jour_mois",
        "date_faute",
        "date_premier_janvier",
        "sexe_faute",
        "lieu_absent",
        "lieu_autre",
        "ine_absent",
        "ine_faute",
        "ine_autre",
    ] {
        assert!(errors.get(code).is_some_and(|n| *n > 0), "{code} in {errors:?}");
    }
}
