//! From a [`Feuille`] to a PDF: composed, tagged, checked against PDF/UA-1 and PDF/A-2a, and always the same bytes.

use std::sync::LazyLock;

use chrono::Datelike;
use typst::{
    comemo,
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    feuille::{Feuille, empreinte},
    fil,
    monde::Monde,
    vue,
};

/// A document rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub octets: Vec<u8>,
    /// How many pages; at least one.
    pub pages: usize,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub empreinte: String,
}

/// Why a document could not be rendered.
///
/// No text causes one: what cannot be printed is replaced before. Each is either a date out of reach or a defect of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErreurDocument {
    /// The year of the document is not between 1 and 9999.
    #[error("year {0} is not between 1 and 9999")]
    Annee(i32),
    /// The page could not be composed.
    #[error("composition failed: {0}")]
    Composition(String),
    /// The pages do not make an accessible, archivable PDF.
    #[error("export failed: {0}")]
    Export(String),
}

impl ErreurDocument {
    /// In French, for who asked for the document: what is wrong and what to do.
    pub fn phrase(&self) -> String {
        match self {
            Self::Annee(annee) => {
                format!("L’année {annee} n’est pas possible. Corrigez la date du document.")
            }
            Self::Composition(_) => {
                "Le document ne peut pas être mis en page. Si l’en-tête porte un logo, essayez sans lui ; \
                                     sinon, prévenez l’administrateur."
                    .to_owned()
            }
            Self::Export(_) => {
                "Le document ne peut pas être enregistré en PDF accessible. Prévenez l’administrateur."
                    .to_owned()
            }
        }
    }
}

/// PDF/UA-1 for who reads with a screen reader, PDF/A-2a for who reads in thirty years.
static NORMES: LazyLock<Result<PdfStandards, String>> = LazyLock::new(|| {
    PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|erreur| erreur.message().to_string())
});

/// Compilations after which what the composer remembers is forgotten when it was not used again.
const MEMOIRE: usize = 4;

/// Renders a document. The same document gives the same bytes, whatever the machine and the day.
///
/// Takes tens of milliseconds of one core: call it where blocking is allowed.
///
/// # Errors
/// When the year is out of reach, or by a defect of ours; never because of what a text holds.
pub fn rendre(feuille: &Feuille) -> Result<Pdf, ErreurDocument> {
    let rendu = fil::dessus(fil::nouveau().as_ref(), || rendre_ici(feuille));
    comemo::evict(MEMOIRE);
    rendu
}

/// As [`rendre`], but on this thread, and leaves to the caller to bound what the composer remembers.
pub(crate) fn rendre_ici(feuille: &Feuille) -> Result<Pdf, ErreurDocument> {
    let document = composer(feuille)?;
    let (annee, mois, jour) = (feuille.date.year(), feuille.date.month(), feuille.date.day());
    let hors = |_| ErreurDocument::Annee(annee);
    let date =
        Datetime::from_ymd(annee, u8::try_from(mois).map_err(hors)?, u8::try_from(jour).map_err(hors)?);
    let options = PdfOptions {
        ident: Smart::Custom(format!(
            "{} {} {}",
            feuille.modele.code(),
            feuille.reference.numero,
            feuille.reference.version
        )),
        creator: Smart::Custom(Some("Raccroche".to_owned())),
        timestamp: date.map(Timestamp::new_utc),
        standards: NORMES.clone().map_err(ErreurDocument::Export)?,
        ..PdfOptions::default()
    };
    let octets =
        typst_pdf::pdf(&document, &options).map_err(|erreurs| ErreurDocument::Export(dire(&erreurs)))?;
    Ok(Pdf { pages: document.pages().len(), empreinte: empreinte(&octets), octets })
}

/// The pages, before they are a file.
fn composer(feuille: &Feuille) -> Result<PagedDocument, ErreurDocument> {
    let annee = feuille.date.year();
    if !(1..=9999).contains(&annee) {
        return Err(ErreurDocument::Annee(annee));
    }
    let donnees =
        serde_json::to_vec(&vue::vue(feuille)).map_err(|e| ErreurDocument::Composition(e.to_string()))?;
    let compose = typst::compile::<PagedDocument>(&Monde::new(donnees, feuille.entete.logo.as_ref()));
    compose.output.map_err(|erreurs| ErreurDocument::Composition(dire(&erreurs)))
}

/// What Typst says, for the log: its messages hold no data, only what of the template could not be done.
fn dire(erreurs: &[SourceDiagnostic]) -> String {
    erreurs.iter().map(|erreur| erreur.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use typst::layout::{Abs, Frame, FrameItem, Point};

    use super::*;
    use crate::{
        Bloc, Champ, Creneau, Grille, Jour, Section, Signature, Tableau,
        modeles::{Cadre, Lettre, Remplir},
    };

    /// Right and lower ends of all texts of a page, from its upper left corner.
    fn bords(frame: &Frame, origine: Point, trouves: &mut Vec<(Abs, Abs)>) {
        for (position, element) in frame.items() {
            let ici = origine + *position;
            match element {
                FrameItem::Group(groupe) => bords(&groupe.frame, ici, trouves),
                FrameItem::Text(texte) => trouves.push((ici.x + texte.width(), ici.y)),
                _ => {}
            }
        }
    }

    #[test]
    fn no_text_leaves_the_page_however_long_its_words() {
        for long in ["W".repeat(300), "MMMM@WWWW.-8-9".repeat(30), "mot ".repeat(100)] {
            let t = || long.clone();
            let creneau = Creneau { horaire: t(), activite: t(), lieu: t(), tuteur: t() };
            let mut feuille = Lettre { objet: t(), ..Lettre::default() }.remplir(&Cadre::default());
            feuille.sous_titre = t();
            feuille.reference.numero = long.chars().take(40).collect();
            feuille.entete.etablissement = t();
            feuille.sections = vec![Section::new(
                t(),
                vec![
                    Bloc::paragraphe(t()),
                    Bloc::liste([t()]),
                    Bloc::Champs(vec![Champ { libelle: t(), valeur: t() }]),
                    Bloc::Tableau(Tableau {
                        legende: t(),
                        entetes: vec!["Titre".to_owned(); 5],
                        lignes: vec![vec![t(); 5]],
                    }),
                    Bloc::Grille(Grille {
                        legende: t(),
                        plages: vec!["Matin".to_owned(), "Soir".to_owned()],
                        jours: vec![Jour { nom: t(), plages: vec![vec![creneau.clone()], vec![creneau]] }],
                    }),
                ],
            )];
            feuille.signatures = vec![Signature::attendue(t(), t())];
            let document = composer(&feuille).unwrap();
            for page in document.pages() {
                let mut trouves = Vec::new();
                bords(&page.frame, Point::zero(), &mut trouves);
                for (droite, bas) in trouves {
                    assert!(droite < page.frame.width(), "{droite:?} is out of the page");
                    assert!(bas < page.frame.height(), "{bas:?} is under the page");
                }
            }
        }
    }

    #[test]
    fn the_template_is_without_reproach() {
        let feuille = Lettre::default().remplir(&Cadre::default());
        let donnees = serde_json::to_vec(&vue::vue(&feuille)).unwrap();
        let compose = typst::compile::<PagedDocument>(&Monde::new(donnees, None));
        assert_eq!(compose.warnings.as_slice(), []);
        assert!(NORMES.is_ok());
    }
}
