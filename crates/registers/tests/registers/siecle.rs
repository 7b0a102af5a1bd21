//! SIECLE XML.

use std::io::Write;

use proptest::prelude::*;
use raccroche_domain::{LieuNaissance, Sexe, Statut};
use raccroche_registers::{
    ReadError, ReadErrorKind, ReadOptions, SourceContent, SourceKind, quality::Problem,
};

use crate::common::{Folder, as_of, day, read_bytes, read_with};

/// A whole export around sections of `DONNEES`.
pub(crate) fn export(root: &str, uaj: &str, sections: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="ISO-8859-15"?>
<{root} VERSION="2.1">
 <PARAMETRES><UAJ>{uaj}</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE><DATE_EXPORT>12/10/2025</DATE_EXPORT><HORODATAGE>12/10/2025 08:09:38</HORODATAGE></PARAMETRES>
 <DONNEES>
{sections}
 </DONNEES>
</{root}>
"#
    )
}

pub(crate) fn eleve(id: &str, inside: &str) -> String {
    format!("   <ELEVE ELEVE_ID=\"{id}\" ELENOET=\"26\">{inside}</ELEVE>\n")
}

const LUCIOLE: &str = "
    <ID_NATIONAL>123456789AB</ID_NATIONAL>
    <NOM_DE_FAMILLE>EXEMPLE</NOM_DE_FAMILLE><NOM_USAGE/><PRENOM>Luciole</PRENOM><PRENOM2>Léa </PRENOM2>
    <DATE_NAISS>31/12/2008</DATE_NAISS><CODE_SEXE>2</CODE_SEXE><CODE_PAYS>100</CODE_PAYS>
    <CODE_DEPARTEMENT_NAISS>033</CODE_DEPARTEMENT_NAISS><CODE_COMMUNE_INSEE_NAISS>33318</CODE_COMMUNE_INSEE_NAISS>
    <CODE_MEF>10310019110</CODE_MEF><CODE_STATUT>ST</CODE_STATUT><DATE_ENTREE>01/09/2025</DATE_ENTREE>
    <DATE_SORTIE>03/10/2025</DATE_SORTIE><CODE_MOTIF_SORTIE>07 </CODE_MOTIF_SORTIE>
    <TEL_PERSONNEL>05 56 00 00 01</TEL_PERSONNEL><TEL_PORTABLE>06.00.00.00.02</TEL_PORTABLE>
    <MEL>luciole@exemple.fr</MEL><ADRESSE_ID>77</ADRESSE_ID>
    <SCOLARITE_AN_DERNIER><CODE_STRUCTURE>4B</CODE_STRUCTURE><CODE_RNE>0750654D</CODE_RNE><DENOM_PRINC>COLLEGE &quot;A &amp; B&quot; </DENOM_PRINC></SCOLARITE_AN_DERNIER>
";

