//! `BEE_STRUCTURES` and `BEE_NOMENCLATURES`: the labels of divisions and of MEF codes.

use std::{collections::HashMap, io::Read};

use super::{
    fields::{Slots, slots},
    sections,
    xml::{Node, Xml, attribute},
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
            "DIVISIONS" => read_labels(xml, "DIVISION", "CODE_STRUCTURE", &mut self.divisions),
            "MEFS" => read_labels(xml, "MEF", "CODE_MEF", &mut self.mefs),
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
    element: &'static str,
    code: &str,
    labels: &mut HashMap<String, String>,
) -> Result<(), ReadError> {
    let mut slots = Slots::new(&LIBELLES);
    loop {
        match xml.next()? {
            Node::Start(start) if start.name().as_ref() == element => {
                let code = attribute(&start, code);
                slots.fill(xml, element, |_| {})?;
                let label =
                    [LIBELLE_EDITION, LIBELLE_LONG, FORMATION].iter().find_map(|s| some(slots.get(*s)));
                if let (Some(code), Some(label)) = (code, label) {
                    labels.insert(clean(&code).to_owned(), label);
                }
            }
            Node::Start(_) => xml.skip(element)?,
            Node::End => return Ok(()),
            Node::Eof => return Err(xml.truncated(element)),
            Node::Empty(_) | Node::Text => {}
        }
    }
}
