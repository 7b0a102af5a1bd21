//! Any table by a mapping profile.

use proptest::prelude::*;
use raccroche_domain::{NatureSituation, Sexe};
use raccroche_registers::{
    Limits, MappingProfile, Preview, ReadErrorKind, ReadOptions, SourceContent, SourceKind, guess_profile,
    output::write_xlsx, preview, quality::Problem, read_source,
};

use crate::common::{Folder, as_of, day, read_bytes, read_with};

const PROFILE: &str = r#"
name = "Mission locale des Deux Rives"
date_format = "JJ/MM/AA"

[columns]
id_local = "N° dossier"
nom_famille = "Nom de naissance"
prenoms = "Prénom"
date_naissance = { column = "Né(e) le", date_format = "JJ.MM.AAAA" }
sexe = { column = "Civilité", values = { "M." = "M", "Mme" = "F" } }
adresse = ["Adresse 1", "Adresse 2"]
telephone = "Tél."
situation_debut = "Premier accueil"
rep1_nom = "Responsable"

[constants]
situation = "accompagnement"
organisme = "Mission locale des Deux Rives"
rep1_legal = "oui"
"#;

const TABLE: &str = "Export du 12/10/2025;;;;;;;;;;
N° dossier;NOM DE NAISSANCE;Prénom;Né(e) le;Civilité;Adresse 1;Adresse 2;Tél.;Premier accueil;Responsable;Allergies
12;LE GUEN;Anaé;04.03.2009;mme;1 rue du Port;Bât. B;06 00 00 00 01;01/09/25;GUEN Zoé;SECRET
13;MARTIN;Jo;04/03/2009;Autre;;;;;;
";

fn options(profile: &str) -> ReadOptions {
    ReadOptions { profile: Some(MappingProfile::from_toml(profile).unwrap()), ..ReadOptions::new(as_of()) }
}

fn check(content: &SourceContent) {
    let [anae, jo] = &content.enregistrements[..] else { panic!("two lines expected") };
    assert_eq!((anae.id_local.as_deref(), anae.identite.nom_famille.as_str()), (Some("12"), "LE GUEN"));
    assert_eq!(anae.identite.date_naissance, Some(day("2009-03-04")));
    assert_eq!(anae.identite.sexe, Some(Sexe::Feminin));
    assert_eq!(anae.coordonnees.adresse.as_ref().unwrap().lignes, "1 rue du Port, Bât. B");
    let autre = anae.autre.as_ref().unwrap();
    assert_eq!((autre.nature, autre.debut), (NatureSituation::Accompagnement, Some(day("2025-09-01"))));
    assert!(anae.representants[0].legal && anae.representants[0].nom == "GUEN Zoé");
    assert_eq!(jo.identite.date_naissance, None);
    assert!(jo.representants.is_empty(), "a constant makes nobody");
    let file = &content.quality.files[0];
    assert_eq!(file.remark_counts.get(&Problem::ImpossibleDate), Some(&1));
    assert_eq!(file.remark_counts.get(&Problem::UnknownSex), Some(&1));
    assert_eq!(file.unknown.keys().collect::<Vec<_>>(), ["Allergies"]);
    assert!(!format!("{content:?}").contains("SECRET"));
}

#[test]
fn a_csv_by_its_profile() {
    let profile = format!("header_row = 2\n{PROFILE}");
    let content = read_with(SourceKind::Csv, "ml.csv", TABLE, &options(&profile)).unwrap();
    check(&content);
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(TABLE);
    let again = read_with(SourceKind::Csv, "ml.csv", windows, &options(&profile)).unwrap();
    assert_eq!(again.enregistrements, content.enregistrements);
    assert_eq!(again.quality.files[0].encodings_read, ["windows-1252"]);
}

