//! The weight of a pair.
//!
//! Fellegi-Sunter adds the weights `log2(m/u)` of the comparisons to the prior `log2(λ/(1-λ))`, as if they were
//! independent. They are not for twins: family name, birth date and place agree together between two people. So a
//! second reading of the pair competes with the first: "two people of one family", in which what families share is
//! no evidence and only first name, sex, identifier and names in each other's place count. The weight is that of the
//! person against both strangers and relatives, and the waterfall shows the difference as one step.

use std::sync::Arc;

use crate::{
    compare::{self, Comparison, LEVEL_MISSING, Outcome},
    estimate::MAX_COMPARISONS,
    lexicon::Lexicon,
    model::Model,
    spec::{Kind, Spec},
    terms::{Adjustments, MAX_ADJUSTMENT, Terms},
};

/// Most levels of a comparison.
const MAX_LEVELS: usize = 12;

/// The part of a weight that one comparison brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub(crate) level: u8,
    /// `log2(m/u)` of the level.
    pub(crate) weight: f32,
    /// What the rarity of the value agreed on adds or takes.
    pub(crate) adjustment: f32,
}

impl Step {
    #[inline]
    fn sum(&self) -> f32 {
        self.weight + self.adjustment
    }
}

/// When values of a kind that are neither equal nor missing are compared: the turn of what the rows show, and of texts.
///
/// First those that tell two rows apart most often for what they cost. Loose rules bring together people of one first name
/// rather than of one family name.
fn turns(kind: Kind) -> [Option<u8>; 2] {
    match kind {
        Kind::Sex | Kind::Category | Kind::Date => [None, None],
        Kind::Surname => [Some(0), Some(2)],
        Kind::Identifier => [Some(1), None],
        Kind::GivenNames => [Some(2), Some(1)],
        Kind::Code => [None, Some(0)],
        Kind::Text => [None, Some(3)],
    }
}

/// A comparison with its learned weights.
#[derive(Debug, Clone)]
struct Weighed {
    comparison: Comparison,
    weights: [f32; MAX_LEVELS],
    /// What the rarity of a value adds, where it is asked for.
    adjustments: Option<Arc<Adjustments>>,
    /// Whether what agrees here is one's own, and not shared in a family.
    is_personal: bool,
    /// The largest weight that values which are not plainly equal can bring.
    hope: f32,
}

/// Which pairs are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// A row of each file.
    Across,
    /// Two rows of the only file.
    Deduplicated,
}

/// Weighs pairs.
#[derive(Debug, Clone)]
pub(crate) struct Scorer {
    weighed: Vec<Weighed>,
    /// `log2(λ/(1-λ))`.
    pub(crate) prior: f32,
    /// `log2(λ/κ)`: one person against two relatives, before anything is compared.
    kin_prior: f32,
    /// Positions of the comparisons that the rows may show, in the order in which they are asked.
    by_marks: Vec<usize>,
    /// And of those for which texts may have to be read.
    by_text: Vec<usize>,
}

/// Weights added in another order may differ by this much, in bits.
const ROUNDING: f32 = 1e-3;

impl Scorer {
    /// Binds a model to the comparisons of a table.
    pub(crate) fn new(
        comparisons: &[Comparison],
        terms: &[Terms],
        spec: &Spec,
        model: &Model,
        pairs: Pairs,
    ) -> Self {
        // Rows that one person has among all the rows that are counted.
        let copies = if pairs == Pairs::Deduplicated { 1.0 + model.matches_per_row.max(1.0) } else { 2.0 };
        let weighed: Vec<Weighed> = comparisons
            .iter()
            .zip(&model.comparisons)
            .zip(spec.compare.iter().zip(terms))
            .map(|((comparison, learned), (compare, terms))| {
                let mut weights = [0.0; MAX_LEVELS];
                for (slot, level) in weights[1..].iter_mut().zip(&learned.levels) {
                    *slot = bits((level.m / level.u).log2());
                }
                let equal = compare::equal_levels(compare.kind);
                let chance: f64 =
                    learned.levels[equal.start() - 1..*equal.end()].iter().map(|level| level.u).sum();
                let adjustments = (compare.term_frequency && compare.kind != Kind::Identifier)
                    .then(|| Arc::new(terms.adjustments(chance, copies)));
                let least =
                    if comparison.field.kind == Kind::Identifier { *equal.start() } else { equal.end() + 1 };
                let best = weights[least..=learned.levels.len()].iter().copied().fold(0.0, f32::max);
                let hope = if adjustments.is_some() { best + MAX_ADJUSTMENT / 2.0 } else { best };
                Weighed {
                    comparison: comparison.clone(),
                    weights,
                    adjustments,
                    is_personal: !comparison.field.kind.is_shared_in_family(),
                    hope,
                }
            })
            .collect();
        let in_turn = |stage: usize| -> Vec<usize> {
            let turn = |i: usize| turns(comparisons[i].field.kind)[stage];
            let mut asked: Vec<usize> = (0..comparisons.len()).filter(|&i| turn(i).is_some()).collect();
            asked.sort_by_key(|&i| turn(i));
            asked
        };
        let (by_marks, by_text) = (in_turn(0), in_turn(1));
        let scorer = Self { weighed, prior: 0.0, kin_prior: 0.0, by_marks, by_text };
        scorer.with_priors(if pairs == Pairs::Across { model.prior } else { model.prior_within }, model.kin)
    }

    /// The same comparisons for pairs of rows of one file.
    pub(crate) fn within(&self, model: &Model) -> Self {
        self.clone().with_priors(model.prior_within, model.kin)
    }

