//! The world in which Typst composes: our one template, our fonts, the data of one document, and nothing else.
//!
//! No file of the machine, no network, no clock: a template can read only what stands here. Library, fonts and template are
//! made once for the life of the program and shared by all threads; a document brings its data and its logo.

use std::sync::LazyLock;

use typst::{
    Feature, Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    layout::Abs,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook, FontInstance, FontVariant, FontVariations},
    utils::LazyHash,
};

use crate::logo::{FormatLogo, Logo};

/// What all documents share.
struct Commun {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// The font that has most characters, which is also the widest.
    mesure: Option<FontInstance>,
    modele: Source,
    donnees: FileId,
    logo_png: FileId,
    logo_svg: FileId,
}

static COMMUN: LazyLock<Commun> = LazyLock::new(|| {
    let fonts: Vec<Font> =
        [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold(), dejavu::sans::regular()]
            .into_iter()
            .filter_map(|octets| Font::new(Bytes::new(octets), 0))
            .collect();
    Commun {
        // `a11y-extras`: headings of rows in tables.
        library: LazyHash::new(
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
        ),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        mesure: fonts.last().map(|font| {
            font.clone().instantiate(FontVariant::default(), Abs::pt(11.0), &FontVariations::default())
        }),
        fonts,
        modele: Source::new(fichier("feuille.typ"), include_str!("../typst/feuille.typ").to_owned()),
        donnees: fichier("feuille.json"),
        logo_png: fichier("logo.png"),
        logo_svg: fichier("logo.svg"),
    }
});

fn fichier(nom: &str) -> FileId {
    let chemin = VirtualPath::new(nom).expect("names written here are plain");
    RootedPath::new(VirtualRoot::Project, chemin).intern()
}

/// Letters in bold are this much wider at most than the font that measures, which is not condensed.
const GRAS: f64 = 1.06;

/// How wide a character is at most, in ems; nothing when it cannot be drawn.
///
/// Asked of one font alone, the one that has most: a letter and its accent taken from two fonts are not drawn together.
pub(crate) fn avance(c: char) -> Option<f64> {
    let mesure = COMMUN.mesure.as_ref()?;
    let glyphe = mesure.rusty().glyph_index(c)?;
    Some(mesure.x_advance(glyphe.0)?.get() * GRAS)
}

/// The world of one document.
pub(crate) struct Monde {
    donnees: Bytes,
    logo: Option<(FormatLogo, Bytes)>,
}

impl Monde {
    /// From the data of the document, in JSON, and its logo.
    pub(crate) fn new(donnees: Vec<u8>, logo: Option<&Logo>) -> Self {
        Self {
            donnees: Bytes::new(donnees),
            logo: logo.map(|logo| (logo.format(), Bytes::new(logo.octets().to_vec()))),
        }
    }
}

impl World for Monde {
    fn library(&self) -> &LazyHash<Library> {
        &COMMUN.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &COMMUN.book
    }

    fn main(&self) -> FileId {
        COMMUN.modele.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == COMMUN.modele.id() { Ok(COMMUN.modele.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let logo = |voulu| {
            self.logo.as_ref().filter(|(format, _)| *format == voulu).map(|(_, octets)| octets.clone())
        };
        let trouve = match id {
            _ if id == COMMUN.donnees => Some(self.donnees.clone()),
            _ if id == COMMUN.logo_png => logo(FormatLogo::Png),
            _ if id == COMMUN.logo_svg => logo(FormatLogo::Svg),
            _ => None,
        };
        trouve.ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        COMMUN.fonts.get(index).cloned()
    }

    /// No clock: the only date of a document is its own.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
