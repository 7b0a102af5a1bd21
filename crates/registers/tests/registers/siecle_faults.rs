//! SIECLE XML that contradicts itself, or says too little: nobody gets what is another's, and the report says what is wrong.

use raccroche_registers::{ReadErrorKind, SourceKind, quality::Problem};

use crate::{
    common::{Folder, day},
    siecle::{eleve, export, read, responsables, with_addresses},
};

/// A file's name, and its pupils with their numbers.
type Pupils<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// An export of pupils, each in a division by its number.
fn pupils(pupils: &[(&str, &str)]) -> String {
    let (mut eleves, mut places) = (String::new(), String::new());
    for (id, inside) in pupils {
        eleves += &eleve(id, inside);
        let place = "\"><STRUCTURE><CODE_STRUCTURE>3A</CODE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>";
        places += &["<STRUCTURES_ELEVE ELEVE_ID=\"", id, place].concat();
    }
    export("BEE_ELEVES", "0750655E", &format!("<ELEVES>{eleves}</ELEVES><STRUCTURES>{places}</STRUCTURES>"))
}

#[test]
fn two_pupils_of_one_number_get_neither_family() {
    let zoe = "<NOM>A</NOM><PRENOM>Zoé</PRENOM><DATE_NAISS>01/01/2008</DATE_NAISS><TEL_PORTABLE>0600000001</TEL_PORTABLE>";
    let twin = zoe.replace("Zoé", "Léo").replace("01</TEL", "02</TEL");
    let young = zoe.replace("Zoé", "Ana").replace("2008", "2013");
    let files: [&[Pupils<'_>]; 3] = [
        &[("e.xml", &[("1", zoe), ("1", &twin), ("2", zoe)])],
        // A number shared with one who is not kept, or across two files.
        &[("e.xml", &[("1", &young), ("1", zoe), ("2", zoe)])],
        &[("e.xml", &[("1", zoe), ("2", zoe)]), ("f.xml", &[("1", &twin)])],
    ];
    for files in files {
        let folder = Folder::new();
        folder.write("r.xml", responsables());
        for (name, of_file) in files {
            folder.write(name, pupils(of_file));
        }
        let content = folder.read(SourceKind::Siecle);
        let mut said = 0;
        for report in &content.quality.files {
            said += report.remark_counts.get(&Problem::SharedPupilId).copied().unwrap_or(0);
        }
        let (shared, own): (Vec<_>, Vec<_>) =
            content.enregistrements.iter().partition(|line| line.id_local.as_deref() == Some("1"));
        assert_eq!(said, shared.len() as u64, "each of them says so");
        for line in shared {
            assert!(line.representants.is_empty(), "{line:?}");
            assert_eq!(line.coordonnees.telephones.len(), 1, "its own number stays");
            if files.len() == 1 {
                assert_eq!(line.scolarite.as_ref().unwrap().division, None);
            }
        }
        assert!(own[0].scolarite.as_ref().unwrap().division.is_some());
    }
    // One pupil enrolled twice is one pupil.
    let again = format!("{zoe}<DATE_ENTREE>01/09/2025</DATE_ENTREE>");
    let folder = Folder::new();
    folder.write("r.xml", responsables());
    folder.write("e.xml", pupils(&[("1", zoe), ("1", &again)]));
    let content = folder.read(SourceKind::Siecle);
    assert_eq!(content.enregistrements.len(), 2);
    assert!(content.enregistrements.iter().all(|line| line.representants.len() == 2));
    assert_eq!(content.quality.files[0].remark_counts.get(&Problem::SharedPupilId), None);
    // And so is the one whose birth date one of two files lacks.
    folder.write("e.xml", pupils(&[("1", zoe)]));
    folder.write("f.xml", pupils(&[("1", &zoe.replace("01/01/2008", "31/02/2008"))]));
    let content = folder.read(SourceKind::Siecle);
    assert_eq!(content.enregistrements.len(), 2);
    assert!(content.enregistrements.iter().all(|line| line.representants.len() == 2));
}

#[test]
fn an_export_of_nobody_says_so_among_others() {
    let folder = Folder::new();
    folder.write("plein.xml", with_addresses());
    folder.write("r.xml", responsables());
    folder.write("vide.xml", export("BEE_ELEVES", "0690026D", "<ELEVES></ELEVES>"));
    let quality = folder.read(SourceKind::Siecle).quality;
    let empty: Vec<_> = quality
        .files
        .iter()
        .filter(|file| file.remark_counts.contains_key(&Problem::NoRow))
        .map(|file| (file.file.as_str(), file.counts.rows_read))
        .collect();
    assert_eq!(empty, [("vide.xml", 0)], "an export of persons responsible has no row of its own");
}

#[test]
fn every_file_states_its_school_year() {
    let folder = Folder::new();
    let last_year = |xml: String| xml.replace("SCOLAIRE>2025<", "SCOLAIRE>2024<");
    folder.write("2025/e.xml", with_addresses());
    folder.write("2025/r.xml", responsables());
    folder.write("2024/e.xml", last_year(with_addresses()));
    folder.write("2024/r.xml", last_year(responsables()));
    folder.write("sans.xml", with_addresses().replace("<ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>", ""));
    let content = folder.read(SourceKind::Siecle);
    let years: Vec<_> =
        content.quality.files.iter().map(|file| (file.file.as_str(), file.annee_scolaire)).collect();
    assert_eq!(
        years,
        [
            ("2024/e.xml", Some(2024)),
            ("2024/r.xml", Some(2024)),
            ("2025/e.xml", Some(2025)),
            ("2025/r.xml", Some(2025)),
            ("sans.xml", None)
        ]
    );
    assert_eq!(content.enregistrements.len(), 6, "no year is taken for another");
}

#[test]
fn an_exit_in_a_far_future_or_before_the_birth_is_no_exit() {
    let pupil = |id: &str, entry: &str, exit: &str| {
        let dates = format!("<DATE_ENTREE>{entry}</DATE_ENTREE><DATE_SORTIE>{exit}</DATE_SORTIE>");
        eleve(id, &format!("<NOM>A{id}</NOM><DATE_NAISS>01/01/2008</DATE_NAISS>{dates}"))
    };
    let xml = [
        pupil("1", "01/09/2025", "12/12/2206"),
        pupil("2", "01/09/2206", "12/12/2026"),
        pupil("3", "01/01/1900", "31/12/2007"),
        pupil("4", "01/09/2025", "31/08/2029"),
    ]
    .concat();
    let content = read(export("BEE_ELEVES", "0750655E", &format!("<ELEVES>{xml}</ELEVES>"))).unwrap();
    let dates: Vec<_> = content
        .enregistrements
        .iter()
        .map(|line| line.scolarite.as_ref().map(|s| (s.debut, s.fin)).unwrap())
        .collect();
    assert_eq!(
        dates,
        [
            (Some(day("2025-09-01")), None),
            (None, Some(day("2026-12-12"))),
            (None, None),
            (Some(day("2025-09-01")), Some(day("2029-08-31")))
        ]
    );
    let file = &content.quality.files[0];
    assert_eq!(file.remark_counts.get(&Problem::DateOutOfRange), Some(&4));
    assert_eq!(
        file.remark_counts.get(&Problem::ExitBeforeEntry),
        None,
        "a date dropped is compared with none"
    );
    assert_eq!(file.exits.unwrap().last, day("2029-08-31"));
}

#[test]
fn an_export_of_no_known_school_is_remarked() {
    let quality = read(with_addresses().replace("<UAJ>0750655E</UAJ>", "")).unwrap().quality;
    let file = &quality.files[0];
    assert_eq!((file.uai, file.remark_counts.get(&Problem::MissingUai)), (None, Some(&1)));
    assert_eq!(quality.counts.with_remark, 0, "it is a remark on the file");
}

#[test]
fn an_entity_that_is_not_defined_makes_no_name() {
    let name = |text: &str| with_addresses().replace("<PRENOM>Théo", &format!("<PRENOM>{text}"));
    for text in ["&lol2;", "&eacute;", "&#xFFFFFFF;"] {
        let declared = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><BEE_ELEVES";
        let error = read(name(text).replace("<BEE_ELEVES", declared)).unwrap_err();
        assert!(matches!(&*error.kind, ReadErrorKind::XmlSyntax { .. }), "{error}");
        let place = error.place.line.unwrap();
        let line = name(text).lines().position(|line| line.contains(text)).unwrap() as u64 + 1;
        assert_eq!(place, line);
        assert!(
            error.phrase().contains(&format!("«\u{a0}{text}\u{a0}» n’y est pas défini")),
            "{}",
            error.phrase()
        );
    }
    for (text, read_as) in
        [("T&amp;&#233;o", "T&éo"), ("A & B ; C", "A & B ; C"), ("A &; B", "A &; B"), ("R&D", "R&D")]
    {
        assert_eq!(read(name(text)).unwrap().enregistrements[1].identite.prenoms, [read_as]);
    }
}

#[test]
fn an_encoding_that_nobody_knows_is_refused() {
    for label in ["KLINGON", "Shift_JIS", ""] {
        let error = read(with_addresses().replace("ISO-8859-15", label)).unwrap_err();
        assert!(
            matches!(&*error.kind, ReadErrorKind::UnknownEncoding { label: said } if said == label),
            "{error}"
        );
        let phrase = error.phrase();
        assert!(phrase.contains("sont lus\u{a0}: UTF-8") && error.place.line == Some(1), "{phrase}");
    }
    for label in ["utf-8", "ISO-8859-1", "Windows-1252", "UTF-16", "us-ascii", "cp1252"] {
        assert!(read(with_addresses().replace("ISO-8859-15", label)).is_ok(), "{label}");
    }
}
