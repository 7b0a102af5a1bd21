//! Who read a dossier, when and why: for those who may see it, and to print for the young person who asks.

use askama::Template;

use crate::components::Pagination;
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// `12 novembre 2026, 9 h 40`.
    pub quand: String,
    /// Who.
    pub qui: String,
    /// In which role, where.
    pub role: String,
    /// Under what right: `membre de la PSAD Bordeaux`.
    pub motif: String,
    /// What was read: `chronologie`, `export d’une liste`.
    pub quoi: String,
}

/// The access log of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "consultations.html")]
pub struct QuiAConsulte {
    /// What stands around.
    pub layout: Layout,
    /// Back to the dossier: the young person's name.
    pub dossier: Link,
    /// `depuis l’ouverture du dossier, le 10 novembre 2026`.
    pub periode: String,
    /// Newest first.
    pub consultations: Vec<Consultation>,
    /// Where one stands; `None` when all are shown.
    pub pagination: Option<Pagination>,
}

impl QuiAConsulte {
    /// Three readings.
    pub fn sample() -> Self {
        let row = |quand: &str, qui: &str, role: &str, motif: &str, quoi: &str| Consultation {
            quand: quand.into(),
            qui: qui.into(),
            role: role.into(),
            motif: motif.into(),
            quoi: quoi.into(),
        };
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            periode: fr("depuis l’ouverture du dossier, le 10 novembre 2026"),
            consultations: vec![
                row(
                    "14 novembre 2026, 10 h 18",
                    "M. Petit",
                    "Psy-EN, CIO Bordeaux Sud",
                    "responsable du dossier",
                    "chronologie",
                ),
                row(
                    "12 novembre 2026, 9 h 40",
                    "Claire Marchetti",
                    "référente décrochage, LP Les Menuts",
                    "dernier établissement du jeune",
                    "contacts et proches",
                ),
                row(
                    "10 novembre 2026, 8 h 05",
                    "Mme Lartigue",
                    "responsable, PSAD Bordeaux",
                    "membre de la PSAD Bordeaux",
                    "liste des nouveaux jeunes",
                ),
            ],
            pagination: None,
        }
    }
}

impl Page for QuiAConsulte {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Qui a consulté le dossier de {}", self.dossier.label)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes"), self.dossier.clone()]
    }
}
