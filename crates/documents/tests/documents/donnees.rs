//! What people typed is data: printed as it is, whatever it is, and never a reason to fail.

use proptest::prelude::*;
use raccroche_documents::{
    Bloc, Case, Champ, Creneau, Encart, Entete, EtatSignature, Feuille, Grille, Jour, Reference, Scelle,
    Section, Signataire, Signature, Tableau, Ton, Zone, modeles::Modele, rendre,
};

use crate::{arbre::lire, exemples};

/// A document in which every text is this one.
fn partout(texte: &str) -> Feuille {
    let t = || texte.to_owned();
    let le = exemples::date(2026, 11, 23).and_hms_opt(9, 5, 0).expect("a time");
    let creneau = || Creneau { horaire: t(), activite: t(), lieu: t(), tuteur: t() };
    Feuille {
        modele: Modele::Lettre,
        titre: t(),
        sous_titre: t(),
        reference: Reference { numero: t(), version: 1 },
        date: exemples::date(2026, 11, 23),
        entete: Entete {
            academie: t(),
            etablissement: t(),
            adresse: t(),
            logo: None,
            signataire: Some(Signataire { nom: t(), qualite: t() }),
        },
        avertissement: t(),
        sections: vec![Section {
            titre: t(),
            blocs: vec![
                Bloc::Paragraphe(t()),
                Bloc::Champs(vec![Champ { libelle: t(), valeur: t() }]),
                Bloc::Liste(vec![t(), t()]),
                Bloc::Tableau(Tableau {
                    legende: t(),
                    entetes: vec![t(), t()],
                    lignes: vec![vec![t()], vec![t(), t(), t()]],
                }),
                Bloc::Grille(Grille {
                    legende: t(),
                    plages: vec![t()],
                    jours: vec![Jour { nom: t(), plages: vec![vec![creneau(), creneau()], vec![creneau()]] }],
                }),
                Bloc::Cases(vec![Case { libelle: t(), cochee: true }]),
                Bloc::Zone(Zone { libelle: t(), texte: t(), lignes: 2 }),
                Bloc::Encart(Encart { ton: Ton::Attention, texte: t() }),
            ],
        }],
        signatures: vec![
            Signature::attendue(t(), t()),
            Signature { qualite: t(), nom: t(), etat: EtatSignature::Refusee { le, motif: t() } },
        ],
        scelle: Some(Scelle { le, empreinte: t() }),
    }
}

/// The texts read back, without spaces nor places to cut.
fn relu(feuille: &Feuille) -> String {
    let pdf = rendre(feuille).expect("a PDF, whatever was typed");
    serrer(&lire(&pdf.octets).racine.lire())
}

fn serrer(texte: &str) -> String {
    texte.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{a0}' | '\u{202f}')).collect()
}

#[test]
fn markup_is_text() {
    for texte in [
        "#let x = 1; #panic(\"non\")",
        "$ x^2 $ et $",
        "*gras* _italique_ `code` ```",
        "= Titre\n- liste\n+ liste\n/ Terme: x",
        "\\ \\u{41} \" ' [ ] { } < > @ref <label> // /* */ ~ ---",
        "#import \"@preview/x:1.0.0\": *",
        "#read(\"/etc/passwd\") #image(\"logo.png\")",
        "https://exemple.fr <a href='x'>&amp;</a>",
    ] {
        let lu = relu(&partout(texte));
        let attendu = serrer(texte);
        assert!(lu.matches(&attendu).count() >= 20, "{attendu:?} is not printed as it is in {lu:?}");
    }
}

#[test]
fn other_scripts_are_drawn() {
    for texte in ["Ștefănescu Łukasz Đỗ Nguyễn Çağrı", "Ольга Иванова", "Ελένη", "Աննա", "გიორგი"]
    {
        let lu = relu(&partout(texte));
        assert!(lu.matches(&serrer(texte)).count() >= 20, "{texte:?} is not in {lu:?}");
    }
    // From right to left, the order of the letters in the tags is that of reading.
    for texte in ["محمد", "שלום"] {
        let lu = relu(&partout(texte));
        assert!(!lu.contains('□'));
        assert!(texte.chars().all(|lettre| lu.contains(lettre)), "{texte:?} is not in {lu:?}");
    }
}

#[test]
fn what_no_font_has_is_one_visible_mark() {
    let lu = relu(&partout("Zoé👩‍👩‍👧漢"));
    assert!(lu.matches("Zoé□□").count() >= 20, "{lu}");
}

#[test]
fn a_word_of_ten_thousand_letters_loses_none() {
    let mot = || "w".repeat(10_000);
    let mut feuille = partout("");
    feuille.sections = vec![Section::new(
        "",
        vec![
            Bloc::Paragraphe(mot()),
            Bloc::champs([(String::new(), mot())]),
            Bloc::Tableau(Tableau { lignes: vec![vec![String::new(), mot()]], ..Tableau::default() }),
        ],
    )];
    assert_eq!(relu(&feuille).matches('w').count(), 30_000);
}

#[test]
fn empty_everything_is_a_document() {
    for texte in ["", " ", "\n\n\n", "\u{200b}", "\0"] {
        let pdf = rendre(&partout(texte)).expect("a PDF");
        assert_eq!(pdf.pages, 1);
        assert!(lire(&pdf.octets).racine.lire().contains("Lettre"), "the title of the model");
    }
    let mut rien = partout("");
    rien.sections.clear();
    rien.signatures.clear();
    rien.scelle = None;
    assert_eq!(rendre(&rien).expect("a PDF").pages, 1);
}

#[test]
fn line_ends_are_kept() {
    let mut feuille = partout("");
    feuille.sections = vec![Section::new("", vec![Bloc::paragraphe("Un\nDeux\n\nTrois")])];
    let lu = lire(&rendre(&feuille).expect("a PDF").octets).racine;
    let paragraphes: Vec<_> =
        lu.tous().iter().filter(|e| e.role == "P" && !e.texte.is_empty()).map(|e| e.texte.clone()).collect();
    assert!(paragraphes.contains(&"Trois".to_owned()), "{paragraphes:?}");
    assert!(!lu.lire().contains("UnDeuxTrois"));
}

proptest! {
    // A case composes a page: few cases, each with a text everywhere.
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_text_makes_a_document(texte in "\\PC{0,60}|(?s).{0,40}|[\u{0}-\u{10ffff}]{0,40}") {
        prop_assert!(rendre(&partout(&texte)).is_ok());
    }
}