pub(crate) fn with_addresses() -> String {
    let sections = format!(
        "  <ELEVES>\n{}{}</ELEVES>
  <OPTIONS><OPTION ELEVE_ID=\"1\"><OPTIONS_ELEVE><NUM_OPTION>1</NUM_OPTION></OPTIONS_ELEVE></OPTION></OPTIONS>
  <STRUCTURES><STRUCTURES_ELEVE ELEVE_ID=\"1\">
    <STRUCTURE><CODE_STRUCTURE>3GR1</CODE_STRUCTURE><TYPE_STRUCTURE>G</TYPE_STRUCTURE></STRUCTURE>
    <STRUCTURE><CODE_STRUCTURE>3A</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>
  </STRUCTURES_ELEVE></STRUCTURES>
  <SCOLARITES><SCOLARITE_ELEVE ELEVE_ID=\"2\"><SCOLARITE><CODE_MEF>1001000B11A</CODE_MEF><CODE_STRUCTURE>3C</CODE_STRUCTURE></SCOLARITE></SCOLARITE_ELEVE></SCOLARITES>
  <ADRESSES><ADRESSE ADRESSE_ID=\"77\"><LIGNE1_ADRESSE>1 rue de l&apos;Église</LIGNE1_ADRESSE><LIGNE2_ADRESSE>Bât. B</LIGNE2_ADRESSE><CODE_POSTAL>33000</CODE_POSTAL><LIBELLE_POSTAL>BORDEAUX CEDEX</LIBELLE_POSTAL><LL_COMMUNE_INSEE>Bordeaux</LL_COMMUNE_INSEE></ADRESSE></ADRESSES>
",
        eleve("1", LUCIOLE),
        eleve(
            "2",
            "<INE_BEA>0412345678K</INE_BEA><INE_RNIE>987654321CD</INE_RNIE><NOM>\"AUTRE\"</NOM><PRENOM>Théo</PRENOM>\
             <DATE_NAISS>01/02/2009</DATE_NAISS><CODE_SEXE>1</CODE_SEXE><CODE_PAYS>109</CODE_PAYS>\
             <CODE_DEPARTEMENT_NAISS>099</CODE_DEPARTEMENT_NAISS><VILLE_NAISS>KÖLN</VILLE_NAISS>"
        )
    );
    export("BEE_ELEVES", "0750655E", &sections)
}

pub(crate) fn responsables() -> String {
    export(
        "BEE_RESPONSABLES",
        "0750655E",
        "<PERSONNES>
  <PERSONNE PERSONNE_ID=\"9\"><NOM_DE_FAMILLE>TANTE</NOM_DE_FAMILLE><PRENOM>Zoé</PRENOM><TEL_PORTABLE>0600000009</TEL_PORTABLE></PERSONNE>
  <PERSONNE PERSONNE_ID=\"8\"><NOM>EXEMPLE</NOM><PRENOM>Aimée</PRENOM><MEL>aimee@exemple.fr</MEL><ADRESSE_ID>5</ADRESSE_ID></PERSONNE>
 </PERSONNES>
 <RESPONSABLES>
  <RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>9</PERSONNE_ID><CODE_PARENTE>39</CODE_PARENTE><NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE></RESPONSABLE_ELEVE>
  <RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>8</PERSONNE_ID><CODE_PARENTE>10</CODE_PARENTE><NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE></RESPONSABLE_ELEVE>
  <RESPONSABLE_ELEVE><ELEVE_ID>2</ELEVE_ID><PERSONNE_ID>404</PERSONNE_ID><RESP_LEGAL>1</RESP_LEGAL></RESPONSABLE_ELEVE>
 </RESPONSABLES>
 <ADRESSES><ADRESSE ADRESSE_ID=\"5\"><LIGNE1_ADRESSE>2 quai</LIGNE1_ADRESSE><CODE_POSTAL>33100</CODE_POSTAL><LIBELLE_POSTAL>BORDEAUX</LIBELLE_POSTAL></ADRESSE></ADRESSES>",
    )
}

fn structures() -> String {
    export(
        "BEE_STRUCTURES",
        "0750655E",
        "<DIVISIONS><DIVISION CODE_STRUCTURE=\"3A\"><LIBELLE_LONG>TROISIEME A</LIBELLE_LONG></DIVISION></DIVISIONS>
 <GROUPES><GROUPE CODE_STRUCTURE=\"3GR1\"/></GROUPES>",
    )
}

fn nomenclatures() -> String {
    export(
        "BEE_NOMENCLATURES",
        "0750655E",
        "<MATIERES/><MEFS><MEF CODE_MEF=\"10310019110\"><FORMATION>3EME</FORMATION><LIBELLE_LONG>TROISIEME</LIBELLE_LONG></MEF></MEFS>",
    )
}

pub(crate) fn read(xml: impl AsRef<[u8]>) -> Result<SourceContent, ReadError> {
    read_bytes(SourceKind::Siecle, "Eleves.xml", xml)
}

