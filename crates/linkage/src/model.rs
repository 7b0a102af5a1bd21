//! What the engine has learned: how often people agree and strangers agree, level by level.

use serde::{Deserialize, Serialize};

use crate::{
    compare,
    error::{Error, Result},
    spec::{Kind, Spec},
};

/// A trained model: readable JSON, to be looked at, kept and reused on a file too small to learn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Version of this format.
    pub version: u32,
    /// Probability that two rows taken at random, one of each file, are of one person (λ). Reused as the number of
    /// expected matches per left row when the files have other sizes.
    pub prior: f64,
    /// Expected matches for each row of the smaller file, 0 to about 1.
    pub matches_per_row: f64,
    /// Probability that two rows taken at random, one of each file, are of close relatives who share family name,
    /// birth date and place: twins. Measured in the data, zero where there are none.
    pub kin: f64,
    /// Probability that two rows of one file, taken at random, are of one person.
    pub prior_within: f64,
    /// One for each comparison of the specification, in its order.
    pub comparisons: Vec<ComparisonModel>,
}

/// What is learned of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonModel {
    /// Name of the comparison.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// From best agreement to none; "missing" is not there, it weighs nothing.
    pub levels: Vec<LevelModel>,
}

/// What is learned of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelModel {
    /// Plain name.
    pub level: String,
    /// Probability of the level between rows of one person (0 to 1).
    pub m: f64,
    /// Probability of the level between rows of two strangers (0 to 1).
    pub u: f64,
    /// `log2(m / u)`: what the level adds to the weight, in bits.
    pub weight: f64,
}

impl Model {
    /// Format written by this version.
    pub const VERSION: u32 = 1;

    /// Reads a saved model and checks it against a specification.
    ///
    /// # Errors
    /// [`Error::Model`] when the text is not a model of this version or its comparisons or levels are others.
    pub fn from_json(text: &str, spec: &Spec) -> Result<Self> {
        let model: Self = serde_json::from_str(text).map_err(|error| Error::Model(error.to_string()))?;
        model.check(spec)?;
        Ok(model)
    }

    /// The model as indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The model for files of another size: as many matches for each row, among more or fewer pairs. `boundary` is the
    /// number of left rows, `None` for a single file.
    #[must_use]
    pub(crate) fn for_sizes(&self, rows: u64, boundary: Option<u64>) -> Self {
        let (left, right) = boundary.map_or((rows, rows), |left| (left, rows - left));
        let expected = self.matches_per_row * left.min(right).max(1) as f64;
        let pairs = (left.max(1) as f64) * (right.max(1) as f64) * if boundary.is_some() { 1.0 } else { 0.5 };
        let prior = (expected / pairs).clamp(1e-15, 0.5);
        let ratio = prior / self.prior;
        let prior_within = if boundary.is_some() { (self.prior_within * ratio).min(0.5) } else { prior };
        Self { prior, prior_within, kin: (self.kin * ratio).min(0.1), ..self.clone() }
    }

    /// Checks the model against a specification.
    ///
    /// # Errors
    /// [`Error::Model`].
    pub fn check(&self, spec: &Spec) -> Result<()> {
        if self.version != Self::VERSION {
            return Err(Error::Model(format!("version {} instead of {}", self.version, Self::VERSION)));
        }
        let fits = self.comparisons.len() == spec.compare.len()
            && self.comparisons.iter().zip(&spec.compare).all(|(mine, theirs)| {
                let names = &compare::levels(theirs.kind)[1..];
                mine.kind == theirs.kind
                    && mine.levels.len() == names.len()
                    && mine.levels.iter().zip(names).all(|(level, name)| level.level == *name)
            });
        if !fits {
            return Err(Error::Model("its comparisons are not those of the specification".into()));
        }
        let numbers = self.comparisons.iter().flat_map(|c| &c.levels).flat_map(|l| [l.m, l.u]);
        if numbers.chain([self.prior, self.prior_within]).any(|p| !(p > 0.0 && p <= 1.0)) {
            return Err(Error::Model("a probability is not between 0 and 1".into()));
        }
        Ok(())
    }
}
