//! Accounts: who is in, in which roles, from when to when; inviting, removing, a colleague's departure.

use askama::Template;

use crate::components::{Action, Badge, EmptyState, Pagination, Tone};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page, impl_page};

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompteLigne {
    /// Name, and the page of the account.
    pub nom: Link,
    /// The address that signs in.
    pub identifiant: String,
    /// `référente décrochage, LP Les Menuts`, one for each role in force.
    pub roles: Vec<String>,
    /// Active, invited, locked, closed.
    pub etat: Badge,
    /// `hier`, `jamais`.
    pub derniere_connexion: String,
}

/// The accounts.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "comptes.html")]
pub struct Comptes {
    /// What stands around.
    pub layout: Layout,
    /// A GET form: name, role, organisation.
    pub filtres: Form,
    /// [`Comptes::invitation`].
    pub inviter: Drawer,
    /// Those of this page.
    pub comptes: Vec<CompteLigne>,
    /// Where one stands.
    pub pagination: Pagination,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Comptes {
    /// `prenom`, `nom`, `courriel`, `role`, `organisation`, `debut`, `fin` (facultatif).
    pub fn invitation(action: &str, roles: Vec<Choice>, organisations: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Inviter une personne",
            Form::new("invitation", action, "Envoyer l’invitation")
                .field(Field::text("prenom", "Prénom").autocomplete("off"))
                .field(Field::text("nom", "Nom").autocomplete("off"))
                .field(
                    Field::new(Kind::Line("email"), "courriel", "Adresse électronique professionnelle")
                        .autocomplete("off"),
                )
                .field(Field::select("role", "Rôle", roles))
                .field(Field::select("organisation", "Organisation", organisations))
                .field(Field::date("debut", "À partir du"))
                .field(Field::date("fin", "Jusqu’au").optional()),
        )
    }

    /// Two accounts.
    pub fn sample() -> Self {
        let compte =
            |nom: &str, identifiant: &str, roles: &[&str], etat: Badge, derniere: &str| CompteLigne {
                nom: Link::new(nom, "/administration/comptes/u1"),
                identifiant: identifiant.into(),
                roles: roles.iter().map(|role| fr(role)).collect(),
                etat,
                derniere_connexion: derniere.into(),
            };
        let roles = Choice::list(&[
            ("referent", "Référent décrochage"),
            ("conseiller_ml", "Conseiller de mission locale"),
            ("responsable_psad", "Responsable de PSAD"),
        ]);
        let organisations =
            Choice::list(&[("menuts", "LP Les Menuts"), ("ml-graves", "Mission locale des Graves")]);
        Self {
            layout: Layout::sample(),
            filtres: Form { get: true, ..Form::new("filtres", "/administration/comptes", "Filtrer") }
                .field(Field::text("q", "Nom ou adresse").optional())
                .field(Field::select("role", "Rôle", roles.clone()).optional()),
            inviter: Self::invitation("/administration/comptes", roles, organisations),
            comptes: vec![
                compte(
                    "Claire Marchetti",
                    "claire.marchetti@exemple.example",
                    &["référente décrochage, LP Les Menuts", "membre, PSAD Bordeaux"],
                    Badge::new("Actif", Tone::Success),
                    "aujourd’hui",
                ),
                compte(
                    "Hugo Lasserre",
                    "hugo.lasserre@exemple.example",
                    &["conseiller, mission locale des Graves"],
                    Badge::new("Invitation envoyée", Tone::Info),
                    "jamais",
                ),
            ],
            pagination: Pagination { from: 1, to: 2, total: 2, previous: None, next: None },
            vide: EmptyState {
                title: "Aucun compte".into(),
                text: "Personne ne répond à ces filtres.".into(),
                link: None,
            },
        }
    }
}

/// A role held, or to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTenu {
    /// `référente décrochage`.
    pub role: String,
    /// `LP Les Menuts`.
    pub organisation: String,
    /// `depuis le 1er septembre 2026`, `jusqu’au 31 août 2027`.
    pub dates: String,
    /// Ends it.
    pub terminer: Option<Action>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "compte_administre.html")]
pub struct CompteAdministre {
    /// What stands around.
    pub layout: Layout,
    /// The person.
    pub nom: String,
    /// Address, second factor, last sign-in.
    pub faits: Vec<crate::components::Fact>,
    /// Roles, in force first.
    pub roles: Vec<RoleTenu>,
    /// [`CompteAdministre::role_form`].
    pub ajouter: Drawer,
    /// Invite again, unlock, reset the second factor, end the sessions.
    pub actions: Vec<Action>,
    /// To the departure: every dossier gets another responsible person.
    pub depart: Option<Link>,
}

