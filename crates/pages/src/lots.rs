//! Documents in batches: asked for, prepared in the background, taken away as one file.

use askama::Template;

use crate::components::{Action, Badge, Progress, Tone};
use crate::form::{Choice, Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, impl_page};

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotVu {
    /// Of which model.
    pub titre: String,
    /// When it was asked for, until when it is kept.
    pub detail: String,
    /// Where it stands.
    pub etat: Badge,
    /// How far it is, while it is being prepared.
    pub avancement: Option<Progress>,
    /// The file, once it is there.
    pub fichier: Option<Link>,
    /// Stops it.
    pub interrompre: Option<Action>,
}

/// The batches that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lots.html")]
pub struct Lots {
    /// What stands around.
    pub layout: Layout,
    /// The address of the page.
    pub adresse: String,
    /// How long a file is kept, in words.
    pub conservation: String,
    /// Asks for a batch; nothing where no parcours of the territory has a document.
    pub form: Option<Form>,
    /// Last asked for first.
    pub lots: Vec<LotVu>,
}

impl Lots {
    /// Asks for a batch; posts `modele`.
    pub fn demande(action: &str, modeles: Vec<Choice>) -> Form {
        Form::new("lot", action, "Préparer le fichier")
            .field(
                Field::select("modele", "Quel document", modeles)
                    .hint("La dernière version, dans chaque parcours en cours de votre territoire."),
            )
            .primary()
    }

    /// Whether something is being prepared: the page then looks again by itself.
    fn prepare(&self) -> bool {
        self.lots.iter().any(|lot| lot.avancement.is_some())
    }

    /// One being prepared, one ready, one that failed.
    pub fn sample() -> Self {
        let lot = |titre: &str, etat, avancement, fichier| LotVu {
            titre: titre.into(),
            detail: "demandé le 12 novembre 2026 à 10\u{a0}h\u{a0}05".into(),
            etat,
            avancement,
            fichier,
            interrompre: None,
        };
        let progress = Progress {
            done: 31,
            total: 100,
            words: "31\u{a0}%\u{a0}: 310 documents sur 1\u{202f}000".into(),
        };
        Self {
            layout: Layout::sample().at("/parcours"),
            adresse: "/parcours/lots".into(),
            conservation: "sept jours".into(),
            form: Some(Self::demande(
                "/parcours/lots",
                vec![Choice::new("convention_stage", fr("Convention de stage : 1 000 parcours"))],
            )),
            lots: vec![
                LotVu {
                    interrompre: Some(Action::new("Interrompre", "/parcours/lots/l1/interrompre")),
                    ..lot(
                        "Convention de stage",
                        Badge::new("en préparation", Tone::Info),
                        Some(progress),
                        None,
                    )
                },
                lot(
                    "Contrat de parcours aménagé",
                    Badge::new("prêt", Tone::Success),
                    None,
                    Some(Link::new("Télécharger le fichier (ZIP)", "/parcours/lots/l2")),
                ),
                lot("Bilan", Badge::new("interrompu", Tone::Neutral), None, None),
            ],
        }
    }

    /// None, and nothing to ask for.
    pub fn empty_sample() -> Self {
        Self { form: None, lots: vec![], ..Self::sample() }
    }
}

impl_page! {
    Lots => "Documents en lot", ["Mes parcours" => "/parcours"];
}
