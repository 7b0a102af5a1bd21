//! Search: one box for a name, a birth date, an INE or a telephone, within what the person may see.

use askama::Template;

use crate::components::EmptyState;
use crate::fr;
use crate::jeunes_table::{Column, JeunesTable};
use crate::layout::{Layout, Link, impl_page};

/// Results of a search.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "recherche.html")]
pub struct Recherche {
    /// What stands around; its search box holds what was searched.
    pub layout: Layout,
    /// How the question was understood: `nom proche de « dival », né le 3 novembre 2009`.
    pub compris: Option<String>,
    /// How many were found; the table may hold fewer.
    pub total: u64,
    /// Who was found, best first.
    pub table: JeunesTable,
    /// What is said when nobody was: outside the territory, or wrongly typed.
    pub vide: EmptyState,
}

impl Recherche {
    fn cherche(&self) -> &str {
        self.layout.search.as_deref().unwrap_or_default()
    }

    /// What is said when nobody was found.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Personne ne correspond dans votre territoire".into(),
            text: fr(
                "Essayez le nom de famille seul, ou la date de naissance (03/11/2009). Si le jeune habite ailleurs, la PSAD de sa commune le trouvera.",
            ),
            link: Some(Link::new("Signaler un jeune qui n’est dans aucune liste", "/signalements")),
        }
    }

    /// A misspelt name, still found.
    pub fn sample() -> Self {
        let mut table = JeunesTable::sample();
        table.rows.truncate(2);
        let table = JeunesTable::plain(
            "Jeunes trouvés",
            &[Column::Age, Column::Commune, Column::Etablissement, Column::Responsable, Column::Situation],
            table.rows,
        );
        Self {
            layout: Layout { search: Some("dival ines".into()), ..Layout::sample() },
            compris: Some(fr("nom ou prénom proche de « dival ines »")),
            total: 2,
            table,
            vide: Self::rien(),
        }
    }

    /// Nobody.
    pub fn empty_sample() -> Self {
        let mut page = Self::sample();
        page.table.rows.clear();
        page.total = 0;
        page
    }
}

impl_page! { Recherche => "Rechercher un jeune", []; }