#[test]
fn a_school_is_joined_whatever_the_order_of_its_files() {
    let names = ["a.xml", "b.xml", "sous/c.xml", "sous/d.xml"];
    let contents = [with_addresses(), responsables(), structures(), nomenclatures()];
    let mut seen = Vec::new();
    for shift in 0..4 {
        let folder = Folder::new();
        for (i, name) in names.iter().enumerate() {
            folder.write(name, &contents[(i + shift) % 4]);
        }
        let mut lignes = folder.read(SourceKind::Siecle).enregistrements;
        for ligne in &mut lignes {
            ligne.fichier.clear();
        }
        seen.push(lignes);
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));

    let [luciole, theo] = &seen[0][..] else { panic!("two pupils expected") };
    assert_eq!(luciole.id_local.as_deref(), Some("1"));
    assert_eq!(luciole.ine[0].as_str(), "123456789AB");
    assert_eq!(luciole.identite.nom_usage, None);
    assert_eq!(luciole.identite.prenoms, ["Luciole", "Léa"]);
    assert_eq!(luciole.identite.sexe, Some(Sexe::Feminin));
    assert_eq!(luciole.identite.naissance, Some(LieuNaissance::Commune("33318".parse().unwrap())));
    let scolarite = luciole.scolarite.as_ref().unwrap();
    assert_eq!(scolarite.uai.unwrap().as_str(), "0750655E");
    assert_eq!(scolarite.division.as_deref(), Some("3A (TROISIEME A)"));
    assert_eq!(scolarite.formation.libelle.as_deref(), Some("TROISIEME"));
    assert_eq!(scolarite.fin, Some(day("2025-10-03")));
    assert_eq!(scolarite.motif_sortie.as_deref(), Some("07"));
    assert_eq!(scolarite.statut, Some(Statut::Scolaire));
    let anterieure = luciole.anterieure.as_ref().unwrap();
    assert_eq!(anterieure.uai.unwrap().as_str(), "0750654D");
    assert_eq!(anterieure.etablissement.as_deref(), Some("COLLEGE \"A & B"));
    assert_eq!(luciole.coordonnees.telephones, ["0600000002", "0556000001"]);
    let adresse = luciole.coordonnees.adresse.as_ref().unwrap();
    assert_eq!(adresse.lignes, "1 rue de l'Église, Bât. B");
    assert_eq!(adresse.ville.as_deref(), Some("Bordeaux"));
    let [mere, tante] = &luciole.representants[..] else { panic!("two representatives expected") };
    assert!(mere.legal && !tante.legal, "the legal representative comes first");
    assert_eq!((mere.nom.as_str(), mere.parente.as_deref()), ("EXEMPLE", Some("10")));
    assert_eq!(mere.coordonnees.adresse.as_ref().unwrap().lignes, "2 quai");

    assert_eq!(theo.identite.nom_famille, "AUTRE");
    let ine: Vec<_> = theo.ine.iter().map(raccroche_domain::Ine::as_str).collect();
    assert_eq!(ine, ["987654321CD", "0412345678K"], "RNIE before BEA");
    let scolarite = theo.scolarite.as_ref().unwrap();
    assert_eq!(scolarite.formation.mef.as_deref(), Some("1001000B11A"));
    assert_eq!(scolarite.division.as_deref(), Some("3C"));
    assert_eq!(
        theo.identite.naissance,
        Some(LieuNaissance::Etranger { pays: "109".into(), ville: Some("KÖLN".into()) })
    );
}

