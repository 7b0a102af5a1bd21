//! The product's readers read every file, and find on each line the person that the truth says.

use std::collections::{BTreeMap, HashMap};

use raccroche_domain::Enregistrement;
use raccroche_registers::{ReadOptions, SourceKind, read_source};

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
    assert!(content.enregistrements.len() <= told.len());
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
    let young = told
        .values()
        .filter_map(|l| people.get(&l["personne"]))
        .filter(|p| p["attendu_d313_59"] == "hors_champ")
        .count();
    let missing = told.len() - content.enregistrements.len();
    assert!(missing <= young + told.len() / 20, "{name}: {missing} lines are not read, {young} are under 16");
}

/// Checks the identity of a line that nothing went wrong with; says whether it was one.
fn same(line: &Enregistrement, truth: &BTreeMap<String, String>, person: &BTreeMap<String, String>) -> bool {
    let clean = truth["alterations"]
        .split('+')
        .all(|c| c.is_empty() || c.starts_with("ine_") || c.starts_with("lieu"));
    if clean {
        let fold = |text: &str| raccroche_domain::francais::plier(text);
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
