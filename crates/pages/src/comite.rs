//! The comité technique, monthly meeting of a PSAD: agenda proposed from the dossiers, decisions with owner and date, minutes.

use askama::Template;

use crate::components::{Action, Badge, EmptyState, Tone};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page, impl_page};

/// A meeting in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComiteLigne {
    /// `Mardi 17 novembre 2026`, and its page.
    pub seance: Link,
    /// `PSAD Bordeaux, 12 situations`.
    pub resume: String,
    /// To come, under way, ended.
    pub etat: Badge,
}

/// The meetings.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "comites.html")]
pub struct Comites {
    /// What stands around.
    pub layout: Layout,
    /// Next first, then the past ones.
    pub seances: Vec<ComiteLigne>,
    /// [`Comites::form`]. `None` for those who may not.
    pub convoquer: Option<Drawer>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Comites {
    /// `debut`, `lieu`.
    pub fn form(action: &str) -> Drawer {
        Drawer::new(
            "Séance",
            Form::new("seance", action, "Convoquer le comité")
                .field(Field::new(Kind::Line("datetime-local"), "debut", "Jour et heure"))
                .field(Field::text("lieu", "Lieu")),
        )
    }

    /// One to come, one past.
    pub fn sample() -> Self {
        let ligne = |label: &str, resume: &str, etat: &str, tone| ComiteLigne {
            seance: Link::new(label, "/comites/k1"),
            resume: fr(resume),
            etat: Badge::new(etat, tone),
        };
        Self {
            layout: Layout::sample().at("/comites"),
            seances: vec![
                ligne(
                    "Mardi 17 novembre 2026",
                    "PSAD Bordeaux, 12 situations à l’ordre du jour",
                    "À venir",
                    Tone::Info,
                ),
                ligne(
                    "Mardi 13 octobre 2026",
                    "PSAD Bordeaux, 9 décisions dont 7 tenues",
                    "Close",
                    Tone::Success,
                ),
            ],
            convoquer: Some(Self::form("/comites")),
            vide: EmptyState {
                title: "Aucune séance".into(),
                text: fr(
                    "Le comité réunit chaque mois les membres de la PSAD autour des situations qui n’avancent pas.",
                ),
                link: None,
            },
        }
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub texte: String,
    /// Who does it, and by when.
    pub qui: String,
    /// Held, late, to come.
    pub etat: Badge,
}

/// A situation of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The young person.
    pub jeune: Link,
    /// `17 ans, Bègles, M. Petit`.
    pub resume: String,
    /// Why the rules propose it: `sans solution depuis 5 mois`.
    pub pourquoi: String,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// [`Comite::decision_form`].
    pub decider: Option<Drawer>,
    /// Takes it off the agenda.
    pub retirer: Option<Action>,
}

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "comite.html")]
pub struct Comite {
    /// What stands around.
    pub layout: Layout,
    /// `Comité technique du mardi 17 novembre 2026`.
    pub titre: String,
    /// Place, hour, who is invited.
    pub cadre: String,
    /// Decisions of the previous meeting that are not held.
    pub reste: Vec<Decision>,
    /// The agenda, under the heading of each reason.
    pub ordre_du_jour: Vec<(String, Vec<Situation>)>,
    /// The minutes, once there is something in them.
    pub compte_rendu: Option<Link>,
    /// Ends the meeting: its agenda and its minutes no longer change.
    pub clore: Option<Action>,
}

impl Comite {
    /// `decision`, `responsable`, `echeance`, `version`. `id` is unique in the page.
    pub fn decision_form(
        id: &str,
        action: &str,
        version: i64,
        decisions: Vec<Choice>,
        responsables: Vec<Choice>,
    ) -> Drawer {
        Drawer::new(
            "Décision",
            Form::new(format!("decision-{id}"), action, "Noter la décision")
                .with("version", version)
                .field(Field::select("decision", "Décision", decisions))
                .field(Field::select("responsable", "Qui s’en charge", responsables))
                .field(Field::date("echeance", "Avant le")),
        )
    }

