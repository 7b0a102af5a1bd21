//! The annuaire and the zonings.

use chrono::{Duration, NaiveDate};
use raccroche_domain::Vacances;
use raccroche_registers::{Annuaire, Calendrier, ReadErrorKind, Reference, Zonage};

use crate::common::Folder;

#[test]
fn the_annuaire_is_read_whatever_its_headers() {
    let folder = Folder::new();
    let text = "Identifiant_de_l_etablissement;Nom_etablissement;Code_departement;Nom_commune;Code_commune;Mail;Etat\n\
                0750655E;Lycée des Essais;075;Paris;75056;a@exemple.fr;OUVERT\n\
                0750655E;Ancien lycée;075;Paris;75056;;FERME\n\
                0750655A;Faux;075;Paris;75056;;OUVERT\n\
                6200001X;Bad key;02A;Ajaccio;2A004;;OUVERT\n";
    let latin1 = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let annuaire = Annuaire::load(&folder.write("annuaire.csv", latin1)).unwrap();
    let lycee = annuaire.get("0750655E".parse().unwrap()).unwrap();
    assert_eq!(lycee.nom, "Lycée des Essais");
    assert_eq!(lycee.departement.as_deref(), Some("75"));
    assert_eq!(lycee.code_commune.unwrap().as_str(), "75056");
    assert!(lycee.ouvert);
    assert_eq!((annuaire.len(), annuaire.set_aside.clone()), (1, vec![4, 5]));
    assert_eq!(annuaire.iter().count(), 1);
    let error = Annuaire::load(&folder.write("b.csv", "uia;nom\n1;2\n")).unwrap_err();
    assert!(matches!(*error.kind, ReadErrorKind::MissingColumn { .. }));
}

#[test]
fn a_zoning_gives_each_commune_its_territory() {
    let folder = Folder::new();
    let path = folder.write(
        "zonage.csv",
        "commune;nom_commune;code_postal;psad;zap\n\
         33063;Bordeaux;33000;PSAD Bordeaux;Z1\n\
         33063;Bordeaux;33800;PSAD Bordeaux;Z1\n\
         33318;Pessac;33600;PSAD Rive;Z2\n\
         1004;Ambérieu;01500;;Z3\n\
         33318;Pessac;33600;Autre;Z2\n\
         XX;Nulle part;;PSAD;Z9\n",
    );
    let psad = Zonage::load(&path, "psad").unwrap();
    assert_eq!(psad.get("33063".parse().unwrap()), Some("PSAD Bordeaux"));
    assert_eq!(psad.get("33318".parse().unwrap()), Some("PSAD Rive"));
    assert_eq!(psad.set_aside, [6, 7]);
    assert_eq!(psad.without, ["01004".parse().unwrap()]);
    assert_eq!(psad.commune_of("33800", "BORDEAUX"), "33063".parse().ok());
    assert_eq!(psad.commune_of("33800", "Pessac"), None);
    let zap = Zonage::load(&path, "zap").unwrap();
    assert_eq!(zap.get("01004".parse().unwrap()), Some("Z3"));
    let error = Zonage::load(&path, "cio").unwrap_err();
    assert!(error.phrase().contains("« cio »".replace(' ', "\u{a0}").as_str()), "{}", error.phrase());
    let alone = folder.write("alone.csv", "code_insee,territoire\n33063,Rive gauche\n");
    assert_eq!(Zonage::load(&alone, "psad").unwrap().get("33063".parse().unwrap()), Some("Rive gauche"));
}

#[test]
fn a_stray_quote_hides_no_commune_and_no_establishment() {
    let folder = Folder::new();
    let zonage = "commune;nom_commune;psad\n33063;\"Bordeaux;A\n33318;Pessac;B\n33281;Mérignac;C\n";
    let error = Zonage::load(&folder.write("z.csv", zonage), "psad").unwrap_err();
    assert_eq!((error.place.line, matches!(*error.kind, ReadErrorKind::UnclosedQuote)), (Some(2), true));
    let annuaire =
        "uai;nom;code_commune\n0750655E;Lycée A;75056\n0690026D;\"Lycée B;69123\n0870111Y;Lycée C;87085\n";
    let error = Annuaire::load(&folder.write("a.csv", annuaire)).unwrap_err();
    assert_eq!((error.place.line, matches!(*error.kind, ReadErrorKind::UnclosedQuote)), (Some(3), true));
}

