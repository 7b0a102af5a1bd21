//! Where a campaign could say something calm and false: two people taken for one, a wrong file, two decisions against each
//! other, a follow-up without its word.

use std::fs;

use crate::outils::Terrain;

const HEAD: &str = "id_local;ine;nom_famille;nom_usage;prenoms;sexe;date_naissance;commune_naissance;uai;formation;debut;fin";

fn enrolled(name: &str, prenom: &str, uai: &str, debut: &str) -> String {
    format!("{name};;RILHACTOT;;{prenom};F;2009-07-20;33063;{uai};CAP cuisine;{debut};\n")
}

/// A campaign whose registers of pupils hold these lines too.
fn with(previous: &str, current: &str) -> Terrain {
    let terrain = Terrain::new();
    for (role, lines) in [("previous", previous), ("current", current)] {
        let (name, date) = if role == "previous" { ("avant", "2026-06-30") } else { ("apres", "2027-03-10") };
        fs::write(terrain.path(&format!("registres/{name}.csv")), format!("{HEAD}\n{lines}")).unwrap();
        terrain.edit("CAMPAIGN.toml", |text| {
            format!(
                "{text}\n[[source]]\nname = \"{name}\"\nrole = \"{role}\"\nkind = \"canonique\"\n\
                 path = \"registres/{name}.csv\"\ndate = {date}\n"
            )
        });
    }
    terrain
}

/// Verdict and motif of the persons of that surname, by their first names.
fn verdicts(terrain: &Terrain, out: &str) -> Vec<[String; 4]> {
    let found = terrain.run(out);
    let mut told: Vec<[String; 4]> = crate::outils::rows(&found.dir.join("verdicts.csv"))
        .into_iter()
        .filter(|row| row["nom_famille"] == "RILHACTOT")
        .map(|row| ["prenoms", "verdict", "motif", "obligation"].map(|column| row[column].clone()))
        .collect();
    told.sort();
    told
}

#[test]
fn a_twin_without_ine_is_not_hidden_by_the_one_who_came_back() {
    let (here, debut) = ("0330022V", "2025-09-01");
    let both = enrolled("lou", "Marie-Lou", here, debut) + &enrolled("lea", "Marie-Léa", here, debut);
    let terrain = with(&both, &enrolled("lou", "Marie-Lou", here, "2026-09-01"));
    let told = verdicts(&terrain, "resultats");
    // One person to verify, or two of whom one was found: never one who is simply found.
    assert!(
        told.iter().any(|[_, verdict, ..]| verdict == "a_verifier" || verdict == "perdu_de_vue"),
        "{told:?}"
    );
    let owes = told.iter().filter(|[_, verdict, ..]| verdict != "retrouve");
    assert!(
        owes.clone().count() > 0 && owes.clone().all(|[.., obligation]| obligation != "satisfaite"),
        "{told:?}"
    );
}

#[test]
fn another_double_first_name_is_asked_about() {
    let terrain = with(
        &enrolled("ange", "Marie-Ange", "0330022V", "2025-09-01"),
        &enrolled("lou", "Marie-Lou", "0330011H", "2026-09-01"),
    );
    let told = verdicts(&terrain, "resultats");
    assert_eq!(told.len(), 1);
    assert!(told[0][1] != "retrouve", "{told:?}");
}

#[test]
fn of_two_decisions_against_each_other_the_later_holds_and_the_other_is_reported() {
    let terrain = with("", &enrolled("x", "Ana", "0330011H", "2026-09-01"));
    terrain.edit("CAMPAIGN.toml", |text| {
        text.split("\n[[source]]\nname = \"avant\"").next().unwrap().to_owned()
    });
    let (file, who) = ("registres/decisions.csv", "110015838CM;GARNIER;Tom;20/11/2008");
    terrain.edit(file, |text| {
        format!(
            "{text}{who};retrouve;0330033G;;01/10/2026;;;;;;;15/01/2027;CIO de Talence\n\
             {who};confirme_perdu_de_vue;;;;;;;;;;12/03/2027;LP des Graves\n"
        )
    });
    let results = terrain.run("resultats");
    let row = &results.by_name()["disparu"];
    assert_eq!((row["verdict"].as_str(), row["obligation"].as_str()), ("perdu_de_vue", "sans_objet"));
    let reports: Vec<_> =
        results.bilan.corrections.iter().filter(|r| r.jeune.as_deref() == Some(&row["jeune"])).collect();
    let told: Vec<_> = reports.iter().map(|r| (r.decision.as_str(), r.etat.code())).collect();
    assert_eq!(told, [("retrouve", "depassee"), ("confirme_perdu_de_vue", "appliquee")]);
    assert!(
        reports[0].pourquoi.contains("confirme_perdu_de_vue du 12/03/2027 (decisions.csv, ligne 10)"),
        "{}",
        reports[0].pourquoi
    );
}