    /// Two situations.
    pub fn sample() -> Self {
        let situation = |id: &str, nom: &str, resume: &str, pourquoi: &str, decisions| Situation {
            jeune: Link::new(nom, format!("/dossiers/{id}")),
            resume: fr(resume),
            pourquoi: fr(pourquoi),
            decisions,
            decider: Some(Self::decision_form(
                id,
                "/comites/k1/decisions",
                1,
                Choice::list(&[
                    ("appeler", "Reprendre contact"),
                    ("entretien", "Proposer un entretien"),
                    ("place", "Réserver une place FOQUALE"),
                    ("relais", "Passer le relais"),
                ]),
                Choice::list(&[("petit", "M. Petit"), ("lopez", "Mme Lopez")]),
            )),
            retirer: Some(Action {
                about: Some(fr(&format!("la situation de {nom}"))),
                ..Action::new("Retirer de l’ordre du jour", "/comites/k1/retirer").with("dossier", id)
            }),
        };
        Self {
            layout: Layout::sample().at("/comites"),
            titre: "Comité technique du mardi 17 novembre 2026".into(),
            cadre: fr(
                "À 14 h, CIO Bordeaux Sud ; PSAD Bordeaux, missions locales de Bordeaux et des Graves, LP Les Menuts.",
            ),
            reste: vec![Decision {
                texte: fr("Réserver une place en CAP cuisine pour Tom Ferreira"),
                qui: fr("M. Petit, avant le 30 octobre"),
                etat: Badge::new("En retard", Tone::Error),
            }],
            ordre_du_jour: vec![
                (
                    "Sans solution depuis plus de quatre mois".into(),
                    vec![situation(
                        "r1",
                        "Inès DUVAL",
                        "17 ans, mineure, Bègles ; responsable M. Petit",
                        "sans solution depuis juin 2026 ; entretien L313-8 avant le 3 mars",
                        vec![Decision {
                            texte: "Proposer un entretien".into(),
                            qui: fr("M. Petit, avant le 24 novembre"),
                            etat: Badge::new("À tenir", Tone::Info),
                        }],
                    )],
                ),
                (
                    "Relais refusés".into(),
                    vec![situation(
                        "r3",
                        "Yanis ABADI",
                        "16 ans, mineur, Cenon ; responsable Mme Lopez",
                        "relais refusé deux fois : relève d’une autre structure",
                        vec![],
                    )],
                ),
            ],
            compte_rendu: Some(Link::new("Lire le compte rendu", "/comites/k1/compte-rendu")),
            clore: Some(
                Action::new("Clore la séance", "/comites/k1/clore")
                    .with("version", 1)
                    .weight(crate::components::Weight::Primary),
            ),
        }
    }
}

/// The minutes of a meeting: what was decided for whom, to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "comite_compte_rendu.html")]
pub struct CompteRendu {
    /// What stands around.
    pub layout: Layout,
    /// `Compte rendu du comité technique du mardi 17 novembre 2026`.
    pub titre: String,
    /// Place, hour, who convoked.
    pub cadre: String,
    /// `12 situations, 9 décisions.`
    pub resume: String,
    /// The situations that were spoken about; their `decider` and `retirer` are not shown.
    pub lignes: Vec<Situation>,
    /// The meeting.
    pub seance: Link,
}

impl CompteRendu {
    /// Of the meeting of [`Comite::sample`].
    pub fn sample() -> Self {
        let seance = Comite::sample();
        Self {
            layout: Layout::sample().at("/comites"),
            titre: "Compte rendu du comité technique du mardi 17 novembre 2026".into(),
            cadre: seance.cadre,
            resume: fr("2 situations, 1 décision."),
            lignes: seance.ordre_du_jour.into_iter().flat_map(|(_, situations)| situations).collect(),
            seance: Link::new("Séance du 17 novembre 2026", "/comites/k1"),
        }
    }
}

impl Page for CompteRendu {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Comités", "/comites"), self.seance.clone()]
    }
}

impl_page! { Comites => "Comités techniques", []; }

impl Page for Comite {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Comités", "/comites")]
    }
}
