//! Reads a PDF back as a screen reader does: not the page, but the tree of tags, and the text that hangs from it.
//!
//! Independent of the library that wrote the file: if a text has no tag, or no Unicode, it is not here.

use std::{collections::BTreeMap, fmt::Write as _};

use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// An element of the tree of tags.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// `P`, `H1`, `Table`…
    pub(crate) role: String,
    /// Words that replace a picture.
    pub(crate) alt: Option<String>,
    /// What a heading of a table is for: `Row`, `Column`, `Both`.
    pub(crate) portee: Option<String>,
    /// Its own text, without that of the elements below.
    pub(crate) texte: String,
    /// The first page on which it has text, from 1.
    pub(crate) page: Option<u32>,
    /// The elements below, in reading order.
    pub(crate) enfants: Vec<Element>,
}

impl Element {
    /// This element and all below, in reading order.
    pub(crate) fn tous(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.enfants.iter().flat_map(Self::tous)).collect()
    }

    /// The text of this element and of all below, in reading order.
    pub(crate) fn lire(&self) -> String {
        self.tous().iter().map(|element| element.texte.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The tree, one element a line, for a person to read.
    pub(crate) fn dessiner(&self) -> String {
        let mut lignes = String::new();
        self.ecrire(0, &mut lignes);
        lignes
    }

    fn ecrire(&self, profondeur: usize, lignes: &mut String) {
        let mut ligne = format!("{}{}", "  ".repeat(profondeur), self.role);
        for (nom, valeur) in [("alt", &self.alt), ("portée", &self.portee)] {
            if let Some(valeur) = valeur {
                let _ = write!(ligne, " [{nom} {valeur}]");
            }
        }
        if !self.texte.trim().is_empty() {
            let _ = write!(ligne, " p{}: {}", self.page.unwrap_or_default(), self.texte.trim());
        }
        lignes.push_str(&ligne);
        lignes.push('\n');
        for enfant in &self.enfants {
            enfant.ecrire(profondeur + 1, lignes);
        }
    }
}

/// A PDF read back.
pub(crate) struct Lu {
    pub(crate) document: Document,
    pub(crate) racine: Element,
}

pub(crate) fn lire(octets: &[u8]) -> Lu {
    let document = Document::load_mem(octets).expect("a PDF that can be read");
    let mut textes = BTreeMap::new();
    let mut pages = BTreeMap::new();
    for (numero, page) in document.get_pages() {
        pages.insert(page, numero);
        textes_de_la_page(&document, page, &mut textes);
    }
    let arbre = catalogue(&document).get_deref(b"StructTreeRoot", &document).expect("a tree of tags");
    let arbre = arbre.as_dict().expect("a dictionary");
    let mut racine = Element { role: "Racine".to_owned(), ..Element::default() };
    descendre(&document, arbre.get(b"K").expect("children"), None, &textes, &pages, &mut racine);
    Lu { document, racine }
}

/// The catalogue of a PDF.
pub(crate) fn catalogue(document: &Document) -> &Dictionary {
    document.catalog().expect("a catalogue")
}

type Textes = BTreeMap<(ObjectId, i64), String>;

fn descendre(
    document: &Document,
    objet: &Object,
    page: Option<ObjectId>,
    textes: &Textes,
    pages: &BTreeMap<ObjectId, u32>,
    dans: &mut Element,
) {
    match objet {
        Object::Reference(id) => {
            descendre(document, document.get_object(*id).expect("an object"), page, textes, pages, dans);
        }
        Object::Array(suite) => {
            for objet in suite {
                descendre(document, objet, page, textes, pages, dans);
            }
        }
        Object::Integer(mcid) => {
            let page = page.expect("the page of a content");
            dans.texte.push_str(textes.get(&(page, *mcid)).map_or("", String::as_str));
            dans.page = dans.page.or_else(|| pages.get(&page).copied());
        }
        Object::Dictionary(dictionnaire) => {
            let page = dictionnaire.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            if let Ok(mcid) = dictionnaire.get(b"MCID") {
                descendre(document, mcid, page, textes, pages, dans);
                return;
            }
            let Ok(role) = dictionnaire.get(b"S").and_then(Object::as_name) else { return };
            let mut element = Element {
                role: String::from_utf8_lossy(role).into_owned(),
                alt: dictionnaire.get(b"Alt").ok().map(chaine),
                portee: portee(document, dictionnaire),
                ..Element::default()
            };
            if let Ok(enfants) = dictionnaire.get(b"K") {
                descendre(document, enfants, page, textes, pages, &mut element);
            }
            dans.enfants.push(element);
        }
        _ => {}
    }
}

/// The scope among the attributes of an element.
fn portee(document: &Document, element: &Dictionary) -> Option<String> {
    let attributs = match element.get_deref(b"A", document).ok()? {
        Object::Array(attributs) => attributs.clone(),
        seul => vec![seul.clone()],
    };
    attributs.iter().find_map(|attribut| {
        let attribut = document.dereference(attribut).ok()?.1.as_dict().ok()?;
        let portee = attribut.get(b"Scope").ok()?.as_name().ok()?;
        Some(String::from_utf8_lossy(portee).into_owned())
    })
}

/// A text string of a PDF.
fn chaine(objet: &Object) -> String {
    lopdf::decode_text_string(objet).expect("a text string")
}

/// The texts of a page, by the mark that encloses them.
fn textes_de_la_page(document: &Document, page: ObjectId, textes: &mut Textes) {
    let polices = document.get_page_fonts(page).expect("the fonts of a page");
    let encodages: BTreeMap<Vec<u8>, Encoding> = polices
        .iter()
        .map(|(nom, police)| {
            (nom.clone(), police.get_font_encoding(document).expect("a font with its Unicode"))
        })
        .collect();
    let contenu = document.get_and_decode_page_content(page).expect("a content that can be read");
    let mut police: Option<&Encoding> = None;
    // Marks that are open: the number, when there is one, and whether a replacement text was given.
    let mut marques: Vec<(Option<i64>, bool)> = Vec::new();
    for operation in &contenu.operations {
        match operation.operator.as_str() {
            "BMC" => marques.push((None, false)),
            "BDC" => {
                let proprietes = operation.operands.get(1).and_then(|objet| objet.as_dict().ok());
                let mcid = proprietes.and_then(|p| p.get(b"MCID").ok()).and_then(|mcid| mcid.as_i64().ok());
                let remplace = proprietes.and_then(|p| p.get(b"ActualText").ok()).map(chaine);
                marques.push((mcid, remplace.is_some()));
                if let Some(remplace) = remplace {
                    ajouter(page, &marques, &remplace, true, textes);
                }
            }
            "EMC" => {
                marques.pop();
            }
            "Tf" => {
                let nom = operation.operands[0].as_name().expect("the name of a font");
                police = encodages.get(nom);
            }
            "Tj" | "TJ" => {
                let mut texte = String::new();
                for objet in &operation.operands {
                    decoder(objet, police.expect("a font"), &mut texte);
                }
                ajouter(page, &marques, &texte, false, textes);
            }
            _ => {}
        }
    }
}

fn decoder(objet: &Object, police: &Encoding, texte: &mut String) {
    match objet {
        Object::String(octets, _) => {
            texte.push_str(&police.bytes_to_string(octets).expect("a text with its Unicode"));
        }
        Object::Array(suite) => suite.iter().for_each(|objet| decoder(objet, police, texte)),
        _ => {}
    }
}

fn ajouter(
    page: ObjectId,
    marques: &[(Option<i64>, bool)],
    texte: &str,
    remplacement: bool,
    textes: &mut Textes,
) {
    if !remplacement && marques.iter().any(|(_, remplace)| *remplace) {
        return;
    }
    if let Some(mcid) = marques.iter().rev().find_map(|(mcid, _)| *mcid) {
        textes.entry((page, mcid)).or_default().push_str(texte);
    }
}
