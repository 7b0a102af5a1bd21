//! Our own format: what is written is read back.

use chrono::NaiveDate;
use proptest::{prelude::*, sample::select};
use raccroche_domain::{
    Adresse, AutreSituation, Coordonnees, DecisionExamen, Diplome, Enregistrement, Formation, Identite,
    LieuNaissance, NatureSituation, NiveauDiplome, Representant, Scolarite, ScolariteAnterieure, Sexe,
    Statut, Uai,
};
use raccroche_registers::{
    ReadError, ReadErrorKind, ReadOptions, SourceContent, SourceKind, quality::Problem, read_source,
    write_canonique_csv, write_canonique_parquet,
};

use crate::common::{Folder, as_of, day, read_bytes};

/// A text as registers hold: no blank or quote at either end, anything inside.
fn text() -> impl Strategy<Value = String> {
    "[A-Za-zÀ-ÿœŒ'=+@-][A-Za-zÀ-ÿ0-9 ;,\"'\n|.-]{0,12}[A-Za-zÀ-ÿ0-9.]"
}

fn maybe<S: Strategy>(strategy: S) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::of(strategy)
}

fn date() -> impl Strategy<Value = NaiveDate> {
    days(1980..2010)
}

/// Of an entry or exit, which no birth follows.
fn later() -> impl Strategy<Value = NaiveDate> {
    days(2010..2030)
}

fn days(years: std::ops::Range<i32>) -> impl Strategy<Value = NaiveDate> {
    (years, 1_u32..13, 1_u32..29).prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap())
}

fn uai() -> impl Strategy<Value = Uai> {
    (0_u32..10_000_000).prop_map(|number| Uai::from_numero(number).unwrap())
}

fn coordonnees() -> impl Strategy<Value = Coordonnees> {
    let adresse = (text(), maybe("[0-9]{5}"), maybe(text()), maybe("(2A|2B|[0-9]{2})[0-9]{3}")).prop_map(
        |(lignes, code_postal, ville, commune)| Adresse {
            lignes,
            code_postal,
            ville,
            commune: commune.map(|code| code.parse().unwrap()),
        },
    );
    // Mobiles before others, none twice: the order in which every reader keeps them.
    (
        maybe(adresse),
        prop::collection::btree_set("06[0-9]{8}", 0..3),
        prop::collection::btree_set("05[0-9]{8}", 0..2),
        prop::collection::btree_set("[a-z]{1,5}@exemple\\.fr", 0..3),
    )
        .prop_map(|(adresse, mobiles, fixes, courriels)| Coordonnees {
            adresse,
            telephones: mobiles.into_iter().chain(fixes).collect(),
            courriels: courriels.into_iter().collect(),
        })
}

fn identite() -> impl Strategy<Value = Identite> {
    let prenom = "[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ' -]{0,8}[A-Za-zÀ-ÿ]";
    let naissance = prop_oneof![
        "(2A|2B|[0-9]{2})[0-9]{3}".prop_map(|code| LieuNaissance::Commune(code.parse().unwrap())),
        "(2A|2B|[1-8][0-9]|97[1-6])".prop_map(LieuNaissance::Departement),
        ("1[1-9][0-9]", maybe(text())).prop_map(|(pays, ville)| LieuNaissance::Etranger { pays, ville }),
    ];
    let sexe = prop_oneof![Just(Sexe::Masculin), Just(Sexe::Feminin)];
    (text(), maybe(text()), prop::collection::vec(prenom, 0..4), maybe(date()), maybe(sexe), maybe(naissance))
        .prop_map(|(nom_famille, nom_usage, prenoms, date_naissance, sexe, naissance)| Identite {
            nom_famille,
            nom_usage,
            prenoms,
            date_naissance,
            sexe,
            naissance,
        })
}

