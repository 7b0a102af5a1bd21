//! What stands around every page of a signed-in person: who, in which role, the navigation, messages, the footer.

use crate::components::Tone;
use crate::fr;

/// Text and address of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link, from its text and address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// Under whose name the service stands. Neutral by default: the State's brand is for the State (see `docs/legal.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Name of the service, in the header and in titles.
    pub service: String,
    /// One line under it.
    pub tagline: String,
    /// Who runs it, in the footer and in letters: `Académie de Bordeaux`.
    pub operator: String,
    /// Address of one more style sheet, served by the operator, for its own font and colours.
    pub stylesheet: Option<String>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            service: "Raccroche".into(),
            tagline: "Retrouver chaque jeune, et le ramener vers un diplôme".into(),
            operator: String::new(),
            stylesheet: None,
        }
    }
}

/// Another role that the signed-in person holds: one click away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRole {
    /// What `POST /role` receives as `affectation`.
    pub code: String,
    /// `Conseillère, mission locale des Graves`.
    pub label: String,
}

/// Who is signed in, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// First name and name.
    pub nom: String,
    /// The role in force: `référente décrochage`.
    pub role: String,
    /// Where: `LP Les Menuts`.
    pub organisation: String,
    /// The other roles held today.
    pub other_roles: Vec<OtherRole>,
}

/// An entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// What is read.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page is in this part of the site.
    pub current: bool,
    /// How many things wait there, when that is worth saying.
    pub count: Option<u32>,
}

impl NavItem {
    /// An entry that is not the current one, with nothing waiting.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), current: false, count: None }
    }
}

/// The button that takes back what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Where the button posts.
    pub action: String,
    /// Hidden fields, name and value.
    pub hidden: Vec<(String, String)>,
}

/// What the previous page did, told once at the top of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// Success most often.
    pub tone: Tone,
    /// One sentence.
    pub text: String,
    /// Present while it can be taken back.
    pub undo: Option<Undo>,
}

impl Flash {
    /// A success that cannot be taken back.
    pub fn success(text: impl Into<String>) -> Self {
        Self { tone: Tone::Success, text: text.into(), undo: None }
    }
}

/// How accessible the service declares itself to be; the law wants it at the foot of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conformity {
    /// No audit yet, or under half of the criteria.
    #[default]
    None,
    /// At least half.
    Partial,
    /// All.
    Full,
}

impl Conformity {
    /// `non conforme`, `partiellement conforme`, `totalement conforme`.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "non conforme",
            Self::Partial => "partiellement conforme",
            Self::Full => "totalement conforme",
        }
    }
}

/// Everything around a page. One for a request, the same whatever the page.
///
/// The layout itself leads to `/`, `/recherche` (POST, `q`: what is searched is personal data and stays out of addresses), `/role` (POST, `affectation`), `/compte`, `/deconnexion` (POST),
/// `/aide`, `/dispositifs`, `/accessibilite`, `/mentions-legales`, `/donnees-personnelles`, `/statistiques`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// Under whose name.
    pub brand: Brand,
    /// Nobody on public pages.
    pub user: Option<User>,
    /// The main navigation, as the role has it. Empty on public pages.
    pub nav: Vec<NavItem>,
    /// Messages of the previous action.
    pub flashes: Vec<Flash>,
    /// Declared accessibility.
    pub conformity: Conformity,
    /// A line above everything: fictitious data, maintenance to come.
    pub notice: Option<String>,
    /// Date and time at which the page was made, for its printed form: `12 novembre 2026 à 9 h 40`.
    pub printed: String,
    /// The search box, with what was searched to keep it there; none for who follows nobody.
    pub search: Option<String>,
    /// Seconds after which a page that shows something under way is read again, where scripts do not run.
    pub refresh: Option<u32>,
}

impl Layout {
    /// The layout of somebody signed in, for samples.
    pub fn sample() -> Self {
        Self {
            brand: Brand { operator: "Académie de Bordeaux".into(), ..Brand::default() },
            user: Some(User {
                nom: "Claire Marchetti".into(),
                role: "référente décrochage".into(),
                organisation: "LP Les Menuts".into(),
                other_roles: vec![OtherRole {
                    code: "affectation-2".into(),
                    label: "membre, PSAD Bordeaux".into(),
                }],
            }),
            nav: vec![
                NavItem::new("Ma journée", "/"),
                NavItem { count: Some(38), ..NavItem::new("Jeunes", "/jeunes") },
                NavItem::new("Appels", "/appels"),
                NavItem { count: Some(1), ..NavItem::new("Relais", "/relais") },
                NavItem::new("Comité", "/comites"),
                NavItem::new("Campagnes", "/campagnes"),
            ],
            notice: Some(fr("Site de démonstration : toutes les personnes sont inventées.")),
            printed: "12 novembre 2026 à 9 h 40".into(),
            search: Some(String::new()),
            ..Self::default()
        }
    }

    /// The layout before signing in, for samples.
    pub fn public_sample() -> Self {
        Self { user: None, nav: Vec::new(), search: None, ..Self::sample() }
    }

    /// The same, with the entry of this address marked as the current one.
    #[must_use]
    pub fn at(mut self, href: &str) -> Self {
        for item in &mut self.nav {
            item.current = item.href == href;
        }
        self
    }
}

/// What the layout asks of a page.
pub trait Page {
    /// What stands around.
    fn layout(&self) -> &Layout;
    /// Title of the page, in its `<title>` and, unless the page draws its own, its `<h1>`.
    fn title(&self) -> String;
    /// The pages above this one, from the nearest to home to the nearest to here.
    fn crumbs(&self) -> Vec<Link> {
        Vec::new()
    }
}

/// Templates hand over a reference to the page.
impl<P: Page> Page for &P {
    fn layout(&self) -> &Layout {
        (**self).layout()
    }

    fn title(&self) -> String {
        (**self).title()
    }

    fn crumbs(&self) -> Vec<Link> {
        (**self).crumbs()
    }
}

/// Says of each page its title and the pages above it.
macro_rules! impl_page {
    ($($page:ty => $title:expr, [$($label:expr => $href:expr),*];)*) => {$(
        impl crate::layout::Page for $page {
            fn layout(&self) -> &crate::layout::Layout {
                &self.layout
            }

            fn title(&self) -> String {
                $title.into()
            }

            fn crumbs(&self) -> Vec<crate::layout::Link> {
                vec![$(crate::layout::Link::new($label, $href)),*]
            }
        }
    )*};
}
pub(crate) use impl_page;
