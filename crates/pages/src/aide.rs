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
    /// Other programs: tokens, addresses, webhooks.
    Api,
}

impl Rubrique {
    /// Every page, in reading order.
    pub const ALL: [Self; 8] = [
        Self::Debuter,
        Self::Etablissement,
        Self::Psad,
        Self::MissionLocale,
        Self::Campagne,
        Self::Administration,
        Self::Clavier,
        Self::Api,
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
            Self::Api => "api",
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
            Self::Api => "Relier un autre logiciel",
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
            Self::Api => "Jetons, adresses de l’API, webhooks et leur signature.",
        }
    }
}

impl Rubrique {
    /// Its pictures, made by the journeys in a real browser (`CAPTURES=1 tools/e2e 7-guide`).
    pub fn captures(self) -> Vec<Capture> {
        let images: &[(&str, &str)] = match self {
            Self::Debuter => &[(
                "journee",
                "La page « Ma journée » : à gauche ce qui est en retard et ce qui est à faire, chaque chiffre étant un lien vers sa liste.",
            )],
            Self::Etablissement => &[
                (
                    "verification",
                    "La feuille de vérification : une ligne par jeune, sept réponses possibles, le téléphone à corriger.",
                ),
                (
                    "parcours",
                    "Un parcours aménagé (PAFI) : l’étape en cours, à qui elle revient, pour quand, et ce qu’elle demande.",
                ),
            ],
            Self::Psad => &[
                (
                    "jeunes",
                    "La liste des jeunes, avec ses filtres, ses cases à cocher et le bouton d’export.",
                ),
                (
                    "dossier",
                    "Un dossier : identité et responsable, ce qui est dû maintenant, les trois axes et la chronologie.",
                ),
                (
                    "appels",
                    "La session d’appels : un jeune à la fois, pourquoi on l’appelle, ses numéros, les touches de résultat.",
                ),
            ],
            Self::MissionLocale => &[(
                "relais",
                "Les relais à accepter : pour chaque jeune, qui le propose, pourquoi, depuis quand, et les boutons accepter et refuser.",
            )],
            Self::Campagne => &[(
                "campagne",
                "Une campagne publiée : ses sources, son bilan et ce qui a changé depuis la précédente.",
            )],
            Self::Administration => &[(
                "comptes",
                "La liste des comptes, avec le formulaire d’invitation et les rôles de chacun.",
            )],
            Self::Clavier | Self::Api => &[],
        };
        images
            .iter()
            .map(|(nom, alt)| Capture {
                src: crate::asset_url(&format!("aide/{nom}.png")),
                alt: crate::fr(alt),
            })
            .collect()
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