#[test]
fn whoever_is_in_the_file_of_a_mission_locale_is_followed_by_it() {
    let terrain = Terrain::new();
    terrain.replace(
        "registres/mission_locale.csv",
        ";accompagnement;Mission locale Bordeaux;2026-11-03;",
        ";;;;",
    );
    let row = &terrain.run("resultats").by_name()["suivie_ml"];
    assert_eq!(row["verdict"], "suivi_mission_locale", "{row:?}");
    // The dates still count.
    terrain.replace(
        "registres/mission_locale.csv",
        ";accompagnement;Mission locale des Graves;",
        ";;Mission locale des Graves;",
    );
    let row = &terrain.run("encore").by_name()["suivi_termine"];
    assert_eq!(row["verdict"], "perdu_de_vue", "{row:?}");
    assert!(
        row["pourquoi"]
            .replace('\u{a0}', " ")
            .contains("accompagnement (Mission locale des Graves) jusqu’au 18 décembre 2026"),
        "{row:?}"
    );
}

#[test]
fn the_street_that_the_school_knew_stays_when_a_later_file_gives_the_commune_alone() {
    let terrain = Terrain::new();
    terrain.edit("registres/mission_locale.csv", |text| {
        let (head, body) = text.split_once('\n').unwrap();
        let body =
            body.replace("Mission locale Bordeaux;2026-11-03;", "Mission locale Bordeaux;2026-11-03;;33063");
        format!("{head};commune\n{body}")
    });
    let list = terrain.run("resultats").list("psad-bordeaux");
    let row = list
        .iter()
        .find(|row| row.values().any(|cell| cell == "BARRÈRE"))
        .unwrap_or_else(|| panic!("{list:?}"));
    assert!(row.values().any(|cell| cell.contains("rue des Lilas")), "{row:?}");
}

#[test]
fn registers_of_the_year_that_hold_nobody_are_refused_and_one_among_others_is_told() {
    let terrain = Terrain::new();
    let empty = |name: &str| terrain.edit(name, |text| text.lines().next().unwrap().to_owned() + "\n");
    empty("registres/siecle_2026.csv");
    let told = terrain.run("resultats").bilan.reserves.join(" ");
    assert!(told.contains("Aucune ligne n’a été lue dans SIECLE 2026"), "{told}");
    empty("registres/agricole_2026.csv");
    terrain.replace(
        "CAMPAIGN.toml",
        "kind = \"sifa\"\npath = \"registres/sifa_2026.csv\"",
        "kind = \"canonique\"\npath = \"registres/agricole_2026.csv\"",
    );
    terrain.replace(
        "CAMPAIGN.toml",
        "name = \"Agriculture 2026\"\nrole = \"current\"",
        "name = \"Agriculture 2026\"\nrole = \"other_activity\"",
    );
    let told = terrain.try_run("encore").unwrap_err().phrase();
    assert!(
        told.contains("siecle_2026.csv") && told.contains("tous passeraient pour perdus de vue"),
        "{told}"
    );
    assert!(!terrain.path("encore").exists());
}

#[test]
fn last_year_s_register_given_for_this_year_s_is_told() {
    let terrain = Terrain::new();
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_ELEVES VERSION=\"2.1\"><PARAMETRES><UAJ>0330011H</UAJ>\
               <ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES><DONNEES><ELEVES><ELEVE ELEVE_ID=\"1\">\
               <NOM_DE_FAMILLE>GARNIER</NOM_DE_FAMILLE><PRENOM>Tom</PRENOM><DATE_NAISS>20/11/2008</DATE_NAISS></ELEVE></ELEVES>\
               </DONNEES></BEE_ELEVES>";
    fs::write(terrain.path("registres/eleves.xml"), xml).unwrap();
    terrain.replace(
        "CAMPAIGN.toml",
        "kind = \"canonique\"\npath = \"registres/siecle_2026.csv\"",
        "kind = \"siecle\"\npath = \"registres/eleves.xml\"",
    );
    let told = |out: &str| terrain.run(out).bilan.reserves.join(" ");
    assert!(told("resultats").contains("SIECLE 2026 contient un fichier de l’année scolaire 2025-2026"));
    terrain.edit("registres/eleves.xml", |text| text.replace(">2025<", ">2026<"));
    assert!(!told("encore").contains("année scolaire"));
}

#[test]
fn a_register_dated_after_the_campaign_is_told() {
    let terrain = Terrain::new();
    terrain.replace("CAMPAIGN.toml", "date = 2027-03-01", "date = 2027-04-01");
    let told = terrain.run("resultats").bilan.reserves.join(" ").replace('\u{a0}', " ");
    assert!(
        told.contains(
            "Agriculture 2026 est datée du 1er avril 2027, après le jour de la campagne (15 mars 2027)"
        ),
        "{told}"
    );
}