impl CompteAdministre {
    /// `role`, `organisation`, `debut`, `fin` (facultatif), `version`.
    pub fn role_form(action: &str, version: i64, roles: Vec<Choice>, organisations: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Rôle",
            Form::new("role", action, "Donner ce rôle")
                .with("version", version)
                .field(Field::select("role", "Rôle", roles))
                .field(Field::select("organisation", "Organisation", organisations))
                .field(Field::date("debut", "À partir du"))
                .field(Field::date("fin", "Jusqu’au").optional()),
        )
    }

    /// Claire.
    pub fn sample() -> Self {
        use crate::components::Fact;
        Self {
            layout: Layout::sample(),
            nom: "Claire Marchetti".into(),
            faits: vec![
                Fact::new("Identifiant", "claire.marchetti@exemple.example"),
                Fact::new("Second facteur", "actif"),
                Fact::new("Dernière connexion", fr("aujourd’hui à 9 h 40")),
            ],
            roles: vec![
                RoleTenu {
                    role: "référente décrochage".into(),
                    organisation: "LP Les Menuts".into(),
                    dates: "depuis le 1er septembre 2026".into(),
                    terminer: Some(Action {
                        about: Some(fr("de référente décrochage")),
                        ..Action::new("Terminer ce rôle", "/administration/roles/a1/terminer")
                            .with("version", 1)
                    }),
                },
                RoleTenu {
                    role: "membre".into(),
                    organisation: "PSAD Bordeaux".into(),
                    dates: "du 1er octobre 2026 au 31 août 2027".into(),
                    terminer: None,
                },
            ],
            ajouter: Self::role_form(
                "/administration/comptes/u1/roles",
                3,
                Choice::list(&[("referent", "Référent décrochage")]),
                Choice::list(&[("menuts", "LP Les Menuts")]),
            ),
            actions: vec![
                Action::new("Remettre à zéro le second facteur", "/administration/comptes/u1/second-facteur"),
                Action::new("Fermer ses sessions", "/administration/comptes/u1/sessions"),
            ],
            depart: Some(Link::new("Préparer son départ", "/administration/comptes/u1/depart")),
        }
    }
}

/// One responsibility to hand on before a departure; posts `repreneur-<référence>` for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AReprendre {
    /// What identifies the dossier.
    pub reference: String,
    /// The young person.
    pub jeune: Link,
    /// `17 ans, jointe, entretien avant le 3 mars`.
    pub resume: String,
    /// Who is proposed.
    pub propose: Option<String>,
}

/// A colleague leaves: nobody stays without a responsible person.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "depart.html")]
pub struct Depart {
    /// What stands around.
    pub layout: Layout,
    /// Who leaves, and the account.
    pub compte: Link,
    /// Where it posts: `repreneur-<référence>` for each line, `repreneur` for all the others, `date`, `version`.
    pub action: String,
    /// As read.
    pub version: i64,
    /// Each dossier of which this person is responsible.
    pub dossiers: Vec<AReprendre>,
    /// Who may take over.
    pub repreneurs: Vec<Choice>,
    /// What was wrong: a dossier would be left alone.
    pub erreur: Option<String>,
}

impl Depart {
    /// Two dossiers.
    pub fn sample() -> Self {
        let reprendre = |reference: &str, nom: &str, resume: &str, propose: Option<&str>| AReprendre {
            reference: reference.into(),
            jeune: Link::new(nom, format!("/dossiers/{reference}")),
            resume: fr(resume),
            propose: propose.map(str::to_owned),
        };
        Self {
            layout: Layout::sample(),
            compte: Link::new("M. Petit", "/administration/comptes/u2"),
            action: "/administration/comptes/u2/depart".into(),
            version: 4,
            dossiers: vec![
                reprendre("r1", "Inès DUVAL", "17 ans, jointe, entretien avant le 3 mars", Some("arrieta")),
                reprendre("r2", "Lucas MARTINEAU", "19 ans, à contacter", None),
            ],
            repreneurs: Choice::list(&[
                ("arrieta", "Mme Arrieta, CIO Bordeaux Sud"),
                ("lopez", "Mme Lopez, mission locale de Bordeaux"),
            ]),
            erreur: None,
        }
    }
}

impl_page! { Comptes => "Comptes", []; }

impl Page for CompteAdministre {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.nom.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Comptes", "/administration/comptes")]
    }
}

impl Page for Depart {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Départ de {}", self.compte.label)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Comptes", "/administration/comptes"), self.compte.clone()]
    }
}
