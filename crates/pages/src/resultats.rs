//! Results of exams: files to send, what reading them gave, who left a session without the diploma, who a doubtful line is.

use askama::Template;

use crate::campagnes::Remarque;
use crate::components::{Action, Badge, EmptyState, Fact, Tone};
use crate::form::{Choice, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvoiVu {
    /// Its name, opening what was noticed in it.
    pub rapport: Link,
    /// When, by whom, for which session.
    pub detail: String,
    /// What it gave, in one line.
    pub bilan: String,
}

/// Where results are sent, and the sessions that have some.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "resultats.html")]
pub struct Resultats {
    /// What stands around.
    pub layout: Layout,
    /// Whose results these are.
    pub cadre: String,
    /// How long they stay.
    pub conservation: String,
    /// Sends a file; none for who reads alone.
    pub form: Option<Form>,
    /// Each session, opening its candidates, and how many.
    pub sessions: Vec<(Link, String)>,
    /// Lines of which somebody must say who they are.
    pub doutes: Option<Link>,
    /// Files sent, last first.
    pub envois: Vec<EnvoiVu>,
    /// What is said when there is no session.
    pub vide: EmptyState,
}

/// What reading a file gave, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "resultats_rapport.html")]
pub struct RapportResultats {
    /// What stands around.
    pub layout: Layout,
    /// Name of the file.
    pub fichier: String,
    /// Who sent it, when.
    pub cadre: String,
    /// What was counted; the sum holds.
    pub faits: Vec<Fact>,
    /// What was noticed, in the order of the lines.
    pub remarques: Vec<Remarque>,
    /// How many more there are than those shown; empty when all are.
    pub reste: String,
    /// All of them as a file.
    pub telecharger: Link,
    /// The candidates of the session.
    pub suite: Link,
}

/// What a school has to do for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcoleLigne {
    /// Its name, opening its candidates where they may be read.
    pub ecole: Link,
    /// Figures, in the order of the headings.
    pub chiffres: Vec<String>,
}

/// Somebody who left the session without the diploma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidatLigne {
    /// Posted when chosen; `None` when there is nothing to tell the family yet, or any more.
    pub reference: Option<String>,
    /// Name, opening the parcours when there is one to open.
    pub jeune: Link,
    /// `17 ans, mineure`.
    pub age: String,
    /// Which exam.
    pub examen: String,
    /// Specialty or series.
    pub specialite: String,
    /// What the jury decided.
    pub decision: String,
    /// What was done since.
    pub suite: Badge,
}

/// Who left a session without the diploma.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "resultats_session.html")]
pub struct SessionResultats {
    /// What stands around.
    pub layout: Layout,
    /// Year of the session.
    pub session: i32,
    /// Of which school or schools, as of which day.
    pub cadre: String,
    /// The figures of the session.
    pub faits: Vec<Fact>,
    /// Headings of the figures of a school.
    pub entetes: Vec<String>,
    /// By school, for who has several.
    pub ecoles: Vec<EcoleLigne>,
    /// By name, for a school.
    pub lignes: Vec<CandidatLigne>,
    /// Where the choice is posted; none for who informs nobody.
    pub informer: Option<String>,
    /// How many families are to be informed.
    pub a_informer: u64,
    /// The same list as a file.
    pub export: Option<Link>,
    /// Where the letters are taken away together.
    pub lettres: Option<Link>,
    /// How long results stay.
    pub conservation: String,
    /// What is said when there is nobody.
    pub vide: EmptyState,
}

/// Somebody whom a doubtful line resembles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Semblable {
    /// Name and birth.
    pub qui: String,
    /// Why it is not sure.
    pub pourquoi: String,
    /// Says that it is this person.
    pub choisir: Action,
}

/// A line that resembles somebody known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DouteVu {
    /// Who the line says, with birth and INE.
    pub ligne: String,
    /// Exam, school, session.
    pub detail: String,
    /// Whom it resembles.
    pub semblables: Vec<Semblable>,
    /// Says that it is somebody else.
    pub autre: Action,
}

