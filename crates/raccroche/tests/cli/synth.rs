//! `raccroche synth` and `raccroche demo`: a fictitious académie, the same for the same seed.

use crate::atelier::Atelier;

#[test]
fn the_same_seed_makes_the_same_registers() {
    let atelier = Atelier::new();
    for folder in ["un", "deux"] {
        atelier.raccroche(&["synth", "--jeunes", "300", "--seed", "7", "--out", folder]).accepted();
    }
    assert_eq!(atelier.everything_in("un"), atelier.everything_in("deux"));
    atelier.raccroche(&["synth", "--jeunes", "300", "--seed", "8", "--out", "trois"]).accepted();
    assert_ne!(atelier.everything_in("un"), atelier.everything_in("trois"));
}

#[test]
fn a_campaign_runs_on_what_synth_made() {
    let atelier = Atelier::new();
    atelier.raccroche(&["synth", "--jeunes", "400", "--seed", "3", "--out", "academie"]).accepted();
    assert!(atelier.path("academie/truth.csv").is_file());
    atelier.raccroche(&["campaign", "run", "academie/campagne.toml", "--out", "campagne"]).accepted();
    assert!(atelier.path("campagne/verdicts.csv").is_file());
}

#[test]
fn no_young_person_is_a_clear_mistake() {
    let atelier = Atelier::new();
    atelier.raccroche(&["synth", "--jeunes", "0", "--out", "academie"]).refused(&["--jeunes"]);
    assert!(!atelier.path("academie").exists());
}

#[test]
fn the_demo_compares_with_the_truth_and_says_where_the_lists_are() {
    let atelier = Atelier::new();
    let fin = atelier.raccroche(&["demo", "--jeunes", "600", "--data", "essai", "--no-serve"]);
    fin.accepted();
    for word in ["essai", "listes", "vérité"] {
        assert!(fin.stdout.contains(word), "« {word} » is not said:\n{}", fin.stdout);
    }
}

#[test]
fn a_folder_that_the_demo_did_not_write_is_left_alone() {
    let atelier = Atelier::new();
    let mine = atelier.path("essai/application/these.txt");
    std::fs::create_dir_all(mine.parent().unwrap()).unwrap();
    std::fs::write(&mine, "dix ans de travail").unwrap();
    let fin = atelier.raccroche(&["demo", "--jeunes", "300", "--data", "essai", "--no-serve"]);
    fin.refused(&["application"]);
    assert!(mine.is_file());
    assert!(!atelier.path("essai/donnees").exists(), "refused before any work");
    std::fs::remove_file(&mine).unwrap();
    for _ in ["the first time", "again, in the place of the first"] {
        atelier.raccroche(&["demo", "--jeunes", "300", "--data", "essai", "--no-serve"]).accepted();
    }
}

#[test]
fn a_port_that_is_taken_is_said_before_any_work() {
    let atelier = Atelier::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let fin = atelier.raccroche(&["demo", "--jeunes", "300", "--data", "essai", "--port", &port]);
    fin.refused(&[&port, "another port"]);
    assert!(!atelier.path("essai").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupted_demo_leaves_nothing_half_done() {
    let atelier = Atelier::new();
    let code =
        atelier.interrupted_once("essai", &["demo", "--jeunes", "20000", "--data", "essai", "--no-serve"]);
    assert_eq!(code, Some(130));
    assert!(!atelier.path("essai/resultats").exists(), "a campaign was written");
    assert!(
        !atelier.path("essai/donnees/campagne.toml").exists(),
        "half an académie was left under its final name"
    );
}
