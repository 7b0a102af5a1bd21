//! Notices a line that was read before, and a local number given to two persons, within one file.
//!
//! Lines are remembered by a 64-bit hash: two different lines among five million share one with a probability of
//! one in a million, and the line would still be in the report.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hasher},
};

use foldhash::{fast::RandomState, quality};
use raccroche_domain::Enregistrement;

use crate::quality::{Finding, Problem};

/// What was seen in one file.
#[derive(Default)]
pub(crate) struct Repeats {
    hasher: quality::RandomState,
    rows: HashMap<u64, u64, RandomState>,
    ids: HashMap<u64, (u64, u64), RandomState>,
}

impl Repeats {
    /// The line at which the same cells were first met, if they were.
    pub(crate) fn of_row<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a str>) -> Option<u64> {
        let mut hasher = self.hasher.build_hasher();
        for cell in cells {
            hasher.write(cell.as_bytes());
            hasher.write_u8(0xFF);
        }
        match self.rows.entry(hasher.finish()) {
            std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }

    /// The remark on a local number that another person of the file has. A number that comes back with the same
    /// person is no fault: a line states one fact, a person has several.
    pub(crate) fn of_id(&mut self, line: &Enregistrement) -> Option<Finding> {
        let id = self.hasher.hash_one(line.id_local.as_ref()?);
        let identite = &line.identite;
        let person =
            self.hasher.hash_one((&identite.nom_famille, &identite.prenoms, identite.date_naissance));
        let (first_person, first_line) = *self.ids.entry(id).or_insert((person, line.ligne));
        (first_person != person).then(|| Finding {
            line: line.ligne,
            field: "id".into(),
            value_class: format!("déjà pris à la ligne {first_line}").into(),
            problem: Problem::DuplicateId,
            suggestion: None,
        })
    }

    /// The finding that sets aside a repeated line.
    pub(crate) fn finding(line: u64, first: u64) -> Finding {
        Finding {
            line,
            field: "ligne".into(),
            value_class: format!("identique à la ligne {first}").into(),
            problem: Problem::ExactDuplicate,
            suggestion: None,
        }
    }
}
