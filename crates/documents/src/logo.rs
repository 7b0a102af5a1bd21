//! The logo of a header: bytes that a school sends, checked before they come near a page.
//!
//! A picture is the one part of a document that is not text. It is taken only when it is what it says, small enough to
//! be decoded without surprise, and described in words for whoever does not see it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    Entete,
    modeles::{Cadre, Lettre, Remplir},
    rendre,
};

/// Bytes of the largest logo.
pub const TAILLE_MAX: usize = 512 * 1024;
/// Pixels of the largest side of a PNG.
pub const COTE_MAX: u32 = 4_000;

/// A logo that may be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Ecrit", into = "Ecrit")]
pub struct Logo {
    octets: Vec<u8>,
    format: FormatLogo,
    description: String,
}

/// What a logo may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatLogo {
    /// Pixels.
    Png,
    /// Shapes, without script nor outside picture.
    Svg,
}

/// Why a logo is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErreurLogo {
    /// More than [`TAILLE_MAX`] bytes.
    #[error("logo of {0} bytes, more than the largest allowed")]
    TropLourd(usize),
    /// Neither a PNG nor an SVG.
    #[error("logo is neither PNG nor SVG")]
    Format,
    /// A PNG of more than [`COTE_MAX`] pixels, or of none.
    #[error("logo of {0} by {1} pixels")]
    Dimensions(u32, u32),
    /// A PNG or an SVG that cannot be decoded to the end.
    #[error("logo cannot be decoded")]
    Illisible,
    /// An SVG that runs or fetches something, or paints with what no shape explains.
    #[error("logo holds {0}, which is refused")]
    Contenu(&'static str),
    /// No words to replace the picture.
    #[error("logo without a description")]
    SansDescription,
    /// Bytes stored that are not base64.
    #[error("logo is not base64")]
    Encodage,
}

impl ErreurLogo {
    /// In French, for who chose the picture: what is wrong and what to do.
    pub fn phrase(&self) -> String {
        match self {
            Self::TropLourd(octets) => format!(
                "Le logo pèse {} Ko, pour {} Ko au plus. Réduisez-le, puis envoyez-le de nouveau.",
                octets.div_ceil(1024),
                TAILLE_MAX / 1024
            ),
            Self::Format => "Le logo n’est ni une image PNG, ni une image SVG. Enregistrez-le dans l’un de ces formats.".to_owned(),
            Self::Dimensions(largeur, hauteur) => format!(
                "Le logo mesure {largeur} × {hauteur} points. Il en faut au moins un, et au plus {COTE_MAX} de côté."
            ),
            Self::Illisible => {
                "Le logo ne peut pas être lu. Ouvrez-le dans un logiciel de dessin, puis enregistrez-le de nouveau.".to_owned()
            }
            Self::Contenu(quoi) => format!(
                "Le logo SVG contient « {quoi} », ce que nous refusons. Enregistrez-le en « SVG simple », ou en PNG."
            ),
            Self::SansDescription => {
                "Décrivez le logo en quelques mots, pour les personnes qui ne le voient pas.".to_owned()
            }
            Self::Encodage => "Le logo enregistré ne peut pas être relu. Envoyez-le de nouveau.".to_owned(),
        }
    }
}

/// What an SVG may not hold: what runs, what fetches, what repeats without end, and filters, whose cost no size of file
/// tells. Texts too: the fonts of the logo are not ours.
const REFUSES: [&str; 8] =
    ["script", "foreignobject", "filter", "image", "use", "!entity", "text", "pattern"];

impl Logo {
    /// A logo from the bytes of a file, which is tried on a page.
    ///
    /// # Errors
    /// When it is too heavy, of another format, too large, cannot be decoded, holds more than shapes, or is not described.
    pub fn lire(octets: Vec<u8>, description: &str) -> Result<Self, ErreurLogo> {
        let logo = Self::controler(octets, description)?;
        if essayer(&logo) { Ok(logo) } else { Err(ErreurLogo::Illisible) }
    }

    /// A logo that [`Self::lire`] has already taken, from where it was stored: not tried on a page again.
    ///
    /// # Errors
    /// As [`Self::lire`], the trial excepted.
    pub fn relire(octets: Vec<u8>, description: &str) -> Result<Self, ErreurLogo> {
        Self::controler(octets, description)
    }

    /// All but the trial, which a logo that was stored has already stood.
    fn controler(octets: Vec<u8>, description: &str) -> Result<Self, ErreurLogo> {
        if octets.len() > TAILLE_MAX {
            return Err(ErreurLogo::TropLourd(octets.len()));
        }
        if description.trim().is_empty() {
            return Err(ErreurLogo::SansDescription);
        }
        let format = if octets.starts_with(b"\x89PNG\r\n\x1a\n") {
            png(&octets)?;
            FormatLogo::Png
        } else {
            svg(&octets)?;
            FormatLogo::Svg
        };
        Ok(Self { octets, format, description: description.trim().to_owned() })
    }

    /// The bytes of the file.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// What it is.
    pub const fn format(&self) -> FormatLogo {
        self.format
    }

    /// The words that replace it; never empty.
    pub fn description(&self) -> &str {
        &self.description
    }
}

/// Whether an otherwise blank document with this logo can be rendered.
fn essayer(logo: &Logo) -> bool {
    let entete = Entete { logo: Some(logo.clone()), ..Entete::default() };
    rendre(&Lettre::default().remplir(&Cadre { entete, ..Cadre::default() })).is_ok()
}

/// The first chunk of a PNG says its size: a few bytes may stand for a picture that no memory holds.
fn png(octets: &[u8]) -> Result<(), ErreurLogo> {
    let cote = |debut: usize| {
        octets
            .get(debut..debut + 4)
            .and_then(|quatre| <[u8; 4]>::try_from(quatre).ok())
            .map(u32::from_be_bytes)
            .ok_or(ErreurLogo::Format)
    };
    let (largeur, hauteur) = (cote(16)?, cote(20)?);
    if largeur == 0 || hauteur == 0 || largeur > COTE_MAX || hauteur > COTE_MAX {
        return Err(ErreurLogo::Dimensions(largeur, hauteur));
    }
    Ok(())
}

fn svg(octets: &[u8]) -> Result<(), ErreurLogo> {
    let texte = std::str::from_utf8(octets).map_err(|_| ErreurLogo::Format)?.to_ascii_lowercase();
    if !texte.contains("<svg") {
        return Err(ErreurLogo::Format);
    }
    for balise in texte.split('<').skip(1) {
        let nom =
            balise.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
        let local = nom.rsplit(':').next().unwrap_or_default();
        if let Some(refuse) = REFUSES.iter().find(|refuse| **refuse == local) {
            return Err(ErreurLogo::Contenu(refuse));
        }
    }
    Ok(())
}

/// A logo as it is stored.
#[derive(Serialize, Deserialize)]
struct Ecrit {
    base64: String,
    description: String,
}

impl From<Logo> for Ecrit {
    fn from(logo: Logo) -> Self {
        Self { base64: STANDARD.encode(&logo.octets), description: logo.description }
    }
}

impl TryFrom<Ecrit> for Logo {
    type Error = ErreurLogo;

    fn try_from(ecrit: Ecrit) -> Result<Self, ErreurLogo> {
        Self::controler(STANDARD.decode(ecrit.base64).map_err(|_| ErreurLogo::Encodage)?, &ecrit.description)
    }
}