#[test]
fn a_small_table_is_read_by_the_names_of_its_columns() {
    let folder = Folder::new();
    let text = "Décision,Autre INE\r\n\r\nretrouve,\"a\nb\"\r\nerreur,\r\n";
    let mut table =
        Reference::open(&folder.write("c.csv", encoding_rs::WINDOWS_1252.encode(text).0)).unwrap();
    let (decision, ine) = (table.column(&["decision"]).unwrap(), table.column(&["autre_ine"]).unwrap());
    let mut rows = Vec::new();
    while let Some((line, row)) = table.next_row().unwrap() {
        rows.push((line, row[decision].to_owned(), row[ine].to_owned()));
    }
    assert_eq!(rows, [(3, "retrouve".into(), "a\nb".into()), (5, "erreur".into(), String::new())]);
    let error = Reference::open(&folder.write("q.csv", "\"decision;ine\n1;2\n")).err().unwrap();
    assert!(matches!(*error.kind, ReadErrorKind::UnclosedQuote), "{error}");
}

#[test]
fn the_school_calendar_gives_local_days_and_the_eve_of_the_day_on_which_classes_begin_again() {
    let folder = Folder::new();
    let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
    let vacances =
        |nom: &str, du: &str, au: &str| Vacances { nom: nom.to_owned(), du: jour(du), au: jour(au) };
    let attendues = [
        vacances("Vacances de Noël", "2026-12-19", "2027-01-03"),
        vacances("Vacances d'Hiver", "2027-02-13", "2027-02-28"),
    ];
    let hiver = |moment: chrono::DateTime<chrono::Utc>| (moment + Duration::hours(1)).naive_utc();
    let entete = "description;population;start_date;end_date;location;zones;annee_scolaire\n";
    for (lignes, nom) in [
        (
            "Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Bordeaux;Zone A;2026-2027\n\
             Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Paris;Zone C;2026-2027\n\
             Vacances d'Hiver;Élèves;2027-02-12T23:00:00+00:00;2027-02-28T23:00:00+00:00;BORDEAUX;Zone A;2026-2027\n\
             Vacances d'Hiver;Élèves;2027-02-12T23:00:00+00:00;2027-02-28T23:00:00+00:00;Bordeaux;Zone A;2026-2027\n",
            "universal time",
        ),
        (
            "Vacances d'Hiver;-;2027-02-13T00:00:00+01:00;2027-03-01T00:00:00+01:00;bordeaux;Zone A;2026-2027\n\
             Vacances de Noël;-;2026-12-19;2027-01-04;Bordeaux;Zone A;2026-2027\n",
            "local time, and days alone",
        ),
    ] {
        let lu =
            Calendrier::lire(&folder.write("c.csv", format!("{entete}{lignes}")), "Bordeaux", hiver).unwrap();
        assert_eq!(lu.vacances, attendues, "{nom}");
        assert_eq!(lu.ecartees, Vec::<u64>::new(), "{nom}");
    }
    let virgules = "location,description,start_date,end_date,population\n\
                    Limoges,Prérentrée,2026-08-27T22:00:00+00:00,2026-08-31T22:00:00+00:00,Enseignants\n\
                    Limoges,Début des Vacances d'Été,2027-07-02T22:00:00+00:00,2027-07-02T22:00:00+00:00,-\n\
                    Limoges,Vacances,hier,2027-07-02T22:00:00+00:00,-\n\
                    Paris,Vacances,2026-12-19,2027-01-04,-\n";
    let lu = Calendrier::lire(&folder.write("v.csv", virgules), "Limoges", hiver).unwrap();
    assert_eq!((lu.vacances, lu.ecartees), (vec![], vec![2, 3, 4]), "teachers', without an end, unreadable");
    let ailleurs = Calendrier::lire(&folder.write("v.csv", virgules), "Corse", hiver).unwrap();
    assert_eq!(ailleurs.lieux, ["Limoges", "Paris"]);
    let faute = Calendrier::lire(&folder.write("x.csv", "description;debut\nNoël;hier\n"), "Paris", hiver);
    assert!(matches!(*faute.unwrap_err().kind, ReadErrorKind::MissingColumn { .. }));
}
