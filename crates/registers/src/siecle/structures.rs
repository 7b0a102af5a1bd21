//! `BEE_STRUCTURES` and `BEE_NOMENCLATURES`: the labels of divisions and of MEF codes.

use std::{collections::HashMap, io::Read};

use super::{
    fields::{Slots, slots},
    sections,
    xml::Xml,
};
use crate::{
    error::ReadError,
    fields::{clean, some},
};

slots! { LIBELLES: LIBELLE_EDITION, LIBELLE_LONG, FORMATION }

/// Labels of one school.
#[derive(Default)]
pub(crate) struct Libelles {
    /// Of divisions, by `CODE_STRUCTURE`.
    pub(crate) divisions: HashMap<String, String>,
    /// Of formations, by MEF.
    pub(crate) mefs: HashMap<String, String>,
}

impl Libelles {
    /// Reads one export. `unknown` is told the sub-trees passed over.
    pub(crate) fn read<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        unknown: &mut dyn FnMut(&str),
    ) -> Result<(), ReadError> {
        sections(xml, |xml, section| match section {
            "DIVISIONS" => read_labels(xml, "DIVISIONS", "DIVISION", "CODE_STRUCTURE", &mut self.divisions),
            "MEFS" => read_labels(xml, "MEFS", "MEF", "CODE_MEF", &mut self.mefs),
            "GROUPES" | "PROGRAMMES" | "MODALITES_ELECTION" | "MATIERES" => xml.skip("DONNEES"),
            other => {
                unknown(other);
                xml.skip("DONNEES")
            }
        })
    }
}

fn read_labels<R: Read>(
    xml: &mut Xml<R>,
    section: &'static str,
    element: &'static str,
    code: &str,
    labels: &mut HashMap<String, String>,
) -> Result<(), ReadError> {
    Slots::new(&LIBELLES).each(xml, section, element, code, |code, slots| {
        let label = [LIBELLE_EDITION, LIBELLE_LONG, FORMATION].iter().find_map(|s| some(slots.get(*s)));
        if let (Some(code), Some(label)) = (code, label) {
            labels.insert(clean(code).to_owned(), label);
        }
    })
}
