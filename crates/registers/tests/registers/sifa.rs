//! SIFA.

use proptest::prelude::*;
use raccroche_domain::{LieuNaissance, NiveauDiplome, Statut};
use raccroche_registers::{ReadErrorKind, ReadOptions, SourceKind, quality::Problem};

use crate::common::{as_of, day, read_bytes};

/// A line of 47 columns; `changes` are (column from 1, text).
fn line(delimiter: &str, changes: &[(usize, &str)]) -> String {
    let mut columns = vec![String::new(); 47];
    for (column, text) in [
        (1, "123456789AB"),
        (2, "0750655E"),
        (3, "03"),
        (4, "0750654D"),
        (7, "APP"),
        (8, "50023438"),
        (12, "1A"),
        (13, "LE-GUEN"),
        (14, "MARTIN"),
        (15, "ANAE"),
        (16, "LOU"),
        (18, "1 RUE DU PORT"),
        (19, "33000"),
        (20, "33063"),
        (21, "0600000001"),
        (22, "0500000002"),
        (28, "resp2@exemple.fr"),
        (29, "01022008"),
        (30, "99109"),
        (31, "2"),
        (34, "HANDICAP-SECRET"),
        (35, "NATION-SECRETE"),
        (37, "04"),
        (38, "3103"),
        (39, "033"),
        (41, "01092025"),
        (42, "15092025"),
        (43, "03112025"),
    ] {
        text.clone_into(&mut columns[column - 1]);
    }
    for (column, text) in changes {
        (*text).clone_into(&mut columns[column - 1]);
    }
    columns.join(delimiter) + "\r\n"
}

#[test]
fn a_line_is_read_whole() {
    for delimiter in [";", "|"] {
        let content = read_bytes(SourceKind::Sifa, "sifa.txt", line(delimiter, &[])).unwrap();
        let ligne = &content.enregistrements[0];
        assert_eq!(ligne.identite.nom_famille, "LE-GUEN");
        assert_eq!(ligne.identite.nom_usage.as_deref(), Some("MARTIN"));
        assert_eq!(ligne.identite.prenoms, ["ANAE", "LOU"]);
        assert_eq!(ligne.identite.date_naissance, Some(day("2008-02-01")));
        assert_eq!(ligne.identite.naissance, Some(LieuNaissance::Commune("99109".parse().unwrap())));
        let scolarite = ligne.scolarite.as_ref().unwrap();
        assert_eq!(scolarite.uai.unwrap().as_str(), "0750655E");
        assert_eq!(scolarite.statut, Some(Statut::Apprenti));
        assert_eq!(scolarite.formation.diplome.as_deref(), Some("50023438"));
        assert_eq!(scolarite.formation.annee, Some(1));
        assert_eq!(scolarite.debut, Some(day("2025-09-01")));
        assert_eq!(scolarite.fin, Some(day("2025-11-03")), "the broken contract ends the enrolment");
        let diplome = ligne.diplome.as_ref().unwrap();
        assert_eq!((diplome.niveau, diplome.obtenu), (NiveauDiplome::Niveau3, true));
        let anterieure = ligne.anterieure.as_ref().unwrap();
        assert_eq!(anterieure.situation.as_deref(), Some("3103"));
        assert_eq!(anterieure.etablissement.as_deref(), Some("département 33"));
        assert_eq!(ligne.coordonnees.adresse.as_ref().unwrap().commune.unwrap().as_str(), "33063");
        assert_eq!(ligne.representants.len(), 2);
        assert!(ligne.representants.iter().all(|r| r.legal));
    }
}

#[test]
fn handicap_and_nationality_have_no_way_in() {
    let bad_line = line(";", &[(29, "99999999"), (2, "XX")]);
    let content = read_bytes(SourceKind::Sifa, "sifa.txt", line(";", &[]) + &bad_line + "a;b\n").unwrap();
    let everything = format!("{:?}{}", content, content.quality.to_text());
    assert!(!everything.contains("SECRET"), "{everything}");
}

#[test]
fn what_differs_in_forbidden_columns_alone_is_the_same_line() {
    let content =
        read_bytes(SourceKind::Sifa, "s.txt", line(";", &[]) + &line(";", &[(34, "1"), (35, "2")])).unwrap();
    assert_eq!(content.quality.files[0].set_aside[0].problem, Problem::ExactDuplicate);
}

