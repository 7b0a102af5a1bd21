//! When something is wrong: a sentence with the place and the remedy, and nothing half-written.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use raccroche_campaign::{Campaign, CampaignError, OnProgress, RunOptions, run};

use crate::outils::Terrain;

/// The sentence of a campaign that must fail, after checking that it left nothing.
fn refused(terrain: &Terrain) -> String {
    let before = fs::read_dir(terrain.path(".")).unwrap().count();
    let error = terrain.try_run("resultats").unwrap_err();
    assert!(!terrain.path("resultats").exists());
    assert_eq!(fs::read_dir(terrain.path(".")).unwrap().count(), before, "something was left behind");
    error.phrase().replace('\u{a0}', " ")
}

#[test]
fn a_misspelt_key_is_told_with_its_line() {
    let terrain = Terrain::new();
    terrain.replace("CAMPAIGN.toml", "annuaire =", "anuaire =");
    let said = refused(&terrain);
    assert!(said.contains("CAMPAIGN.toml, ligne 5") && said.contains("« anuaire » est inconnue"), "{said}");
}

#[test]
fn a_missing_register_is_told_by_name() {
    let terrain = Terrain::new();
    fs::remove_file(terrain.path("registres/sifa_2026.csv")).unwrap();
    assert!(refused(&terrain).contains("« SIFA 2026 »"));
}

#[test]
fn corrections_without_decision_column_are_refused() {
    let terrain = Terrain::new();
    terrain.replace("registres/decisions.csv", ";decision;", ";avis;");
    let said = refused(&terrain);
    assert!(said.contains("decisions.csv, ligne 1") && said.contains("« decision »"), "{said}");
}

#[test]
fn a_previous_folder_that_is_not_one_is_refused() {
    let terrain = Terrain::new();
    terrain.edit("CAMPAIGN.toml", |text| {
        text.replace("\n[zonings]", "\nprevious_campaign = \"registres\"\n\n[zonings]")
    });
    assert!(refused(&terrain).contains("verdicts.csv"));
}

#[test]
fn a_folder_that_is_not_ours_is_not_replaced() {
    let terrain = Terrain::new();
    fs::create_dir(terrain.path("resultats")).unwrap();
    fs::write(terrain.path("resultats/notes.txt"), "précieux").unwrap();
    let error = terrain.try_run("resultats").unwrap_err();
    assert!(matches!(error, CampaignError::Write(_)), "{error}");
    assert_eq!(fs::read_to_string(terrain.path("resultats/notes.txt")).unwrap(), "précieux");
}

#[test]
fn an_interruption_at_any_step_leaves_what_was_there() {
    let terrain = Terrain::new();
    let campaign = Campaign::load(&terrain.path("CAMPAIGN.toml")).unwrap();
    terrain.run("resultats");
    let before = fs::read(terrain.path("resultats/verdicts.csv")).unwrap();
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = {
        let steps = Arc::clone(&steps);
        RunOptions {
            on_progress: Some(Arc::new(move |_| {
                steps.fetch_add(1, Ordering::Relaxed);
            })),
            ..RunOptions::default()
        }
    };
    run(&campaign, &terrain.path("autres"), &counted).unwrap();
    let total = steps.load(Ordering::Relaxed);
    assert!(total > 10, "{total}");
    for stop in (0..total).step_by(3) {
        let cancel = Arc::new(AtomicBool::new(false));
        let seen = Arc::new(AtomicUsize::new(0));
        let stopper = Arc::clone(&cancel);
        let on_progress: OnProgress = Arc::new(move |_| {
            if seen.fetch_add(1, Ordering::Relaxed) >= stop {
                stopper.store(true, Ordering::Relaxed);
            }
        });
        let options = RunOptions { on_progress: Some(on_progress), cancel };
        let error = run(&campaign, &terrain.path("resultats"), &options).unwrap_err();
        assert!(matches!(error, CampaignError::Interrupted), "step {stop}: {error}");
        assert_eq!(fs::read(terrain.path("resultats/verdicts.csv")).unwrap(), before);
    }
    let left: Vec<_> = fs::read_dir(terrain.path(".")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
}
