//! From one campaign to the next: numbers stay, decisions stay, changes are told.

use std::fs;

use crate::outils::{Terrain, rows};

fn with_previous(terrain: &Terrain, folder: &str) {
    terrain.edit("CAMPAIGN.toml", |text| {
        text.replace("\n[zonings]", &format!("\nprevious_campaign = \"{folder}\"\n\n[zonings]"))
    });
}

#[test]
fn numbers_stay_when_identities_are_corrected() {
    let terrain = Terrain::new();
    let first = terrain.run("premiere").by_name();
    with_previous(&terrain, "premiere");
    terrain.replace("registres/siecle_2025.csv", "GARNIER;;Tom;M;2008-11-20", "GARNIER;;Thom;M;2008-11-20");
    terrain.replace("registres/siecle_2025.csv", "LEFÈVRE;;Inès,Marie;F", "LEFEVRE DUMAS;;Inès;F");
    let second = terrain.run("seconde").by_name();
    for (name, row) in &first {
        assert_eq!(row["jeune"], second[name]["jeune"], "{name}");
    }
}

#[test]
fn a_decision_is_given_once() {
    let terrain = Terrain::new();
    let first = terrain.run("premiere").by_name();
    with_previous(&terrain, "premiere");
    terrain.edit("CAMPAIGN.toml", |text| {
        let end = text.find("[[source]]\nrole = \"corrections\"").unwrap();
        text[..end].to_owned()
    });
    // A new export: the lines have moved.
    terrain.edit("registres/siecle_2026.csv", |text| {
        let (head, body) = text.split_once('\n').unwrap();
        let mut lines: Vec<&str> = body.lines().collect();
        lines.reverse();
        format!("{head}\n{}\n", lines.join("\n"))
    });
    let second = terrain.run("seconde");
    let found = second.by_name();
    for name in ["corrigee", "la_meme", "inscrit_par_erreur", "correction_depassee", "pas_la_meme"] {
        assert_eq!(found[name]["verdict"], first[name]["verdict"], "{name}");
    }
    assert_eq!(second.bilan.corrections.len(), 6, "the unanswered one is not kept");
    let third_inputs = rows(&second.dir.join("corrections.csv"));
    assert_eq!(third_inputs.len(), 6);
}

#[test]
fn a_school_s_sheet_is_a_file_of_corrections() {
    let terrain = Terrain::new();
    let first = terrain.run("premiere");
    let jeune = first.by_name()["disparu"]["jeune"].clone();
    let mut sheet =
        csv::ReaderBuilder::new().delimiter(b';').from_path(first.dir.join("ecoles/0330022V.csv")).unwrap();
    let headers = sheet.headers().unwrap().clone();
    let mut filled = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    filled.write_record(&headers).unwrap();
    for record in sheet.records() {
        let record = record.unwrap();
        let answered = record.get(0) == Some(jeune.as_str());
        let cells = headers.iter().zip(record.iter()).map(|(column, cell)| match column {
            "decision" if answered => "parti_etranger",
            "depuis" if answered => "15/07/2026",
            "decide_par" if answered => "LP des Graves",
            _ => cell,
        });
        filled.write_record(cells).unwrap();
    }
    fs::write(terrain.path("retour.csv"), filled.into_inner().unwrap()).unwrap();
    terrain.edit("CAMPAIGN.toml", |text| {
        format!(
            "{text}\n[[source]]\nname = \"Retour du LP\"\nrole = \"corrections\"\npath = \"retour.csv\"\n"
        )
    });
    let second = terrain.run("seconde");
    let row = &second.by_name()["disparu"];
    assert_eq!((row["verdict"].as_str(), row["motif"].as_str()), ("autre_situation", "depart_etranger"));
    assert!(
        row["pourquoi"].contains("retour.csv") || row["pourquoi"].contains("décision du"),
        "{}",
        row["pourquoi"]
    );
}

#[test]
fn changes_are_told_and_add_up() {
    let terrain = Terrain::new();
    terrain.run("premiere");
    with_previous(&terrain, "premiere");
    terrain.replace("CAMPAIGN.toml", "as_of = 2027-03-15", "as_of = 2027-04-20");
    // Found since, lost since, and struck off the register that everything starts from.
    terrain.edit("registres/siecle_2026.csv", |text| {
        let garnier = "disparu;;GARNIER;;Tom;M;2008-11-20;33522;0330022V;Lycée professionnel des Graves;24725501321;\
                       Bac pro électricité;;2027-03-29;;;;;;;;;;;;\n";
        text.replace(";1re générale;;2026-09-01;;2 rue", ";1re générale;;2026-09-01;2027-04-02;2 rue") + garnier
    });
    terrain.edit("registres/siecle_2025.csv", |text| {
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("hors_zonage")).collect();
        kept.join("\n") + "\n"
    });
    let second = terrain.run("seconde");
    let gaps = second.bilan.ecarts.clone().unwrap();
    let found = second.by_name();
    let told = rows(&second.dir.join("ecarts.csv"));
    let change = |name: &str| {
        let id = &found[name]["jeune"];
        told.iter().find(|row| row["jeune"] == *id).map(|row| row["ecart"].clone())
    };
    assert_eq!(change("disparu").as_deref(), Some("sorti"));
    assert_eq!(change("retrouvee").as_deref(), Some("revenu"));
    assert_eq!(change("jumeau_parti").as_deref(), Some("toujours"));
    // The announced enrolment has begun.
    assert_eq!(change("rentree_a_venir").as_deref(), Some("sorti"));
    assert_eq!(change("bacheliere"), None);
    assert_eq!(gaps.non_repris, 1);
    let gone = told.iter().find(|row| row["ecart"] == "non_repris").unwrap();
    assert_eq!((gone["nom_famille"].as_str(), gone["psad"].as_str()), ("JACQUET", "Hors zonage"));
    assert_eq!(gaps.listes_avant, gaps.toujours + gaps.non_repris + gaps.sortis.values().sum::<u64>());
    assert_eq!(gaps.listes_maintenant, gaps.toujours + gaps.revenus + gaps.nouveaux);
}

#[test]
fn a_slip_in_a_birth_year_removes_nobody() {
    let terrain = Terrain::new();
    // The register of departure says 1999, this year's says 2009.
    terrain.replace("registres/siecle_2025.csv", "Inès,Marie;F;2009-05-02", "Inès,Marie;F;1999-05-02");
    let found = terrain.run("resultats").by_name();
    let row = &found["retrouvee"];
    assert_eq!(
        (row["verdict"].as_str(), row["date_naissance"].as_str()),
        ("retrouve", "2009-05-02"),
        "{row:?}"
    );
}
