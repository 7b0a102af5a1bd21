//! Why a pair weighs what it weighs.

use std::fmt;

use serde::Serialize;

use crate::{
    compare::{self, Comparison},
    records::Records,
    score::{Scorer, bits, probability},
    spec::Spec,
};

/// The waterfall of one pair: prior, each comparison, relatives, sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// `log2` of the odds before anything is compared.
    pub prior: f64,
    /// The comparisons, in the order of the specification.
    pub steps: Vec<ExplainedStep>,
    /// What the possibility of two relatives (twins) takes, in bits: zero or less.
    pub relatives: f64,
    /// Sum of all the above, in bits.
    pub weight: f64,
    /// The probability that the sum stands for.
    pub probability: f64,
}

/// One comparison of a waterfall.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedStep {
    /// Name of the comparison: its first column.
    pub name: String,
    /// Plain name of the level.
    pub level: String,
    /// Value of the left row, normalised.
    pub left: String,
    /// Value of the right row, normalised.
    pub right: String,
    /// `log2(m/u)` of the level, in bits.
    pub weight: f64,
    /// What the rarity of the value agreed on adds or takes, in bits.
    pub term_adjustment: f64,
}

pub(crate) fn explain_with(
    scorer: &Scorer,
    comparisons: &[Comparison],
    spec: &Spec,
    table: &Records,
    left: u32,
    right: u32,
) -> Explanation {
    let (a, b) = (table.row(left), table.row(right));
    let (steps, relatives) = scorer.steps(&table.lexicon, a, b);
    let steps: Vec<ExplainedStep> = steps
        .iter()
        .zip(comparisons)
        .zip(&spec.compare)
        .map(|((step, comparison), compare)| ExplainedStep {
            name: compare.name().to_owned(),
            level: compare::levels(compare.kind)[usize::from(step.level)].to_owned(),
            left: comparison.show(&table.lexicon, a),
            right: comparison.show(&table.lexicon, b),
            weight: f64::from(step.weight),
            term_adjustment: f64::from(step.adjustment),
        })
        .collect();
    let prior = f64::from(scorer.prior);
    let relatives = f64::from(relatives);
    let weight = prior + relatives + steps.iter().map(|s| s.weight + s.term_adjustment).sum::<f64>();
    Explanation { prior, steps, relatives, weight, probability: probability(bits(weight)) }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = self.prior;
        writeln!(
            f,
            "{:+8.2}  {:+8.2}  prior: chance that two rows taken at random are of one person",
            self.prior, sum
        )?;
        for step in &self.steps {
            let own = step.weight + step.term_adjustment;
            sum += own;
            write!(f, "{own:+8.2}  {sum:+8.2}  {}: {}", step.name, step.level)?;
            write!(f, "  [{}] [{}]", step.left, step.right)?;
            if step.term_adjustment.abs() >= 0.005 {
                let rarity = if step.term_adjustment > 0.0 { "rare" } else { "common" };
                write!(f, "  ({:+.2} and {:+.2} for a {rarity} value)", step.weight, step.term_adjustment)?;
            }
            writeln!(f)?;
        }
        if self.relatives < -0.005 {
            sum += self.relatives;
            writeln!(f, "{:+8.2}  {sum:+8.2}  relatives: what is left is what twins share", self.relatives)?;
        }
        write!(f, "{:+8.2}  bits, probability {:.6}", self.weight, self.probability)
    }
}
