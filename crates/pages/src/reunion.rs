//! Bringing two dossiers of one person together: this one beside each that looks like it, what differs marked.

use askama::Template;

use crate::components::{EmptyState, Tone};
use crate::form::{Choice, Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, Page};
use crate::revue::ChampCompare;

/// A dossier that may be of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidat {
    /// Its page: the person's name.
    pub dossier: Link,
    /// Why it is shown: `même nom et même date de naissance`.
    pub pourquoi: String,
    /// How sure that looks.
    pub tone: Tone,
    /// Both dossiers, field by field: this one on the left.
    pub champs: Vec<ChampCompare>,
    /// Reunites them; `None` where the rules refuse, which [`Candidat::pourquoi`] then says.
    pub reunir: Option<Form>,
}

/// The dossiers that may be of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "reunion.html")]
pub struct Reunion {
    /// What stands around.
    pub layout: Layout,
    /// Back to the dossier: the person's name.
    pub dossier: Link,
    /// The likeliest first.
    pub candidats: Vec<Candidat>,
    /// Looks for somebody by name: a POST form, as what is searched stays out of addresses.
    pub chercher: Form,
    /// What is said when nobody is shown.
    pub vide: EmptyState,
}

impl Reunion {
    /// The form that reunites; posts `autre`, `version`, and `garder`: `ici` or `autre`.
    pub fn form(action: &str, version: i64, autre: &str, ici: &str, la: &str) -> Form {
        let choix = vec![
            Choice { hint: Some(ici.into()), ..Choice::new("ici", "Ce dossier") },
            Choice { hint: Some(la.into()), ..Choice::new("autre", "L’autre dossier") },
        ];
        Form::new(format!("reunir-{autre}"), action, "Réunir ces deux dossiers")
            .with("version", version)
            .with("autre", autre)
            .field(Field::radios("garder", "Lequel continue", choix).value("ici"))
    }

    /// The form that looks for somebody else; posts `q`.
    pub fn recherche(action: &str, cherche: &str) -> Form {
        Form::new("chercher", action, "Chercher").field(
            Field::text("q", "Chercher un autre dossier")
                .hint(fr("Nom, date de naissance, INE ou téléphone, dans votre territoire"))
                .value(cherche)
                .autocomplete("off"),
        )
    }

    /// Two that look alike: the same person, and perhaps a twin.
    pub fn sample() -> Self {
        let champ = |libelle: &str, ici: &str, la: &str| ChampCompare::new(libelle, ici, la);
        let action = "/dossiers/r1/reunir";
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            candidats: vec![
                Candidat {
                    dossier: Link::new("Inès DUVAL-ROY", "/dossiers/r9"),
                    pourquoi: fr("Même nom et même date de naissance."),
                    tone: Tone::Success,
                    champs: vec![
                        champ("Nom de famille", "DUVAL", "DUVAL-ROY"),
                        champ("Prénoms", "Inès", "Inès Marie"),
                        champ("Date de naissance", "3 novembre 2009", "3 novembre 2009"),
                        champ("Commune", "Talence", "Bègles"),
                        champ("INE", "123456789AB", ""),
                        champ("Responsable", "CIO Bordeaux Sud", "PSAD Bordeaux"),
                    ],
                    reunir: Some(Self::form(
                        action,
                        7,
                        "r9",
                        "Ouvert le 10 novembre 2026, confié à CIO Bordeaux Sud",
                        "Ouvert le 2 octobre 2026, confié à PSAD Bordeaux",
                    )),
                },
                Candidat {
                    dossier: Link::new("Lina DUVAL", "/dossiers/r8"),
                    pourquoi: fr("Même nom, même date de naissance, autre prénom : peut-être des jumeaux."),
                    tone: Tone::Warning,
                    champs: vec![champ("Nom de famille", "DUVAL", "DUVAL"), champ("Prénoms", "Inès", "Lina")],
                    reunir: None,
                },
            ],
            chercher: Self::recherche("/dossiers/r1/reunir/chercher", ""),
            vide: Self::rien(),
        }
    }

    /// Nobody looks like this person.
    pub fn empty_sample() -> Self {
        Self { candidats: vec![], ..Self::sample() }
    }

    /// What is said when nobody looks like this person.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun dossier ouvert ne ressemble à celui-ci".into(),
            text: fr(
                "Seuls les dossiers de votre territoire sont comparés. Vous pouvez en chercher un par son nom.",
            ),
            link: None,
        }
    }
}

impl Page for Reunion {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Réunir avec un autre dossier".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes"), self.dossier.clone()]
    }
}