fn scolarite() -> impl Strategy<Value = Scolarite> {
    let statut = prop_oneof![
        Just(Statut::Scolaire),
        Just(Statut::Apprenti),
        Just(Statut::Stagiaire),
        Just(Statut::ContratPro),
        Just(Statut::Etudiant)
    ];
    let formation = (maybe("[0-9A-Z]{11}"), maybe("[0-9A-Z]{8}"), maybe(text()), maybe(1_u8..7))
        .prop_map(|(mef, diplome, libelle, annee)| Formation { mef, diplome, libelle, annee });
    (
        (uai(), any::<bool>(), maybe(text()), formation),
        (maybe(text()), maybe(statut), maybe(later()), maybe(later()), maybe("[0-9]{2}")),
    )
        .prop_map(
            |((uai, known, etablissement, formation), (division, statut, debut, fin, motif_sortie))| {
                Scolarite {
                    uai: known.then_some(uai),
                    uai_brut: (!known).then(|| uai.as_str()[..7].to_owned()),
                    etablissement,
                    formation,
                    division,
                    statut,
                    debut,
                    fin,
                    motif_sortie,
                }
            },
        )
}

fn facts() -> impl Strategy<Value = (Option<ScolariteAnterieure>, Option<Diplome>, Option<AutreSituation>)> {
    let anterieure = ("[0-9]{4}", maybe(uai()), maybe(text())).prop_map(|(situation, uai, etablissement)| {
        ScolariteAnterieure { situation: Some(situation), uai, etablissement }
    });
    let niveau = prop_oneof![
        Just(NiveauDiplome::Aucun),
        Just(NiveauDiplome::Cfg),
        Just(NiveauDiplome::Dnb),
        Just(NiveauDiplome::Niveau3),
        Just(NiveauDiplome::Niveau4),
        Just(NiveauDiplome::Niveau5EtPlus)
    ];
    let diplome = (niveau, maybe("[0-9A-Z]{8}"), maybe(text()), maybe(date()), select(DecisionExamen::TOUS))
        .prop_map(|(niveau, code, libelle, date, decision)| Diplome {
            niveau,
            code,
            libelle,
            date,
            obtenu: decision == DecisionExamen::Admis,
            decision: Some(decision),
        });
    let nature = prop_oneof![
        Just(NatureSituation::Accompagnement),
        Just(NatureSituation::Emploi),
        Just(NatureSituation::ServiceCivique),
        Just(NatureSituation::FormationProfessionnelle),
        Just(NatureSituation::Exemption),
        Just(NatureSituation::DepartEtranger),
        Just(NatureSituation::Deces),
        Just(NatureSituation::AutreInstruction)
    ];
    let autre = (nature, maybe(text()), maybe(date()), maybe(date()))
        .prop_map(|(nature, organisme, debut, fin)| AutreSituation { nature, organisme, debut, fin });
    (maybe(anterieure), maybe(diplome), maybe(autre))
}

fn representant() -> impl Strategy<Value = Representant> {
    (text(), maybe(text()), maybe("[0-9]{2}"), any::<bool>(), coordonnees()).prop_map(
        |(nom, prenom, parente, legal, coordonnees)| Representant {
            nom,
            prenom,
            parente,
            legal,
            coordonnees,
        },
    )
}

