//! The school calendar: what closes groups, and where deadlines fall.

use askama::Template;

use crate::components::{Action, EmptyState};
use crate::form::{Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// Holidays of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VacancesLigne {
    /// `Vacances d’hiver`.
    pub nom: String,
    /// `du 13 au 28 février 2027`.
    pub dates: String,
    /// From a file, or typed.
    pub source: String,
    /// Takes it out of the calendar; `None` for those who read alone.
    pub retirer: Option<Action>,
}

/// The calendar, and where it is kept up to date.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "vacances.html")]
pub struct Calendrier {
    /// What stands around.
    pub layout: Layout,
    /// In order.
    pub lignes: Vec<VacancesLigne>,
    /// The same as a file.
    pub export: Link,
    /// Reads the ministry's file; `None` for those who read alone.
    pub importer: Option<Form>,
    /// Adds one by hand; `None` for those who read alone.
    pub ajouter: Option<Form>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Calendrier {
    /// Reads the ministry's file; posts `fichier` and `academie`, proposed when the service knows it.
    pub fn importer(action: &str, academie: Option<&str>) -> Form {
        let lieu =
            Field::text("academie", "Académie").hint(fr("Comme la colonne « location » du fichier l’écrit."));
        Form::new("calendrier", action, "Lire ce calendrier")
            .field(
                Field::new(Kind::File(".csv,.txt"), "fichier", "Calendrier scolaire (CSV)").hint(fr(
                    "Le fichier « fr-en-calendrier-scolaire » du ministère (data.education.gouv.fr), tel quel. Les lignes des autres \
                     académies et celles des seuls enseignants sont laissées de côté.",
                )),
            )
            .field(match academie {
                Some(academie) => lieu.value(academie),
                None => lieu,
            })
            .primary()
    }

    /// Adds one by hand; posts `nom`, `du`, `au`.
    pub fn ajouter(action: &str) -> Form {
        Form::new("vacances", action, "Ajouter")
            .field(Field::text("nom", "Nom").hint(fr("Par exemple : Vacances de Noël")))
            .field(Field::date("du", "Premier jour"))
            .field(Field::date("au", "Dernier jour").hint("La veille de la reprise des cours."))
    }

    /// What is said when there is none.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun calendrier".to_owned(),
            text: fr(
                "Tant que le calendrier scolaire n’est pas là, chaque groupe ne ferme que les jours fériés et aux périodes qu’il dit lui-même.",
            ),
            link: None,
        }
    }

    /// A school year, for an administrator.
    pub fn sample() -> Self {
        let ligne = |nom: &str, dates: &str, source: &str| VacancesLigne {
            nom: nom.to_owned(),
            dates: dates.to_owned(),
            source: source.to_owned(),
            retirer: Some(Self::retrait("/vacances/retirer", nom, "v1")),
        };
        Self {
            layout: Layout::sample().at("/vacances"),
            lignes: vec![
                ligne(
                    "Vacances de la Toussaint",
                    "du 17 octobre au 1er novembre 2026",
                    "calendrier du ministère",
                ),
                ligne("Vacances de Noël", "du 19 décembre 2026 au 3 janvier 2027", "calendrier du ministère"),
                ligne("Journée académique", "le 12 mars 2027", "saisi ici"),
            ],
            export: Link::new("Télécharger ce calendrier (CSV)", "/vacances.csv"),
            importer: Some(Self::importer("/vacances/fichier", Some("Bordeaux"))),
            ajouter: Some(Self::ajouter("/vacances")),
            vide: Self::rien(),
        }
    }

    /// None yet, for somebody who reads alone.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], importer: None, ajouter: None, ..Self::sample() }
    }

    /// The button that takes holidays out of the calendar.
    pub fn retrait(action: &str, nom: &str, id: impl ToString) -> Action {
        let mut retrait = Action::new("Retirer", action).with("periode", id);
        retrait.about = Some(nom.to_owned());
        retrait
    }
}

impl Page for Calendrier {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Vacances scolaires".into()
    }
}
