//! What to compare, where to look and when to say yes: the file a user can read, edit and keep.
//!
//! ```toml
//! [input]
//! id = "id"
//!
//! [[compare]]
//! columns = ["nom", "nom_usage"]
//! kind = "surname"
//! term_frequency = true
//!
//! [[compare]]
//! columns = ["date_naissance"]
//! kind = "date"
//!
//! [[block]]
//! on = ["nom:phonetic", "date_naissance"]
//!
//! [decide]
//! mode = "one_to_one"
//! ```

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    estimate::MAX_COMPARISONS,
};

/// The whole specification of a linkage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// How the files name things.
    #[serde(default)]
    pub input: Input,
    /// The comparisons, in the order of the waterfall.
    pub compare: Vec<Compare>,
    /// The blocking rules, earliest first. Empty: derived from the comparisons.
    #[serde(default)]
    pub block: Vec<Block>,
    /// When to link.
    #[serde(default)]
    pub decide: Decide,
}

/// How the files name things.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Input {
    /// Column that numbers the rows; none: the row's number from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The same for the right file when its name differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right_id: Option<String>,
    /// Columns of the right file that bear another name than in `compare`: name here = name in the right file.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub right_columns: std::collections::BTreeMap<String, String>,
}

/// One comparison: columns that hold one thing, and what kind of thing it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// The columns, most telling first. Several surname or identifier columns are compared crosswise; several
    /// given-name, date or text columns are read as one.
    #[serde(alias = "column", deserialize_with = "one_or_many")]
    pub columns: Vec<String>,
    /// What they hold, which decides the levels.
    pub kind: Kind,
    /// Whether agreement on a rare value weighs more than on a common one.
    #[serde(default)]
    pub term_frequency: bool,
}

impl Compare {
    /// The name that reports and waterfalls show: the first column's.
    pub fn name(&self) -> &str {
        self.columns.first().map_or("", String::as_str)
    }
}

/// What columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Family names; further columns are other names of the same person (usage name).
    Surname,
    /// First names, one or several, in order.
    GivenNames,
    /// A calendar date (`2008-03-05`, `05/03/2008`, `20080305`, `05032008`; year alone or year and month).
    Date,
    /// A hierarchical code: its first characters name the wider area (commune, postal code).
    Code,
    /// A number given to one person, possibly of several shapes; several columns are aliases.
    Identifier,
    /// Sex, in any usual coding.
    Sex,
    /// One of a few values.
    Category,
    /// Words: a place, a street, a full name.
    Text,
}

impl Kind {
    /// Whether relatives share the value: what twins have in common.
    pub fn is_shared_in_family(self) -> bool {
        matches!(self, Self::Surname | Self::Date | Self::Code | Self::Text)
    }
}

/// One blocking rule: rows that agree on every part are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// `column` or `column:transform`, or several joined by `|`; see [`Transform`].
    pub on: Vec<String>,
    /// For which rows it looks.
    #[serde(default, skip_serializing_if = "Scope::is_all")]
    pub scope: Scope,
}

/// For which rows a blocking rule looks for partners. Rules of a narrower scope run after those of a wider one: once
/// most rows have a partner beyond doubt, looser rules cost little on what is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every row, among all rows.
    #[default]
    All,
    /// Rows without a partner beyond doubt, among all rows: further rows of persons already matched are found too.
    Unresolved,
    /// Rows without a partner beyond doubt, among such rows only.
    BothUnresolved,
}

impl Scope {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

/// How a column enters a blocking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transform {
    /// The value itself, normalised.
    Exact,
    /// `phonetic`: the phonetic key of the name without particles.
    Phonetic,
    /// `token`: any one of the words, read phonetically (several keys a row); all columns of the comparison.
    Token,
    /// `start`: the first three characters.
    Start,
    /// `area`: the first two characters of a code (département, postal area).
    Area,
    /// `year` of a date.
    Year,
    /// `month_day` of a date.
    MonthDay,
    /// `year_month` of a date.
    YearMonth,
    /// `year_day`: year and day of the month.
    YearDay,
    /// `unordered`: year, then day and month in either order.
    Unordered,
}

impl Transform {
    /// Splits `column:transform`, or several joined by `|`. A column without a transform has that of the next that has one
    /// (`nom|prenoms:token` is `nom:token|prenoms:token`), and enters as it is when there is none.
    ///
    /// # Errors
    /// [`Error::Spec`] when a transform is unknown.
    pub fn parse(part: &str) -> Result<Vec<(&str, Self)>> {
        let mut next = Self::Exact;
        let mut columns = Vec::new();
        for column in part.rsplit('|') {
            let column = match column.split_once(':') {
                None => column,
                Some((column, name)) => {
                    next = Self::named(name, part)?;
                    column
                }
            };
            columns.push((column, next));
        }
        columns.reverse();
        Ok(columns)
    }