fn lines() -> impl Strategy<Value = Vec<Enregistrement>> {
    let line = (
        (prop::collection::btree_set("[0-9]{9}[A-Z]{2}", 0..2), maybe("[0-9]{10}[A-Z]"), maybe("[0-9]{5,8}")),
        identite(),
        maybe(scolarite()),
        facts(),
        coordonnees(),
        prop::collection::vec(representant(), 0..3),
    )
        .prop_map(|((rnie, bea, ine_brut), identite, scolarite, facts, coordonnees, representants)| {
            let (anterieure, diplome, autre) = facts;
            Enregistrement {
                ine: rnie.into_iter().chain(bea).map(|ine| ine.parse().unwrap()).collect(),
                ine_brut,
                identite,
                scolarite,
                anterieure,
                diplome,
                autre,
                coordonnees,
                representants,
                ..Enregistrement::default()
            }
        });
    prop::collection::vec(line, 0..6).prop_map(|mut lines| {
        // A number of its own for each, so that no two lines are the same.
        for (number, line) in lines.iter_mut().enumerate() {
            line.id_local = Some(format!("L{number}"));
        }
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_written_is_read_back(lines in lines()) {
        let folder = Folder::new();
        let (csv, parquet) = (folder.path("l.csv"), folder.path("l.parquet"));
        write_canonique_csv(&csv, &lines).unwrap();
        write_canonique_parquet(&parquet, &lines).unwrap();
        for path in [csv, parquet] {
            let content = read_source(SourceKind::Canonique, &path, &ReadOptions::new(as_of())).unwrap();
            prop_assert!(content.quality.counts.balances());
            prop_assert!(content.quality.files[0].unknown.is_empty());
            let mut read = content.enregistrements;
            for line in &mut read {
                line.fichier.clear();
                line.ligne = 0;
            }
            prop_assert_eq!(&read, &lines);
        }
    }

    #[test]
    fn any_bytes_end_in_lines_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400), rows in "[a;\"\n\r0-9=é]{0,200}") {
        let options = ReadOptions::new(as_of());
        let _ = raccroche_registers::read_bytes(SourceKind::Canonique, "a.csv", &bytes, &options);
        let with_header = [b"id;nom_famille;prenoms;date_naissance;uai;ine;rep1_telephone;diplome_niveau\n", rows.as_bytes()].concat();
        let read = raccroche_registers::read_bytes(SourceKind::Canonique, "a.csv", &with_header, &options);
        prop_assert!(read.is_ok() || is_unclosed(read));
    }
}

#[test]
fn a_table_typed_by_hand() {
    let text = "NOM_FAMILLE,Prénoms,date_naissance,ine,uai,situation,debut,remarque,nom_usge\r\n\
                Le Guen,\"Anaé, Lou\",04/03/2009,1234,0750655Z,Mission locale,2025-09-01,x,\r\n\
                Court,Jo\r\n\
                Trop,Jo,04/03/2009,,,,,,,long\r\n\
                Jeune,Jo,04/03/2012,,,,,,\r\n\
                Vide,Jo,,,,,,,\r\n\
                ,,,,,,,,\r\n";
    let content = read_bytes(SourceKind::Canonique, "t.csv", text).unwrap();
    let counts = content.quality.counts;
    assert_eq!((counts.rows_read, counts.kept, counts.set_aside, counts.under_16), (5, 2, 2, 1));
    let line = &content.enregistrements[0];
    assert_eq!(line.identite.prenoms, ["Anaé", "Lou"]);
    assert_eq!(line.identite.date_naissance, Some(day("2009-03-04")));
    assert_eq!(line.ine_brut.as_deref(), Some("1234"));
    assert_eq!(line.autre.as_ref().unwrap().nature, NatureSituation::Accompagnement);
    assert_eq!(line.scolarite.as_ref().unwrap().uai_brut.as_deref(), Some("0750655Z"));
    let file = &content.quality.files[0];
    let unknown: Vec<_> = file.unknown.keys().map(String::as_str).collect();
    assert_eq!(unknown, ["nom_usge (nom_usage ?)", "remarque"]);
    assert_eq!(file.remark_counts.get(&Problem::MissingBirthDate), Some(&1));
    let set_aside: Vec<_> = file.set_aside.iter().map(|f| (f.line, f.value_class.to_string())).collect();
    assert_eq!(
        set_aside,
        [(3, "2 colonnes au lieu de 9".to_owned()), (4, "10 colonnes au lieu de 9".to_owned())]
    );
}

