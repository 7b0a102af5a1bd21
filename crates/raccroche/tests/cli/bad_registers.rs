//! Registers as they should not be: cut short, forged, renamed, empty, endless. A file that cannot be trusted is refused
//! with its name, the line when there is one and what to do, and nothing is written; a row that cannot be used is told,
//! and the person stays.

use std::{fs, io::Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    atelier::{eleve, siecle, zip_of},
    campaign::{CAMPAGNE, atelier, bilan, canonical, refused, run, verdict_of},
};

#[test]
fn a_missing_register_is_named() {
    let atelier = atelier();
    fs::remove_file(atelier.path("avant.xml")).unwrap();
    refused(&atelier, &["avant.xml", "n’existe pas", "Vérifiez le chemin"]);
}

#[test]
fn an_empty_register_is_refused() {
    let atelier = atelier();
    atelier.write("avant.xml", "");
    refused(&atelier, &["avant.xml", "vide", "Refaites l’export"]);
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
    refused(&atelier, &["avant.xml", "html", "refaites l’export"]);
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
    // Wherever the transfer stopped: in the head, in the first pupil, in the second, just before the end.
    for end in [whole.len() / 6, whole.len() / 2, whole.len() * 3 / 4, whole.len() - 5] {
        atelier.write("avant.xml", whole.get(..end).unwrap_or_default());
        refused(&atelier, &["avant.xml", "ligne", "Refaites"]);
    }
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
    refused(&atelier, &["avant.zip!../../dehors.xml", "sort de l’archive", "Refaites-la"]);
    assert!(!atelier.path("../../dehors.xml").exists());
}

/// A line of two gigabytes of nothing: the file is sparse, so it takes no room, and reading must stop long before its end.
#[test]
fn a_line_of_two_gigabytes_is_refused_without_filling_the_memory() {
    let atelier = atelier();
    let endless = |name: &str, beginning: &str| {
        let mut file = fs::File::create(atelier.path(name)).unwrap();
        file.write_all(beginning.as_bytes()).unwrap();
        file.set_len(2 << 30).unwrap();
    };
    endless("avant.xml", "<?xml version=\"1.0\"?>\n<BEE_ELEVES VERSION=\"2.1\">\n<PARAMETRES><UAJ>");
    refused(&atelier, &["avant.xml", "ligne 3", "dépasse 16 Mio", "Vérifiez le fichier"]);
    canonical(&atelier);
    endless("avant.csv", "nom_famille;prenoms;date_naissance\nMARTIN;Léa;2008-11-03\nBERNARD;");
    refused(&atelier, &["avant.csv", "ligne 3", "dépasse 16 Mio", "Vérifiez le fichier"]);
    endless("avant.csv", "");
    refused(&atelier, &["avant.csv", "ligne 1", "dépasse 16 Mio", "Vérifiez le fichier"]);
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
    assert!(remarks.contains("avant.xml;8;DATE_NAISS"), "the future date is not placed:\n{remarks}");
    assert!(remarks.contains("corrigez à la source"), "no remedy:\n{remarks}");
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
    refused(&atelier, &["avant.csv", "ligne 1", "nom_famille", "Vérifiez que la première ligne"]);
}

