//! What a document is, before it is paper: title, reference, header, sections of blocks, signatures, seal.
//!
//! A [`Feuille`] is plain data: it can be stored beside the PDF, shown in a page, compared with the next version, and
//! rendered again to the same bytes. All texts are plain text: nothing in them is ever read as markup.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{logo::Logo, modeles::Modele};

/// A document ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feuille {
    /// Which model it was made from.
    pub modele: Modele,
    /// The title, also that of the PDF; the model's own where it is empty.
    pub titre: String,
    /// Under the title: most often whom it is about. May be empty.
    pub sous_titre: String,
    /// Number and version, on each page.
    pub reference: Reference,
    /// The day of the document, and the date that the PDF gives as its creation.
    pub date: NaiveDate,
    /// Who issues it.
    pub entete: Entete,
    /// What the reader must know before reading on. May be empty.
    pub avertissement: String,
    /// The body.
    pub sections: Vec<Section>,
    /// Who signs, in the order in which they are asked to. Empty: nobody signs.
    pub signatures: Vec<Signature>,
    /// The seal, once all have signed.
    pub scelle: Option<Scelle>,
}

impl Feuille {
    /// What the parties sign: SHA-256, in hexadecimal, of everything but the signatures and the seal.
    ///
    /// Two versions that differ by a letter differ here; a signature added does not change it, so that the second
    /// party signs what the first did.
    pub fn empreinte_du_contenu(&self) -> String {
        let contenu = Self { signatures: Vec::new(), scelle: None, ..self.clone() };
        // Names of fields and order are fixed by the types, so the text is the same for the same content.
        empreinte(&serde_json::to_vec(&contenu).unwrap_or_default())
    }
}

/// SHA-256 in lower-case hexadecimal, 64 characters.
pub(crate) fn empreinte(octets: &[u8]) -> String {
    Sha256::digest(octets).iter().fold(String::with_capacity(64), |mut hex, octet| {
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

/// Number and version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reference {
    /// The number by which people find it, such as `PAFI-2026-0012`. May be empty on a form to fill by hand.
    pub numero: String,
    /// From 1; 0 is a blank form, on which no version is printed.
    pub version: u32,
}

/// The header that a school sets once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entete {
    /// `Académie de …`. May be empty.
    pub academie: String,
    /// The establishment or service that issues. May be empty.
    pub etablissement: String,
    /// Postal address, phone, mail: as many lines as needed, separated by line ends.
    pub adresse: String,
    /// The logo, with the words that replace it for whoever does not see it.
    pub logo: Option<Logo>,
    /// Who signs for the establishment.
    pub signataire: Option<Signataire>,
}

/// Who signs for an establishment or a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signataire {
    /// First name and name.
    pub nom: String,
    /// In what quality: `Proviseure`, `Le DASEN`…
    pub qualite: String,
}

/// A part of the body, under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading; empty: the blocks follow without one.
    pub titre: String,
    /// The blocks, one idea each.
    pub blocs: Vec<Bloc>,
}

impl Section {
    /// A section with its heading.
    pub fn new(titre: impl Into<String>, blocs: Vec<Bloc>) -> Self {
        Self { titre: titre.into(), blocs }
    }
}

/// One block of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bloc {
    /// A paragraph; line ends are kept.
    Paragraphe(String),
    /// Facts, one a line. An empty value is a line to fill by hand.
    Champs(Vec<Champ>),
    /// A list with bullets.
    Liste(Vec<String>),
    /// A table with one row of headings.
    Tableau(Tableau),
    /// A week.
    Grille(Grille),
    /// Boxes, ticked or not.
    Cases(Vec<Case>),
    /// A free text under its label; ruled lines to write on where it is empty.
    Zone(Zone),
    /// A text that must not be missed.
    Encart(Encart),
}

impl Bloc {
    /// A paragraph.
    pub fn paragraphe(texte: impl Into<String>) -> Self {
        Self::Paragraphe(texte.into())
    }

    /// Facts, from pairs of label and value.
    pub fn champs<L: Into<String>, V: Into<String>>(paires: impl IntoIterator<Item = (L, V)>) -> Self {
        Self::Champs(
            paires
                .into_iter()
                .map(|(libelle, valeur)| Champ { libelle: libelle.into(), valeur: valeur.into() })
                .collect(),
        )
    }

    /// A list with bullets.
    pub fn liste<T: Into<String>>(points: impl IntoIterator<Item = T>) -> Self {
        Self::Liste(points.into_iter().map(Into::into).collect())
    }

