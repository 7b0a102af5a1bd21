//! `raccroche campaign run` as a user meets it: a bad campaign file gives a sentence that names the line and the remedy,
//! exit code other than 0, and no output folder; a good one gives the whole folder.

use std::fs;

use serde_json::Value;

use crate::atelier::{Atelier, Fin, eleve, siecle};

/// The campaign file of these tests: one register of last year, one of this year.
pub const CAMPAGNE: &str = r#"
name = "Essai"
as_of = 2026-11-15
definition = "D313-59"

[[source]]
role = "previous"
kind = "siecle"
path = "avant.xml"
date = 2026-06-15
name = "Lycée, l’an dernier"

[[source]]
role = "current"
kind = "siecle"
path = "maintenant.xml"
date = 2026-11-10
name = "Lycée, cette année"
"#;

pub fn atelier() -> Atelier {
    let atelier = Atelier::new();
    atelier.write("campagne.toml", CAMPAGNE);
    atelier.write(
        "avant.xml",
        &siecle(2025, &[eleve(1, "MARTIN", "Léa", "03/11/2008"), eleve(2, "D’ALMEIDA", "Zoé", "17/02/2009")]),
    );
    atelier.write("maintenant.xml", &siecle(2026, &[eleve(71, "Martin", "LEA", "03/11/2008")]));
    atelier
}

pub fn run(atelier: &Atelier) -> Fin {
    atelier.raccroche(&["campaign", "run", "campagne.toml", "--out", "sortie"])
}

/// The accounting of a campaign that ran.
pub fn bilan(atelier: &Atelier) -> Value {
    serde_json::from_str(&atelier.read("sortie/bilan.json")).unwrap()
}

/// The line of a person in `verdicts.csv`.
#[track_caller]
pub fn verdict_of(atelier: &Atelier, nom: &str) -> String {
    let verdicts = atelier.read("sortie/verdicts.csv");
    let line = verdicts.lines().find(|line| line.contains(nom)).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{nom} is lost:\n{verdicts}"))
}

/// The register of last year becomes `avant.csv`, in our own columns.
pub fn canonical(atelier: &Atelier) {
    let campaign = CAMPAGNE.replace("avant.xml", "avant.csv").replacen("\"siecle\"", "\"canonique\"", 1);
    atelier.write("campagne.toml", &campaign);
}

/// Refused: a sentence on standard error with each of `words`, and nothing written.
#[track_caller]
pub fn refused(atelier: &Atelier, words: &[&str]) {
    let fin = run(atelier);
    fin.refused(words);
    assert!(!atelier.path("sortie").exists(), "a refused campaign left its folder:\n{}", fin.stderr);
    assert_eq!(atelier.leftovers(), Vec::<String>::new(), "a refused campaign left temporary files");
}

#[test]
fn a_campaign_gives_each_person_one_verdict() {
    let atelier = atelier();
    run(&atelier).accepted();
    let verdicts = atelier.read("sortie/verdicts.csv");
    assert!(verdicts.lines().count() == 3, "a header and two persons:\n{verdicts}");
    assert!(verdict_of(&atelier, "MARTIN").contains("retrouve"), "{verdicts}");
    assert!(verdict_of(&atelier, "ALMEIDA").contains("perdu_de_vue"), "{verdicts}");
    for file in ["bilan.json", "bilan.html", "verdicts.parquet"] {
        assert!(atelier.path("sortie").join(file).is_file(), "{file} is missing");
    }
}

#[test]
fn the_same_campaign_twice_writes_the_same_verdicts() {
    let atelier = atelier();
    run(&atelier).accepted();
    let first = atelier.read("sortie/verdicts.csv");
    run(&atelier).accepted();
    assert_eq!(atelier.read("sortie/verdicts.csv"), first);
}

#[test]
fn somebody_elses_folder_is_not_replaced() {
    let atelier = atelier();
    atelier.write("sortie/lettre.txt", "à garder");
    run(&atelier).refused(&["sortie"]);
    assert_eq!(atelier.read("sortie/lettre.txt"), "à garder");
}

