//! Folders of campaigns: what people did in one stays, and a damaged or misplaced previous one is refused.

use std::{fs, path::Path};

use raccroche_campaign::CampaignError;

use crate::outils::{Terrain, rows};

/// A first campaign in `premiere`, and a second one that starts from it.
fn two_campaigns() -> Terrain {
    let terrain = Terrain::new();
    terrain.run("premiere");
    terrain.replace("CAMPAIGN.toml", "\n[zonings]", "\nprevious_campaign = \"premiere\"\n\n[zonings]");
    terrain
}

/// The sentence of a second campaign that must be refused, with ordinary spaces.
fn refused(terrain: &Terrain) -> String {
    let error = terrain.try_run("seconde").unwrap_err();
    assert!(!terrain.path("seconde").exists());
    error.phrase().replace(['\u{a0}', '\u{202f}'], " ")
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}

/// The text without its last line.
fn cut(text: &str) -> String {
    let end = text.trim_end().rfind('\n').unwrap();
    text[..=end].to_owned()
}

#[test]
fn a_sheet_filled_in_where_it_was_written_survives_the_next_run() {
    let terrain = Terrain::new();
    terrain.run("resultats");
    let sheet = terrain.path("resultats/ecoles/0330022V.csv");
    edit(&sheet, |text| text + "\r\n");
    fs::write(terrain.path("resultats/mes-notes.txt"), "à garder").unwrap();
    let error = terrain.try_run("resultats").unwrap_err();
    let told = error.phrase().replace('\u{a0}', " ");
    assert!(matches!(error, CampaignError::Write(_)), "{error}");
    assert!(told.contains("2 fichiers") && told.contains("« ecoles/0330022V.csv »"), "{told}");
    assert!(fs::read_to_string(&sheet).unwrap().ends_with("\r\n\r\n"));
    assert!(terrain.path("resultats/mes-notes.txt").exists());
    // The remedy.
    fs::rename(&sheet, terrain.path("retour.csv")).unwrap();
    fs::rename(terrain.path("resultats/mes-notes.txt"), terrain.path("mes-notes.txt")).unwrap();
    terrain.run("resultats");
}

#[test]
fn a_folder_that_nobody_touched_is_written_anew() {
    let terrain = Terrain::new();
    let first = terrain.run("resultats").bilan;
    assert_eq!(terrain.run("resultats").bilan, first);
}

#[test]
fn a_previous_folder_without_its_decisions_is_refused() {
    let terrain = two_campaigns();
    let kept = terrain.path("premiere/corrections.csv");
    // The accounting does not tell decisions kept without effect from those it could not read: one row may be of these.
    edit(&kept, |text| cut(&cut(&text)));
    let told = refused(&terrain);
    assert!(told.contains("corrections.csv") && told.contains("remettez-le entier"), "{told}");
    fs::remove_file(&kept).unwrap();
    let told = refused(&terrain);
    assert!(told.contains("corrections.csv") && told.contains("manque"), "{told}");
}

#[test]
fn a_previous_folder_that_lost_rows_of_its_verdicts_is_refused() {
    let terrain = two_campaigns();
    let persons = rows(&terrain.path("premiere/verdicts.csv")).len();
    edit(&terrain.path("premiere/verdicts.csv"), |text| cut(&text));
    let told = refused(&terrain);
    let (left, counted) = (format!("a {} jeunes", persons - 1), format!("en compte {persons}"));
    assert!(told.contains("verdicts.csv") && told.contains(&left) && told.contains(&counted), "{told}");
}

#[test]
fn a_previous_folder_without_its_accounting_is_refused() {
    let terrain = two_campaigns();
    fs::write(terrain.path("premiere/bilan.json"), "{").unwrap();
    assert!(refused(&terrain).contains("bilan.json"));
    fs::remove_file(terrain.path("premiere/bilan.json")).unwrap();
    let told = refused(&terrain);
    assert!(told.contains("bilan.json : ce fichier manque"), "{told}");
}

#[test]
fn a_previous_campaign_that_comes_after_is_refused() {
    let terrain = two_campaigns();
    terrain.run("le-meme-jour");
    terrain.replace("CAMPAIGN.toml", "as_of = 2027-03-15", "as_of = 2027-03-14");
    let told = refused(&terrain);
    assert!(told.contains("datée du 15 mars 2027, après celle-ci, du 14 mars 2027"), "{told}");
    assert!(told.contains("« previous_campaign »"), "{told}");
}

#[test]
fn two_definitions_are_not_compared_without_a_word() {
    let terrain = two_campaigns();
    let same = terrain.run("seconde");
    assert_eq!(same.bilan.ecarts.unwrap().definition_avant, None);
    assert!(!fs::read_to_string(same.dir.join("bilan.json")).unwrap().contains("definition_avant"));
    terrain.replace("CAMPAIGN.toml", "\"D313-59\"", "\"diplome-terminal\"");
    let other = terrain.run("autre");
    let gaps = other.bilan.ecarts.unwrap();
    assert_eq!(gaps.definition_avant.unwrap().nom(), "D313-59");
    let said = "La campagne précédente suivait une autre définition";
    assert!(fs::read_to_string(other.dir.join("bilan.html")).unwrap().contains(said));
    let mut moved = rows(&other.dir.join("ecarts.csv"));
    moved.retain(|row| !matches!(row["ecart"].as_str(), "toujours" | "non_repris"));
    assert!(!moved.is_empty(), "the rule alone moves some");
    assert!(moved.iter().all(|row| row["pourquoi"].contains(said)), "{moved:?}");
}

#[test]
fn who_was_never_listed_is_not_said_to_come_back() {
    let terrain = two_campaigns();
    terrain.replace("CAMPAIGN.toml", "as_of = 2027-03-15", "as_of = 2027-04-20");
    terrain.edit("registres/siecle_2026.csv", |text| {
        text.replace(";1re générale;;2026-09-01;;2 rue", ";1re générale;;2026-09-01;2027-04-02;2 rue")
    });
    let second = terrain.run("seconde");
    assert!(second.bilan.ecarts.unwrap().revenus > 0);
    let page = fs::read_to_string(second.dir.join("bilan.html")).unwrap().replace('\u{a0}', " ");
    assert!(page.contains("leur situation était connue à la campagne précédente"), "{page}");
    assert!(!page.contains("Revenus") && !page.contains("revenus"), "{page}");
}

#[test]
fn a_campaign_dated_years_after_its_registers_says_so() {
    let terrain = Terrain::new();
    let said = "plus d’un an avant le jour de la campagne";
    let told = |out: &str| terrain.run(out).bilan.reserves.iter().any(|reserve| reserve.contains(said));
    assert!(!told("juste"));
    terrain.replace("CAMPAIGN.toml", "as_of = 2027-03-15", "as_of = 2028-03-15");
    assert!(told("tard"));
}

#[test]
fn a_campaign_file_that_is_no_text_is_said_in_french() {
    let terrain = Terrain::new();
    let path = terrain.path("CAMPAIGN.toml");
    let latin: Vec<u8> = fs::read(&path).unwrap();
    fs::write(&path, [&latin[..], b"\n# d\xe9cembre\n"].concat()).unwrap();
    let told = refused(&terrain);
    assert!(told.contains(", colonne 4 : ce caractère n’est pas en UTF-8 ; enregistrez"), "{told}");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(refused(&terrain).contains("c’est un dossier"));
}