    fn named(name: &str, part: &str) -> Result<Self> {
        Ok(match name {
            "exact" => Self::Exact,
            "phonetic" => Self::Phonetic,
            "token" => Self::Token,
            "start" => Self::Start,
            "area" => Self::Area,
            "year" => Self::Year,
            "month_day" => Self::MonthDay,
            "year_month" => Self::YearMonth,
            "year_day" => Self::YearDay,
            "unordered" => Self::Unordered,
            _ => {
                return Err(Error::Spec(format!(
                    "unknown transform `{name}` in `{part}`; known: exact, phonetic, token, start, area, year, \
                     month_day, year_month, year_day, unordered"
                )));
            }
        })
    }
}

/// When to link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decide {
    /// One-to-one between persons, or many-to-one.
    pub mode: Mode,
    /// Probability from which a pair is a link (0 to 1).
    pub link: f64,
    /// Probability from which a pair that is no link goes to review (0 to `link`).
    pub review: f64,
    /// Two candidates whose weights differ by less than this (bits) go to review.
    pub margin: f64,
}

impl Default for Decide {
    fn default() -> Self {
        Self { mode: Mode::OneToOne, link: 0.75, review: 0.35, margin: 2.0 }
    }
}

/// How many partners a person may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Each person of one file is at most one person of the other; duplicate rows share the partner.
    #[default]
    OneToOne,
    /// Each left row takes its best right row, which others may take too.
    ManyToOne,
}

impl Spec {
    /// Reads and checks a specification.
    ///
    /// # Errors
    /// [`Error::Spec`] with line and column when the text is not TOML or a key is unknown, and when a value makes
    /// no sense (no comparison, thresholds out of order, a blocking column that no comparison has).
    pub fn from_toml(text: &str) -> Result<Self> {
        let spec: Self = toml::from_str(text).map_err(|error| Error::Spec(error.to_string()))?;
        spec.check()?;
        Ok(spec)
    }

    /// The text of the specification.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// Checks what the types alone cannot say.
    ///
    /// # Errors
    /// [`Error::Spec`].
    pub fn check(&self) -> Result<()> {
        if self.compare.is_empty() {
            return Err(Error::Spec("at least one [[compare]] is needed".into()));
        }
        if self.compare.len() > MAX_COMPARISONS {
            return Err(Error::Spec(format!("more than {MAX_COMPARISONS} comparisons")));
        }
        if let Some(compare) = self.compare.iter().find(|c| c.columns.is_empty()) {
            return Err(Error::Spec(format!("a [[compare]] of kind {:?} names no column", compare.kind)));
        }
        let Decide { link, review, margin, .. } = self.decide;
        if !(0.0..=1.0).contains(&review)
            || !(review..=1.0).contains(&link)
            || margin.is_nan()
            || margin < 0.0
        {
            return Err(Error::Spec("[decide] needs 0 ≤ review ≤ link ≤ 1 and margin ≥ 0".into()));
        }
        for block in &self.block {
            if block.on.is_empty() {
                return Err(Error::Spec(
                    "a [[block]] has an empty `on`: every pair would be compared".into(),
                ));
            }
            for part in &block.on {
                for (column, _) in Transform::parse(part)? {
                    if !self.compare.iter().any(|c| c.columns.iter().any(|name| name == column)) {
                        return Err(Error::Spec(format!(
                            "[[block]] on `{part}`: no [[compare]] has the column `{column}`"
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// Every column that the comparisons read, in order, without repetition.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for name in self.compare.iter().flat_map(|c| &c.columns) {
            if !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
        columns
    }
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_a_transform_has_that_of_the_next() {
        let parts = [
            ("nom", vec![("nom", Transform::Exact)]),
            ("nom|prenoms:token", vec![("nom", Transform::Token), ("prenoms", Transform::Token)]),
            ("nom:token|prenoms:phonetic", vec![("nom", Transform::Token), ("prenoms", Transform::Phonetic)]),
            ("nom:token|prenoms", vec![("nom", Transform::Token), ("prenoms", Transform::Exact)]),
        ];
        for (part, columns) in parts {
            assert_eq!(Transform::parse(part).unwrap(), columns, "{part}");
        }
        let error = Transform::parse("nom:sound|prenoms:token").unwrap_err().to_string();
        assert!(error.contains("`sound`") && error.contains("phonetic"), "{error}");
    }
}
