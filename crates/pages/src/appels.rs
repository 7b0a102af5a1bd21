//! A session of calls: one young person fills the screen; six keys say what came of the call, then the next.

use askama::Template;

use crate::components::{Action, EmptyState, Progress, Weight};
use crate::dossier::Numero;
use crate::form::{Choice, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, impl_page};

/// Before the session: whom one would call, and why them.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "appels.html")]
pub struct Appels {
    /// What stands around.
    pub layout: Layout,
    /// Begins a session; posts `file` (which queue) and `nombre` (how many at most).
    pub commencer: Form,
    /// A session left unfinished: its progress and the way back.
    pub en_pause: Option<(Progress, Action)>,
    /// Said instead of all that when there is nobody to call.
    pub vide: Option<EmptyState>,
}

impl Appels {
    /// `file`, `nombre`.
    pub fn form(action: &str, files: Vec<Choice>) -> Form {
        Form::new("session", action, "Commencer les appels")
            .field(Field::radios("file", "Qui appeler", files))
            .field(Field::new(Kind::Line("number"), "nombre", "Combien au plus").value("40"))
            .primary()
    }

    /// With a session left yesterday.
    pub fn sample() -> Self {
        let file = |code: &str, label: &str, hint: &str| Choice {
            hint: Some(fr(hint)),
            ..Choice::new(code, fr(label))
        };
        Self {
            layout: Layout::sample().at("/appels"),
            commencer: Self::form(
                "/appels",
                vec![
                    file(
                        "urgence",
                        "Tous, du plus pressant au moins pressant (38)",
                        "Délais légaux d’abord, puis rappels promis, puis jamais contactés.",
                    ),
                    file(
                        "rappels",
                        "Les rappels promis pour aujourd’hui (4)",
                        "Ceux qui ont demandé qu’on les rappelle.",
                    ),
                    file("jamais", "Jamais contactés (5)", "Les nouveaux de la dernière campagne."),
                ],
            ),
            en_pause: Some((
                Progress { done: 12, total: 40, words: fr("Session d’hier : 12 appels sur 40") },
                Action::new("Reprendre", "/appels/s1/reprendre"),
            )),
            vide: None,
        }
    }
}

/// The call under way.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "session_appels.html")]
pub struct SessionAppels {
    /// What stands around.
    pub layout: Layout,
    /// `12 sur 40`.
    pub avancement: Progress,
    /// `Inès DUVAL`.
    pub nom: String,
    /// `17 ans`.
    pub age: String,
    /// `mineur` or `mineure`, when so.
    pub mineur: Option<String>,
    /// The dossier, opened beside.
    pub dossier: Link,
    /// Why we call, in one sentence.
    pub pourquoi: String,
    /// `Sa mère répond le plus souvent, le soir.`
    pub qui_repond: Option<String>,
    /// Numbers, most promising first, with whose they are; in the order of the choices of [`SessionAppels::issue_form`].
    pub numeros: Vec<Numero>,
    /// What to say, paragraph by paragraph.
    pub script: Vec<String>,
    /// What came of the call, with their keys: posts `issue`, `numero`, `version`.
    pub issues: Form,
    /// After the outcome: what follows; posts what [`SessionAppels::suite_form`] holds. The outcomes are then hidden.
    pub suite: Option<Form>,
    /// Leaves the session as it is.
    pub pause: Action,
    /// Passes to the next without calling.
    pub passer: Action,
}

impl SessionAppels {
    /// `issue` (a button each, keys 1 to 6), `numero`, `version`.
    pub fn issue_form(action: &str, version: i64, numeros: Vec<Choice>, issues: Vec<Choice>) -> Form {
        let first = numeros.first().map_or_else(String::new, |numero| numero.code.clone());
        Form::new("issue", action, "")
            .with("version", version)
            .field(Field::radios("numero", "Numéro appelé", numeros).value(first))
            .field(Field::radios("issue", "Résultat", issues))
    }

