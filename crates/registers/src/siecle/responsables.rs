//! `BEE_RESPONSABLES`: the persons responsible, and of which pupil.

use std::{collections::HashMap, io::Read};

use foldhash::fast::RandomState;
use raccroche_domain::{Coordonnees, Representant};

use super::{
    adresses::{self, Adresses},
    fields::{Slots, slots},
    key::Key,
    sections,
    xml::Xml,
};
use crate::{
    error::ReadError,
    fields::{clean, push_mail, push_phone, some},
};

slots! { PERSONNE:
    NOM_USAGE, NOM_DE_FAMILLE, NOM, PRENOM, TEL_PORTABLE, TEL_PERSONNEL, TEL_PROFESSIONNEL, MEL, ADRESSE_ID,
}
slots! { RESPONSABLE_ELEVE: ELEVE_ID, PERSONNE_ID, CODE_PARENTE, NIVEAU_RESPONSABILITE, RESP_LEGAL }

/// Persons and links of one school.
#[derive(Default)]
pub(crate) struct Responsables {
    personnes: HashMap<Key, (Representant, Option<Key>), RandomState>,
    liens: HashMap<Key, Vec<Lien>, RandomState>,
    adresses: Adresses,
}

#[derive(PartialEq)]
struct Lien {
    personne: Key,
    parente: Option<String>,
    /// 1 legal representative, 2 in charge, 3 to be called; 9 unknown.
    niveau: u8,
}

impl Responsables {
    /// Reads one export. `unknown` is told the sub-trees passed over.
    pub(crate) fn read<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        unknown: &mut dyn FnMut(&str),
    ) -> Result<(), ReadError> {
        sections(xml, |xml, section| match section {
            "PERSONNES" => self.read_personnes(xml),
            "RESPONSABLES" => self.read_liens(xml),
            "ADRESSES" => adresses::read(xml, &mut self.adresses),
            other => {
                unknown(other);
                xml.skip("DONNEES")
            }
        })
    }

    fn read_personnes<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), ReadError> {
        Slots::new(&PERSONNE).each(xml, "PERSONNES", "PERSONNE", "PERSONNE_ID", |id, slots| {
            let Some(id) = id else { return };
            let adresse = clean(slots.get(ADRESSE_ID));
            let adresse = (!adresse.is_empty()).then(|| Key::new(adresse));
            self.personnes.insert(Key::new(id), (compose(slots), adresse));
        })
    }

    fn read_liens<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), ReadError> {
        Slots::new(&RESPONSABLE_ELEVE).each(xml, "RESPONSABLES", "RESPONSABLE_ELEVE", "", |_, slots| {
            let lien = Lien {
                personne: Key::new(slots.get(PERSONNE_ID)),
                parente: some(slots.get(CODE_PARENTE)),
                niveau: niveau(clean(slots.get(NIVEAU_RESPONSABILITE)), clean(slots.get(RESP_LEGAL))),
            };
            self.liens.entry(Key::new(slots.get(ELEVE_ID))).or_default().push(lien);
        })
    }

    /// Adds what another export of the same school says. A school may send its export with addresses and the one
    /// without: the address known is kept, and a link stated twice counts once.
    pub(crate) fn merge(&mut self, other: Self) {
        if self.personnes.is_empty() && self.liens.is_empty() && self.adresses.is_empty() {
            *self = other;
            return;
        }
        for (key, (representant, adresse)) in other.personnes {
            match self.personnes.get_mut(&key) {
                Some(known) if known.1.is_some() => {}
                Some(known) => *known = (representant, adresse),
                None => {
                    self.personnes.insert(key, (representant, adresse));
                }
            }
        }
        for (key, liens) in other.liens {
            let known = self.liens.entry(key).or_default();
            for lien in liens {
                if !known.contains(&lien) {
                    known.push(lien);
                }
            }
        }
        self.adresses.extend(other.adresses);
    }

    /// The persons responsible for a pupil, legal representatives first, and whether one is named that no export
    /// describes.
    pub(crate) fn of(&self, eleve: Key) -> (Vec<Representant>, bool) {
        let Some(liens) = self.liens.get(&eleve) else {
            return (Vec::new(), false);
        };
        let mut orphan = false;
        let mut found: Vec<(u8, Representant)> = Vec::with_capacity(liens.len());
        for lien in liens {
            let Some((personne, adresse)) = self.personnes.get(&lien.personne) else {
                orphan = true;
                continue;
            };
            let mut representant = personne.clone();
            representant.parente.clone_from(&lien.parente);
            representant.legal = lien.niveau == 1;
            representant.coordonnees.adresse = adresse.and_then(|id| self.adresses.get(&id)).cloned();
            found.push((lien.niveau, representant));
        }
        found.sort_by_key(|(niveau, _)| *niveau);
        (found.into_iter().map(|(_, representant)| representant).collect(), orphan)
    }
}

fn compose<const N: usize>(slots: &Slots<N>) -> Representant {
    let mut coordonnees = Coordonnees::default();
    for slot in [TEL_PORTABLE, TEL_PERSONNEL, TEL_PROFESSIONNEL] {
        push_phone(&mut coordonnees, slots.get(slot));
    }
    push_mail(&mut coordonnees, slots.get(MEL));
    // Letters and calls go to the name people use.
    let nom = [NOM_USAGE, NOM_DE_FAMILLE, NOM].iter().find_map(|slot| some(slots.get(*slot)));
    Representant {
        nom: nom.unwrap_or_default(),
        prenom: some(slots.get(PRENOM)),
        coordonnees,
        ..Representant::default()
    }
}

/// Exports before `NIVEAU_RESPONSABILITE` had `RESP_LEGAL`: 1 and 2 the legal representatives, 0 a contact.
fn niveau(niveau: &str, resp_legal: &str) -> u8 {
    match (niveau, resp_legal) {
        ("1", _) | ("", "1" | "2") => 1,
        ("2", _) => 2,
        ("3", _) | ("", "0") => 3,
        _ => 9,
    }
}