/// Lines of which somebody must say who they are.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "resultats_doutes.html")]
pub struct DoutesResultats {
    /// What stands around.
    pub layout: Layout,
    /// Oldest first.
    pub doutes: Vec<DouteVu>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Resultats {
    /// Sends a file; posts `fichier`, `resultats_le`, `examen` (facultatif).
    pub fn envoyer(action: &str, examens: Vec<Choice>) -> Form {
        Form::new("resultats", action, "Lire ce fichier")
            .field(
                Field::new(Kind::File(".csv,.xlsx,.txt,.tsv"), "fichier", "Fichier de résultats (CSV ou classeur)").hint(fr(
                    "Une ligne par candidat : INE, nom, prénom, date de naissance, examen, spécialité, décision du jury, UAI de \
                     l’établissement d’origine. Les notes ne sont pas lues.",
                )),
            )
            .field(
                Field::date("resultats_le", "Jour des résultats")
                    .hint("Son année est la session. Il vaut pour les lignes qui n’ont pas de date."),
            )
            .field(
                Field::select("examen", "Examen, si le fichier ne le dit pas à chaque ligne", examens).optional(),
            )
            .primary()
    }

    /// What is said when no results were read.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun résultat d’examen".into(),
            text: "Ceux qui n’ont pas obtenu leur examen apparaîtront ici, une fois les résultats lus."
                .into(),
            link: None,
        }
    }

    /// A school that sent a file.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/resultats"),
            cadre: "Les candidats qui viennent de LP Les Menuts.".into(),
            conservation: fr(
                "Qui a son examen est compté, et oublié aussitôt. Les résultats des autres sont gardés douze mois, ou cinq ans pour \
                 qui a un dossier ; puis ils s’effacent.",
            ),
            form: Some(Self::envoyer("/resultats", Choice::list(&[("cap", "CAP")]))),
            sessions: vec![(
                Link::new("Session 2026", "/resultats/2026"),
                fr("41 sans diplôme, 12 familles à informer"),
            )],
            doutes: None,
            envois: vec![EnvoiVu {
                rapport: Link::new("resultats-juillet.csv", "/resultats/envois/e1"),
                detail: fr("7 juillet 2026 à 14 h 05, par Claire Marchetti, session 2026"),
                bilan: fr("212 lignes : 168 admis, 41 sans diplôme, 3 écartées"),
            }],
            vide: Self::rien(),
        }
    }

    /// The académie, which has doubtful lines.
    pub fn academie_sample() -> Self {
        Self {
            cadre: "Les candidats de toute l’académie.".into(),
            doutes: Some(Link::new(
                fr("4 lignes ressemblent à quelqu’un de connu : dites qui"),
                "/resultats/doutes",
            )),
            ..Self::sample()
        }
    }

    /// Nothing yet.
    pub fn empty_sample() -> Self {
        Self { form: None, sessions: vec![], envois: vec![], ..Self::sample() }
    }
}

impl RapportResultats {
    /// A file with a line set aside.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/resultats"),
            fichier: "resultats-juillet.csv".into(),
            cadre: fr("Envoyé le 7 juillet 2026 à 14 h 05 par Claire Marchetti."),
            faits: vec![
                Fact::new("Lignes lues", "212"),
                Fact::new("Admis, comptés et oubliés", "168"),
                Fact::new("Sans le diplôme", "41"),
                Fact::new("Second groupe en attente", "0"),
                Fact::new("Écartées", "3"),
            ],
            remarques: vec![Remarque {
                ligne: "17".into(),
                champ: "uai".into(),
                valeur: "vide".into(),
                raison: fr("établissement d’origine absent ou mal écrit ; complétez l’UAI à la source"),
                sort: Badge::new("écartée", Tone::Error),
            }],
            reste: String::new(),
            telecharger: Link::new("Télécharger les remarques (CSV)", "/resultats/envois/e1/remarques.csv"),
            suite: Link::new("Voir les candidats de la session 2026", "/resultats/2026"),
        }
    }

    /// A file without a remark.
    pub fn clean_sample() -> Self {
        Self { remarques: vec![], ..Self::sample() }
    }
}

impl SessionResultats {
    /// Whether there is something to choose.
    fn choix(&self) -> bool {
        self.informer.is_some() && self.lignes.iter().any(|ligne| ligne.reference.is_some())
    }