#[test]
fn the_report_of_a_school() {
    let folder = Folder::new();
    folder.write("e.xml", with_addresses());
    folder.write("r.xml", responsables());
    folder.write("Communs.xml", export("BEE_COMMUN", "0750655E", ""));
    folder.write("notice.pdf", "%PDF");
    let quality = folder.read(SourceKind::Siecle).quality;
    let ignored: Vec<_> = quality.ignored.iter().map(|file| file.file.as_str()).collect();
    assert_eq!(ignored, ["notice.pdf", "Communs.xml"]);
    let file = &quality.files[0];
    assert_eq!((file.format.as_str(), file.annee_scolaire), ("BEE_ELEVES 2.1", Some(2025)));
    assert_eq!(file.export_date, Some(day("2025-10-12")));
    assert_eq!(file.remark_counts.get(&Problem::OrphanRepresentant), Some(&1));
    assert_eq!(file.births.unwrap().first, day("2008-12-31"));
    assert_eq!(file.exits.unwrap().last, day("2025-10-03"));
    assert_eq!(file.encoding_declared.as_deref(), Some("ISO-8859-15"));
    assert_eq!(file.encodings_read, ["UTF-8"]);
    let text = quality.to_text();
    assert!(text.contains("2\u{a0}lignes lues") && text.contains("0750655E"), "{text}");
    let json = serde_json::to_string(&quality).unwrap();
    assert_eq!(serde_json::from_str::<raccroche_registers::QualityReport>(&json).unwrap(), quality);
}

