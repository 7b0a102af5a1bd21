//! The judge of campaigns: on verdicts made by hand from the truth, it finds exactly what was put in.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use raccroche_synth::{SynthError, evaluate};

use crate::academie::Academie;

/// What a perfect campaign would write, as rows `(verdict, lines)`, one per person that is not under 16.
fn perfect(academie: &Academie) -> Vec<(String, Vec<String>, BTreeMap<String, String>)> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in academie.lines() {
        if line["source"].contains("2024-2025") || line["source"] == "SIFA au 31 décembre 2024" {
            let key = format!("{}:{}:{}", line["source"], line["fichier"], line["ligne"]);
            lines.entry(line["personne"].clone()).or_default().push(key);
        }
    }
    academie
        .people()
        .into_iter()
        .filter(|p| p["attendu_d313_59"] != "hors_champ")
        .map(|p| (p["attendu_d313_59"].clone(), lines[&p["personne"]].clone(), p))
        .collect()
}

fn written(rows: &[(String, Vec<String>, BTreeMap<String, String>)]) -> String {
    let mut text = "\u{feff}jeune;verdict;lignes_de_depart;definition\r\n".to_owned();
    for (number, (verdict, lines, _)) in rows.iter().enumerate() {
        let _ = write!(text, "J{number};{verdict};{};D313-59\r\n", lines.join(" | "));
    }
    text
}

#[test]
fn a_perfect_campaign_has_no_error_and_blind_spots_all_the_same() {
    let academie = Academie::shared();
    let rows = perfect(academie);
    let file = academie.dir().join("../parfait.csv");
    fs::write(&file, written(&rows)).unwrap();
    let found = evaluate(&academie.dir(), &file).unwrap();
    let lost = rows.iter().filter(|(verdict, ..)| verdict == "perdu_de_vue").count() as u64;
    assert_eq!((found.faux_positifs, found.faux_negatifs, found.en_attente), (0, 0, 0));
    assert_eq!((found.dedoublees, found.confondues, found.absentes), (0, 0, 0));
    assert_eq!((found.attendues, found.listees, found.listees_justes), (lost, lost, lost));
    assert_eq!(found.personnes, rows.len() as u64);
    let blind = rows.iter().filter(|(v, _, p)| v == "perdu_de_vue" && !p["angle_mort"].is_empty()).count();
    assert_eq!(found.total_angles_morts(), blind as u64);
    assert!(blind > 0);
}

#[test]
fn each_planted_error_is_found_and_called_by_its_name() {
    let academie = Academie::shared();
    let mut rows = perfect(academie);
    let position = |rows: &[(String, Vec<String>, BTreeMap<String, String>)], verdict: &str, nth: usize| {
        rows.iter().enumerate().filter(|(_, (v, ..))| v == verdict).nth(nth).unwrap().0
    };
    let lost = rows.iter().filter(|(verdict, ..)| verdict == "perdu_de_vue").count() as u64;
    let missed = position(&rows, "perdu_de_vue", 0);
    let doubtful = position(&rows, "perdu_de_vue", 1);
    let wrongly = position(&rows, "retrouve", 0);
    let (left, right) = (position(&rows, "retrouve", 1), position(&rows, "retrouve", 2));
    let vanished = position(&rows, "retrouve", 3);
    let split = rows.iter().position(|(v, lines, _)| v == "retrouve" && lines.len() > 1).unwrap();
    rows[missed].0 = "retrouve".into();
    rows[doubtful].0 = "a_verifier".into();
    rows[wrongly].0 = "perdu_de_vue".into();
    let moved = rows[right].1.clone();
    rows[left].1.extend(moved);
    let second = rows[split].1.split_off(1);
    let twin = (rows[split].0.clone(), second, rows[split].2.clone());
    rows.push(twin);
    let mut gone = [right, vanished];
    gone.sort_unstable();
    for index in gone.into_iter().rev() {
        rows.remove(index);
    }
    let file = academie.dir().join("../fautif.csv");
    fs::write(&file, written(&rows)).unwrap();
    let found = evaluate(&academie.dir(), &file).unwrap();
    assert_eq!((found.faux_positifs, found.faux_negatifs, found.en_attente), (1, 1, 1));
    assert_eq!((found.dedoublees, found.confondues, found.absentes), (1, 1, 1));
    assert_eq!(found.listees, lost - 1);
    assert_eq!(found.croisement[&("perdu_de_vue", "a_verifier")], 1);
    assert!((found.taux_faux_negatifs() - 1.0 / lost as f64).abs() < 1e-12);
    assert!((found.taux_faux_positifs() - 1.0 / (lost - 1) as f64).abs() < 1e-12);
}

#[test]
fn verdicts_of_another_set_of_files_are_refused() {
    let academie = Academie::shared();
    let file = academie.dir().join("../ailleurs.csv");
    let row = "jeune;verdict;lignes_de_depart;definition\nJ1;retrouve;SIECLE:ailleurs.xml:3;D313-59\n";
    fs::write(&file, row).unwrap();
    assert!(matches!(evaluate(&academie.dir(), &file), Err(SynthError::Format { .. })));
    fs::write(&file, "jeune;verdict\nJ1;retrouve\n").unwrap();
    let error = evaluate(&academie.dir(), &file).unwrap_err();
    assert!(error.to_string().contains("lignes_de_depart"), "{error}");
    fs::write(&file, row.replace("retrouve", "envolé")).unwrap();
    assert!(evaluate(&academie.dir(), &file).unwrap_err().to_string().contains("envolé"));
}
