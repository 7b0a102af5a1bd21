//! What other programs are given: tokens of the API, webhooks, and secrets that are shown once.

use askama::Template;

use crate::components::{Action, Alert, Badge, EmptyState, Tone};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page, impl_page};

/// A token in the list of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JetonLigne {
    /// What its owner calls it.
    pub nom: String,
    /// Serves, expired, revoked.
    pub etat: Badge,
    /// `Responsable de PSAD, PSAD Bordeaux`.
    pub au_nom_de: String,
    /// What it may be used for, as codes.
    pub etendues: Vec<String>,
    /// `créé le 3 mars 2026, jusqu’au 3 juin 2026`.
    pub dates: String,
    /// `utilisé pour la dernière fois hier`.
    pub usage: String,
    /// Takes it back, while it serves.
    pub revoquer: Option<Action>,
}

/// One's tokens of the API.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "jetons.html")]
pub struct Jetons {
    /// What stands around.
    pub layout: Layout,
    /// [`Jetons::creation`]; none for a role to which the API gives nothing.
    pub creer: Option<Drawer>,
    /// Those that serve first.
    pub jetons: Vec<JetonLigne>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Jetons {
    /// `nom`, `etendues` (several), `duree` (an entry of the list), `actuel`, the password.
    pub fn creation(action: &str, etendues: Vec<Choice>, durees: Vec<Choice>, duree: &str) -> Drawer {
        Drawer::new(
            "Créer un jeton",
            Form::new("jeton", action, "Créer le jeton")
                .field(
                    Field::text("nom", "Nom du jeton")
                        .hint("Le logiciel qui s’en servira, pour le reconnaître plus tard.")
                        .autocomplete("off"),
                )
                .field(
                    Field::boxes("etendues", "Ce que le logiciel pourra faire", etendues)
                        .hint("Le moins possible\u{a0}: un jeton perdu ne donnera rien de plus."),
                )
                .field(Field::select("duree", "Durée", durees).value(duree))
                .field(
                    Field::new(Kind::Password, "actuel", "Votre mot de passe")
                        .hint("Un jeton vaut connexion\u{a0}: c’est bien vous qui le créez.")
                        .autocomplete("current-password"),
                )
                .primary(),
        )
    }

    /// One that serves, one that was taken back.
    pub fn sample() -> Self {
        let etendues = Choice::list(&[
            ("dossiers:lire", "Consulter les dossiers et leur journal"),
            ("relais:ecrire", "Proposer, accepter ou refuser un relais"),
        ]);
        let durees = Choice::list(&[("30", "30 jours"), ("90", "90 jours"), ("365", "Un an")]);
        let ligne = |nom: &str, etat: Badge, usage: &str, revoquer: Option<Action>| JetonLigne {
            nom: nom.into(),
            etat,
            au_nom_de: "Responsable de PSAD, PSAD Bordeaux".into(),
            etendues: vec!["dossiers:lire".into(), "relais:ecrire".into()],
            dates: "créé le 3 novembre 2026, valable jusqu’au 1er février 2027".into(),
            usage: usage.into(),
            revoquer,
        };
        let revoquer = Action {
            about: Some(fr("le jeton « Logiciel de la mission locale »")),
            ..Action::new("Révoquer", "/compte/jetons/j1/revoquer")
        };
        Self {
            layout: Layout::sample(),
            creer: Some(Self::creation("/compte/jetons", etendues, durees, "90")),
            jetons: vec![
                ligne(
                    "Logiciel de la mission locale",
                    Badge::new("Actif", Tone::Success),
                    "utilisé aujourd’hui",
                    Some(revoquer),
                ),
                ligne("Essai", Badge::new("Révoqué", Tone::Neutral), "jamais utilisé", None),
            ],
            vide: EmptyState {
                title: "Aucun jeton".into(),
                text: "Un jeton permet à un logiciel d’agir en votre nom, dans les limites que vous fixez."
                    .into(),
                link: Some(Link::new("Ce que fait l’API", "/aide/api")),
            },
        }
    }
}

/// A secret, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "secret.html")]
pub struct SecretUneFois {
    /// What stands around.
    pub layout: Layout,
    /// Title of the page.
    pub titre: String,
    /// What to do with it.
    pub texte: String,
    /// The secret.
    pub secret: String,
    /// Where to go once it is kept safe.
    pub suite: Link,
    /// The pages above this one.
    pub crumbs: Vec<Link>,
}

impl SecretUneFois {
    /// An invented token.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            titre: "Votre jeton".into(),
            texte: fr(
                "Copiez-le maintenant dans le logiciel qui s’en servira : il ne sera plus jamais affiché.",
            ),
            secret: format!("rac_{}", "0123456789abcdef".repeat(4)),
            suite: Link::new("J’ai copié le jeton", "/compte/jetons"),
            crumbs: vec![Link::new("Mon compte", "/compte"), Link::new("Jetons de l’API", "/compte/jetons")],
        }
    }
}

