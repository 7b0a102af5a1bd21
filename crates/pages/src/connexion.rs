//! Signing in: password, second factor and its enrolment, recovery codes, a password to change, sessions.

use askama::Template;

use crate::components::{Action, Alert};
use crate::form::{Choice, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, impl_page};

/// A demonstration account, listed in demonstration mode only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompteDemo {
    /// What to type.
    pub identifiant: String,
    /// What to type.
    pub mot_de_passe: String,
    /// `Conseillère, mission locale des Graves`.
    pub role: String,
    /// What this person comes for.
    pub pour: String,
}

/// The first page of all.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "connexion.html")]
pub struct Connexion {
    /// The public layout.
    pub layout: Layout,
    /// [`Connexion::form`].
    pub form: Form,
    /// Why one is here: signed out, session ended, locked.
    pub alert: Option<Alert>,
    /// Empty outside demonstration mode.
    pub comptes: Vec<CompteDemo>,
    /// Where a demonstration account signs in with one click (`identifiant`, `mot_de_passe`, `suite`).
    pub action: String,
    /// The page that was asked for, kept for after.
    pub suite: String,
    /// Other ways in (ProConnect…), once they exist.
    pub autres: Vec<Link>,
}

impl Connexion {
    /// `identifiant`, `mot_de_passe`, `suite`.
    pub fn form(action: &str, suite: &str) -> Form {
        Form::new("connexion", action, "Se connecter")
            .with("suite", suite)
            .field(
                Field::text("identifiant", "Identifiant")
                    .hint("Votre adresse électronique professionnelle.")
                    .autocomplete("username"),
            )
            .field(
                Field::new(Kind::Password, "mot_de_passe", "Mot de passe").autocomplete("current-password"),
            )
            .primary()
    }

    /// In demonstration mode.
    pub fn sample() -> Self {
        let compte = |identifiant: &str, role: &str, pour: &str| CompteDemo {
            identifiant: identifiant.into(),
            mot_de_passe: "demonstration-2026".into(),
            role: fr(role),
            pour: fr(pour),
        };
        Self {
            layout: Layout::public_sample(),
            form: Self::form("/connexion", "/"),
            alert: None,
            comptes: vec![
                compte(
                    "psad.bordeaux@demo.example",
                    "Responsable, PSAD Bordeaux",
                    "Listes, contacts, relais, comité technique",
                ),
                compte(
                    "conseillere.graves@demo.example",
                    "Conseillère, mission locale des Graves",
                    "Accepter un relais, suivre une solution",
                ),
                compte(
                    "referente.menuts@demo.example",
                    "Référente décrochage, LP Les Menuts",
                    "Vérifier les sortants de l’établissement",
                ),
                compte("saio@demo.example", "SAIO, académie de Bordeaux", "Campagnes, revue, publication"),
            ],
            action: "/connexion".into(),
            suite: "/".into(),
            autres: vec![],
        }
    }

    /// After a wrong password.
    pub fn error_sample() -> Self {
        let answers = crate::form::Answers {
            values: vec![("identifiant".into(), "claire@exemple.example".into())],
            errors: vec![],
            problem: Some("Identifiant ou mot de passe incorrect. Après dix essais, le compte est bloqué un quart d’heure.".into()),
        };
        Self { form: Self::form("/connexion", "/").after(&answers), comptes: vec![], ..Self::sample() }
    }
}

/// Enrolling an authentication application.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "enrolement.html")]
pub struct Enrolement {
    /// The public layout, or the usual one within the account.
    pub layout: Layout,
    /// Address of the QR code as an SVG picture.
    pub qr: String,
    /// The same as text, in groups of four.
    pub secret: String,
    /// Posts `code`.
    pub form: Form,
}

impl Enrolement {
    /// `code`.
    pub fn form(action: &str) -> Form {
        Form::new("enrolement", action, "Vérifier et activer")
            .field(
                Field::text("code", "Code affiché par l’application")
                    .hint("Six chiffres.")
                    .autocomplete("one-time-code"),
            )
            .primary()
    }

    /// With a picture of the assets in place of a QR code.
    pub fn sample() -> Self {
        Self {
            layout: Layout::public_sample(),
            qr: crate::asset_url("favicon.svg"),
            secret: "JBSW Y3DP EHPK 3PXP".into(),
            form: Self::form("/compte/second-facteur"),
        }
    }
}

/// Recovery codes, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "codes_de_secours.html")]
pub struct CodesDeSecours {
    /// What stands around.
    pub layout: Layout,
    /// The codes.
    pub codes: Vec<String>,
    /// Where to go once they are kept safe.
    pub suite: Link,
}

impl CodesDeSecours {
    /// Eight invented codes.
    pub fn sample() -> Self {
        Self {
            layout: Layout::public_sample(),
            codes: [
                "k7pd-m2wq",
                "x4nb-99tc",
                "p2hh-w8ra",
                "d6sv-j3mk",
                "t9qe-b5yz",
                "g8cf-n4xu",
                "m3wa-r7pd",
                "z5kt-h2vb",
            ]
            .map(str::to_owned)
            .to_vec(),
            suite: Link::new("J’ai gardé mes codes, continuer", "/"),
        }
    }
}

