//! The chain of a journal: each entry carries the hash of the one before, so that an entry changed, removed or put
//! in afterwards shows.
//!
//! The hash covers every stored byte of the entry, the encrypted note included (as it is, so that the chain can be
//! verified without the key). Fields are length-prefixed: no two entries give the same bytes.

use sha2::{Digest, Sha256};

use crate::{Sealed, entite::suivi::entree};

/// Hash of an entry, in hexadecimal.
pub(crate) fn empreinte(entree: &entree::Model) -> String {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(entree.precedente.as_bytes());
    field(entree.dossier.as_bytes());
    field(&entree.rang.to_le_bytes());
    field(&entree.le.timestamp_micros().to_le_bytes());
    field(entree.jour.to_string().as_bytes());
    field(entree.auteur.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(entree.auteur_nom.as_bytes());
    field(entree.organisation.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(entree.genre.as_bytes());
    field(entree.donnees.as_bytes());
    field(entree.note.as_ref().map_or(&[][..], Sealed::as_bytes));
    format!("{:x}", hash.finalize())
}

/// Where a journal breaks: the rank of the first entry that does not follow. Entries in order of rank.
pub(crate) fn rupture(journal: &[entree::Model]) -> Option<i32> {
    let mut precedente = "";
    for (entree, rang) in journal.iter().zip(1..) {
        if entree.rang != rang || entree.precedente != precedente || entree.empreinte != empreinte(entree) {
            return Some(entree.rang.min(rang));
        }
        precedente = &entree.empreinte;
    }
    None
}