#[test]
fn diplomas_as_people_write_them() {
    use NiveauDiplome::{Niveau3, Niveau4};
    let text = "id;nom_famille;diplome_libelle;diplome_niveau;diplome_obtenu\n\
                1;A;CAP Cuisine;;Admis\n\
                2;B;Bac pro MELEC;;Ajourné\n\
                3;C;Titre inconnu;;oui\n\
                4;D;;V;oui\n\
                5;E;;niveau4;peut-être\n\
                6;F;;;\n";
    let content = read_bytes(SourceKind::Canonique, "d.csv", text).unwrap();
    let found: Vec<_> =
        content.enregistrements.iter().map(|l| l.diplome.as_ref().map(|d| (d.niveau, d.obtenu))).collect();
    assert_eq!(
        found,
        [
            Some((Niveau3, true)),
            Some((Niveau4, false)),
            None,
            Some((Niveau3, true)),
            Some((Niveau4, false)),
            None
        ]
    );
    assert_eq!(content.quality.files[0].remark_counts.get(&Problem::UnknownCode), Some(&2));
}

#[test]
fn duplicates_and_shared_ids() {
    let text = "id;nom_famille;debut\n1;A;2025-09-01\n1;A;2025-09-01\n1;A;2026-09-01\n1;B;\n";
    let content = read_bytes(SourceKind::Canonique, "d.csv", text).unwrap();
    assert_eq!(content.enregistrements.len(), 3, "one person may have several facts");
    let file = &content.quality.files[0];
    assert_eq!((file.set_aside[0].line, file.set_aside[0].problem), (3, Problem::ExactDuplicate));
    assert_eq!(file.remark_counts.get(&Problem::DuplicateId), Some(&1));
}

#[test]
fn tables_that_are_not_ours_are_refused() {
    let kind = |name: &str, bytes: &[u8]| *read_bytes(SourceKind::Canonique, name, bytes).unwrap_err().kind;
    assert!(matches!(kind("a.csv", b"a;b\n1;2\n"), ReadErrorKind::NoIdentityColumn));
    assert!(matches!(kind("a.csv", b""), ReadErrorKind::Empty));
    assert!(matches!(kind("a.csv", b"id;ID\n1;2\n"), ReadErrorKind::AmbiguousColumn { .. }));
    assert!(matches!(
        kind("a.parquet", b"PAR1 and then nothing of use"),
        ReadErrorKind::BrokenParquet { .. }
    ));
}

fn is_unclosed(read: Result<SourceContent, ReadError>) -> bool {
    matches!(read.map_err(|error| *error.kind), Err(ReadErrorKind::UnclosedQuote))
}

#[test]
fn a_quote_never_closed_does_not_swallow_the_memory() {
    let mut options = ReadOptions::new(as_of());
    options.limits.line_bytes = 100_000;
    let text = format!("id;nom_famille\n1;\"A\n{}", "2;B\n".repeat(100_000));
    let error = crate::common::read_with(SourceKind::Canonique, "a.csv", text, &options).unwrap_err();
    assert_eq!(error.place.line, Some(2));
    assert!(matches!(*error.kind, ReadErrorKind::UnclosedQuote), "{error}");
    let text = format!("id;nom_famille\n1;{}", "A".repeat(400_000));
    let error = crate::common::read_with(SourceKind::Canonique, "a.csv", text, &options).unwrap_err();
    assert!(matches!(*error.kind, ReadErrorKind::TooLong { .. }), "{error}");
}