/// One open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOuverte {
    /// `Firefox sur Linux`.
    pub appareil: String,
    /// `aujourd’hui à 9 h 40`.
    pub derniere_activite: String,
    /// `ouverte le 10 novembre`.
    pub ouverte: String,
    /// Whether it is the one that shows this page.
    pub celle_ci: bool,
    /// Ends it; posts what the server put in its hidden fields.
    pub fermer: Action,
}

/// The address by which one's own calendar reads one's appointments: whether there is one, never the address itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abonnement {
    /// Since when there is an address, or that there is none.
    pub etat: String,
    /// Makes one, makes another, closes it.
    pub actions: Vec<Action>,
}

/// The address that was just made, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "adresse_agenda.html")]
pub struct AdresseAgenda {
    /// What stands around.
    pub layout: Layout,
    /// The address.
    pub adresse: String,
    /// Where to go once it is copied.
    pub suite: Link,
}

impl AdresseAgenda {
    /// An invented address.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample(),
            adresse: "https://raccroche.ac-exemple.fr/agenda/0123456789abcdef0123456789abcdef.ics".into(),
            suite: Link::new("J’ai copié l’adresse, revenir à mon compte", "/compte"),
        }
    }
}

/// One's own account: password, second factor, sessions, mail digest.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "compte.html")]
pub struct Compte {
    /// What stands around.
    pub layout: Layout,
    /// Name, address, when the password was changed, whether the second factor is on.
    pub faits: Vec<crate::components::Fact>,
    /// To the pages that change them.
    pub liens: Vec<Link>,
    /// What is done at once, without a page in between.
    pub actions: Vec<Action>,
    /// [`Compte::digest`]; none where no summary is sent.
    pub courriel: Option<Form>,
    /// Sends such a summary at once; none where no summary is sent.
    pub exemple: Option<Action>,
    /// Appointments in one's own calendar; none where one has no appointments.
    pub agenda: Option<Abonnement>,
    /// Open sessions, this one first.
    pub sessions: Vec<SessionOuverte>,
    /// Ends all of them.
    pub partout: Action,
}

impl Compte {
    /// How often a summary comes by mail; posts `rythme` and `jour`, each one of the choices given.
    pub fn digest(
        action: &str,
        (rythmes, rythme): (Vec<Choice>, &str),
        (jours, jour): (Vec<Choice>, &str),
    ) -> Form {
        Form::new("courriel", action, "Enregistrer")
            .field(
                Field::radios("rythme", "Recevoir un résumé par courriel", rythmes)
                    .hint("Jamais de nom de jeune dans le courriel\u{a0}: des nombres et des liens.")
                    .value(rythme),
            )
            .field(Field::select("jour", "Quel jour, pour une fois par semaine", jours).value(jour))
    }

    /// Two sessions.
    pub fn sample() -> Self {
        use crate::components::Fact;
        let session = |appareil: &str, activite: &str, celle_ci| SessionOuverte {
            appareil: appareil.into(),
            derniere_activite: fr(activite),
            ouverte: "ouverte le 10 novembre".into(),
            celle_ci,
            fermer: Action {
                about: Some(fr(&format!("sur {appareil}"))),
                ..Action::new("Fermer cette session", "/compte/sessions/fermer")
                    .with("session", appareil.len())
            },
        };
        Self {
            layout: Layout::sample(),
            faits: vec![
                Fact::new("Identifiant", "claire.marchetti@exemple.example"),
                Fact::new("Mot de passe", "changé le 2 septembre 2026"),
                Fact::new("Second facteur", "actif depuis le 2 septembre 2026, 6 codes de secours restants"),
            ],
            liens: vec![
                Link::new("Changer de mot de passe", "/compte/mot-de-passe"),
                Link::new("Remplacer l’application d’authentification", "/compte/second-facteur"),
            ],
            actions: vec![Action::new("Refaire des codes de secours", "/compte/secours")],
            courriel: Some(Self::digest(
                "/compte/courriel",
                (
                    Choice::list(&[
                        ("aucune", "Jamais"),
                        ("quotidienne", "Chaque matin, du lundi au vendredi"),
                        ("hebdomadaire", "Une fois par semaine"),
                    ]),
                    "hebdomadaire",
                ),
                (Choice::list(&[("1", "lundi"), ("2", "mardi")]), "1"),
            )),
            exemple: Some(Action::new("Recevoir le résumé maintenant", "/compte/courriel/maintenant")),
            agenda: Some(Abonnement {
                etat: "Votre agenda lit vos rendez-vous depuis le 2 septembre 2026.".into(),
                actions: vec![
                    Action::new("Changer l’adresse", "/compte/agenda"),
                    Action::new("Fermer l’adresse", "/compte/agenda/fermer"),
                ],
            }),
            sessions: vec![
                session("Firefox sur Linux", "aujourd’hui à 9 h 40", true),
                session("Safari sur iPhone", "hier à 18 h 05", false),
            ],
            partout: Action::new("Me déconnecter partout", "/compte/sessions/fermer-toutes"),
        }
    }
}

impl_page! {
    Connexion => "Se connecter", [];
    Enrolement => "Activer le second facteur", [];
    CodesDeSecours => "Vos codes de secours", [];
    AdresseAgenda => "L’adresse de votre agenda", ["Mon compte" => "/compte"];
    Compte => "Mon compte", [];
}