    /// The same weights for rows whose words stand elsewhere.
    pub(crate) fn over(&self, comparisons: &[Comparison]) -> Self {
        let mut over = self.clone();
        for (one, comparison) in over.weighed.iter_mut().zip(comparisons) {
            one.comparison = comparison.clone();
        }
        over
    }

    fn with_priors(self, prior: f64, kin: f64) -> Self {
        let kin_prior = if kin > 0.0 { bits((prior / kin).log2()) } else { f32::INFINITY };
        Self { prior: bits((prior / (1.0 - prior)).log2()), kin_prior, ..self }
    }

    /// The weight of a pair in bits, or `None` as soon as it cannot reach `floor`.
    ///
    /// Values that are equal or missing are read off first. Of the others the best is hoped for until they are compared, by
    /// what the rows show before any text: most pairs are given up before one is read.
    #[inline]
    pub(crate) fn weigh(&self, lexicon: &Lexicon, a: &[u32], b: &[u32], floor: f32) -> Option<f32> {
        let mut parts = [0.0_f32; MAX_COMPARISONS];
        let mut open = 0_u32;
        let mut is_exchanged = false;
        let mut most = self.prior;
        for (i, one) in self.weighed.iter().enumerate() {
            most += if let Some(outcome) = one.comparison.at_once(a, b) {
                parts[i] = one.step(outcome).sum();
                parts[i]
            } else {
                open |= 1 << i;
                one.hope
            };
        }
        let is_hopeless = |most: f32| most < floor - ROUNDING;
        for (order, reads_texts) in [(&self.by_marks, false), (&self.by_text, true)] {
            for &i in order {
                if open >> i & 1 == 0 {
                    continue;
                }
                if is_hopeless(most) {
                    return None;
                }
                let one = &self.weighed[i];
                let outcome = if reads_texts {
                    one.comparison.by_text(lexicon, a, b)
                } else if let Some(outcome) = one.comparison.by_marks(a, b) {
                    outcome
                } else {
                    continue;
                };
                open &= !(1 << i);
                is_exchanged |= one.is_exchanged(outcome.level);
                parts[i] = one.step(outcome).sum();
                most += parts[i] - one.hope;
            }
        }
        if is_hopeless(most) {
            return None;
        }
        // The sum itself is taken in the order of the waterfall, so that a weight is the same wherever it is asked for.
        let mut total = self.prior;
        let mut personal = 0.0;
        for (part, one) in parts.iter().zip(&self.weighed) {
            total += part;
            if one.is_personal || (is_exchanged && one.is_surname()) {
                personal += part;
            }
        }
        let weight = total + self.kin_step(total, personal);
        (weight >= floor).then_some(weight)
    }

    /// What the possibility of two relatives takes from the weight: never positive.
    #[inline]
    fn kin_step(&self, total: f32, personal: f32) -> f32 {
        // Odds against relatives; 20 bits better than against strangers, they change nothing.
        let against_kin = self.kin_prior + personal;
        if against_kin > total + 20.0 {
            return 0.0;
        }
        -(1.0 + (total - against_kin).exp2()).log2()
    }

    /// The steps of the waterfall and the step for relatives.
    pub(crate) fn steps(&self, lexicon: &Lexicon, a: &[u32], b: &[u32]) -> (Vec<Step>, f32) {
        let steps: Vec<Step> =
            self.weighed.iter().map(|one| one.step(one.comparison.outcome(lexicon, a, b))).collect();
        let sum = |personal_only: bool| -> f32 {
            steps
                .iter()
                .zip(&self.weighed)
                .filter(|(step, one)| one.is_personal || one.is_exchanged(step.level) || !personal_only)
                .map(|(step, _)| step.sum())
                .sum()
        };
        let kin = self.kin_step(self.prior + sum(false), sum(true));
        (steps, kin)
    }
}

impl Weighed {
    #[inline]
    fn is_surname(&self) -> bool {
        self.comparison.field.kind == Kind::Surname
    }

    /// Whether the surnames stand in the place of the first names: relatives do not bear each other's.
    #[inline]
    fn is_exchanged(&self, level: u8) -> bool {
        level == compare::EXCHANGED && self.is_surname()
    }

    #[inline]
    fn step(&self, outcome: Outcome) -> Step {
        if outcome.level == LEVEL_MISSING {
            return Step { level: LEVEL_MISSING, weight: 0.0, adjustment: 0.0 };
        }
        let weight = self.weights[usize::from(outcome.level)];
        let adjustment = self.adjustments.as_ref().map_or(0.0, |adjustments| {
            let adjustment = adjustments.bits(outcome.term);
            let equal = compare::equal_levels(self.comparison.field.kind);
            // Short of equality the value agreed on is only a part of the name.
            if adjustment < 0.0 || equal.contains(&usize::from(outcome.level)) {
                adjustment
            } else {
                adjustment / 2.0
            }
        });
        Step { level: outcome.level, weight, adjustment }
    }
}

/// The probability that a weight in bits stands for.
pub fn probability(weight: f32) -> f64 {
    1.0 / (1.0 + (-f64::from(weight)).exp2())
}

/// The weight in bits that a probability stands for.
pub fn weight(probability: f64) -> f32 {
    let p = probability.clamp(1e-12, 1.0 - 1e-12);
    bits((p / (1.0 - p)).log2())
}

/// A weight as pairs carry it: millionths of a bit do not count.
#[expect(clippy::cast_possible_truncation, reason = "the precision given up is far below a weight's meaning")]
pub(crate) fn bits(weight: f64) -> f32 {
    weight as f32
}