#[test]
fn a_workbook_by_its_profile() {
    let folder = Folder::new();
    let rows: Vec<Vec<&str>> = TABLE.lines().map(|line| line.split(';').collect()).collect();
    write_xlsx(&folder.path("ml.xlsx"), "Jeunes", &rows[1], rows[2..].iter().cloned(), &[]).unwrap();
    for profile in [PROFILE.to_owned(), format!("sheet = \"Jeunes\"\n{PROFILE}")] {
        let content = read_source(SourceKind::Xlsx, &folder.path("ml.xlsx"), &options(&profile)).unwrap();
        check(&content);
        check(&folder.try_read(SourceKind::Xlsx, &options(&profile)).unwrap());
    }
    let wrong = options(&format!("sheet = \"Absente\"\n{PROFILE}"));
    let error = read_source(SourceKind::Xlsx, &folder.path("ml.xlsx"), &wrong).unwrap_err();
    assert!(matches!(&*error.kind, ReadErrorKind::MissingSheet { found, .. } if found == &["Jeunes"]));
}

#[test]
fn numbers_and_dates_of_a_workbook_read_as_shown() {
    let folder = Folder::new();
    let path = folder.path("x.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0_u16..).zip(["id_local", "nom_famille", "date_naissance", "code_postal"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    let format = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2009, 3, 4).unwrap();
    sheet.write_number(1, 0, 12.0).unwrap();
    sheet.write_string(1, 1, "A").unwrap();
    sheet.write_datetime_with_format(1, 2, date, &format).unwrap();
    sheet.write_number(1, 3, 33000.0).unwrap();
    // A cell in the far corner.
    sheet.write_string(1_048_575, 16_383, "loin").unwrap();
    workbook.save(&path).unwrap();
    let headers = ["id_local", "nom_famille", "date_naissance", "code_postal"].map(str::to_owned);
    let options = ReadOptions { profile: Some(guess_profile(&headers)), ..ReadOptions::new(as_of()) };
    let content = read_source(SourceKind::Xlsx, &path, &options).unwrap();
    let line = &content.enregistrements[0];
    assert_eq!((line.ligne, line.id_local.as_deref()), (2, Some("12")));
    assert_eq!(line.identite.date_naissance, Some(day("2009-03-04")));
    assert_eq!(line.coordonnees.adresse.as_ref().unwrap().code_postal.as_deref(), Some("33000"));
}

#[test]
fn a_missing_column_is_named_with_the_nearest() {
    let table = TABLE.lines().skip(1).collect::<Vec<_>>().join("\n").replace("Né(e) le", "Nee le:");
    let error = read_with(SourceKind::Csv, "ml.csv", table, &options(PROFILE)).unwrap_err();
    let ReadErrorKind::MissingColumn { column, nearest } = &*error.kind else { panic!("{error}") };
    assert_eq!((column.as_str(), nearest.as_deref()), ("Né(e) le", Some("Nee le:")));
    assert_eq!(error.place.line, Some(1));
}

#[test]
fn a_source_without_profile_asks_for_one() {
    for kind in [SourceKind::Csv, SourceKind::Xlsx] {
        let error = read_bytes(kind, "ml.csv", TABLE).unwrap_err();
        assert!(matches!(*error.kind, ReadErrorKind::ProfileNeeded));
    }
}

#[test]
fn profiles_are_checked_before_any_reading() {
    let refused = |text: &str| MappingProfile::from_toml(text).unwrap_err();
    let error = refused("[columns]\nnom_famile = \"Nom\"\n");
    assert!(error.phrase().contains("nom_famille"), "{}", error.phrase());
    assert_eq!(refused("[columns]\nnom_famille = 3\n").place.line, Some(2));
    for text in [
        "sepa = \";\"",
        "date_format = \"jour\"",
        "encoding = \"martien\"",
        "delimiter = \"é\"",
        "[columns]\nsexe = \"S\"\n[constants]\nsexe = \"M\"",
    ] {
        assert!(matches!(*refused(text).kind, ReadErrorKind::Profile { .. }), "{text}");
    }
    let profile = MappingProfile::from_toml(PROFILE).unwrap();
    assert_eq!(MappingProfile::from_toml(&profile.to_toml()).unwrap(), profile);
}

#[test]
fn what_is_wrong_with_a_profile_or_a_workbook_is_said_in_french() {
    let said = |text: &str| MappingProfile::from_toml(text).unwrap_err().phrase();
    for (text, french) in [
        ("couleur = 1\n", "la clé «\u{a0}couleur\u{a0}» n’existe pas (clés\u{a0}: name, delimiter,"),
        ("name = \"a\"\nname = \"b\"\n", "cette clé est écrite deux fois, gardez-en une"),
        ("[columns]\nsexe = 3\n", "une colonne s’écrit \"Nom\""),
        ("[columns]\nsexe = { colonne = \"S\" }\n", "une colonne s’écrit \"Nom\""),
        ("[columns\n", "ce passage n’est pas lisible ("),
        ("header_row = \"trois\"\n", "ce passage n’est pas lisible ("),
    ] {
        let phrase = said(text);
        assert!(phrase.contains(french), "{phrase}");
        assert!(phrase.contains("Corrigez-le."), "{phrase}");
    }
    let error = read_with(SourceKind::Xlsx, "a.xlsx", TABLE, &options(PROFILE)).unwrap_err();
    let phrase = error.phrase();
    assert!(phrase.contains("contenu tronqué ou abîmé") && !phrase.contains("archive"), "{phrase}");
}

#[test]
fn a_stray_quote_in_a_foreign_table_is_said_with_its_line() {
    let profile = format!("header_row = 2\n{PROFILE}");
    for table in [
        TABLE.replace("1 rue du Port", "\"1 rue du Port"),
        TABLE.replace("1 rue du Port", "\"1 rue du Port").replace("Autre", "Autre\""),
    ] {
        let error = read_with(SourceKind::Csv, "ml.csv", &table, &options(&profile)).unwrap_err();
        assert!(matches!(*error.kind, ReadErrorKind::UnclosedQuote), "{error}");
        assert_eq!(error.place.line, Some(3));
    }
}

#[test]
fn a_workbook_without_a_row_says_so() {
    let folder = Folder::new();
    let headers: Vec<&str> = TABLE.lines().nth(1).unwrap().split(';').collect();
    write_xlsx(&folder.path("ml.xlsx"), "Jeunes", &headers, std::iter::empty::<Vec<&str>>(), &[]).unwrap();
    let content = folder.try_read(SourceKind::Xlsx, &options(PROFILE)).unwrap();
    assert_eq!(content.quality.counts.rows_read, 0);
    assert_eq!(content.quality.files[0].remark_counts.get(&Problem::NoRow), Some(&1));
}

#[test]
fn a_profile_is_guessed_from_headers() {
    let headers =
        ["Nom", "PRÉNOM", "Né(e) le", "Code postal", "Commune", "Tél", "E-mail", "Couleur", "rep1_nom"];
    let profile = guess_profile(&headers.map(str::to_owned));
    let guessed: Vec<_> = profile.columns.keys().map(String::as_str).collect();
    assert_eq!(
        guessed,
        [
            "code_postal",
            "courriel",
            "date_naissance",
            "nom_famille",
            "prenoms",
            "rep1_nom",
            "telephone",
            "ville"
        ]
    );
    MappingProfile::from_toml(&profile.to_toml()).unwrap();
}

#[test]
fn what_is_not_a_workbook_is_refused() {
    let kind =
        |bytes: &[u8]| *read_with(SourceKind::Xlsx, "a.xlsx", bytes, &options(PROFILE)).unwrap_err().kind;
    assert!(matches!(kind(b""), ReadErrorKind::Empty));
    assert!(matches!(kind(b"PK\x03\x04 and nothing"), ReadErrorKind::BrokenXlsx { .. }));
    assert!(matches!(kind(TABLE.as_bytes()), ReadErrorKind::BrokenXlsx { .. }));
}

proptest! {
    #[test]
    fn any_bytes_end_in_lines_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300), rows in "[a;\"\n\r0-9/.é]{0,200}") {
        let options = options(PROFILE);
        let _ = raccroche_registers::read_bytes(SourceKind::Csv, "a.csv", &bytes, &options);
        let table: String = TABLE.lines().skip(1).take(1).chain([rows.as_str()]).collect::<Vec<_>>().join("\n");
        let read = raccroche_registers::read_bytes(SourceKind::Csv, "a.csv", table.as_bytes(), &options);
        let kind = read.map_err(|error| *error.kind);
        prop_assert!(matches!(kind, Ok(_) | Err(ReadErrorKind::UnclosedQuote)), "{:?}", kind);
    }

    #[test]
    fn any_text_is_a_profile_or_an_error(text in "\\PC{0,80}") {
        let _ = MappingProfile::from_toml(&text);
    }
}