#[test]
fn a_sifa_file_without_its_columns_is_refused_with_their_number() {
    let atelier = atelier();
    atelier.write("avant.txt", &format!("{}\n", vec!["x"; 46].join(";")));
    atelier.write(
        "campagne.toml",
        &CAMPAGNE.replace("avant.xml", "avant.txt").replacen("\"siecle\"", "\"sifa\"", 1),
    );
    refused(&atelier, &["avant.txt", "ligne 1", "47", "46", "Vérifiez"]);
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

/// Twelve mebibytes of blanks in as many kibibytes: what an archive made to fill a memory or a disk looks like.
#[test]
fn a_zip_bomb_is_refused() {
    let atelier = atelier();
    let inside = siecle(2025, &[" ".repeat(12 << 20)]);
    let mut zip = ZipWriter::new(fs::File::create(atelier.path("avant.zip")).unwrap());
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("avant.xml", deflated).unwrap();
    zip.write_all(inside.as_bytes()).unwrap();
    zip.finish().unwrap();
    atelier.write("campagne.toml", &CAMPAGNE.replace("avant.xml", "avant.zip"));
    refused(&atelier, &["avant.zip!avant.xml", "une fois décompressé", "dépasse 8 Mio", "Décompressez-la"]);
}

/// Rights that say no; where the tests run with all rights, which no `chmod` stops, a link that leads to itself, which
/// nobody can open.
#[cfg(unix)]
#[test]
fn a_register_that_may_not_be_read_is_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let atelier = atelier();
    let path = atelier.path("avant.xml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_err() {
        refused(&atelier, &["avant.xml", "la lecture est refusée", "Vérifiez les droits"]);
    }
    fs::remove_file(&path).unwrap();
    symlink(&path, &path).unwrap();
    refused(&atelier, &["avant.xml", "lecture impossible", "recopiez"]);
}

#[test]
fn a_folder_where_a_file_should_be_is_named() {
    let atelier = atelier();
    fs::create_dir(atelier.path("annuaire.csv")).unwrap();
    let campaign = CAMPAGNE.replacen("[[source]]", "annuaire = \"annuaire.csv\"\n\n[[source]]", 1);
    atelier.write("campagne.toml", &campaign);
    refused(&atelier, &["annuaire.csv", "dossier", "fichier"]);
}

#[test]
fn a_wrong_uai_is_told_with_the_right_one_and_loses_nobody() {
    let atelier = atelier();
    let wrong = atelier.read("avant.xml").replace("0750655E", "0750655X");
    atelier.write("avant.xml", &wrong);
    run(&atelier).accepted();
    assert_eq!(bilan(&atelier)["personnes"], 2);
    let line = verdict_of(&atelier, "ALMEIDA");
    assert!(line.contains("perdu_de_vue") && line.contains("0750655X"), "the text read is not shown: {line}");
    let remarks = atelier.everything_in("sortie/qualite");
    let remark = remarks.lines().find(|line| line.starts_with("avant.xml;1;PARAMETRES/UAJ"));
    let remark = remark.unwrap_or_else(|| panic!("the wrong UAI is not placed:\n{remarks}"));
    assert!(remark.contains("0750655E") && remark.contains("vérifiez l’UAI dans l’annuaire"), "{remark}");
}

#[test]
fn an_entry_to_come_makes_nobody_enrolled() {
    let atelier = atelier();
    let entered = siecle(2026, &[eleve(72, "D’ALMEIDA", "Zoé", "17/02/2009")]);
    atelier.write("maintenant.xml", &entered.replace("01/09/2025", "05/01/2027"));
    run(&atelier).accepted();
    let line = verdict_of(&atelier, "ALMEIDA");
    assert!(line.contains("a_verifier") && line.contains("inscription_a_venir"), "{line}");
}

#[test]
fn a_column_that_the_profile_misses_is_named_with_the_likeliest_one() {
    let atelier = atelier();
    atelier.write("avant.csv", "NOM DE FAMILE;PRENOM;NE LE\nMARTIN;Léa;03/11/2008\n");
    atelier.write(
        "profil.toml",
        "[columns]\nnom_famille = \"NOM DE FAMILLE\"\nprenoms = \"PRENOM\"\ndate_naissance = \"NE LE\"\n",
    );
    let campaign = CAMPAGNE.replace("avant.xml", "avant.csv").replacen(
        "kind = \"siecle\"",
        "kind = \"csv\"\nprofile = \"profil.toml\"",
        1,
    );
    atelier.write("campagne.toml", &campaign);
    refused(&atelier, &["avant.csv", "NOM DE FAMILLE", "NOM DE FAMILE", "orrigez"]);
}
