//! Accounts: who is in, in which roles, from when to when; inviting, removing, a colleague's departure.

use askama::Template;

use crate::components::{Action, Alert, Badge, EmptyState, Pagination, Tone};
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
    /// [`Comptes::invitation`], for who may invite.
    pub inviter: Option<Drawer>,
    /// Those of this page.
    pub comptes: Vec<CompteLigne>,
    /// Where one stands.
    pub pagination: Pagination,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Comptes {
    /// `courriel`, `role`, `organisation`: whoever is invited says their own name.
    pub fn invitation(action: &str, roles: Vec<Choice>, organisations: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Inviter une personne",
            Form::new("invitation", action, "Envoyer l’invitation")
                .field(
                    Field::new(Kind::Line("email"), "courriel", "Adresse électronique professionnelle")
                        .autocomplete("off"),
                )
                .field(Field::select("role", "Rôle", roles))
                .field(Field::select("organisation", "Organisation", organisations)),
        )
    }

    /// Two accounts.
    pub fn sample() -> Self {
        let compte =
            |nom: &str, identifiant: &str, roles: &[&str], etat: Badge, derniere: &str| CompteLigne {
                nom: Link::new(nom, "/comptes/u1"),
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
            filtres: Form { get: true, ..Form::new("filtres", "/comptes", "Filtrer") }
                .field(Field::text("q", "Nom ou adresse").optional())
                .field(Field::select("role", "Rôle", roles.clone()).optional()),
            inviter: Some(Self::invitation("/comptes/invitations", roles, organisations)),
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
    /// What was refused, and why.
    pub alert: Option<Alert>,
    /// [`CompteAdministre::role_form`], for who may change the account.
    pub ajouter: Option<Drawer>,
    /// What is said when there is no role; `None` for an invitation, which has none yet.
    pub sans_role: Option<String>,
    /// Invite again, unlock, reset the second factor, end the sessions.
    pub actions: Vec<Action>,
    /// To the departure: every dossier gets another responsible person.
    pub depart: Option<Link>,
}

impl CompteAdministre {
    /// `role`, `organisation`, `debut`, `fin` (facultatif).
    pub fn role_form(action: &str, roles: Vec<Choice>, organisations: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Rôle",
            Form::new("role", action, "Donner ce rôle")
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
                        ..Action::new("Terminer ce rôle", "/comptes/u1/roles/a1/terminer").with("version", 1)
                    }),
                },
                RoleTenu {
                    role: "membre".into(),
                    organisation: "PSAD Bordeaux".into(),
                    dates: "du 1er octobre 2026 au 31 août 2027".into(),
                    terminer: None,
                },
            ],
            alert: None,
            ajouter: Some(Self::role_form(
                "/comptes/u1/roles",
                Choice::list(&[("referent", "Référent décrochage")]),
                Choice::list(&[("menuts", "LP Les Menuts")]),
            )),
            sans_role: None,
            actions: vec![
                Action::new("Remettre à zéro le second facteur", "/comptes/u1/second-facteur"),
                Action::new("Fermer ses sessions et révoquer ses jetons", "/comptes/u1/sessions"),
            ],
            depart: Some(Link::new("Préparer son départ", "/comptes/u1/depart")),
        }
    }
}

/// What somebody answers for in one organisation, to hand on before a departure; posts `repreneur-<référence>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AReprendre {
    /// What identifies the organisation.
    pub reference: String,
    /// `PSAD Bordeaux`.
    pub structure: String,
    /// `12 dossiers ouverts`.
    pub resume: String,
    /// Who may take over: the colleagues, and the organisation itself.
    pub repreneurs: Vec<Choice>,
    /// Who was chosen.
    pub choisi: Option<String>,
}

/// A colleague leaves: nobody stays without a responsible person. No young person is named: who manages accounts sees none.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "depart.html")]
pub struct Depart {
    /// What stands around.
    pub layout: Layout,
    /// Who leaves, and the account.
    pub compte: Link,
    /// Where it posts: `repreneur-<référence>` for each line, `date`.
    pub action: String,
    /// Where this person answers for dossiers.
    pub dossiers: Vec<AReprendre>,
    /// The last day, `2026-11-21`.
    pub date: String,
    /// What was wrong: a dossier would be left alone.
    pub erreur: Option<String>,
}

impl Depart {
    /// Two organisations.
    pub fn sample() -> Self {
        let reprendre = |reference: &str, structure: &str, resume: &str, choisi: Option<&str>| AReprendre {
            reference: reference.into(),
            structure: structure.into(),
            resume: fr(resume),
            repreneurs: Choice::list(&[
                ("arrieta", "Maud Arrieta"),
                ("structure", "La structure, qui désignera quelqu’un"),
            ]),
            choisi: choisi.map(str::to_owned),
        };
        Self {
            layout: Layout::sample(),
            compte: Link::new("Paul Lartigue", "/comptes/u2"),
            action: "/comptes/u2/depart".into(),
            dossiers: vec![
                reprendre("o1", "CIO Bordeaux Sud", "12 dossiers ouverts", Some("arrieta")),
                reprendre("o2", "PSAD Bordeaux", "1 dossier ouvert", None),
            ],
            date: "2026-11-21".into(),
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
        vec![Link::new("Comptes", "/comptes")]
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
        vec![Link::new("Comptes", "/comptes"), self.compte.clone()]
    }
}
