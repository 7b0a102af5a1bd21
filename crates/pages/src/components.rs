//! Pieces that every page is made of. Each renders itself: in a template, `{{ badge }}` is enough.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Link;

/// What a colour says. Never alone: a text or an icon always says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing particular.
    #[default]
    Neutral,
    /// To know.
    Info,
    /// Well.
    Success,
    /// To watch.
    Warning,
    /// Wrong, or late.
    Error,
}

impl Tone {
    /// The suffix of the DSFR's classes; `info` stands for neutral where the DSFR has no neutral form.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A state in one or two words.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/badge.html")]
pub struct Badge {
    /// The words.
    pub text: String,
    /// Their colour.
    pub tone: Tone,
}

impl Badge {
    /// A badge, from its words and tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// Something to say before the rest of the page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/alert.html")]
pub struct Alert {
    /// Its colour and icon.
    pub tone: Tone,
    /// A few words in bold.
    pub title: Option<String>,
    /// One or two sentences.
    pub text: String,
    /// Where to go from there.
    pub link: Option<Link>,
}

impl Alert {
    /// An alert of one sentence.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, title: None, text: text.into(), link: None }
    }
}

/// How much a button asks to be pressed. One [`Weight::Primary`] a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The action of the page.
    Primary,
    /// Beside it.
    #[default]
    Secondary,
    /// Rare.
    Tertiary,
}

impl Weight {
    /// The DSFR's class for it.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "",
            Self::Secondary => " fr-btn--secondary",
            Self::Tertiary => " fr-btn--tertiary",
        }
    }
}

/// A button that posts, with nothing to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/action.html")]
pub struct Action {
    /// What is read on it.
    pub label: String,
    /// Where it posts.
    pub action: String,
    /// Hidden fields, name and value (`version` among them where two people may act).
    pub hidden: Vec<(String, String)>,
    /// How much it asks to be pressed.
    pub weight: Weight,
    /// The key that presses it, where the page has keys.
    pub key: Option<char>,
    /// What a screen reader adds, when the label alone does not say on whom: `pour Inès Duval`.
    pub about: Option<String>,
}

impl Action {
    /// A secondary button without hidden field or key.
    pub fn new(label: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            action: action.into(),
            hidden: Vec::new(),
            weight: Weight::Secondary,
            key: None,
            about: None,
        }
    }

    /// The same, with one hidden field more.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts alike, written without an ampersand"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.hidden.push((name.into(), value.to_string()));
        self
    }

    /// The same, with another weight.
    #[must_use]
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// The same, pressed by a key.
    #[must_use]
    pub fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }
}

/// One tab: a link like any other, so that it works without JavaScript and can be sent to a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// What is read.
    pub label: String,
    /// The same page with another `?onglet=` or `?vue=`.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
    /// How many things are behind it.
    pub count: Option<u32>,
}

/// A row of tabs.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What they are tabs of, for a screen reader.
    pub label: String,
    /// From left to right.
    pub tabs: Vec<Tab>,
}

/// A filter in force, that one click removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// `Âge : 16-17 ans`.
    pub label: String,
    /// The same page without it.
    pub remove_href: String,
}

/// Where one stands in a long list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// Rank of the first row shown, from 1.
    pub from: u64,
    /// Rank of the last row shown.
    pub to: u64,
    /// How many rows in all.
    pub total: u64,
    /// Address of the previous page.
    pub previous: Option<String>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// What a page says when it has nothing to list: why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/empty.html")]
pub struct EmptyState {
    /// What there is not, in a few words.
    pub title: String,
    /// Why, and when there will be.
    pub text: String,
    /// What to do meanwhile.
    pub link: Option<Link>,
}

/// Where a dossier stands on one of its three axes: situation, contact, solution.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/axis.html")]
pub struct Axis {
    /// `Situation`, `Contact` or `Solution`.
    pub name: String,
    /// The state, in words.
    pub state: Badge,
    /// Since when, after how many attempts.
    pub detail: String,
}

/// One entry of a timeline: the journal, in a French sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day and, when it matters, the hour, as read.
    pub date: String,
    /// The same as `2026-11-14` or `2026-11-14T10:20`.
    pub datetime: String,
    /// What happened: `M. Petit a joint Inès par téléphone.`
    pub text: String,
    /// What was written down at the time.
    pub note: Option<String>,
    /// `Voir la recherche`.
    pub links: Vec<Link>,
    /// Present while the entry can be taken back.
    pub undo: Option<Action>,
}

/// A count with its words, that leads to exactly the list it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLine {
    /// How many.
    pub count: u64,
    /// What follows the number: `entretiens à tenir avant vendredi`.
    pub text: String,
    /// The article or the reason, in small.
    pub detail: Option<String>,
    /// The list; empty for those who may not open it.
    pub href: String,
    /// How pressing.
    pub tone: Tone,
}

/// A term and what it is, for the blocks of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `Née le`.
    pub term: String,
    /// `3 novembre 2009 à Talence`.
    pub value: String,
    /// Where it comes from and when it was seen: `SIECLE, 12/11/2026`.
    pub source: Option<String>,
}

impl Fact {
    /// A fact without a source.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self { term: term.into(), value: value.into(), source: None }
    }

    /// The same, with its source.
    #[must_use]
    pub fn seen(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// A bar that fills, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/progress.html")]
pub struct Progress {
    /// What is done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// `12 sur 40`.
    pub words: String,
}

impl HtmlSafe for Badge {}
impl HtmlSafe for Alert {}
impl HtmlSafe for Action {}
impl HtmlSafe for Tabs {}
impl HtmlSafe for Pagination {}
impl HtmlSafe for EmptyState {}
impl HtmlSafe for Axis {}
impl HtmlSafe for Progress {}
