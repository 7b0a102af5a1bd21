//! A list of young people: saved views as tabs, filters as chips, the table, what to do with those that are chosen.

use askama::Template;

use crate::components::{Chip, EmptyState, Pagination, Tab, Tabs};
use crate::form::{Choice, Field, Form, Kind};
use crate::fr;
use crate::jeunes_table::{Column, JeunesTable};
use crate::layout::{Layout, Link, Page};

/// Something to do with all the young people who are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAction {
    /// Posted as `action`.
    pub code: String,
    /// What is read on the button: `Attribuer`.
    pub label: String,
    /// What it needs to know: its own name, `pour` or `responsable`, as a field of the bar.
    pub field: Option<Field>,
}

/// A list of young people.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "liste.html")]
pub struct Liste {
    /// What stands around.
    pub layout: Layout,
    /// `Jeunes suivis`.
    pub titre: String,
    /// How many the list holds in all, pages together.
    pub total: u64,
    /// What the list is, where it is not obvious: definition and date.
    pub definition: Option<String>,
    /// Saved views.
    pub vues: Tabs,
    /// Keeps the filters in force under a name; posts `nom`. `None` when nothing is filtered.
    pub garder_vue: Option<Form>,
    /// Where saved views are renamed and forgotten; `None` without any.
    pub gerer_vues: Option<Link>,
    /// Filters to add: a GET form; its fields are the server's ([`Field`]s of any kind).
    pub filtres: Form,
    /// Filters in force.
    pub chips: Vec<Chip>,
    /// Removes them all.
    pub effacer: Option<String>,
    /// Columns to show: a GET form; posts `colonnes`, several times.
    pub colonnes: Form,
    /// The page of the list.
    pub table: JeunesTable,
    /// Where one stands.
    pub pagination: Pagination,
    /// Where the selection posts: `dossier` for each chosen, `action`, and the fields of the actions.
    pub selection: String,
    /// Hidden fields of the selection: the filters in force, for « all of the list ».
    pub selection_hidden: Vec<(String, String)>,
    /// What can be done with the chosen.
    pub actions: Vec<BulkAction>,
    /// Exports exactly this list: a GET form with `format`.
    pub export: Option<Form>,
    /// What is said when nobody is listed.
    pub vide: EmptyState,
}

impl Liste {
    /// The form that chooses columns; posts `colonnes` several times, and what the list already filters as hidden fields.
    pub fn column_form(action: &str, chosen: &[Column], hidden: Vec<(String, String)>) -> Form {
        let choices = Column::ALL.iter().map(|column| Choice::new(column.code(), column.label())).collect();
        let mut field = Field::boxes("colonnes", "Colonnes à montrer", choices).optional();
        field.values = chosen.iter().map(|column| column.code().to_owned()).collect();
        Form { get: true, hidden, ..Form::new("colonnes", action, "Montrer ces colonnes") }.field(field)
    }

    /// The button that exports what is on screen, with its exact count; gets `format`.
    pub fn export_form(action: &str, count: u64, hidden: Vec<(String, String)>) -> Form {
        let formats = Choice::list(&[("xlsx", "Classeur (XLSX)"), ("csv", "Texte (CSV)")]);
        Form {
            get: true,
            hidden,
            ..Form::new("export", action, format!("Exporter ces {} jeunes", crate::number(count)))
        }
        .field(Field::radios("format", "Format", formats).value("xlsx").hint(
            "L’export est consigné\u{a0}: qui, quelle liste, quand. Effacez le fichier quand il ne sert plus.",
        ))
    }

    /// Four invented young people under two filters.
    pub fn sample() -> Self {
        let tab = |label: &str, href: &str, current, count| Tab {
            label: label.into(),
            href: href.into(),
            current,
            count: Some(count),
        };
        Self {
            layout: Layout::sample().at("/jeunes"),
            titre: "Jeunes".into(),
            total: 38,
            definition: Some(fr(
                "Jeunes de la PSAD Bordeaux dont le dossier est ouvert, au 12 novembre 2026.",
            )),
            vues: Tabs {
                label: fr("Vues enregistrées"),
                tabs: vec![
                    tab("Tous", "/jeunes", false, 412),
                    tab("Mes jeunes", "/jeunes?vue=miens", true, 38),
                    tab("Jamais contactés", "/jeunes?contact=jamais", false, 5),
                    tab("Sans responsable", "/jeunes?responsable=personne", false, 1),
                ],
            },
            garder_vue: Some(
                Form::new("vue", "/vues", "Enregistrer la vue").field(Field::text("nom", "Nom de la vue")),
            ),
            gerer_vues: Some(Link::new("Mes vues", "/jeunes/vues")),
            filtres: Form { get: true, ..Form::new("filtres", "/jeunes", "Filtrer") }
                .field(
                    Field::select(
                        "age",
                        fr("Âge"),
                        Choice::list(&[("mineur", "16-17 ans"), ("majeur", "18 ans et plus")]),
                    )
                    .optional(),
                )
                .field(
                    Field::select(
                        "contact",
                        "Contact",
                        Choice::list(&[
                            ("jamais", "Jamais contacté"),
                            ("joint", "Joint"),
                            ("injoignable", "Injoignable"),
                        ]),
                    )
                    .optional(),
                ),
            chips: vec![
                Chip { label: fr("Âge : 16-17 ans"), remove_href: "/jeunes?commune=33039".into() },
                Chip { label: fr("Commune : Bègles"), remove_href: "/jeunes?age=mineur".into() },
            ],
            effacer: Some("/jeunes".into()),
            colonnes: Self::column_form("/jeunes", &Column::ALL, vec![("vue".into(), "miens".into())]),
            table: JeunesTable::sample(),
            pagination: Pagination {
                from: 1,
                to: 25,
                total: 38,
                previous: None,
                next: Some("/jeunes?page=2".into()),
            },
            selection: "/jeunes/actions".into(),
            selection_hidden: vec![("vue".into(), "miens".into())],
            actions: vec![
                BulkAction {
                    code: "attribuer".into(),
                    label: "Attribuer".into(),
                    field: Some(
                        Field::select(
                            "responsable",
                            fr("À qui"),
                            Choice::list(&[("u1", "Mme Marchetti"), ("u2", "M. Petit")]),
                        )
                        .optional(),
                    ),
                },
                BulkAction { code: "appels".into(), label: "Appeler".into(), field: None },
                BulkAction {
                    code: "etiqueter".into(), label: fr("Mettre à l’ordre du jour"), field: None
                },
            ],
            export: Some(Self::export_form("/jeunes/export", 38, vec![("vue".into(), "miens".into())])),
            vide: EmptyState {
                title: "Personne ne correspond".into(),
                text: fr(
                    "Aucun jeune de votre territoire ne répond à ces filtres. Retirez-en un pour élargir.",
                ),
                link: Some(Link::new("Effacer les filtres", "/jeunes")),
            },
        }
    }

    /// A list of nobody.
    pub fn empty_sample() -> Self {
        let mut page = Self::sample();
        page.table.rows.clear();
        page.total = 0;
        page.export = None;
        page
    }
}

impl Page for Liste {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }
}
