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
        fin.stdout.contains("fiches/academies/bordeaux.toml:3:1: rien à changer ainsi"),
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
    atelier.raccroche(&["dispositif", "check", "nulle-part"]).refused(&["nulle-part", "ne peut pas être lu"]);
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