#[test]
fn a_quote_never_closed_loses_nobody_without_a_word() {
    let table = |mark: &str, close: &str| {
        format!(
            "id;nom_famille;prenoms;adresse;ville\n1;A;Zoé;{mark}2 route;Guéret\n2;B;Léo;3 quai;Tulle\n\
             3;C;Ana;4 rue{close};Ussel\n4;D;Tom;5 cours;Brive\n"
        )
    };
    let read = |text: &str| read_bytes(SourceKind::Canonique, "c.csv", text);
    assert_eq!(read(&table("", "")).unwrap().enregistrements.len(), 4);
    for (text, line) in [
        // Never closed, on the first row and on the last.
        (table("\"", ""), 2),
        (table("", "").replace("5 cours", "\"5 cours"), 5),
        (table("", "").replace("id;", "\"id;"), 1),
        // Closed by the next stray mark: in the middle of a text, at the end of a cell in the same column or not, and
        // where another cell is opened.
        (table("\"", "").replace("Ana", "A\"na"), 2),
        (table("\"", "\""), 2),
        (table("\"", "").replace("Ussel", "Ussel\""), 2),
        (table("\"", "").replace("3 quai", "\"3 quai\""), 2),
        (table("\"", "").replace('\n', "\r\n"), 2),
    ] {
        let error = read(&text).unwrap_err();
        assert_eq!(error.place.line, Some(line), "{text}");
        let phrase = error.phrase();
        assert!(phrase.contains("guillemet") && phrase.contains("Fermez"), "{phrase}");
        assert!(is_unclosed(Err(error)), "{text}");
    }
}

#[test]
fn a_quoted_cell_on_several_lines_is_one_cell() {
    let text = "id;nom_famille;prenoms;adresse;ville\n\
                1;A;Zoé;\"2 route du Bourg ;\nbâtiment \"\"B\"\"\r\n\nhameau\";\"Guéret\"\n\
                2;B;Léo;\"Les Tilleuls\" 3 quai;Tulle\n";
    let content = read_bytes(SourceKind::Canonique, "c.csv", text).unwrap();
    let found: Vec<_> = content
        .enregistrements
        .iter()
        .map(|line| (line.ligne, line.coordonnees.adresse.as_ref().unwrap().lignes.as_str()))
        .collect();
    assert_eq!(found, [(2, "2 route du Bourg ;\nbâtiment \"B\"\r\n\nhameau"), (6, "Les Tilleuls 3 quai")]);
}

#[test]
fn a_table_without_a_row_says_so() {
    for name in ["id;nom_famille\n", "id;nom_famille\r\n;\r\n"] {
        let quality = read_bytes(SourceKind::Canonique, "c.csv", name).unwrap().quality;
        assert_eq!(quality.counts.rows_read, 0);
        assert_eq!(quality.files[0].remark_counts.get(&Problem::NoRow), Some(&1));
        assert!(quality.to_text().contains("ne décrit personne"), "{}", quality.to_text());
    }
}

#[test]
fn a_wrong_key_is_said_of_either_school() {
    let text = "id;nom_famille;uai;uai_anterieur\n1;A;0750655A;0690026A\n2;B;0750655E;0690026D\n";
    let content = read_bytes(SourceKind::Canonique, "c.csv", text).unwrap();
    let remarks: Vec<_> = content.quality.files[0]
        .remarks
        .iter()
        .map(|f| (f.line, &*f.field, f.problem, f.suggestion.as_deref()))
        .collect();
    assert_eq!(
        remarks.iter().filter(|remark| remark.2 == Problem::UaiKey).collect::<Vec<_>>(),
        [
            &(2, "uai", Problem::UaiKey, Some("0750655E")),
            &(2, "uai_anterieur", Problem::UaiKey, Some("0690026D"))
        ]
    );
}

#[test]
fn a_folder_of_both_forms_is_read_in_order() {
    let folder = Folder::new();
    let line = |id: &str| Enregistrement {
        id_local: Some(id.into()),
        identite: Identite { nom_famille: "A".into(), ..Identite::default() },
        ..Enregistrement::default()
    };
    write_canonique_csv(&folder.path("2.csv"), &[line("2")]).unwrap();
    write_canonique_parquet(&folder.path("1.parquet"), &[line("1")]).unwrap();
    folder.write("lisez-moi.pdf", "x");
    let content = folder.read(SourceKind::Canonique);
    let ids: Vec<_> = content.enregistrements.iter().map(|l| l.id_local.as_deref().unwrap()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(content.quality.ignored[0].file, "lisez-moi.pdf");
}
