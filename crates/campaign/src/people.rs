//! Persons, and the lines that speak of them.
//!
//! A *line* stands in a source; a *person* is a set of lines of the previous registers, with links to lines of the
//! other sources. Lines never move: persons point at them, so that every decision can be traced and undone.

use raccroche_domain::{DecisionHumaine, Enregistrement, Registre};
use raccroche_registers::QualityReport;

use crate::suivi::Raison;

/// A register in memory.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) registre: Registre,
    pub(crate) lines: Vec<Enregistrement>,
    pub(crate) quality: QualityReport,
}

/// Where a line stands: source, then position among its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) source: u32,
    pub(crate) line: u32,
}

/// The sources of a campaign.
#[derive(Debug, Default)]
pub(crate) struct Sources(pub(crate) Vec<Source>);

impl Sources {
    pub(crate) fn at(&self, place: Place) -> (&Source, &Enregistrement) {
        let source = &self.0[place.source as usize];
        (source, &source.lines[place.line as usize])
    }

    pub(crate) fn line(&self, place: Place) -> &Enregistrement {
        self.at(place).1
    }

    /// Every line of the sources that `keep` accepts, in order.
    pub(crate) fn places(&self, keep: impl Fn(&Source) -> bool) -> Vec<Place> {
        (0_u32..)
            .zip(&self.0)
            .filter(|(_, source)| keep(source))
            .flat_map(|(source, content)| {
                let count = u32::try_from(content.lines.len()).unwrap_or(u32::MAX);
                (0..count).map(move |line| Place { source, line })
            })
            .collect()
    }
}

/// How a line came to be tied to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tie {
    /// A human said so.
    Human,
    /// The engine links.
    Link,
    /// The engine asks, and the school of the year before answers.
    School,
    /// The engine asks.
    Review,
    /// The best candidate that the engine did not keep: shown, never counted.
    NearMiss,
}

/// A line of another source tied to a person.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) place: Place,
    pub(crate) tie: Tie,
    pub(crate) probability: f64,
    /// What differs, in French, when a human has to look.
    pub(crate) differences: String,
    /// The comparisons one by one, for the pairs that a human decides; empty for the others.
    pub(crate) reasons: Vec<Raison>,
}

/// A young person of the previous registers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// Stable from one campaign to the next.
    pub(crate) id: String,
    /// Its lines in the previous registers, in order; never empty.
    pub(crate) places: Vec<Place>,
    /// Lines of the other sources, best tie first.
    pub(crate) links: Vec<Link>,
    /// Facts that humans decided, positions among the campaign's.
    pub(crate) facts: Vec<usize>,
    /// What a human decided that is no fact.
    pub(crate) decision: Option<DecisionHumaine>,
}

impl Person {
    /// The lines surely about the person, previous registers first.
    pub(crate) fn sure_places(&self) -> impl Iterator<Item = Place> {
        let linked = self.links.iter().filter(|link| link.tie < Tie::Review).map(|link| link.place);
        self.places.iter().copied().chain(linked)
    }

    /// Whether the `n`th of [`Self::sure_places`] is the person's by the school of the year before.
    pub(crate) fn sure_by_school(&self, n: usize) -> bool {
        let mut linked = self.links.iter().filter(|link| link.tie < Tie::Review);
        n.checked_sub(self.places.len()).and_then(|n| linked.nth(n)).is_some_and(|l| l.tie == Tie::School)
    }

    /// The lines perhaps about the person, and those that nearly were.
    pub(crate) fn doubtful(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.tie >= Tie::Review)
    }
}