    /// `rappeler_le` (facultatif), `rendez_vous` (facultatif), `lieu` (facultatif), `note` (facultatif), `version`.
    pub fn suite_form(action: &str, version: i64) -> Form {
        Form::new("suite", action, "Enregistrer et passer au suivant")
            .with("version", version)
            .field(Field::date("rappeler_le", "Rappeler le").optional())
            .field(Field::new(Kind::Line("datetime-local"), "rendez_vous", "Rendez-vous").optional())
            .field(Field::text("lieu", "Lieu du rendez-vous").optional())
            .field(Field::note("note", "Note").optional())
            .primary()
    }

    fn choices(field: &Field) -> &[Choice] {
        match &field.kind {
            Kind::Radios(choices) | Kind::Select(choices) | Kind::Boxes(choices) => choices,
            _ => &[],
        }
    }

    /// Each number with the radio button that says it is the one called.
    fn callable(&self) -> Vec<(&Numero, &Choice)> {
        let field = self.issues.fields.iter().find(|field| field.name == "numero");
        self.numeros.iter().zip(field.map_or(&[][..], Self::choices)).collect()
    }

    fn issue_choices(&self) -> &[Choice] {
        self.issues.fields.iter().find(|field| field.name == "issue").map_or(&[], Self::choices)
    }

    /// The call to Inès.
    pub fn sample() -> Self {
        use crate::components::{Badge, Tone};
        Self {
            layout: Layout::sample().at("/appels"),
            avancement: Progress { done: 12, total: 40, words: "12 appels sur 40".into() },
            nom: "Inès DUVAL".into(),
            age: "17 ans".into(),
            mineur: Some("mineure".into()),
            dossier: Link::new("Ouvrir le dossier", "/dossiers/r1"),
            pourquoi: fr(
                "Sans formation depuis juin 2026, jamais jointe ; son entretien de réorientation doit se tenir avant le 3 mars.",
            ),
            qui_repond: Some(fr("Sa mère répond le plus souvent, après 18 h.")),
            numeros: vec![
                Numero {
                    valeur: "06 39 98 12 34".into(),
                    href: "tel:+33639981234".into(),
                    origine: fr("Inès, corrigé par le LP Les Menuts le 12 novembre"),
                    etat: Badge::new("2 appels sans réponse", Tone::Neutral),
                },
                Numero {
                    valeur: "06 39 98 45 67".into(),
                    href: "tel:+33639984567".into(),
                    origine: fr("Sandrine Duval, mère ; SIECLE, juin 2026"),
                    etat: Badge::new("Jamais essayé", Tone::Neutral),
                },
            ],
            script: vec![
                fr(
                    "Bonjour, je suis Claire Marchetti, de la plate-forme de suivi et d’appui aux décrocheurs. Est-ce que je peux parler à Inès ?",
                ),
                fr(
                    "Je n’appelle pas pour vous reprocher quoi que ce soit : nous aidons les jeunes à trouver une formation qui leur plaît.",
                ),
                fr("Où en êtes-vous depuis juin ? Qu’est-ce qui vous tenterait ?"),
            ],
            issues: Self::issue_form(
                "/appels/s1/issue",
                7,
                Choice::list(&[("n1", "06 39 98 12 34"), ("n2", "06 39 98 45 67")]),
                Choice::list(&[
                    ("joint", "Jointe"),
                    ("famille", "Famille jointe"),
                    ("message", "Message laissé"),
                    ("sans_reponse", "Pas de réponse"),
                    ("mauvais_numero", "Mauvais numéro"),
                    ("refus", "Refus"),
                ]),
            ),
            suite: None,
            pause: Action::new("Faire une pause", "/appels/s1/pause").weight(Weight::Tertiary),
            passer: Action::new("Passer au suivant sans appeler", "/appels/s1/passer")
                .weight(Weight::Tertiary),
        }
    }

    /// After « jointe ».
    pub fn suite_sample() -> Self {
        Self { suite: Some(Self::suite_form("/appels/s1/suite", 8)), ..Self::sample() }
    }
}

impl_page! {
    Appels => "Appels", [];
    SessionAppels => "Session d’appels", ["Appels" => "/appels"];
}
