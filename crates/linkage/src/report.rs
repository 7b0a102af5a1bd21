//! What a run did, in numbers: no value of any row is in it.

use serde::{Deserialize, Serialize};

use crate::spec::Scope;

/// Counts and seconds of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Rows of the left file (or of the only one).
    pub left_rows: u64,
    /// Rows of the right file.
    pub right_rows: u64,
    /// What each blocking rule found.
    pub rules: Vec<RuleReport>,
    /// Comparisons of two rows; a pair that several rules produce is compared by each, and kept once.
    pub pairs_compared: u64,
    /// Pairs whose weight was worth keeping for the decision.
    pub pairs_kept: u64,
    /// Rows matched beyond doubt by the strict rules, for which the loose rules did not look further.
    pub rows_resolved: u64,
    /// Row pairs decided to be of one person.
    pub links: u64,
    /// Row pairs for a person to look at.
    pub reviews: u64,
    /// Of the reviews: persons with two candidates of nearly equal weight.
    pub ambiguous: u64,
    /// Of the reviews: persons whose only good candidate is taken by another.
    pub contested: u64,
    /// Rows that are a further row of a person of their own file.
    pub duplicate_rows: u64,
    /// Rows of the left file without partner.
    pub unmatched_left: u64,
    /// Rows of the right file without partner.
    pub unmatched_right: u64,
    /// Clusters of two rows and more (deduplication).
    pub clusters: u64,
    /// Phases in order, with the seconds that each took.
    pub phases: Vec<PhaseReport>,
}

/// What one blocking rule found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleReport {
    /// Number of the rule, from 1.
    pub rule: u8,
    /// The rule as written in the specification.
    pub on: String,
    /// For which rows it looked.
    pub scope: Scope,
    /// Pairs compared, those that earlier rules produced too among them.
    pub pairs: u64,
    /// Of these: pairs worth keeping that no earlier rule produced.
    pub kept: u64,
    /// Groups split again because they were too large.
    pub refined_groups: u64,
    /// Groups that stayed large after every split; compared in full.
    pub large_groups: u64,
}

/// One phase.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PhaseReport {
    /// Plain name.
    pub phase: String,
    /// Seconds of wall clock.
    pub seconds: f64,
}
