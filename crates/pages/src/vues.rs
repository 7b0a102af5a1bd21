//! The lists that somebody keeps under a name: to open, rename, forget.

use askama::Template;

use crate::components::{Action, EmptyState};
use crate::form::{Drawer, Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, impl_page};

/// A list kept under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vue {
    /// Its name, and the list itself.
    pub lien: Link,
    /// What it keeps, in words: `Contact : injoignable`.
    pub criteres: Vec<String>,
    /// Gives it another name.
    pub renommer: Drawer,
    /// Forgets it.
    pub retirer: Action,
}

/// The lists of one account.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "vues.html")]
pub struct Vues {
    /// What stands around.
    pub layout: Layout,
    /// The oldest first, as in the tabs of the list.
    pub vues: Vec<Vue>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Vues {
    /// The field of a name; posts `nom`.
    pub fn nom(label: &str) -> Field {
        Field::text("nom", label)
            .hint("Sans nom de personne\u{a0}: par exemple «\u{a0}À rappeler cette semaine\u{a0}».")
            .autocomplete("off")
    }

    /// The drawer that renames; posts `nom`.
    pub fn renommer(reference: &str, action: &str, nom: &str) -> Drawer {
        let form = Form::new(format!("renommer-{reference}"), action, "Enregistrer le nom");
        Drawer::new("Renommer", form.field(Self::nom("Nouveau nom").value(nom)))
    }

    /// Two views.
    pub fn sample() -> Self {
        let vue = |reference: &str, nom: &str, criteres: &[&str]| Vue {
            lien: Link::new(nom, "/jeunes?contact=injoignable"),
            criteres: criteres.iter().map(|critere| fr(critere)).collect(),
            renommer: Self::renommer(reference, &format!("/jeunes/vues/{reference}/renommer"), nom),
            retirer: Action {
                about: Some(nom.into()),
                ..Action::new("Retirer", format!("/jeunes/vues/{reference}/retirer"))
            },
        };
        Self {
            layout: Layout::sample().at("/jeunes"),
            vues: vec![
                vue("v1", "Injoignables de ma zone", &["Contact : injoignable", "Ma structure responsable"]),
                vue("v2", "Mineurs d’abord", &["Mineurs", "Sans solution", "Trié par échéance"]),
            ],
            vide: Self::rien(),
        }
    }

    /// What is said when there is none.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucune vue gardée".into(),
            text: fr(
                "Dans la liste des jeunes, choisissez des filtres, un ordre, des colonnes, puis « Garder cette vue ».",
            ),
            link: Some(Link::new("Voir la liste des jeunes", "/jeunes")),
        }
    }

    /// None yet.
    pub fn empty_sample() -> Self {
        Self { vues: vec![], ..Self::sample() }
    }
}

impl_page! { Vues => "Mes vues", ["Jeunes" => "/jeunes"]; }
