//! Blocking: which pairs are worth comparing.
//!
//! Comparing every row of a million with every row of another million is 10^12 comparisons; true pairs are a million.
//! A rule names what two rows must share to be compared. Rows are grouped by the key of the rule (sorted 64-bit keys,
//! partition by partition, in parallel), and a pair is kept by the first rule that finds it: when the comparison says
//! that it is worth keeping, the earlier rules are asked whether they would have found it too, which costs a few
//! integer comparisons and no memory. There is no global set of pairs seen.
//!
//! Two things keep loose rules affordable:
//!
//! - a rule of narrower [scope](Scope) looks for partners only of rows that the stricter rules have not matched beyond
//!   doubt, one row in six; the others enter its groups only when their key is awaited (a bitmap says), or not at all;
//! - a group that would produce too many pairs is split again by further characteristics, and counted as such in the
//!   report; nothing is dropped.

mod keys;
mod part;
mod run;

pub(crate) use keys::{Gathered, Rows, gather};
pub(crate) use part::Part;
pub(crate) use run::{Found, Pairing, RowSet, Sample, Splits, run};

use crate::{
    error::Result,
    records::Records,
    spec::{Block, Scope, Spec},
};

/// A rule bound to the layout of the rows: positions of its parts in the list of all parts.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) parts: Vec<usize>,
    pub(crate) scope: Scope,
    /// Whether a row may have several keys.
    pub(crate) is_multiple: bool,
    /// As written in the specification.
    pub(crate) text: String,
}

/// All rules and the distinct parts they are made of.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) parts: Vec<Part>,
    pub(crate) list: Vec<Rule>,
    /// Parts that split a group that is too large, in order.
    pub(crate) refinements: Vec<usize>,
    /// Of each rule that has run: the groups it split.
    pub(crate) splits: Vec<Splits>,
}

impl Rules {
    /// Adds the rule that asks nothing: every row with every row.
    pub(crate) fn add_exhaustive(&mut self) -> usize {
        self.list.push(Rule {
            parts: Vec::new(),
            scope: Scope::BothUnresolved,
            is_multiple: false,
            text: "every row left with every row left".to_owned(),
        });
        self.splits.push(Splits::default());
        self.list.len() - 1
    }

    /// The rules of a scope, in order.
    pub(crate) fn of_scope(&self, scope: Scope) -> Vec<usize> {
        (0..self.list.len()).filter(|&rule| self.list[rule].scope == scope).collect()
    }

    /// Whether a rule of a scope asks how names sound.
    pub(crate) fn listens(&self, scope: Scope) -> bool {
        let listens = |rule: &Rule| rule.parts.iter().any(|&part| self.parts[part].named().next().is_some());
        self.list.iter().any(|rule| rule.scope == scope && listens(rule))
    }

    pub(crate) fn bind(spec: &Spec, table: &Records) -> Result<Self> {
        let mut parts: Vec<Part> = Vec::new();
        let mut intern = |part: Part| {
            parts.iter().position(|known| *known == part).unwrap_or_else(|| {
                parts.push(part);
                parts.len() - 1
            })
        };
        let mut rules = Vec::new();
        for Block { on, scope } in &spec.block {
            let mut bound = Vec::new();
            for text in on {
                bound.push(intern(Part::bind(spec, table, text)?));
            }
            rules.push(Rule { parts: bound, scope: *scope, is_multiple: false, text: on.join(" + ") });
        }
        let mut refinements = Vec::new();
        for (compare, field) in spec.compare.iter().zip(&table.fields) {
            for transform in part::refinements(compare.kind) {
                refinements.push(intern(Part::of_field(field, *transform)));
            }
        }
        for rule in &mut rules {
            let rule: &mut Rule = rule;
            rule.is_multiple = rule.parts.iter().any(|&part| parts[part].is_multiple());
        }
        let splits = rules.iter().map(|_| Splits::default()).collect();
        Ok(Self { parts, list: rules, refinements, splits })
    }
}
