//! Documents to sign and to keep: from plain data to accessible, archivable PDF, and nothing else.
//!
//! A *model* ([`modeles`]) turns a few typed facts into a [`Feuille`]; [`rendre`] turns a [`Feuille`] into a PDF that
//! conforms to PDF/UA-1 and PDF/A-2a, the same bytes for the same content; [`rendre_lot`] does so for a thousand. This room
//! knows no database, no HTTP and no type of the field, reads no file, asks no clock.
//!
//! What people typed is data and stays data: it goes to the composer as values, is printed as it is, and can neither change
//! the layout nor fail the document.
//!
//! The models are ours, made from what the texts and the guides of the académies ask for. None is an official form.

mod apercu;
mod feuille;
mod fil;
mod logo;
mod lot;
pub mod modeles;
mod monde;
mod rendu;
mod texte;
mod vue;

pub use apercu::{Apercu, ErreurApercu, ImageDePage};
pub use feuille::{
    Bloc, Case, Champ, Creneau, Encart, Entete, EtatSignature, Feuille, Grille, Jour, MoyenSignature,
    Reference, Scelle, Section, Signataire, Signature, Tableau, Ton, Zone,
};
pub use logo::{COTE_MAX, ErreurLogo, FormatLogo, Logo, TAILLE_MAX};
pub use lot::{Avancement, rendre_lot};
pub use rendu::{ErreurDocument, Pdf, rendre};
