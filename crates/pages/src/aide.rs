//! The user guide, in French, a page for each kind of work. The words are in `templates/aide/`.

use askama::Template;

use crate::layout::{Layout, Link, Page, impl_page};

/// A page of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rubrique {
    /// Signing in, the home page, searching, keys.
    Debuter,
    /// School: verifying leavers, signalling, following.
    Etablissement,
    /// PSAD and CIO: lists, calls, dossiers, hand-offs, committee.
    Psad,
    /// Mission locale: accepting a hand-off, obligation de formation, solutions.
    MissionLocale,
    /// Académie: campaigns.
    Campagne,
    /// Accounts and roles.
    Administration,
    /// Keys, dark theme, printing, without a mouse.
    Clavier,
}

impl Rubrique {
    /// Every page, in reading order.
    pub const ALL: [Self; 7] = [
        Self::Debuter,
        Self::Etablissement,
        Self::Psad,
        Self::MissionLocale,
        Self::Campagne,
        Self::Administration,
        Self::Clavier,
    ];

    /// Its name in the address: `/aide/<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Debuter => "debuter",
            Self::Etablissement => "etablissement",
            Self::Psad => "psad",
            Self::MissionLocale => "mission-locale",
            Self::Campagne => "campagne",
            Self::Administration => "administration",
            Self::Clavier => "clavier",
        }
    }

    /// The page of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rubrique| rubrique.code() == code)
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Debuter => "Débuter",
            Self::Etablissement => "Dans un établissement",
            Self::Psad => "Dans une PSAD ou un CIO",
            Self::MissionLocale => "Dans une mission locale",
            Self::Campagne => "Conduire une campagne",
            Self::Administration => "Administrer les comptes",
            Self::Clavier => "Au clavier, à l’écran, sur papier",
        }
    }

    /// What one finds there.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Debuter => "Se connecter, lire sa journée, retrouver quelqu’un.",
            Self::Etablissement => "Vérifier les sortants, signaler un départ, suivre un retour.",
            Self::Psad => "Listes, appels, dossier, relais, comité technique.",
            Self::MissionLocale => "Accepter un relais, tenir l’obligation de formation, noter une solution.",
            Self::Campagne => "Déposer les registres, contrôler, revoir, publier.",
            Self::Administration => "Inviter, donner un rôle, préparer un départ, contrôler les lectures.",
            Self::Clavier => "Raccourcis, thème sombre, agrandissement, impression.",
        }
    }
}

/// A picture of the guide, made by the tests that walk through the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Address of the picture.
    pub src: String,
    /// What it shows, for who cannot see it.
    pub alt: String,
}

/// The table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "aide/index.html")]
pub struct Aide {
    /// What stands around.
    pub layout: Layout,
    /// The pages for the reader's own role come first.
    pub rubriques: Vec<Rubrique>,
    /// Whom to ask: an address that a person reads.
    pub contact: Option<Link>,
}

/// One page of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "aide/page.html")]
pub struct AideRubrique {
    /// What stands around.
    pub layout: Layout,
    /// Which page.
    pub rubrique: Rubrique,
    /// Pictures, shown after the text.
    pub captures: Vec<Capture>,
}

impl Aide {
    /// All pages.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            rubriques: Rubrique::ALL.to_vec(),
            contact: Some(Link::new("Écrire à l’équipe", "mailto:equipe@exemple.example")),
        }
    }
}

impl AideRubrique {
    /// One page, without pictures.
    pub fn sample(rubrique: Rubrique) -> Self {
        Self { layout: Layout::sample(), rubrique, captures: vec![] }
    }
}

impl_page! { Aide => "Aide", []; }

impl Page for AideRubrique {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.rubrique.title().into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Aide", "/aide")]
    }
}