    /// What is said when nobody failed.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Personne pour cette session".into(),
            text: "Aucun résultat lu ne dit qu’un candidat l’a quittée sans le diplôme.".into(),
            link: Some(Link::new("Toutes les sessions", "/resultats")),
        }
    }

    /// A school with one to inform, one informed, one doubtful.
    pub fn sample() -> Self {
        let ligne = |nom: &str, reference: Option<&str>, decision: &str, suite| CandidatLigne {
            reference: reference.map(str::to_owned),
            jeune: Link::new(nom, if reference.is_some() { "" } else { "/parcours/p1" }),
            age: fr("17 ans, mineure"),
            examen: "baccalauréat professionnel".into(),
            specialite: "Commerce".into(),
            decision: decision.into(),
            suite,
        };
        Self {
            layout: Layout::sample().at("/resultats"),
            session: 2026,
            cadre: fr("LP Les Menuts, au 8 juillet 2026."),
            faits: vec![
                Fact::new("Sans le diplôme", "3"),
                Fact::new("Familles informées", "1"),
                Fact::new("Demandes", "1"),
                Fact::new("Maintenus", "0"),
                Fact::new("Partis sans diplôme", "0"),
            ],
            entetes: vec![],
            ecoles: vec![],
            lignes: vec![
                ligne("DUVAL Inès", Some("c1"), "ajourné", Badge::new("famille à informer", Tone::Warning)),
                ligne("LEROY Sacha", None, "absent", Badge::new("demande reçue", Tone::Info)),
                CandidatLigne {
                    jeune: Link::new("NOUR Lina", ""),
                    ..ligne("", None, "ajourné", Badge::new("identité à confirmer", Tone::Neutral))
                },
            ],
            informer: Some("/resultats/2026/informer".into()),
            a_informer: 1,
            export: Some(Link::new("Télécharger cette liste (CSV)", "/resultats/2026/export")),
            lettres: Some(Link::new("Télécharger les lettres ensemble", "/parcours/lots")),
            conservation: Resultats::sample().conservation,
            vide: Self::rien(),
        }
    }

    /// A département, by school.
    pub fn ecoles_sample() -> Self {
        Self {
            cadre: fr("Établissements du département, au 8 juillet 2026."),
            entetes: vec!["Sans diplôme".into(), "Informées".into(), "Maintenus".into()],
            ecoles: vec![EcoleLigne {
                ecole: Link::new("LP Les Menuts", "/resultats/2026?uai=0330001X"),
                chiffres: vec!["41".into(), "12".into(), "5".into()],
            }],
            lignes: vec![],
            informer: None,
            lettres: None,
            ..Self::sample()
        }
    }

    /// Nobody.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], faits: vec![], export: None, lettres: None, ..Self::sample() }
    }
}

impl DoutesResultats {
    /// What is said when nobody is doubtful.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Chacun est reconnu".into(),
            text: "Aucune ligne de résultats n’attend qu’on dise qui elle désigne.".into(),
            link: Some(Link::new("Revenir aux résultats", "/resultats")),
        }
    }

    /// One line.
    pub fn sample() -> Self {
        let action = |label: &str| Action::new(label, "/resultats/doutes/d1");
        Self {
            layout: Layout::sample().at("/resultats"),
            doutes: vec![DouteVu {
                ligne: fr("ROY Sacha, naissance le 11 mars 2007, sans INE"),
                detail: "CAP Cuisine, LP Les Menuts, session 2026".into(),
                semblables: vec![Semblable {
                    qui: fr("ROY Sacha, naissance le 3 novembre 2007"),
                    pourquoi: fr("naissance : jour et mois inversés"),
                    choisir: action("C’est cette personne").with("jeune", "j1"),
                }],
                autre: action("C’est quelqu’un d’autre").with("jeune", "autre"),
            }],
            vide: Self::rien(),
        }
    }

    /// None.
    pub fn empty_sample() -> Self {
        Self { doutes: vec![], ..Self::sample() }
    }
}

fn au_dessus() -> Vec<Link> {
    vec![Link::new("Résultats d’examens", "/resultats")]
}

impl Page for Resultats {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Résultats d’examens".into()
    }
}

impl Page for RapportResultats {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Lecture de {}", self.fichier)
    }

    fn crumbs(&self) -> Vec<Link> {
        au_dessus()
    }
}

impl Page for SessionResultats {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Sans le diplôme, session {}", self.session)
    }

    fn crumbs(&self) -> Vec<Link> {
        au_dessus()
    }
}

impl Page for DoutesResultats {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Qui est-ce\u{202f}?".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        au_dessus()
    }
}
