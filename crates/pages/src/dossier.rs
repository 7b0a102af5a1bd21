//! The dossier: who, who is responsible, what is due, the three axes, and everything behind five tabs.

mod forms;
mod sample;
mod tabs;

use askama::Template;

pub use forms::Forms;
pub use tabs::{
    Chronologie, Contactable, ContactsEtProches, Document, Etape, EtatEtape, Numero, Onglet, Parcours,
    Periode, Personne, Scolarite, Tache,
};

use crate::components::{Action, Alert, Axis, Tabs, Tone};
use crate::form::Drawer;
use crate::layout::{Layout, Link, Page};

/// Something due, with its clock and its text of law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maintenant {
    /// `Entretien de réorientation avant le 3 mars`.
    pub texte: String,
    /// `reste 9 jours`.
    pub delai: Option<String>,
    /// `article L313-8 du code de l’éducation`.
    pub loi: Option<String>,
    /// How pressing.
    pub tone: Tone,
    /// The link that opens what answers it: `Planifier`.
    pub lien: Option<Link>,
    /// Or the button that does it at once.
    pub action: Option<Action>,
}

/// Who has the young person in charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsable {
    /// `M. Petit`.
    pub nom: String,
    /// `CIO Bordeaux Sud`.
    pub structure: String,
    /// `depuis le 12 novembre`, or what waits: `relais proposé à la mission locale des Graves`.
    pub precision: Option<String>,
}

/// A dossier.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "dossier.html")]
pub struct Dossier {
    /// What stands around.
    pub layout: Layout,
    /// `Inès DUVAL`.
    pub nom: String,
    /// `17 ans`.
    pub age: String,
    /// `mineur` or `mineure`, when so.
    pub mineur: Option<String>,
    /// Birth date, commune, INE: a few words each.
    pub identite: Vec<String>,
    /// Who has her in charge.
    pub responsable: Responsable,
    /// `membre de la PSAD Bordeaux, qui suit ce jeune`.
    pub pourquoi: String,
    /// The access log, for those who may see it.
    pub qui_a_consulte: Option<Link>,
    /// Rare actions: merge, signed link, print.
    pub autres: Vec<Link>,
    /// Said before the rest: closed dossier, conflict, merged.
    pub alerts: Vec<Alert>,
    /// What is due. Empty when nothing is.
    pub maintenant: Vec<Maintenant>,
    /// Situation, contact, solution.
    pub axes: Vec<Axis>,
    /// The five tabs.
    pub onglets: Tabs,
    /// The one that is shown.
    pub onglet: Onglet,
    /// The hand-off, in the head of the page.
    pub relais: Option<Drawer>,
    /// « + Contact », « + Entretien »… each opens in place.
    pub tiroirs: Vec<Drawer>,
}

impl Page for Dossier {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("{}, {}", self.nom, self.age)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes")]
    }
}
