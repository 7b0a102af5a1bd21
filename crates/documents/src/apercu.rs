//! Pictures of the pages of a document, for who looks at it in a page of the application before they open or sign it.
//!
//! What is drawn is the file itself: the same bytes that are downloaded, sealed and hashed, read back by a PDF reader. A picture
//! made from the text again, on the side, could differ from what was signed the day the composer or a font changes. A picture
//! is no text: the tagged PDF stays the document of whoever does not see.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::{self, Debug, Formatter},
    sync::Arc,
};

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

use crate::fil;

/// Bits kept of each colour of a pixel: sixteen shades between ink and paper are as many as an eye tells on the edge of a letter,
/// and a picture in so few colours weighs a third.
const NUANCES: u32 = 4;

/// Pixels of the longest side of a picture at most.
const COTE_MAX: f32 = 4_000.0;

/// A document whose pages can be drawn.
pub struct Apercu {
    pdf: Pdf,
    largeur: u16,
}

impl Debug for Apercu {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Nothing of what the document says.
        f.debug_struct("Apercu").field("pages", &self.pdf.pages().len()).finish_non_exhaustive()
    }
}

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDePage {
    /// Pixels across.
    pub largeur: u32,
    /// Pixels down.
    pub hauteur: u32,
    /// The picture, as a PNG.
    pub png: Vec<u8>,
}

/// Why a page cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErreurApercu {
    /// The bytes are not a PDF that can be read.
    #[error("not a readable PDF")]
    Illisible,
    /// The document has no such page.
    #[error("no page {0}")]
    Page(usize),
    /// The picture could not be written.
    #[error("picture not written: {0}")]
    Image(String),
}

impl Apercu {
    /// A PDF that [`crate::rendre`] made, its pages to be drawn `largeur` pixels wide.
    ///
    /// # Errors
    /// [`ErreurApercu::Illisible`] when the bytes are no PDF, or hold no page.
    pub fn lire(octets: Arc<Vec<u8>>, largeur: u16) -> Result<Self, ErreurApercu> {
        let pdf = Pdf::new(octets).map_err(|_| ErreurApercu::Illisible)?;
        if pdf.pages().is_empty() {
            return Err(ErreurApercu::Illisible);
        }
        Ok(Self { pdf, largeur })
    }

    /// The sizes of the pictures, in pixels across and down, first page first; never empty.
    pub fn tailles(&self) -> Vec<(u32, u32)> {
        self.pdf.pages().iter().map(|page| self.taille(page)).collect()
    }

    fn taille(&self, page: &Page<'_>) -> (u32, u32) {
        let echelle = self.echelle(page);
        let (largeur, hauteur) = page.render_dimensions();
        (pixels(largeur * echelle).into(), pixels(hauteur * echelle).into())
    }

    /// Pixels for a point of the page.
    fn echelle(&self, page: &Page<'_>) -> f32 {
        let (largeur, hauteur) = page.render_dimensions();
        (f32::from(self.largeur) / largeur).min(COTE_MAX / hauteur)
    }

    /// Draws a page, counted from 1. The same file gives the same picture.
    ///
    /// Takes tens of milliseconds of one core: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`ErreurApercu::Page`] when there is no such page.
    pub fn dessiner(&self, numero: usize) -> Result<ImageDePage, ErreurApercu> {
        fil::dessus(fil::nouveau().as_ref(), || self.dessiner_ici(numero))
    }

    fn dessiner_ici(&self, numero: usize) -> Result<ImageDePage, ErreurApercu> {
        let rang = numero.checked_sub(1).ok_or(ErreurApercu::Page(numero))?;
        let page = self.pdf.pages().get(rang).ok_or(ErreurApercu::Page(numero))?;
        let echelle = self.echelle(page);
        let (largeur, hauteur) = page.render_dimensions();
        let reglages = RenderSettings {
            x_scale: echelle,
            y_scale: echelle,
            width: Some(pixels(largeur * echelle)),
            height: Some(pixels(hauteur * echelle)),
            bg_color: WHITE,
        };
        // Fonts are in the file: nothing of the machine is asked for.
        let lecture = InterpreterSettings {
            font_resolver: Arc::new(|_| None),
            cmap_resolver: Arc::new(|_| None),
            ..InterpreterSettings::default()
        };
        let image = render(page, &RenderCache::new(), &lecture, &reglages);
        let (largeur, hauteur) = (u32::from(image.width()), u32::from(image.height()));
        let octets = ecrire(largeur, hauteur, image.data_as_u8_slice());
        Ok(ImageDePage {
            largeur,
            hauteur,
            png: octets.map_err(|erreur| ErreurApercu::Image(erreur.to_string()))?,
        })
    }
}

/// A length in whole pixels, one or more.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and COTE_MAX")]
fn pixels(longueur: f32) -> u16 {
    longueur.round().clamp(1.0, COTE_MAX) as u16
}

/// Opaque pixels (red, green, blue, and a fourth byte that says nothing) as a PNG of few colours, or of all when there are many.
fn ecrire(largeur: u32, hauteur: u32, pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut sortie = Vec::new();
    let mut image = Encoder::new(&mut sortie, largeur, hauteur);
    image.set_depth(BitDepth::Eight);
    image.set_compression(Compression::Balanced);
    if let Some((palette, indices)) = en_palette(pixels) {
        image.set_color(ColorType::Indexed);
        image.set_palette(palette);
        image.write_header()?.write_image_data(&indices)?;
    } else {
        let couleurs: Vec<u8> =
            pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        image.set_color(ColorType::Rgb);
        image.write_header()?.write_image_data(&couleurs)?;
    }
    Ok(sortie)
}

/// The colours of a picture and which each pixel has; nothing when they are more than 256, as on a page with a photograph.
fn en_palette(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut connues: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len() / 4));
    // Runs of one colour are long: most of a page is paper.
    let mut derniere = None;
    for pixel in pixels.chunks_exact(4) {
        let couleur = [nuance(pixel[0]), nuance(pixel[1]), nuance(pixel[2])];
        if let Some((connue, indice)) = derniere
            && connue == couleur
        {
            indices.push(indice);
            continue;
        }
        let suivant = connues.len();
        let indice = match connues.entry(couleur) {
            Entry::Occupied(connue) => *connue.get(),
            Entry::Vacant(place) => {
                palette.extend_from_slice(&couleur);
                *place.insert(u8::try_from(suivant).ok()?)
            }
        };
        derniere = Some((couleur, indice));
        indices.push(indice);
    }
    Some((palette, indices))
}

/// The nearest shade kept: black and white stay what they are.
fn nuance(valeur: u8) -> u8 {
    let plus = (1 << NUANCES) - 1;
    let rang = (u32::from(valeur) * plus + 127) / 255;
    u8::try_from(rang * 255 / plus).unwrap_or(u8::MAX)
}
