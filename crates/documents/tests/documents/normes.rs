//! What the standards ask, checked in the file itself and not in what was asked of the library.

use lopdf::Object;
use raccroche_documents::{Feuille, rendre};

use crate::{
    arbre::{Lu, catalogue, lire},
    arbres, exemples, images, modeles,
};

fn lu(feuille: &Feuille) -> Lu {
    lire(&rendre(feuille).expect("a PDF").octets)
}

/// All that is asked of a document, of one composition: composing it again for each question would take minutes. What does not
/// look as it did is told together, so that all can be looked at.
fn keeps_its_promises(feuille: &Feuille, sorte: &str) -> Result<(), String> {
    let octets = rendre(feuille).expect("a PDF").octets;
    let lu = lire(&octets);
    says_that_it_is_accessible_and_archivable(feuille, &lu);
    nothing_runs_and_nothing_leads_outside(&lu);
    tags_are_well_formed(feuille, &lu);
    modeles::in_order(feuille, &lu);
    modeles::honest(feuille, &lu);
    arbres::as_in_its_picture(feuille, sorte, &lu);
    images::as_in_its_image(&format!("{}-{sorte}", feuille.modele.code()), &octets)
}

fn keep_their_promises(feuilles: &[Feuille], sorte: &str) {
    let changes: Vec<String> =
        feuilles.iter().filter_map(|feuille| keeps_its_promises(feuille, sorte).err()).collect();
    assert!(changes.is_empty(), "{}", changes.join("\n"));
}

#[test]
fn each_document_keeps_its_promises() {
    keep_their_promises(&exemples::complets(), "complet");
}

#[test]
fn each_form_to_fill_by_hand_keeps_its_promises() {
    keep_their_promises(&exemples::vides(), "vide");
}

fn says_that_it_is_accessible_and_archivable(feuille: &Feuille, Lu { document, .. }: &Lu) {
    let catalogue = catalogue(document);
    let langue = catalogue.get(b"Lang").expect("a language");
    assert_eq!(lopdf::decode_text_string(langue).expect("a text"), "fr-FR");
    let marques = catalogue.get_deref(b"MarkInfo", document).expect("marks").as_dict().expect("a dictionary");
    assert!(marques.get(b"Marked").expect("marked").as_bool().expect("a boolean"));
    let vue =
        catalogue.get_deref(b"ViewerPreferences", document).expect("preferences").as_dict().expect("one");
    assert!(vue.get(b"DisplayDocTitle").expect("the title is shown").as_bool().expect("a boolean"));
    let metadonnees =
        catalogue.get_deref(b"Metadata", document).expect("metadata").as_stream().expect("a stream");
    let xmp = String::from_utf8(metadonnees.get_plain_content().expect("a content")).expect("UTF-8");
    let xmp = xmp.replace('\u{a0}', " ");
    for attendu in
        ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", &feuille.titre, "2026-11-23"]
    {
        assert!(xmp.contains(attendu), "{attendu} is not in {xmp}");
    }
}

#[test]
fn every_font_is_in_the_file() {
    let Lu { document, .. } = lu(&exemples::complets()[1]);
    let descripteurs: Vec<_> = document
        .objects
        .values()
        .filter_map(|objet| objet.as_dict().ok())
        .filter(|d| d.get(b"Type").is_ok_and(|t| t.as_name().is_ok_and(|nom| nom == b"FontDescriptor")))
        .collect();
    assert!(descripteurs.len() >= 2, "a regular and a bold font");
    for descripteur in descripteurs {
        assert!([&b"FontFile2"[..], b"FontFile3"].iter().any(|fichier| descripteur.has(fichier)));
    }
}

fn nothing_runs_and_nothing_leads_outside(Lu { document, .. }: &Lu) {
    for objet in document.objects.values() {
        let Ok(dictionnaire) = objet.as_dict() else { continue };
        for interdit in [&b"JS"[..], b"JavaScript", b"Launch", b"URI", b"EmbeddedFile", b"AA", b"OpenAction"]
        {
            assert!(!dictionnaire.has(interdit));
            assert!(!dictionnaire.get(b"S").is_ok_and(|s| s.as_name().is_ok_and(|nom| nom == interdit)));
        }
    }
}

fn tags_are_well_formed(feuille: &Feuille, Lu { racine, .. }: &Lu) {
    let elements = racine.tous();
    let titres: Vec<_> = elements.iter().filter(|e| e.role.starts_with('H') && e.role.len() == 2).collect();
    let attendus = feuille.sections.iter().filter(|section| !section.titre.is_empty()).count()
        + usize::from(!feuille.signatures.is_empty());
    assert_eq!(titres.len(), attendus, "one heading for each section, {:?}", feuille.modele);
    assert!(titres.iter().all(|titre| titre.role == "H1" && !titre.lire().trim().is_empty()));
    for element in &elements {
        let permis: &[&str] = match element.role.as_str() {
            "Table" => &["TR", "THead", "TBody", "TFoot", "Caption"],
            "THead" | "TBody" | "TFoot" => &["TR"],
            "TR" => &["TH", "TD"],
            "L" => &["LI", "L", "Caption"],
            "LI" => &["Lbl", "LBody"],
            _ => continue,
        };
        assert!(!element.enfants.is_empty(), "an empty {}", element.role);
        for enfant in &element.enfants {
            assert!(permis.contains(&enfant.role.as_str()), "{} in {}", enfant.role, element.role);
        }
    }
    for table in elements.iter().filter(|element| element.role == "Table") {
        assert!(
            table.tous().iter().any(|e| e.role == "TH" && e.portee.is_some()),
            "a table without headings"
        );
    }
    for figure in elements.iter().filter(|element| element.role == "Figure") {
        assert!(figure.alt.as_ref().is_some_and(|alt| !alt.is_empty()), "a picture without words");
    }
    if feuille.entete.logo.is_some() {
        assert!(elements.iter().any(|e| e.alt.as_deref() == Some("Logo du lycée des Trois-Rivières")));
    }
}

#[test]
fn the_reference_of_each_page_is_not_read_aloud_on_each_page() {
    let feuille = &exemples::complets()[1];
    let Lu { document, racine } = lu(feuille);
    assert!(document.get_pages().len() > 1);
    assert_eq!(racine.lire().matches("PAFI-2026-0012").count(), 1, "once, in the header");
    assert!(!racine.lire().contains("Page 1 sur"));
}

#[test]
fn same_content_same_bytes() {
    for feuille in exemples::complets().into_iter().step_by(4) {
        let (une, autre) = (rendre(&feuille).expect("a PDF"), rendre(&feuille.clone()).expect("a PDF"));
        assert_eq!(une, autre);
        assert_eq!(une.empreinte.len(), 64);
        assert!(matches!(lire(&une.octets).document.trailer.get(b"ID"), Ok(Object::Array(_))));
    }
    let mut autre = exemples::complets().swap_remove(0);
    let avant = rendre(&autre).expect("a PDF").empreinte;
    autre.sous_titre.push('.');
    assert_ne!(rendre(&autre).expect("a PDF").empreinte, avant);
}
