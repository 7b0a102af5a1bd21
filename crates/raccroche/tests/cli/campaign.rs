//! `raccroche campaign run` as a user meets it: a bad input gives a sentence that names the file and the remedy, exit
//! code other than 0, and no output folder; a good one gives the whole folder, and rows set aside are told.

use std::fs;

use serde_json::Value;

use crate::atelier::{Atelier, Fin, eleve, siecle, zip_of};

/// The campaign file of these tests: one register of last year, one of this year.
const CAMPAGNE: &str = r#"
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

fn atelier() -> Atelier {
    let atelier = Atelier::new();
    atelier.write("campagne.toml", CAMPAGNE);
    atelier.write(
        "avant.xml",
        &siecle(2025, &[eleve(1, "MARTIN", "Léa", "03/11/2008"), eleve(2, "D’ALMEIDA", "Zoé", "17/02/2009")]),
    );
    atelier.write("maintenant.xml", &siecle(2026, &[eleve(71, "Martin", "LEA", "03/11/2008")]));
    atelier
}

fn run(atelier: &Atelier) -> Fin {
    atelier.raccroche(&["campaign", "run", "campagne.toml", "--out", "sortie"])
}

/// The accounting of a campaign that ran.
fn bilan(atelier: &Atelier) -> Value {
    serde_json::from_str(&atelier.read("sortie/bilan.json")).unwrap()
}

/// The line of a person in `verdicts.csv`.
#[track_caller]
fn verdict_of(atelier: &Atelier, nom: &str) -> String {
    let verdicts = atelier.read("sortie/verdicts.csv");
    let line = verdicts.lines().find(|line| line.contains(nom)).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{nom} is lost:\n{verdicts}"))
}

/// The register of last year becomes `avant.csv`, in our own columns.
fn canonical(atelier: &Atelier) {
    let campaign = CAMPAGNE.replace("avant.xml", "avant.csv").replacen("\"siecle\"", "\"canonique\"", 1);
    atelier.write("campagne.toml", &campaign);
}

