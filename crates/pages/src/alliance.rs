//! What a charter opens: the page of whoever has not signed it yet, then what its members share, each with its readers.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::{Action, Badge, Tone, Weight};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// What whoever takes part sees before they commit to the charter: of whom it is, and the charter.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "charte.html")]
pub struct Charte {
    /// What stands around.
    pub layout: Layout,
    /// First name and name of the young person.
    pub jeune: String,
    /// The dispositif, with its public page.
    pub dispositif: Link,
    /// What it is, in one sentence.
    pub resume: String,
    /// The charter, as a PDF, and the page that shows its pages; nothing while it is not made.
    pub document: Option<(Link, Link)>,
    /// Commits to it; nothing while it is not made, and for who may not.
    pub signer: Option<Action>,
    /// Why who looks may not.
    pub empeche: Option<String>,
}

impl Charte {
    /// Commits to the charter, in one's own name.
    pub fn engagement(base: &str) -> Action {
        Action::new("Je m’engage à respecter cette charte", format!("{base}/charte")).weight(Weight::Primary)
    }

    /// A charter to sign.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/parcours"),
            jeune: "Inès DUVAL".into(),
            dispositif: Link::new("Alliance éducative", "/dispositifs/alliance_educative"),
            resume: "Des professionnels se mettent autour d’un élève et de sa famille, sous une charte."
                .into(),
            document: Some((
                Link::new("Lire la charte de déontologie (PDF)", "/parcours/p1/documents/d1"),
                Link::new("Lire ici, page par page", "/parcours/p1/pages/d1"),
            )),
            signer: Some(Self::engagement("/parcours/p1")),
            empeche: None,
        }
    }

    /// A charter that is not made yet.
    pub fn empty_sample() -> Self {
        Self { document: None, signer: None, ..Self::sample() }
    }
}

impl Page for Charte {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        fr(&format!("{} : {}", self.dispositif.label, self.jeune))
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Mes parcours", "/parcours")]
    }
}

/// Somebody whom the charter binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membre {
    /// Name.
    pub nom: String,
    /// As what.
    pub qualite: String,
    /// Whether they have committed to it, and since when.
    pub etat: Badge,
    /// Notes that they did on paper.
    pub papier: Option<Action>,
}

/// Something shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformationVue {
    /// What it says.
    pub texte: String,
    /// Who wrote it, and when.
    pub auteur: String,
    /// Who reads it.
    pub lecteurs: String,
    /// Takes it back; for its author.
    pub retirer: Option<Action>,
}

/// The charter of a parcours, and what those whom it binds share with who looks.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parcours_partage.html")]
pub struct Partage {
    /// Those whom the charter binds.
    pub membres: Vec<Membre>,
    /// Commits to the charter; nothing when who looks has, or while there is no charter.
    pub signer: Option<Action>,
    /// Why nothing is shown; nothing once who looks has signed.
    pub ferme: Option<String>,
    /// What is shared, theme by theme.
    pub themes: Vec<(String, Vec<InformationVue>)>,
    /// Shares something.
    pub partager: Option<Drawer>,
}

impl HtmlSafe for Partage {}

impl Partage {
    /// Commits to the charter, beside the acts of the step under way.
    pub fn engagement(base: &str) -> Action {
        Charte::engagement(base).weight(Weight::Secondary)
    }

    /// The value of the reader that stands for those who conduct the parcours.
    pub const CONDUITE: &'static str = "conduite";

    /// Notes that somebody without an account committed to the charter on paper.
    pub fn papier(base: &str, partie: &str, nom: &str) -> Action {
        Action {
            about: Some(format!("de {nom}")),
            ..Action::new("Noter l’engagement signé sur papier", format!("{base}/charte"))
                .with("partie", partie)
                .weight(Weight::Tertiary)
        }
    }

    /// Shares something; posts `theme`, `texte` and `lecteurs`, several times.
    pub fn partager(base: &str, themes: &[String], lecteurs: Vec<Choice>, au_plus: usize) -> Drawer {
        let themes = themes.iter().map(|theme| Choice::new(theme, debut(theme))).collect();
        let texte = fr(&format!(
            "{au_plus} caractères au plus. Rien de médical. Le jeune et sa famille peuvent demander à lire ce que vous écrivez."
        ));
        let mut equipe = lecteurs;
        equipe.push(Choice::new(Self::CONDUITE, "L’équipe qui conduit le parcours"));
        let form = Form::new("informations", format!("{base}/informations"), "Partager avec ces personnes")
            .field(Field::select("theme", "Thème", themes))
            .field(Field::new(Kind::Lines(4), "texte", "Ce que vous partagez").hint(texte))
            .field(
                Field::boxes("lecteurs", "Qui le lira", equipe)
                    .hint(fr("Vous, et ceux que vous cochez : personne d’autre.")),
            );
        Drawer::new("Partager une information", form)
    }

    /// Takes back what one shared.
    pub fn retirer(base: &str, information: &str, theme: &str) -> Action {
        Action {
            about: Some(format!("du thème {theme}")),
            ..Action::new("Retirer cette information", format!("{base}/informations/{information}/retirer"))
                .weight(Weight::Tertiary)
        }
    }

    /// One who signed, one who has not; one piece of information.
    pub fn sample() -> Self {
        let base = "/parcours/p1";
        let theme = "coéducation et lien avec la famille";
        Self {
            membres: vec![
                Membre {
                    nom: "Dominique Lame".into(),
                    qualite: "le chef d’établissement".into(),
                    etat: Badge::new("signée le 12 octobre 2026", Tone::Success),
                    papier: None,
                },
                Membre {
                    nom: "Sacha Roy".into(),
                    qualite: "le tuteur".into(),
                    etat: Badge::new("charte à signer", Tone::Warning),
                    papier: Some(Self::papier(base, "2", "Sacha Roy")),
                },
            ],
            signer: Some(Self::engagement(base)),
            ferme: None,
            themes: vec![(
                "Coéducation et lien avec la famille".into(),
                vec![InformationVue {
                    texte: fr("La mère est joignable le matin ; elle souhaite venir au prochain point."),
                    auteur: "Camille Roy, le 14 octobre 2026".into(),
                    lecteurs: fr("Lu par : Dominique Lame, l’équipe qui conduit le parcours."),
                    retirer: Some(Self::retirer(base, "i1", theme)),
                }],
            )],
            partager: Some(Self::partager(
                base,
                &[theme.to_owned(), "mesure éducative".to_owned()],
                vec![Choice::new("1", "Dominique Lame, le chef d’établissement")],
                500,
            )),
        }
    }
}

/// With a capital first.
fn debut(texte: &str) -> String {
    let mut lettres = texte.chars();
    lettres
        .next()
        .map(|premiere| premiere.to_uppercase().collect::<String>() + lettres.as_str())
        .unwrap_or_default()
}
