//! Who read what, when and why: of one dossier for those who may see it, to print for the young person who asks, and of all
//! for whoever oversees data protection.

use askama::Template;

use crate::components::{EmptyState, Fact, Pagination};
use crate::form::{Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, Page, impl_page};

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
    /// The same as a report for the young person.
    pub rapport: Link,
}

/// The same for the young person: a letter, in words addressed to them.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "rapport_acces.html")]
pub struct RapportAcces {
    /// What stands around; only the letter is printed.
    pub layout: Layout,
    /// Back to the dossier: the young person's name.
    pub dossier: Link,
    /// Who sends it, a line each.
    pub expediteur: Vec<String>,
    /// To whom.
    pub destinataire: String,
    /// `12 novembre 2026`.
    pub date: String,
    /// What it is about, and how much there is of it.
    pub paragraphes: Vec<String>,
    /// Oldest first: a story is read from its beginning.
    pub consultations: Vec<Consultation>,
    /// What the person may do about it, and with whom.
    pub droits: Vec<String>,
}

/// Somebody who read, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParPersonne {
    /// Their name, and what they read.
    pub qui: Link,
    /// Readings.
    pub lectures: u64,
    /// Dossiers that were read.
    pub dossiers: u64,
}

/// One line of the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ligne {
    /// `12 novembre 2026 à 9 h 40`.
    pub quand: String,
    /// Who.
    pub qui: String,
    /// In which role, where.
    pub role: String,
    /// Number of the dossier, and all its readings; never a name. `None` when it was none in particular.
    pub dossier: Option<Link>,
    /// What was read.
    pub quoi: String,
    /// Why they could.
    pub motif: String,
}

/// The whole log, searched.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "journal_acces.html")]
pub struct JournalAcces {
    /// What stands around.
    pub layout: Layout,
    /// Whom, where, when: a POST form, as it holds a name.
    pub recherche: Form,
    /// What is shown: `du 13 octobre au 12 novembre 2026, par Claire Marchetti`.
    pub perimetre: String,
    /// How many readings, people, dossiers.
    pub comptes: Vec<Fact>,
    /// Those who read most.
    pub par_personne: Vec<ParPersonne>,
    /// Newest first.
    pub lignes: Vec<Ligne>,
    /// Where one stands.
    pub pagination: Pagination,
    /// The same as a file; `None` when there is nothing.
    pub export: Option<Link>,
    /// What is said when nothing is found.
    pub vide: EmptyState,
}

impl QuiAConsulte {
    /// Three readings.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            periode: fr("depuis l’ouverture du dossier, le 10 novembre 2026"),
            consultations: trois(),
            pagination: None,
            rapport: Link::new("Imprimer pour le jeune", "/dossiers/r1/consultations/rapport"),
        }
    }
}

fn trois() -> Vec<Consultation> {
    let row = |quand: &str, qui: &str, role: &str, motif: &str, quoi: &str| Consultation {
        quand: quand.into(),
        qui: qui.into(),
        role: role.into(),
        motif: motif.into(),
        quoi: quoi.into(),
    };
    vec![
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
    ]
}

impl RapportAcces {
    /// Three readings.
    pub fn sample() -> Self {
        let mut consultations = trois();
        consultations.reverse();
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            expediteur: vec!["PSAD Bordeaux".into(), "Académie de Bordeaux".into()],
            destinataire: "Inès DUVAL".into(),
            date: "12 novembre 2026".into(),
            paragraphes: vec![
                fr(
                    "Vous avez demandé qui a lu votre dossier. Voici chaque lecture depuis son ouverture, le 10 novembre 2026 : qui, à quel titre, quand et pourquoi.",
                ),
                fr("Votre dossier a été lu 3 fois, par 3 personnes."),
            ],
            consultations,
            droits: vec![fr(
                "Une lecture vous étonne ? Écrivez à la déléguée ou au délégué à la protection des données : dpd@exemple.example.",
            )],
        }
    }
}

impl JournalAcces {
    /// The form that searches; posts `personne`, `organisation`, `dossier`, `du`, `au`.
    pub fn form(action: &str) -> Form {
        Form::new("journal", action, "Chercher")
            .field(
                Field::text("personne", "Qui a lu")
                    .hint("Nom ou adresse électronique")
                    .optional()
                    .autocomplete("off"),
            )
            .field(
                Field::text("organisation", "Pour quelle structure").hint("Une partie de son nom").optional(),
            )
            .field(Field::date("du", "Du").optional())
            .field(Field::date("au", "Au").optional())
            .field(Field::text("dossier", "Numéro du dossier").optional().autocomplete("off"))
    }

    /// Two readings.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/consultations"),
            recherche: Self::form("/consultations"),
            perimetre: fr("Du 13 octobre au 12 novembre 2026, toutes les lectures."),
            comptes: vec![
                Fact::new("Lectures", "1\u{202f}204"),
                Fact::new("Personnes qui ont lu", "38"),
                Fact::new("Dossiers lus", "311"),
            ],
            par_personne: vec![ParPersonne {
                qui: Link::new("Claire Marchetti", "/consultations?qui=u1"),
                lectures: 204,
                dossiers: 38,
            }],
            lignes: vec![
                Ligne {
                    quand: "12 novembre 2026 à 9 h 40".into(),
                    qui: "Claire Marchetti".into(),
                    role: "Référente décrochage, LP Les Menuts".into(),
                    dossier: Some(Link::new("3f2a8c01", "/consultations?dossier=r1")),
                    quoi: "Contacts et proches".into(),
                    motif: "dernier établissement".into(),
                },
                Ligne {
                    quand: "12 novembre 2026 à 9 h 02".into(),
                    qui: "Paul Lartigue".into(),
                    role: "Responsable de PSAD, PSAD Bordeaux".into(),
                    dossier: None,
                    quoi: "Export d’une liste".into(),
                    motif: "Export de 38 dossiers".into(),
                },
            ],
            pagination: Pagination {
                from: 1,
                to: 2,
                total: 1204,
                previous: None,
                next: Some("/consultations?page=2".into()),
            },
            export: Some(Link::new("Exporter ces lectures (CSV)", "/consultations/export")),
            vide: Self::rien(),
        }
    }

    /// Nothing found.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], par_personne: vec![], export: None, ..Self::sample() }
    }

    /// What is said when nothing is found.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucune lecture ne correspond".into(),
            text: fr("Élargissez les dates, ou retirez un critère."),
            link: Some(Link::new("Voir les trente derniers jours", "/consultations")),
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

impl Page for RapportAcces {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Qui a lu votre dossier".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        let lectures = Link::new("Qui l’a consulté", format!("{}/consultations", self.dossier.href));
        vec![Link::new("Jeunes", "/jeunes"), self.dossier.clone(), lectures]
    }
}

impl_page! { JournalAcces => "Journal des consultations", []; }