#[test]
fn every_diploma_code_has_its_level() {
    for (code, niveau, obtenu) in [
        ("01", NiveauDiplome::Aucun, false),
        ("02", NiveauDiplome::Cfg, true),
        ("03", NiveauDiplome::Dnb, true),
        ("06", NiveauDiplome::Niveau3, true),
        ("07", NiveauDiplome::Niveau4, true),
        ("10", NiveauDiplome::Niveau4, true),
        ("11", NiveauDiplome::Niveau5EtPlus, true),
        ("15", NiveauDiplome::Niveau5EtPlus, true),
    ] {
        let content = read_bytes(SourceKind::Sifa, "s.txt", line(";", &[(37, code)])).unwrap();
        let diplome = content.enregistrements[0].diplome.as_ref().unwrap();
        assert_eq!((diplome.niveau, diplome.obtenu), (niveau, obtenu), "{code}");
    }
    for code in ["", "99", "77"] {
        let content = read_bytes(SourceKind::Sifa, "s.txt", line(";", &[(37, code)])).unwrap();
        assert_eq!(content.enregistrements[0].diplome, None);
        assert_eq!(content.quality.counts.with_remark, u64::from(code == "77"));
    }
}

#[test]
fn broken_lines_are_set_aside_and_counted() {
    let text = format!(
        "{}\r\n{}{}{}trop;court\n",
        line(";", &[]),
        line(";", &[(29, "01012012")]),
        line(";", &[(1, "INE"), (2, "0750655Z")]),
        line(";", &[(13, ""), (14, ""), (1, "")])
    );
    let content = read_bytes(SourceKind::Sifa, "s.csv", text).unwrap();
    let counts = content.quality.counts;
    assert_eq!((counts.rows_read, counts.kept, counts.set_aside, counts.under_16), (5, 2, 2, 1));
    let file = &content.quality.files[0];
    let set_aside: Vec<_> = file.set_aside.iter().map(|f| (f.line, f.problem)).collect();
    assert_eq!(set_aside, [(5, Problem::NoIdentity), (6, Problem::ColumnCount)]);
    assert_eq!(file.set_aside[1].value_class, "2 colonnes au lieu de 47");
    let kept = &content.enregistrements[1];
    assert_eq!(kept.ine_brut.as_deref(), Some("INE"));
    assert_eq!(kept.scolarite.as_ref().unwrap().uai.unwrap().as_str(), "0750654D", "the place of training");
    assert_eq!(kept.scolarite.as_ref().unwrap().uai_brut.as_deref(), Some("0750655Z"));
}

#[test]
fn another_file_is_refused() {
    let kind = |text: &str| *read_bytes(SourceKind::Sifa, "s.csv", text).unwrap_err().kind;
    assert!(matches!(kind("nom;prenom\nA;B\n"), ReadErrorKind::NotSifa { found: 2 }));
    assert!(matches!(kind("\n\n"), ReadErrorKind::Empty));
    assert!(matches!(kind(""), ReadErrorKind::Empty));
}

#[test]
fn encodings_and_quotes_are_taken_as_they_are() {
    let text = line(";", &[(13, "O\"BRIEN"), (15, "ZOÉ")]);
    let (latin1, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    for bytes in [text.as_bytes(), &latin1] {
        let content = read_bytes(SourceKind::Sifa, "s.txt", bytes).unwrap();
        let identite = &content.enregistrements[0].identite;
        assert_eq!((identite.nom_famille.as_str(), identite.prenoms[0].as_str()), ("O\"BRIEN", "ZOÉ"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_bytes_end_in_lines_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400), column in 1_usize..48, text in "\\PC{0,12}") {
        let options = ReadOptions::new(as_of());
        let _ = raccroche_registers::read_bytes(SourceKind::Sifa, "s.txt", &bytes, &options);
        let damaged = line(";", &[]) + &line(";", &[(column, &text)]);
        let content = raccroche_registers::read_bytes(SourceKind::Sifa, "s.txt", damaged.as_bytes(), &options).unwrap();
        prop_assert!(content.quality.counts.balances());
    }
}