impl Page for SecretUneFois {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        self.crumbs.clone()
    }
}

/// A webhook in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookLigne {
    /// Where deliveries go.
    pub url: String,
    /// Whose territory.
    pub organisation: String,
    /// Active, suspended, failing.
    pub etat: Badge,
    /// What it is told of, as codes.
    pub sujets: Vec<String>,
    /// `12 remis, 1 en attente, dernière réponse 503`.
    pub bilan: String,
    /// Try, suspend or resume, change the secret; remove, once suspended.
    pub actions: Vec<Action>,
}

/// The webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "webhooks.html")]
pub struct Webhooks {
    /// What stands around.
    pub layout: Layout,
    /// What was done, or refused.
    pub alert: Option<Alert>,
    /// [`Webhooks::creation`].
    pub creer: Drawer,
    /// In the order in which they were made.
    pub webhooks: Vec<WebhookLigne>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Webhooks {
    /// `organisation`, `url`, `sujets` (several).
    pub fn creation(action: &str, organisations: Vec<Choice>, sujets: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Ajouter un webhook",
            Form::new("webhook", action, "Ajouter le webhook")
                .field(
                    Field::select("organisation", "Organisation", organisations)
                        .hint("L’adresse sera prévenue de ce qui arrive aux dossiers de son territoire."),
                )
                .field(
                    Field::new(Kind::Line("url"), "url", "Adresse")
                        .hint("Par exemple\u{a0}: https://logiciel.exemple.fr/raccroche")
                        .autocomplete("off"),
                )
                .field(
                    Field::boxes("sujets", "Prévenir quand", sujets)
                        .hint("Rien n’est dit de personne\u{a0}: le genre de l’événement, le numéro du dossier et la date."),
                )
                .primary(),
        )
    }

    /// One that fails.
    pub fn sample() -> Self {
        let organisations = Choice::list(&[("ml", "Mission locale des Graves (mission locale)")]);
        let sujets = Choice::list(&[
            ("relais.propose", "Un relais est proposé"),
            ("dossier.clos", "Un dossier est clos"),
        ]);
        let action = |label: &str, verbe: &str| Action {
            about: Some("pour https://logiciel.exemple.example/raccroche".into()),
            ..Action::new(label, format!("/administration/webhooks/w1/{verbe}"))
        };
        Self {
            layout: Layout::sample(),
            alert: None,
            creer: Self::creation("/administration/webhooks", organisations, sujets),
            webhooks: vec![WebhookLigne {
                url: "https://logiciel.exemple.example/raccroche".into(),
                organisation: "Mission locale des Graves".into(),
                etat: Badge::new("Ne répond pas", Tone::Warning),
                sujets: vec!["relais.propose".into(), "relais.retire".into()],
                bilan: fr("128 envois remis, 3 en attente, 0 abandonné. Dernier envoi : réponse 503."),
                actions: vec![
                    action("Essayer", "essai"),
                    action("Suspendre", "suspendre"),
                    action("Changer le secret", "secret"),
                ],
            }],
            vide: EmptyState {
                title: "Aucun webhook".into(),
                text: "Un webhook prévient un autre logiciel dès que quelque chose arrive à un dossier de son territoire."
                    .into(),
                link: Some(Link::new("Ce qu’il envoie et comment le vérifier", "/aide/api#webhooks")),
            },
        }
    }
}

impl_page! {
    Jetons => "Jetons de l’API", ["Mon compte" => "/compte"];
    Webhooks => "Webhooks", [];
}
