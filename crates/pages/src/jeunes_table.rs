//! The list of young people: one component for all lists, a table on a screen, cards on a phone.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::{Badge, Tone};

/// A column that a list may show. The name always comes first and is not in this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Age, and « mineur » where so.
    Age,
    /// Commune of residence.
    Commune,
    /// Last school and formation.
    Etablissement,
    /// Since when out of training.
    Depuis,
    /// Who is responsible, or that nobody is.
    Responsable,
    /// Axis: verification of the listing.
    Situation,
    /// Axis: contact.
    Contact,
    /// Axis: solution.
    Solution,
    /// What is due next.
    Echeance,
}

impl Column {
    /// Every column, in the order in which they stand.
    pub const ALL: [Self; 9] = [
        Self::Age,
        Self::Commune,
        Self::Etablissement,
        Self::Depuis,
        Self::Responsable,
        Self::Situation,
        Self::Contact,
        Self::Solution,
        Self::Echeance,
    ];

    /// Its name in addresses and in the form that chooses columns.
    pub fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Commune => "commune",
            Self::Etablissement => "etablissement",
            Self::Depuis => "depuis",
            Self::Responsable => "responsable",
            Self::Situation => "situation",
            Self::Contact => "contact",
            Self::Solution => "solution",
            Self::Echeance => "echeance",
        }
    }

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Age => "Âge",
            Self::Commune => "Commune",
            Self::Etablissement => "Dernier établissement",
            Self::Depuis => "Sans formation depuis",
            Self::Responsable => "Responsable",
            Self::Situation => "Situation",
            Self::Contact => "Contact",
            Self::Solution => "Solution",
            Self::Echeance => "Prochaine échéance",
        }
    }
}

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorted {
    /// It is not.
    #[default]
    No,
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Which column. `None` is the name.
    pub column: Option<Column>,
    /// The same list sorted by it, the other way when it already is. `None` where the list has its own order.
    pub sort_href: Option<String>,
    /// Whether the list is sorted by it.
    pub sorted: Sorted,
}

impl Header {
    fn label(&self) -> &'static str {
        self.column.map_or("Nom", Column::label)
    }

    fn aria(&self) -> &'static str {
        match self.sorted {
            Sorted::No => "none",
            Sorted::Up => "ascending",
            Sorted::Down => "descending",
        }
    }
}

/// What is due, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// `Entretien avant le 3 mars`.
    pub text: String,
    /// `reste 9 jours`, `en retard de 2 jours`.
    pub delay: Option<String>,
    /// How pressing.
    pub tone: Tone,
}

/// One young person of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JeuneRow {
    /// What identifies the dossier in a selection.
    pub reference: String,
    /// The dossier.
    pub href: String,
    /// `DUVAL Inès`.
    pub nom: String,
    /// `17 ans`.
    pub age: String,
    /// `mineur` or `mineure`, when so.
    pub mineur: Option<String>,
    /// Commune of residence.
    pub commune: String,
    /// Last school.
    pub etablissement: String,
    /// What was taught there.
    pub formation: String,
    /// `juin 2026`.
    pub depuis: String,
    /// Name and structure. `None` when nobody is responsible yet, which the list shows as wrong.
    pub responsable: Option<String>,
    /// Axis: verification.
    pub situation: Badge,
    /// Axis: contact.
    pub contact: Badge,
    /// Axis: solution.
    pub solution: Badge,
    /// What is due next, if anything.
    pub echeance: Option<Due>,
}

/// A list of young people.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/jeunes_table.html")]
pub struct JeunesTable {
    /// What the list is, for a screen reader.
    pub caption: String,
    /// The name, then the chosen columns.
    pub headers: Vec<Header>,
    /// Who is listed.
    pub rows: Vec<JeuneRow>,
    /// Identifier of the form that receives the selection as `dossier` (one for each that is ticked); `None` when the list
    /// is only to be read.
    pub selection: Option<String>,
}

impl JeunesTable {
    /// A list to be read, with these columns and no sorting.
    pub fn plain(caption: impl Into<String>, columns: &[Column], rows: Vec<JeuneRow>) -> Self {
        let column = |column| Header { column, sort_href: None, sorted: Sorted::No };
        Self {
            caption: caption.into(),
            headers: std::iter::once(None).chain(columns.iter().copied().map(Some)).map(column).collect(),
            rows,
            selection: None,
        }
    }

    /// A list of invented people.
    pub fn sample() -> Self {
        let row = |reference: &str,
                   nom: &str,
                   age: &str,
                   mineur: Option<&str>,
                   commune: &str,
                   school: (&str, &str)| JeuneRow {
            reference: reference.into(),
            href: format!("/dossiers/{reference}"),
            nom: nom.into(),
            age: age.into(),
            mineur: mineur.map(str::to_owned),
            commune: commune.into(),
            etablissement: school.0.into(),
            formation: school.1.into(),
            depuis: "juin 2026".into(),
            responsable: Some("M. Petit, CIO Bordeaux Sud".into()),
            situation: Badge::new("Confirmée", Tone::Info),
            contact: Badge::new("À contacter", Tone::Warning),
            solution: Badge::new("Aucune", Tone::Neutral),
            echeance: None,
        };
        let mut rows = vec![
            row(
                "r1",
                "DUVAL Inès",
                "17 ans",
                Some("mineure"),
                "Bègles",
                ("LP Les Menuts", "CAP cuisine, 1re année"),
            ),
            row(
                "r2",
                "MARTINEAU Lucas",
                "19 ans",
                None,
                "Talence",
                ("LPO Alfred-Kastler", "Bac pro MELEC, 1re"),
            ),
            row(
                "r3",
                "ABADI Yanis",
                "16 ans",
                Some("mineur"),
                "Cenon",
                ("Collège Jean-Zay", "3e prépa-métiers"),
            ),
            row(
                "r4",
                "LE GOFF-MENDÈS Maëlys",
                "20 ans",
                None,
                "Saint-Médard-en-Jalles",
                ("LGT Sud-Médoc", "Terminale STMG"),
            ),
        ];
        rows[0].echeance = Some(Due {
            text: "Entretien avant le 3 mars".into(),
            delay: Some("reste 9 jours".into()),
            tone: Tone::Warning,
        });
        rows[0].contact = Badge::new("Jointe", Tone::Success);
        rows[1].responsable = None;
        rows[1].situation = Badge::new("À vérifier", Tone::Warning);
        rows[2].echeance = Some(Due {
            text: "Convocation, mission locale".into(),
            delay: Some("en retard de 2 jours".into()),
            tone: Tone::Error,
        });
        rows[3].solution = Badge::new("Apprentissage", Tone::Success);
        rows[3].contact = Badge::new("Jointe", Tone::Success);
        let mut table = Self::plain("Jeunes suivis par la PSAD Bordeaux", &Column::ALL, rows);
        for header in &mut table.headers {
            header.sort_href = Some(format!("/jeunes?tri={}", header.column.map_or("nom", Column::code)));
        }
        table.headers[0].sorted = Sorted::Up;
        table.selection = Some("selection".into());
        table
    }
}

impl HtmlSafe for JeunesTable {}
