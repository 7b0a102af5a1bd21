//! `dispositif`: what is shipped is right, and each mistake of a file is told where it is.

use crate::atelier::Atelier;

const FICHE: &str = include_str!("../../../../dispositifs/tutorat.toml");

#[test]
fn what_is_shipped_has_no_defect_and_is_listed() {
    let atelier = Atelier::new();
    let fin = atelier.raccroche(&["dispositif", "check"]);
    fin.accepted();
    assert!(fin.stdout.contains("sans défaut"), "{}", fin.stdout);
    atelier.raccroche(&["dispositif", "check", "--academie", "limoges"]).accepted();
    let liste = atelier.raccroche(&["dispositif", "liste", "--academie", "bordeaux"]);
    liste.accepted();
    for code in ["pafi", "droit_retour", "micro_lycee", "ambition_emploi"] {
        assert!(liste.stdout.contains(&format!("\n  {code} ")), "{code}: {}", liste.stdout);
    }
}

#[test]
fn a_folder_of_ones_own_is_checked_with_file_line_and_column() {
    let atelier = Atelier::new();
    atelier.write("fiches/tutorat.toml", FICHE);
    atelier.write(
        "fiches/academies/bordeaux.toml",
        "academie = \"bordeaux\"\n\n[[ajustements]]\ndispositif = \"tutorat\"\ncondition = \"age\"\nde = 14\nsource = \"essai\"\n",
    );
    let fin = atelier.raccroche(&["dispositif", "check", "fiches"]);
    fin.refused(&["1\u{a0}défaut à corriger"]);
    assert!(
        fin.stdout.contains(
            "fiches/academies/bordeaux.toml:5:13: «\u{a0}tutorat\u{a0}» n’a pas de condition «\u{a0}age\u{a0}»"
        ),
        "{}",
        fin.stdout
    );

    atelier.write(
        "fiches/tutorat.toml",
        &FICHE.replacen("phase", "fase", 1).replacen("\"tuteur\", ", "\"toteur\", ", 1),
    );
    let fin = atelier.raccroche(&["dispositif", "check", "fiches"]);
    fin.refused(&["défauts à corriger"]);
    assert!(
        fin.stdout.contains("fiches/tutorat.toml:3:1: la clé «\u{a0}fase\u{a0}» n’est pas connue"),
        "{}",
        fin.stdout
    );
    assert!(fin.stdout.contains("le plus proche est «\u{a0}tuteur\u{a0}»"), "{}", fin.stdout);
    let une = atelier.raccroche(&["dispositif", "check", "fiches/tutorat.toml"]);
    assert_eq!(une.code, Some(1));
}

#[test]
fn what_cannot_be_read_is_said() {
    let atelier = Atelier::new();
    let fin = atelier.raccroche(&["dispositif", "check", "nulle-part.toml"]);
    fin.refused(&["1\u{a0}défaut à corriger"]);
    assert!(fin.stdout.contains("nulle-part.toml:1:1: ce fichier n’existe pas"), "{}", fin.stdout);
    atelier
        .raccroche(&["dispositif", "check", "--academie", "atlantide"])
        .refused(&["n’est pas une académie", "bordeaux"]);
    atelier.raccroche(&["dispositif", "check", "--academie", "paris"]).refused(&["academies/paris.toml"]);
    atelier.write("vide/lisez-moi.txt", "rien");
    atelier.raccroche(&["dispositif", "check", "vide"]).refused(&["aucun fichier .toml"]);
    atelier.write("faux.toml", "ceci n’est pas du TOML");
    let fin = atelier.raccroche(&["dispositif", "check", "faux.toml"]);
    fin.refused(&["à corriger"]);
    assert!(fin.stdout.contains("faux.toml:1:"), "{}", fin.stdout);
}

#[test]
fn a_file_that_is_no_text_does_not_hide_the_next_ones() {
    let atelier = Atelier::new();
    let latin: Vec<u8> = FICHE.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    atelier.write_bytes("fiches/a.toml", &latin);
    atelier.write("fiches/b.toml/lisez-moi.txt", "un dossier");
    atelier.write("fiches/TUTORAT.TOML", FICHE);
    atelier.write("fiches/tutorat.toml", &FICHE.replacen("phase", "fase", 1));
    let fin = atelier.raccroche(&["dispositif", "check", "fiches"]);
    fin.refused(&["à corriger"]);
    for dit in [
        "en UTF-8",
        "b.toml:1:1: c’est un dossier, pas un fichier",
        "TUTORAT.TOML:1:8: le fichier s’appelle",
        "tutorat.toml:3:1: la clé «\u{a0}fase\u{a0}»",
    ] {
        assert!(fin.stdout.contains(dit), "{dit}: {}", fin.stdout);
    }
    assert!(!fin.stdout.contains("os error") && !fin.stderr.contains("os error"), "{}", fin.stdout);
}

#[test]
fn a_file_given_alone_is_completed_by_what_is_shipped() {
    let atelier = Atelier::new();
    atelier.write("clause_sociale.toml", include_str!("../../../../dispositifs/clause_sociale.toml"));
    atelier.raccroche(&["dispositif", "check", "clause_sociale.toml"]).accepted();
    atelier.write("fiches/tutorat.toml", FICHE);
    let bordeaux = include_str!("../../../../dispositifs/academies/bordeaux.toml");
    atelier.write("fiches/academies/bordeaux.toml", bordeaux);
    let fin = atelier.raccroche(&["dispositif", "check", "fiches"]);
    fin.accepted();
    assert!(fin.stdout.contains("1\u{a0}dispositif, 1\u{a0}académie sans défaut"), "{}", fin.stdout);
    atelier.raccroche(&["dispositif", "check", "fiches/academies/bordeaux.toml"]).accepted();
    // The overlay that is shipped stands for one that is not given.
    let fin = atelier.raccroche(&["dispositif", "check", "clause_sociale.toml", "--academie", "bordeaux"]);
    fin.accepted();
    assert!(fin.stdout.contains("1\u{a0}académie"), "{}", fin.stdout);
    atelier.write("bordeaux.toml", bordeaux);
    let fin = atelier.raccroche(&["dispositif", "check", "bordeaux.toml"]);
    fin.refused(&["à corriger"]);
    assert!(fin.stdout.contains("rangez-le dans un dossier «\u{a0}academies\u{a0}»"), "{}", fin.stdout);
}

#[test]
#[cfg(unix)]
fn a_pipe_that_nobody_reads_made_the_program_crash() {
    let atelier = Atelier::new();
    for arguments in [["dispositif", "liste"], ["dispositif", "check"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let fin = atelier.raccroche_into(writer, &arguments);
        assert_eq!((fin.code, fin.stderr.as_str()), (Some(141), ""), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_in_french() {
    let atelier = Atelier::new();
    for arguments in [["dispositif", "liste"], ["dispositif", "check"]] {
        let plein = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let fin = atelier.raccroche_into(plein, &arguments);
        fin.refused(&["la sortie de la commande ne peut pas être écrite", "plus de place sur le disque"]);
    }
}