#[test]
fn a_missing_campaign_file_is_named() {
    let atelier = atelier();
    fs::remove_file(atelier.path("campagne.toml")).unwrap();
    refused(&atelier, &["campagne.toml", "existe"]);
}

#[test]
fn a_misspelt_key_gives_its_line() {
    let atelier = atelier();
    atelier.write("campagne.toml", &CAMPAGNE.replace("as_of", "as_off"));
    refused(&atelier, &["campagne.toml", "ligne 3", "as_off"]);
}

#[test]
fn an_unknown_definition_gives_the_known_ones() {
    let atelier = atelier();
    atelier.write("campagne.toml", &CAMPAGNE.replace("D313-59", "D313"));
    refused(&atelier, &["ligne 4", "D313", "diplome-terminal"]);
}

#[test]
fn verdicts_add_up_to_the_persons() {
    let atelier = atelier();
    run(&atelier).accepted();
    let bilan = bilan(&atelier);
    let sum: u64 = bilan["verdicts"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(Some(sum), bilan["personnes"].as_u64());
    assert_eq!(sum, 2);
}

#[test]
fn two_lines_of_one_school_with_the_same_number_are_two_people_when_they_are() {
    let atelier = atelier();
    let rows = [eleve(1, "MARTIN", "Léa", "03/11/2008"), eleve(1, "BERNARD", "Tom", "04/05/2009")];
    atelier.write("avant.xml", &siecle(2025, &rows));
    run(&atelier).accepted();
    assert!(verdict_of(&atelier, "MARTIN").contains("retrouve"));
    assert!(verdict_of(&atelier, "BERNARD").contains("perdu_de_vue"));
}

#[test]
fn one_pupil_on_two_lines_is_one_person() {
    let atelier = atelier();
    let lea = eleve(1, "MARTIN", "Léa", "03/11/2008");
    atelier.write("avant.xml", &siecle(2025, &[lea.clone(), lea]));
    run(&atelier).accepted();
    assert_eq!(bilan(&atelier)["personnes"], 1);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let atelier = atelier();
    let mut seen = Vec::new();
    for threads in ["1", "3"] {
        atelier
            .raccroche(&["campaign", "run", "campagne.toml", "--out", "sortie", "--threads", threads])
            .accepted();
        seen.push(atelier.read("sortie/verdicts.csv") + &atelier.read("sortie/bilan.html"));
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn nothing_but_the_result_is_said_where_there_is_no_terminal() {
    let atelier = atelier();
    let fin = run(&atelier);
    fin.accepted();
    assert_eq!(fin.stderr, "");
    assert!(fin.stdout.contains("Perdu de vue"), "{}", fin.stdout);
    // One of a thing is not written as several.
    assert!(
        fin.stdout.contains("2\u{a0}jeunes") && fin.stdout.contains("1\u{a0}liste par PSAD"),
        "{}",
        fin.stdout
    );
}

#[cfg(unix)]
#[test]
fn lists_of_minors_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let atelier = atelier();
    run(&atelier).accepted();
    for name in ["sortie", "sortie/listes", "sortie/verdicts.csv", "sortie/verdicts.parquet"] {
        let mode = fs::metadata(atelier.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is readable by others: {mode:o}");
    }
}

/// A disk that fills up, played by a bound on the size of files: the write fails as it would there.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_list() {
    let atelier = atelier();
    let many: Vec<String> =
        (0..4_000).map(|i| eleve(i, &format!("NOM{i:05}"), "Sacha", "12/04/2009")).collect();
    atelier.write("avant.xml", &siecle(2025, &many));
    let fin = atelier.with_files_up_to(64, &["campaign", "run", "campagne.toml", "--out", "sortie"]);
    fin.refused(&["sortie"]);
    assert!(!atelier.path("sortie").exists());
    assert_eq!(atelier.leftovers(), Vec::<String>::new());
}