    /// A free text under its label, with `lignes` ruled lines where it is empty.
    pub fn zone(libelle: impl Into<String>, texte: impl Into<String>, lignes: u8) -> Self {
        Self::Zone(Zone { libelle: libelle.into(), texte: texte.into(), lignes })
    }

    /// A framed text.
    pub fn encart(ton: Ton, texte: impl Into<String>) -> Self {
        Self::Encart(Encart { ton, texte: texte.into() })
    }
}

/// A fact and its label.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Champ {
    /// What it is.
    pub libelle: String,
    /// The value; empty: to fill by hand.
    pub valeur: String,
}

/// A table. Rows may be of any length: the widest decides how many columns there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tableau {
    /// What the table shows, printed above it.
    pub legende: String,
    /// Headings of the columns, a few words each: they are repeated on each page, and never cut.
    pub entetes: Vec<String>,
    /// The rows.
    pub lignes: Vec<Vec<String>>,
}

/// A week: a row a day, a column for each part of the day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grille {
    /// What the grid shows, printed above it.
    pub legende: String,
    /// Parts of the day, such as `Matin` and `Après-midi`; two or three remain readable. A few
    /// words each.
    pub plages: Vec<String>,
    /// The days.
    pub jours: Vec<Jour>,
}

/// A day of a [`Grille`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Jour {
    /// `Lundi`…
    pub nom: String,
    /// What happens, by part of the day, in the order of [`Grille::plages`].
    pub plages: Vec<Vec<Creneau>>,
}

/// What happens during a part of a day. Any text may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Creneau {
    /// `8 h – 12 h`.
    pub horaire: String,
    /// What is done.
    pub activite: String,
    /// Where.
    pub lieu: String,
    /// With whom.
    pub tuteur: String,
}

/// A box of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Case {
    /// What the box says.
    pub libelle: String,
    /// Whether it is ticked.
    pub cochee: bool,
}

/// A free text under its label.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Zone {
    /// What is asked.
    pub libelle: String,
    /// What is answered.
    pub texte: String,
    /// Ruled lines where the text is empty.
    pub lignes: u8,
}

/// A framed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encart {
    /// How much it matters; printed as a word, not only as a colour.
    pub ton: Ton,
    /// The text.
    pub texte: String,
}

/// How much a framed text matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ton {
    /// Good to know.
    Information,
    /// To read before signing.
    Important,
    /// Something is lost by who does not read it.
    Attention,
}

impl Ton {
    /// The word printed in front.
    pub(crate) const fn mot(self) -> &'static str {
        match self {
            Self::Information => "À savoir",
            Self::Important => "Important",
            Self::Attention => "Attention",
        }
    }
}

/// A party that signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In what quality: `L’élève`, `Représentant légal`…
    pub qualite: String,
    /// First name and name; empty: to fill by hand.
    pub nom: String,
    /// Where it stands.
    pub etat: EtatSignature,
}

impl Signature {
    /// A signature still to come.
    pub fn attendue(qualite: impl Into<String>, nom: impl Into<String>) -> Self {
        Self { qualite: qualite.into(), nom: nom.into(), etat: EtatSignature::Attendue }
    }
}

/// Where a signature stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatSignature {
    /// Still to come: room is left to sign by hand.
    Attendue,
    /// Given.
    Signee {
        /// When, in local time, to the minute.
        le: NaiveDateTime,
        /// How.
        moyen: MoyenSignature,
        /// Which version was signed.
        version: u32,
    },
    /// Refused.
    Refusee {
        /// When, in local time, to the minute.
        le: NaiveDateTime,
        /// Why, in the words of the party. May be empty.
        motif: String,
    },
}

/// How a party signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoyenSignature {
    /// Signed in, on the platform.
    Session,
    /// By a personal link with a code.
    Lien,
    /// On paper, without a scan.
    Papier,
    /// On paper, and the scan of the sheet is kept.
    PapierNumerise,
}

impl MoyenSignature {
    /// In words, after « signé ».
    pub(crate) const fn mots(self) -> &'static str {
        match self {
            Self::Session => "sur la plateforme, avec son compte",
            Self::Lien => "par un lien personnel et un code",
            Self::Papier => "à la main, sur papier, sans numérisation jointe",
            Self::PapierNumerise => "à la main, sur papier numérisé",
        }
    }
}

/// The seal of a document that all have signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scelle {
    /// When, in local time, to the minute.
    pub le: NaiveDateTime,
    /// What was signed: [`Feuille::empreinte_du_contenu`], in hexadecimal.
    pub empreinte: String,
}
