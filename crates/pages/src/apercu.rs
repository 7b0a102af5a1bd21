//! The pages of a document as pictures, inside the page where it is read or signed; and, for those with an account, that page.
//!
//! A picture is never the only way: the PDF, whose text is tagged, stands before the pictures and is said to be the way for
//! whoever does not see them.

use askama::{Template, filters::HtmlSafe};

use crate::components::{Badge, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};
use crate::parcours::{DocumentVu, Parcours};

/// The picture of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageVue {
    /// Where the picture is.
    pub src: String,
    /// Pixels across: a browser keeps its place before it arrives.
    pub largeur: u32,
    /// Pixels down.
    pub hauteur: u32,
    /// Which page, from 1.
    pub numero: usize,
}

/// All pages of a document, and the PDF.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/apercu.html")]
pub struct Apercu {
    /// The accessible PDF.
    pub pdf: Link,
    /// First page first; empty when pictures cannot be shown.
    pub pages: Vec<PageVue>,
}

impl HtmlSafe for Apercu {}

impl Apercu {
    /// Pages of these sizes, whose pictures stand at `base/1`, `base/2`…
    pub fn new(pdf: Link, base: &str, tailles: &[(u32, u32)]) -> Self {
        let pages = tailles.iter().zip(1..).map(|((largeur, hauteur), numero)| PageVue {
            src: format!("{base}/{numero}"),
            largeur: *largeur,
            hauteur: *hauteur,
            numero,
        });
        Self { pdf, pages: pages.collect() }
    }

    /// Three pages of a contract, in the gallery's own pictures.
    pub fn sample(pdf: Link) -> Self {
        let src = crate::asset_url("favicon.svg");
        let page = |numero| PageVue { src: src.clone(), largeur: 1240, hauteur: 1754, numero };
        Self { pdf, pages: (1..=3).map(page).collect() }
    }
}

/// The page on which somebody with an account reads a document, with those who sign it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "document.html")]
pub struct DocumentLu {
    /// What stands around.
    pub layout: Layout,
    /// The parcours of which it is.
    pub parcours: Link,
    /// What it is, who signed and who is awaited.
    pub document: DocumentVu,
    /// Its pages.
    pub apercu: Apercu,
}

impl DocumentLu {
    /// A contract to sign, and a document that cannot be drawn.
    pub fn samples() -> [(&'static str, Self); 2] {
        let document = Parcours::document_sample("/parcours/p1");
        let lu = Self {
            layout: Layout::sample().at("/jeunes"),
            parcours: Link::new(fr("PAFI : Inès DUVAL"), "/parcours/p1"),
            apercu: Apercu::sample(Link::new("Ouvrir le PDF accessible", document.lien.href.clone())),
            document,
        };
        let mut sans = lu.clone();
        sans.apercu.pages.clear();
        sans.document.etat = Badge::new("établi", Tone::Info);
        [("document", lu), ("document_sans_image", sans)]
    }
}

impl Page for DocumentLu {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.document.lien.label.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![self.parcours.clone()]
    }
}
