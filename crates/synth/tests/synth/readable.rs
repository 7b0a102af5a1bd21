//! The product's readers read every file, and find on each line the person that the truth says.

use std::collections::{BTreeMap, HashMap};

use raccroche_domain::Enregistrement;
use raccroche_registers::{ReadOptions, SourceKind, read_source};

use unicode_normalization::UnicodeNormalization;

use crate::academie::Academie;

const AS_OF: &str = "2026-03-15";

/// Reads a source and checks it against the truth: as many lines as told, each where it is said to be, and the
/// identity of lines without error.
fn check(name: &str, kind: SourceKind, path: &str) {
    let academie = Academie::shared();
    let options = ReadOptions::new(AS_OF.parse().unwrap());
    let content = read_source(kind, &academie.dir().join(path), &options).unwrap();
    let told: HashMap<(String, u64), BTreeMap<String, String>> = academie
        .lines()
        .into_iter()
        .filter(|l| l["source"] == name)
        .map(|l| ((l["fichier"].clone(), l["ligne"].parse().unwrap()), l))
        .collect();
    let people: HashMap<String, BTreeMap<String, String>> =
        academie.people().into_iter().map(|p| (p["personne"].clone(), p)).collect();
    assert!(!told.is_empty(), "{name}");
    let mut compared = 0;
    for line in &content.enregistrements {
        let place = (line.fichier.clone(), line.ligne);
        let truth = told.get(&place).unwrap_or_else(|| panic!("{name}: {place:?} is not in the truth"));
        if let Some(id) = &line.id_local {
            assert_eq!(*id, truth["id_local"], "{place:?}");
        }
        if let Some(person) = people.get(&truth["personne"]) {
            compared += u32::from(same(line, truth, person));
        }
    }
    assert!(compared > 20, "{name}: only {compared} lines compared");
    let counts = content.quality.counts;
    assert_eq!(counts.rows_read, told.len() as u64, "{name}");
    assert_eq!(
        counts.set_aside,
        0,
        "{name}: {:?}",
        content.quality.files.iter().map(|f| &f.set_aside).collect::<Vec<_>>()
    );
    // The only thing that a reader can remark on is what was left out on purpose.
    let no_date = content
        .enregistrements
        .iter()
        .filter(|l| told[&(l.fichier.clone(), l.ligne)]["alterations"].contains("date_absente"))
        .count();
    assert_eq!(counts.with_remark, no_date as u64, "{name}");
}

/// Checks the identity of a line that nothing went wrong with; says whether it was one.
fn same(line: &Enregistrement, truth: &BTreeMap<String, String>, person: &BTreeMap<String, String>) -> bool {
    let clean = truth["alterations"]
        .split('+')
        .all(|c| c.is_empty() || c.starts_with("ine_") || c.starts_with("lieu"));
    if clean {
        let fold = |text: &str| -> String {
            text.to_lowercase().replace('œ', "oe").nfd().filter(char::is_ascii_alphanumeric).collect()
        };
        assert_eq!(fold(&line.identite.nom_famille), fold(&person["nom"]), "{truth:?}");
        assert_eq!(fold(&line.identite.prenoms[0]), fold(&person["prenom"]), "{truth:?}");
        assert_eq!(line.identite.date_naissance.unwrap().to_string(), person["date_naissance"], "{truth:?}");
    }
    clean
}

#[test]
fn siecle() {
    check("SIECLE 2024-2025", SourceKind::Siecle, "siecle/2024");
    check("SIECLE 2025-2026", SourceKind::Siecle, "siecle/2025");
}

#[test]
fn sifa() {
    check("SIFA au 31 décembre 2024", SourceKind::Sifa, "sifa/2024");
    check("SIFA au 31 décembre 2025", SourceKind::Sifa, "sifa/2025");
}

#[test]
fn agriculture() {
    check("Établissements agricoles 2024-2025", SourceKind::Canonique, "agricole/agricole_2024.csv");
    check("Établissements agricoles 2025-2026", SourceKind::Canonique, "agricole/agricole_2025.csv");
}

#[test]
fn exams_and_situations() {
    check("Examens 2025", SourceKind::Canonique, "examens/resultats_2025.csv");
    check("Missions locales", SourceKind::Canonique, "missions_locales/jeunes_accompagnes.csv");
    check("Autres situations", SourceKind::Canonique, "autres/situations.csv");
}