#[test]
fn a_table_shows_its_columns_with_a_few_of_their_values() {
    let folder = Folder::new();
    let shown = |preview: &Preview| -> Vec<(String, Vec<String>)> {
        preview.columns.iter().map(|column| (column.name.clone(), column.examples.clone())).collect()
    };
    let second = MappingProfile { header_row: Some(2), ..MappingProfile::default() };
    std::fs::write(folder.path("ml.csv"), TABLE).unwrap();
    let limits = Limits::default();
    let csv = preview(SourceKind::Csv, &folder.path("ml.csv"), &second, &limits).unwrap();
    assert_eq!((csv.header_row, csv.columns.len(), csv.sheets.len()), (2, 11, 0));
    assert_eq!(shown(&csv)[1], ("NOM DE NAISSANCE".into(), vec!["LE GUEN".into(), "MARTIN".into()]));
    assert_eq!(shown(&csv)[5], ("Adresse 1".into(), vec!["1 rue du Port".into()]));

    let rows: Vec<Vec<&str>> = TABLE.lines().map(|line| line.split(';').collect()).collect();
    write_xlsx(&folder.path("ml.xlsx"), "Jeunes", &rows[1], rows[2..].iter().cloned(), &[]).unwrap();
    let any = MappingProfile::default();
    let xlsx = preview(SourceKind::Xlsx, &folder.path("ml.xlsx"), &any, &limits).unwrap();
    assert_eq!((&xlsx.sheets[..], xlsx.header_row), (&["Jeunes".to_owned()][..], 1));
    assert_eq!(shown(&xlsx), shown(&csv));

    // What is proposed for those columns can be read, and what names nobody cannot.
    let guessed = guess_profile(&csv.headers());
    assert!(guessed.fits(&csv.headers(), "ml.csv").is_ok());
    let mut gone = csv.headers();
    gone[1] = "Autre chose".into();
    let kind = |profile: &MappingProfile, headers: &[String]| {
        profile.fits(headers, "ml.csv").map_err(|error| *error.kind)
    };
    assert!(matches!(kind(&guessed, &gone), Err(ReadErrorKind::MissingColumn { .. })));
    assert!(matches!(kind(&any, &gone), Err(ReadErrorKind::NoIdentityColumn)));

    // Values that fill a screen are cut, and a table without a name is none.
    std::fs::write(folder.path("long.csv"), format!("a;b\n{};2\n{};2\n", "é".repeat(200), "x")).unwrap();
    let long = preview(SourceKind::Csv, &folder.path("long.csv"), &any, &limits).unwrap();
    assert_eq!(long.columns[0].examples[0].chars().count(), 41);
    assert_eq!(long.columns[1].examples, ["2"]);
    std::fs::write(folder.path("vide.csv"), " \n;;\n").unwrap();
    let empty = preview(SourceKind::Csv, &folder.path("vide.csv"), &any, &limits);
    assert!(matches!(empty.map_err(|error| *error.kind), Err(ReadErrorKind::Empty)));
    let sifa = preview(SourceKind::Sifa, &folder.path("ml.csv"), &any, &limits);
    assert!(matches!(sifa.map_err(|error| *error.kind), Err(ReadErrorKind::Profile { .. })));
}
