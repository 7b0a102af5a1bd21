//! The hand-written set: each hard case by name, with the verdict and the obligation that it must get.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::outils::{Terrain, rows};

/// Name, verdict, reason, obligation under `D313-59`.
const ATTENDUS: [(&str, &str, &str, &str); 46] = [
    ("retrouvee", "retrouve", "inscription_en_cours", "satisfaite"),
    ("disparu", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("jumeau_parti", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("jumeau_reste", "retrouve", "inscription_en_cours", "sans_objet"),
    ("jumelle_partie", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("jumelle_restee", "retrouve", "inscription_en_cours", "sans_objet"),
    ("nom_usage", "retrouve", "inscription_en_cours", "sans_objet"),
    ("ine_reattribue", "retrouve", "inscription_en_cours", "satisfaite"),
    ("particule", "retrouve", "inscription_en_cours", "sans_objet"),
    ("jour_mois_inverses", "retrouve", "inscription_en_cours", "sans_objet"),
    ("apprentie", "retrouve", "inscription_en_cours", "sans_objet"),
    ("decalage_sifa", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("repartie", "perdu_de_vue", "reparti", "non_satisfaite"),
    ("revenu_a_l_ecole", "retrouve", "inscription_en_cours", "sans_objet"),
    ("cap_parti_du_bac_pro", "diplome", "diplome_obtenu", "sans_objet"),
    ("parti_en_cours_d_annee", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("deux_ecoles_1", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("deux_ecoles_2", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("cap_mineure_sans_activite", "diplome", "diplome_obtenu", "non_satisfaite"),
    ("exemptee", "autre_situation", "exemption", "exemptee"),
    ("partie_a_l_etranger", "autre_situation", "depart_etranger", "sans_objet"),
    ("decede", "hors_champ", "deces", "sans_objet"),
    ("homonyme_bordeaux", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("homonyme_pau", "retrouve", "inscription_en_cours", "satisfaite"),
    // One person under two INE or two namesakes: the engine may say either, a human decides.
    ("double_bordeaux", "a_verifier", "", "sans_objet"),
    ("double_pau", "a_verifier", "", "sans_objet"),
    ("agricole", "retrouve", "inscription_en_cours", "satisfaite"),
    ("bacheliere", "diplome", "diplome_obtenu", "sans_objet"),
    ("ajourne", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("naissance_absente", "a_verifier", "naissance_inconnue", "inconnue"),
    ("nom_absent", "a_verifier", "nom_absent", "non_satisfaite"),
    ("hors_zonage", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("commune_inconnue", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("suivie_ml", "suivi_mission_locale", "accompagnement", "satisfaite"),
    ("suivi_et_inscrit", "retrouve", "inscription_en_cours", "satisfaite"),
    ("suivi_termine", "perdu_de_vue", "aucune_trace", "sans_objet"),
    ("en_emploi", "autre_situation", "emploi", "sans_objet"),
    ("apres_la_troisieme", "hors_champ", "cycle_sans_qualification", "non_satisfaite"),
    ("trop_agee", "hors_champ", "plus_de_25_ans", "sans_objet"),
    ("en_bts", "hors_champ", "cycle_superieur", "sans_objet"),
    ("rentree_a_venir", "a_verifier", "inscription_a_venir", "non_satisfaite"),
    ("corrigee", "retrouve", "inscription_en_cours", "sans_objet"),
    ("correction_depassee", "perdu_de_vue", "reparti", "sans_objet"),
    ("pas_la_meme", "perdu_de_vue", "aucune_trace", "non_satisfaite"),
    ("la_meme", "retrouve", "inscription_en_cours", "sans_objet"),
    ("inscrit_par_erreur", "hors_champ", "erreur_signalee", "sans_objet"),
];

#[test]
fn each_hard_case_by_name() {
    let terrain = Terrain::new();
    let results = terrain.run("resultats");
    let found = results.by_name();
    let wrong: Vec<String> = ATTENDUS
        .iter()
        .filter_map(|(name, verdict, motif, obligation)| {
            let row = found.get(*name)?;
            let got = [&row["verdict"], &row["motif"], &row["obligation"]];
            let motif = if motif.is_empty() { got[1] } else { *motif };
            (got != [*verdict, motif, *obligation]).then(|| {
                format!("{name}: {got:?}\n    {}\n    {}", row["pourquoi"], row["rapprochements_a_verifier"])
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let expected: BTreeSet<&str> = ATTENDUS.iter().map(|case| case.0).collect();
    let names: BTreeSet<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(names, expected);
    // The 15-year-old is counted at the door, and has no row anywhere.
    let previous = &results.bilan.sources[0];
    assert_eq!((previous.moins_de_16_ans, previous.lignes_lues), (1, 47));
    for path in ["verdicts.csv", "listes/psad-bordeaux.csv", "bilan.json", "bilan.html"] {
        assert!(!fs::read_to_string(results.dir.join(path)).unwrap().contains("POUJOL"), "{path}");
    }
    // Two schools in a year are one person.
    assert_eq!(found["deux_ecoles_1"]["jeune"], found["deux_ecoles_2"]["jeune"]);
    let ids: BTreeSet<&String> = found.values().map(|row| &row["jeune"]).collect();
    assert_eq!(results.bilan.personnes, ids.len() as u64);
    assert_eq!(results.bilan.verdicts.values().sum::<u64>(), ids.len() as u64);
}

#[test]
fn the_other_definition_counts_who_left_a_cycle_without_its_diploma() {
    let terrain = Terrain::new();
    terrain.replace("CAMPAIGN.toml", "D313-59", "diplome-terminal");
    let found = terrain.run("resultats").by_name();
    for (name, verdict) in [
        ("cap_parti_du_bac_pro", "perdu_de_vue"),
        ("apres_la_troisieme", "perdu_de_vue"),
        ("cap_mineure_sans_activite", "diplome"),
        ("bacheliere", "diplome"),
        ("en_bts", "hors_champ"),
    ] {
        assert_eq!(found[name]["verdict"], verdict, "{name}");
    }
    assert!(found["cap_parti_du_bac_pro"]["reserves"].contains("ne suffit pas"));
}

#[test]
fn each_line_says_why_in_french() {
    let terrain = Terrain::new();
    let found = terrain.run("resultats").by_name();
    let plain = |name: &str, column: &str| found[name][column].replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(
        plain("apprentie", "pourquoi"),
        "En apprentissage en formation 50022141 au CFA de Lormont depuis le 2 septembre 2026 (SIFA 2026, ligne 1)."
    );
    assert!(plain("repartie", "pourquoi").starts_with(
        "Inscrite en CAP cuisine au Lycée professionnel des Graves du 1er septembre 2026 au 12 octobre 2026"
    ));
    assert!(plain("parti_en_cours_d_annee", "pourquoi").contains("sortie le 3 février 2026"));
    assert_eq!(found["parti_en_cours_d_annee"]["sorti_depuis"], "2026-02-03");
    assert_eq!(found["deux_ecoles_1"]["dernier_uai"], "0640066Z");
    assert!(plain("decalage_sifa", "reserves").contains("la situation au 31 décembre 2026 :"));
    assert!(plain("ajourne", "reserves").contains("droit au maintien"));
    assert!(plain("correction_depassee", "reserves").contains("n’est plus appliquée"));
    assert!(plain("corrigee", "pourquoi").contains("décision du 15 octobre 2026"));
    // L313-8: three months from leaving, for the minors it concerns and for nobody else.
    assert_eq!(found["repartie"]["entretien_au_plus_tard"], "2027-01-12");
    for row in found.values() {
        let concerned = row["obligation"] == "non_satisfaite" && row["verdict"] != "diplome";
        let perhaps = row["verdict"] == "a_verifier" && row["obligation"] == "inconnue" && row["age"] == "17";
        assert_eq!(!row["entretien_au_plus_tard"].is_empty(), concerned || perhaps, "{row:?}");
    }
    // The health certificate exists; nothing more is said.
    assert!(plain("exemptee", "obligation_pourquoi").contains("ni lu ni conservé"));
    assert!(plain("double_pau", "pourquoi").contains("peut-être"));
    assert!(plain("nom_absent", "pourquoi").starts_with("Le registre ne donne ni nom ni prénom : "));
    for row in found.values() {
        for column in ["pourquoi", "reserves", "obligation_pourquoi", "rapprochements_a_verifier"] {
            let text = &row[column];
            assert!(!text.contains(" :") && !text.contains(" ;") && !text.contains("  "), "{text:?}");
        }
    }
}

#[test]
fn nobody_vanishes_from_the_lists() {
    let terrain = Terrain::new();
    let results = terrain.run("resultats");
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    for psad in &results.bilan.psad {
        let list = results.list(&psad.fichier);
        assert_eq!(list.len() as u64, psad.total, "{}", psad.nom);
        assert!(results.dir.join(format!("listes/{}.xlsx", psad.fichier)).is_file());
        // Minors first, then the longest gone; who is already followed last.
        let urgency = |row: &crate::outils::Row| {
            let date = &row["Dernière présence"];
            let iso = (date.len() == 10).then(|| format!("{}{}{}", &date[6..], &date[3..5], &date[..2]));
            (row["Rubrique"] == "Déjà suivi", row["Mineur"] != "oui", iso.is_none(), iso)
        };
        assert!(list.is_sorted_by_key(urgency), "{}", psad.nom);
        for row in list {
            let twice = listed.insert(row["Jeune"].clone(), psad.fichier.clone());
            assert_eq!(twice, None, "{} is on two lists", row["Jeune"]);
        }
    }
    let found = results.by_name();
    let list_of = |name: &str| listed.get(&found[name]["jeune"]).map(String::as_str);
    assert_eq!(list_of("hors_zonage"), Some("hors-zonage"));
    assert_eq!(list_of("commune_inconnue"), Some("commune-inconnue"));
    assert_eq!(list_of("disparu"), Some("psad-graves"));
    // A diploma does not suspend a minor's obligation, nor does the definition.
    assert_eq!(list_of("cap_mineure_sans_activite"), Some("psad-bordeaux"));
    assert_eq!(list_of("apres_la_troisieme"), Some("psad-bordeaux"));
    for name in ["retrouvee", "bacheliere", "decede", "inscrit_par_erreur", "trop_agee"] {
        assert_eq!(list_of(name), None, "{name}");
    }
    for row in found.values() {
        let lost = ["perdu_de_vue", "a_verifier", "suivi_mission_locale"].contains(&row["verdict"].as_str());
        assert!(!lost || listed.contains_key(&row["jeune"]), "{row:?}");
    }
    let repartie = &results.by_name()["repartie"]["jeune"];
    let due = listed[repartie].clone();
    let row = results.list(&due).into_iter().find(|row| row["Jeune"] == *repartie).unwrap();
    assert_eq!(row["Entretien de réorientation au plus tard le"], "12/01/2027");
    let graves = results.list("psad-graves");
    let disparu = graves.iter().find(|row| row["Nom"] == "GARNIER").unwrap();
    assert_eq!((disparu["Téléphones"].as_str(), disparu["Classe"].as_str()), ("0601020304", "2ELEC1"));
    assert!(disparu["Responsables"].contains("GARNIER Claude (représentant légal)"));
}

#[test]
fn a_school_receives_its_own_leavers_and_nothing_of_others() {
    let terrain = Terrain::new();
    let results = terrain.run("resultats");
    let school = rows(&results.dir.join("ecoles/0330022V.csv"));
    let names: BTreeSet<&str> = school.iter().map(|row| row["nom_famille"].as_str()).collect();
    assert!(names.contains("GARNIER") && names.contains("MARTINEZ"));
    assert!(!names.contains("VIGNAUD"), "moved to another school, which follows her");
    let text = fs::read_to_string(results.dir.join("ecoles/0330022V.csv")).unwrap();
    for private in ["Missions locales", "Conserverie", "exempt", "0601020304"] {
        assert!(!text.contains(private), "{private}");
    }
    assert!(results.dir.join("ecoles/0330022V.xlsx").is_file());
}

#[test]
fn the_accounting_is_told_to_people_and_to_programs() {
    let terrain = Terrain::new();
    let results = terrain.run("resultats");
    let json: raccroche_campaign::Bilan =
        serde_json::from_slice(&fs::read(results.dir.join("bilan.json")).unwrap()).unwrap();
    assert_eq!(json, results.bilan);
    let states: BTreeMap<&str, u64> =
        json.corrections_par_etat.iter().map(|(state, count)| (state.code(), *count)).collect();
    let expected = [("appliquee", 4), ("depassee", 1), ("non_applicable", 1), ("sans_reponse", 1)];
    assert_eq!(states, expected.into());
    let html = fs::read_to_string(results.dir.join("bilan.html")).unwrap();
    assert!(!html.contains("<script") && !html.contains("style=") && !html.contains(" onclick"));
    assert!(html.contains("<html lang=\"fr\">") && html.contains("bilan.css"));
    assert_eq!(html.matches("<table>").count(), html.matches("<caption>").count());
    // On a phone the page does not slide sideways: a wide table does, in a frame that the keyboard reaches.
    for table in html.split("<table>").skip(1).zip(html.split("<table>")) {
        let (after, before) = table;
        let columns = after.split("</thead>").next().unwrap().matches("<th ").count();
        let framed = before.trim_end().ends_with("tabindex=\"0\">");
        assert!(columns <= 2 || framed, "{after}");
    }
    for (name, row) in results.by_name() {
        assert!(name == "nom_absent" || !html.contains(&row["nom_famille"]), "{name} is named");
    }
    let quality = fs::read_dir(results.dir.join("qualite")).unwrap().count();
    assert_eq!(quality, 3 * json.sources.len());
    let parquet = fs::read(results.dir.join("verdicts.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let terrain = Terrain::new();
    let text = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let out = format!("resultats-{threads}");
        let results = pool.install(|| terrain.run(&out));
        fs::read_to_string(results.dir.join("verdicts.csv")).unwrap()
    };
    assert_eq!(text(1), text(4));
}