/// Refused: a sentence on standard error with each of `words`, and nothing written.
#[track_caller]
fn refused(atelier: &Atelier, words: &[&str]) {
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
fn a_missing_register_is_named() {
    let atelier = atelier();
    fs::remove_file(atelier.path("avant.xml")).unwrap();
    refused(&atelier, &["avant.xml", "existe"]);
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
fn an_empty_register_is_refused() {
    let atelier = atelier();
    atelier.write("avant.xml", "");
    refused(&atelier, &["avant.xml", "vide"]);
}

#[test]
fn a_register_without_anybody_to_look_for_is_refused() {
    let atelier = atelier();
    atelier.write("avant.xml", &siecle(2024, &[]));
    refused(&atelier, &["avant.xml", "personne à chercher"]);
}

#[test]
fn another_kind_of_xml_is_refused_with_its_root() {
    let atelier = atelier();
    atelier.write("avant.xml", "<?xml version=\"1.0\"?><html><body/></html>");
    refused(&atelier, &["avant.xml", "html"]);
}

#[test]
fn an_unknown_version_is_refused_with_its_number() {
    let atelier = atelier();
    atelier.write("avant.xml", &siecle(2025, &[]).replace("VERSION=\"2.1\"", "VERSION=\"97.3\""));
    refused(&atelier, &["avant.xml", "97.3"]);
}

#[test]
fn a_truncated_export_is_refused_and_said_so() {
    let atelier = atelier();
    let whole = atelier.read("avant.xml");
    atelier.write("avant.xml", &whole[..whole.len() / 2]);
    refused(&atelier, &["avant.xml"]);
}

#[test]
fn a_picture_is_no_register() {
    let atelier = atelier();
    fs::write(atelier.path("avant.xml"), [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
        .unwrap();
    refused(&atelier, &["avant.xml"]);
}

#[test]
fn an_archive_that_leaves_its_folder_is_refused() {
    let atelier = atelier();
    let inside = siecle(2025, &[eleve(1, "MARTIN", "Léa", "03/11/2008")]);
    fs::write(atelier.path("avant.zip"), zip_of("../../dehors.xml", inside.as_bytes())).unwrap();
    atelier.write("campagne.toml", &CAMPAGNE.replace("avant.xml", "avant.zip"));
    refused(&atelier, &["avant.zip", "dehors.xml"]);
    assert!(!atelier.path("../../dehors.xml").exists());
}

/// A line of two gigabytes of nothing: the file is sparse, so it takes no room, and reading must stop long before its end.
#[test]
fn a_line_of_two_gigabytes_is_refused_without_filling_the_memory() {
    let atelier = atelier();
    let file = fs::File::create(atelier.path("avant.csv")).unwrap();
    file.set_len(2 << 30).unwrap();
    canonical(&atelier);
    refused(&atelier, &["avant.csv"]);
}

#[test]
fn every_row_read_is_kept_or_told() {
    let atelier = atelier();
    let rows = [
        eleve(1, "MARTIN", "Léa", "03/11/2008"),
        eleve(3, "BERNARD", "Tom", "31/02/2009"), // no such day
        eleve(4, "PETIT", "Ana", "04/05/2012"),   // under 16: counted, never kept
        eleve(5, "FUTUR", "Max", "01/01/2031"),   // born after the campaign
    ];
    atelier.write("avant.xml", &siecle(2025, &rows));
    run(&atelier).accepted();

    let source = &bilan(&atelier)["sources"][0];
    assert_eq!(source["lignes_lues"], 4);
    assert_eq!(source["lignes_gardees"], 3);
    assert_eq!(source["moins_de_16_ans"], 1);
    assert!(!atelier.everything_in("sortie").contains("PETIT"), "a pupil under 16 is named in an output");
    for name in ["BERNARD", "FUTUR"] {
        let line = verdict_of(&atelier, name);
        assert!(line.contains("a_verifier") && line.contains("naissance_inconnue"), "{line}");
    }
    let remarks = atelier.everything_in("sortie/qualite");
    assert!(remarks.contains("avant.xml;6;DATE_NAISS"), "the impossible date is not placed:\n{remarks}");
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
fn accents_survive_a_file_that_lies_about_its_encoding() {
    let atelier = atelier();
    let declared_utf8 = siecle(2025, &[eleve(1, "DUPRÉ", "Zoé", "17/02/2009")]);
    let latin: Vec<u8> = declared_utf8.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(atelier.path("avant.xml"), latin).unwrap();
    run(&atelier).accepted();
    assert!(verdict_of(&atelier, "DUPRÉ").contains("Zoé"));
}

#[test]
fn a_renamed_column_is_named() {
    let atelier = atelier();
    atelier.write("avant.csv", "nomm;prenoms;date_naissance\nMARTIN;Léa;2008-11-03\n");
    canonical(&atelier);
    refused(&atelier, &["avant.csv", "ligne 1", "nom_famille"]);
}

#[test]
fn a_sifa_file_without_its_columns_is_refused_with_their_number() {
    let atelier = atelier();
    atelier.write("avant.txt", &format!("{}\n", vec!["x"; 46].join(";")));
    atelier.write(
        "campagne.toml",
        &CAMPAGNE.replace("avant.xml", "avant.txt").replacen("\"siecle\"", "\"sifa\"", 1),
    );
    refused(&atelier, &["avant.txt", "47", "46"]);
}

#[test]
fn a_folder_without_any_register_is_refused() {
    let atelier = atelier();
    atelier.write("annee/lisez-moi.txt", "rien");
    atelier.write("campagne.toml", &CAMPAGNE.replace("avant.xml", "annee"));
    refused(&atelier, &["annee"]);
}

#[test]
fn corrections_without_their_columns_are_refused() {
    let atelier = atelier();
    atelier.write("decisions.csv", "a;b\n1;2\n");
    let campaign = format!("{CAMPAGNE}\n[[source]]\nrole = \"corrections\"\npath = \"decisions.csv\"\n");
    atelier.write("campagne.toml", &campaign);
    refused(&atelier, &["decisions.csv"]);
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