#[test]
fn reports_never_hold_a_personal_value() {
    let xml = export(
        "BEE_ELEVES",
        "0750655E",
        &format!(
            "<ELEVES>{}{}</ELEVES>",
            eleve(
                "1",
                "<ID_NATIONAL>INECASSE</ID_NATIONAL><NOM>SECRET</NOM><DATE_NAISS>31/02/2009</DATE_NAISS><CODE_SEXE>X</CODE_SEXE>"
            ),
            eleve("", "<CODE_NATIONALITE>Wakandaise</CODE_NATIONALITE>")
        ),
    );
    let quality = read(xml).unwrap().quality;
    assert_eq!(quality.counts.set_aside, 1);
    let everything = format!("{}{}", serde_json::to_string(&quality).unwrap(), quality.to_text());
    for secret in ["INECASSE", "SECRET", "31/02", "Wakandaise"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    let problems: Vec<_> = quality.files[0].remark_counts.keys().copied().collect();
    assert_eq!(problems, [Problem::ImpossibleDate, Problem::IneShape, Problem::UnknownSex]);
    assert_eq!(quality.files[0].unknown.get("CODE_NATIONALITE"), Some(&1));
}

#[test]
fn under_sixteens_are_counted_and_forgotten() {
    let pupil = |id: &str, date: &str| eleve(id, &format!("<NOM>A</NOM><DATE_NAISS>{date}</DATE_NAISS>"));
    let xml = export(
        "BEE_ELEVES",
        "0750655E",
        &format!(
            "<ELEVES>{}{}{}{}</ELEVES>",
            pupil("1", "21/11/2010"),
            pupil("2", "22/11/2010"),
            pupil("3", ""),
            pupil("4", "01/01/2030")
        ),
    );
    let content = read(xml).unwrap();
    let kept: Vec<_> = content.enregistrements.iter().map(|l| l.id_local.clone().unwrap()).collect();
    assert_eq!(kept, ["1", "3", "4"], "sixteen that day; unknown age; a date in the future is no age");
    assert_eq!(content.quality.counts.under_16, 1);
    assert_eq!(content.enregistrements[2].identite.date_naissance, None);
    let remarks = &content.quality.files[0].remark_counts;
    assert_eq!(remarks.get(&Problem::MissingBirthDate), Some(&1));
    assert_eq!(remarks.get(&Problem::FutureDate), Some(&1));
}

#[test]
fn lines_point_at_the_pupil() {
    let content = read(with_addresses()).unwrap();
    let xml = with_addresses();
    for ligne in &content.enregistrements {
        let text = xml.lines().nth(usize::try_from(ligne.ligne).unwrap() - 1).unwrap();
        assert!(text.contains(&format!("ELEVE_ID=\"{}\"", ligne.id_local.as_ref().unwrap())), "{text}");
    }
}

#[test]
fn every_encoding_gives_the_same_pupils() {
    let expected = read(with_addresses()).unwrap().enregistrements;
    let xml = with_addresses();
    let (latin9, _, lost) = encoding_rs::ISO_8859_15.encode(&xml);
    assert!(!lost);
    let utf16: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> =
        "\u{feff}".encode_utf16().chain(xml.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let with_bom = [b"\xEF\xBB\xBF", xml.as_bytes()].concat();
    let lying = xml.replace("ISO-8859-15", "UTF-16").into_bytes();
    for bytes in [latin9.into_owned(), utf16, utf16_be, with_bom, lying] {
        assert_eq!(read(bytes).unwrap().enregistrements, expected);
    }
    let one_line = xml.replace('\n', " ");
    assert_eq!(read(one_line).unwrap().enregistrements.len(), 2);
}

#[test]
fn bytes_that_contradict_the_declaration_are_mended_and_said() {
    let xml = with_addresses().replace("ISO-8859-15", "UTF-8");
    let (latin1, ..) = encoding_rs::WINDOWS_1252.encode(&xml);
    let content = read(latin1).unwrap();
    assert_eq!(content.enregistrements[1].identite.prenoms, ["Théo"]);
    assert_eq!(content.quality.files[0].remark_counts.get(&Problem::MendedEncoding), Some(&1));
}

#[test]
fn duplicates_and_shared_ids() {
    let twice = eleve("1", "<NOM>A</NOM><DATE_NAISS>01/01/2008</DATE_NAISS>");
    let other = eleve("1", "<NOM>B</NOM><DATE_NAISS>01/01/2008</DATE_NAISS>");
    let xml = export("BEE_ELEVES", "0750655E", &format!("<ELEVES>{twice}{twice}{other}</ELEVES>"));
    let content = read(xml).unwrap();
    assert_eq!(content.enregistrements.len(), 2);
    let file = &content.quality.files[0];
    assert_eq!(file.set_aside[0].problem, Problem::ExactDuplicate);
    let remarks: Vec<_> =
        file.remarks.iter().map(|f| (f.line, f.problem, f.value_class.to_string())).collect();
    let shared = |line, class: &str| (line, Problem::SharedPupilId, class.to_owned());
    assert_eq!(remarks, [shared(5, "aussi à la ligne 7"), shared(7, "aussi à la ligne 5")]);
}

#[test]
fn the_export_without_addresses_does_not_double_the_pupils() {
    let without: String = {
        let xml = with_addresses();
        let start = xml.find("  <ADRESSES>").unwrap();
        let end = xml.find("</ADRESSES>").unwrap() + "</ADRESSES>".len();
        format!("{}{}", &xml[..start], &xml[end..]).replace("<ADRESSE_ID>77</ADRESSE_ID>", "")
    };
    let folder = Folder::new();
    folder.write("ElevesAvecAdresses.xml", with_addresses());
    folder.write("ElevesSansAdresses.xml", without);
    let content = folder.read(SourceKind::Siecle);
    assert_eq!(content.enregistrements.len(), 2);
    assert!(content.enregistrements[0].coordonnees.adresse.is_some());
    assert_eq!(content.quality.files[1].counts.set_aside, 2);
}

#[test]
fn a_wrong_key_is_suggested_and_the_line_kept() {
    let xml = export("BEE_ELEVES", "0750655A", &format!("<ELEVES>{}</ELEVES>", eleve("1", LUCIOLE)));
    let content = read(xml).unwrap();
    let scolarite = content.enregistrements[0].scolarite.as_ref().unwrap();
    assert_eq!((scolarite.uai, scolarite.uai_brut.as_deref()), (None, Some("0750655A")));
    assert_eq!(content.quality.files[0].remarks[0].suggestion.as_deref(), Some("0750655E"));
}

#[test]
fn roots_are_recognised_or_refused() {
    let luciole = format!("<ELEVES>{}</ELEVES>", eleve("1", LUCIOLE));
    let fallback = export("BEE_NOUVEAU", "0750655E", &luciole);
    assert_eq!(read(fallback).unwrap().enregistrements.len(), 1);
    let kind = |xml: &str| *read(xml).unwrap_err().kind;
    assert!(matches!(kind("<html><body/></html>"), ReadErrorKind::WrongRoot { found } if found == "html"));
    assert!(matches!(kind("bonjour"), ReadErrorKind::NotXml));
    assert!(matches!(kind(""), ReadErrorKind::Empty));
    assert!(matches!(kind(&responsables()), ReadErrorKind::NothingToRead { .. }));
    let future = export("BEE_ELEVES", "0750655E", &luciole).replace("\"2.1\"", "\"9.0\"");
    assert!(matches!(kind(&future), ReadErrorKind::WrongVersion { found } if found == "9.0"));
    let phrase = read(&future).unwrap_err().phrase();
    assert!(
        phrase.contains("format canonique") && !phrase.contains("tolérant"),
        "no such mode is offered: {phrase}"
    );
    let lenient = ReadOptions { lenient: true, ..ReadOptions::new(as_of()) };
    assert_eq!(read_with(SourceKind::Siecle, "e.xml", future, &lenient).unwrap().enregistrements.len(), 1);
}

#[test]
fn another_school_is_refused_when_one_is_expected() {
    let expected = "0690026D".parse().unwrap();
    let options = ReadOptions { expected_uai: Some(expected), ..ReadOptions::new(as_of()) };
    let error = read_with(SourceKind::Siecle, "e.xml", with_addresses(), &options).unwrap_err();
    assert!(matches!(&*error.kind, ReadErrorKind::WrongSchool { found, .. } if found == "0750655E"));
}

#[test]
fn a_truncated_file_gives_nothing_unless_asked() {
    let xml = with_addresses();
    for cut in ["</ELEVES>", "<PRENOM>Théo", "Théo</PRENOM", "</DONNEES>", "</BEE_ELEVES>"] {
        let cut = xml.find(cut).unwrap() + 3;
        let bytes = &xml.as_bytes()[..cut];
        let error = read(bytes).unwrap_err();
        assert!(matches!(*error.kind, ReadErrorKind::XmlTruncated { .. }), "{cut}: {error}");
        assert!(error.place.line.is_some());
        let lenient = ReadOptions { lenient: true, ..ReadOptions::new(as_of()) };
        let content = read_with(SourceKind::Siecle, "e.xml", bytes, &lenient).unwrap();
        assert!(!content.enregistrements.is_empty());
        assert!(content.quality.files[0].truncated_at.is_some());
        assert!(content.quality.to_text().contains("tronqué"));
    }
    let crossed = xml.replace("</ELEVES>", "</ELEVE>");
    assert!(matches!(*read(crossed).unwrap_err().kind, ReadErrorKind::XmlSyntax { .. }));
}

#[test]
fn an_endless_element_is_refused() {
    let mut options = ReadOptions::new(as_of());
    options.limits.line_bytes = 10_000;
    let xml = export("BEE_ELEVES", "0750655E", &format!("<ELEVES>{}", eleve("1", &"a".repeat(300_000))));
    let error = read_with(SourceKind::Siecle, "e.xml", xml, &options).unwrap_err();
    assert!(matches!(*error.kind, ReadErrorKind::TooLong { limit: 10_000 }), "{error}");
    let deep = export("BEE_ELEVES", "0750655E", &"<A>".repeat(1000));
    assert!(matches!(*read(deep).unwrap_err().kind, ReadErrorKind::XmlSyntax { .. }));
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_are_read_in_place() {
    let (eleves, responsables) = (with_addresses(), responsables());
    let bytes = zip(&[
        ("2025/0750655E/r.xml", responsables.as_bytes()),
        ("2025/0750655E/e.xml", eleves.as_bytes()),
        ("2025/autre.zip", b"PK"),
        ("__MACOSX/e.xml", b"x"),
    ]);
    let folder = Folder::new();
    folder.write("exports/tout.zip", bytes);
    let content = folder.read(SourceKind::Siecle);
    assert_eq!(content.enregistrements.len(), 2);
    assert_eq!(content.enregistrements[0].fichier, "exports/tout.zip!2025/0750655E/e.xml");
    assert_eq!(content.enregistrements[0].representants.len(), 2);
    assert_eq!(content.quality.ignored[0].file, "exports/tout.zip!2025/autre.zip");
}

#[test]
fn hostile_archives_are_refused() {
    let kind = |bytes: Vec<u8>, options: &ReadOptions| {
        *read_with(SourceKind::Siecle, "a.zip", bytes, options).unwrap_err().kind
    };
    let usual = ReadOptions::new(as_of());
    assert!(matches!(kind(zip(&[("../e.xml", b"<a/>")]), &usual), ReadErrorKind::UnsafeName));
    assert!(matches!(kind(zip(&[("/etc/e.xml", b"<a/>")]), &usual), ReadErrorKind::UnsafeName));
    let bomb = export("BEE_ELEVES", "0750655E", &" \n".repeat(5_000_000));
    let bomb = zip(&[("e.xml", bomb.as_bytes())]);
    assert!(matches!(kind(bomb, &usual), ReadErrorKind::Bomb { .. }));
    let mut few = usual.clone();
    few.limits.archive_entries = 1;
    let two = zip(&[("a.xml", b"<a/>"), ("b.xml", b"<a/>")]);
    assert!(matches!(kind(two, &few), ReadErrorKind::TooManyEntries { found: 2, limit: 1 }));
    let mut broken = zip(&[("e.xml", with_addresses().as_bytes())]);
    broken.truncate(broken.len() - 30);
    assert!(
        matches!(kind(broken, &usual), ReadErrorKind::BrokenZip { detail } if detail.starts_with("contenu tronqué"))
    );
    // The flag of encryption, in the local header and in the central directory.
    let mut locked = zip(&[("e.xml", with_addresses().as_bytes())]);
    locked[6] |= 1;
    let central = locked.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    locked[central + 8] |= 1;
    assert!(matches!(kind(locked, &usual), ReadErrorKind::EncryptedZip));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_bytes_end_in_pupils_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = raccroche_registers::read_bytes(SourceKind::Siecle, "e.xml", &bytes, &ReadOptions::new(as_of()));
    }

    /// A true export with a piece replaced: what a bad transfer or a bad hand makes of it.
    #[test]
    fn a_damaged_export_ends_in_pupils_or_an_error(at in 0_usize..3000, length in 0_usize..60, patch in "[<>/&;!?\\[\\]\"= \n-A-Zé0-9]{0,20}") {
        let xml = with_addresses();
        let mut bytes = xml.into_bytes();
        let start = at.min(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, patch.bytes());
        for lenient in [false, true] {
            let options = ReadOptions { lenient, ..ReadOptions::new(as_of()) };
            if let Ok(content) = raccroche_registers::read_bytes(SourceKind::Siecle, "e.xml", &bytes, &options) {
                prop_assert!(content.quality.counts.balances());
            }
        }
    }
}

#[test]
fn a_missing_path_is_said() {
    let folder = Folder::new();
    let error = raccroche_registers::read_source(
        SourceKind::Siecle,
        &folder.path("absent.xml"),
        &ReadOptions::new(as_of()),
    )
    .unwrap_err();
    assert!(error.phrase().contains("n’existe pas"), "{}", error.phrase());
}

#[test]
fn the_caller_can_stop_and_follow() {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    };
    let stop = Arc::new(AtomicBool::new(true));
    let options = ReadOptions { cancelled: Some(stop), ..ReadOptions::new(as_of()) };
    let error = read_with(SourceKind::Siecle, "e.xml", with_addresses(), &options).unwrap_err();
    assert!(matches!(*error.kind, ReadErrorKind::Cancelled));
    let seen = Arc::new(AtomicU64::new(0));
    let follow = Arc::clone(&seen);
    let options = ReadOptions {
        on_progress: Some(Arc::new(move |done, total| {
            assert!(done <= total);
            follow.store(done, Ordering::Relaxed);
        })),
        ..ReadOptions::new(as_of())
    };
    read_with(SourceKind::Siecle, "e.xml", with_addresses(), &options).unwrap();
    assert_eq!(seen.load(Ordering::Relaxed), with_addresses().len() as u64);
}
