//! `ADRESSES`: the same section in the exports of pupils and of persons responsible.

use std::{collections::HashMap, io::Read};

use foldhash::fast::RandomState;
use raccroche_domain::Adresse;

use super::{
    fields::{Slots, slots},
    key::Key,
    xml::Xml,
};
use crate::{
    error::ReadError,
    fields::{address, clean, some},
};

/// Addresses by `ADRESSE_ID`.
pub(crate) type Adresses = HashMap<Key, Adresse, RandomState>;

slots! { ADRESSE:
    LIGNE1_ADRESSE, LIGNE2_ADRESSE, LIGNE3_ADRESSE, LIGNE4_ADRESSE, BOITE_POSTALE, CODE_POSTAL, LIBELLE_POSTAL,
    LL_COMMUNE_INSEE, CODE_COMMUNE_INSEE, COMMUNE_ETRANGERE,
}

/// Reads the section just started.
pub(crate) fn read<R: Read>(xml: &mut Xml<R>, adresses: &mut Adresses) -> Result<(), ReadError> {
    Slots::new(&ADRESSE).each(xml, "ADRESSES", "ADRESSE", "ADRESSE_ID", |id, slots| {
        if let (Some(id), Some(adresse)) = (id, compose(slots)) {
            adresses.insert(Key::new(id), adresse);
        }
    })
}

fn compose<const N: usize>(slots: &Slots<N>) -> Option<Adresse> {
    let mut lignes = String::new();
    for slot in [LIGNE1_ADRESSE, LIGNE2_ADRESSE, LIGNE3_ADRESSE, LIGNE4_ADRESSE, BOITE_POSTALE] {
        let ligne = clean(slots.get(slot));
        if !ligne.is_empty() {
            if !lignes.is_empty() {
                lignes.push_str(", ");
            }
            lignes.push_str(ligne);
        }
    }
    // The commune's own label says more than the post's ("BORDEAUX CEDEX").
    let ville =
        [LL_COMMUNE_INSEE, LIBELLE_POSTAL, COMMUNE_ETRANGERE].iter().find_map(|s| some(slots.get(*s)));
    address(Adresse {
        lignes,
        code_postal: some(slots.get(CODE_POSTAL)),
        ville,
        commune: clean(slots.get(CODE_COMMUNE_INSEE)).parse().ok(),
    })
}
