//! Opening the store of a configuration: keys, schema, identifiers.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use raccroche_store::{Config as Base, Keyring, NewIds, Store, StoreError};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::auth::jeton;

/// Where identifiers come from in service: 122 random bits, which tell nothing and are not guessed.
pub fn identifiants() -> NewIds {
    Arc::new(|| {
        // A system without randomness cannot serve at all; the nil identifier makes the first insertion fail.
        jeton::octets().map_or(Uuid::nil(), |octets| Builder::from_random_bytes(octets).into_uuid())
    })
}

/// The same identifiers in the same order for the same seed, so that a demonstration tells the same story each time: ties in a
/// list are broken by them. Anybody can guess them: never where somebody exists.
pub fn identifiants_semes(graine: u64) -> NewIds {
    let rang = AtomicU64::new(0);
    Arc::new(move || {
        let rang = rang.fetch_add(1, Ordering::Relaxed);
        let tire = Sha256::digest([graine.to_le_bytes(), rang.to_le_bytes()].concat());
        let mut octets = [0; 16];
        octets.copy_from_slice(&tire[..16]);
        Builder::from_random_bytes(octets).into_uuid()
    })
}

/// Opens a database, making its key file and its schema when they are not there yet.
///
/// # Errors
/// When the database does not answer, was used by a newer program, or its key file is missing while it holds data.
pub async fn ouvrir(url: &str, cles: &Path, identifiants: NewIds) -> Result<Store, StoreError> {
    if !cles.exists() {
        Keyring::create(cles)?;
    }
    let store = Store::open(&Base::new(url, cles), identifiants).await?;
    store.migrate().await?;
    Ok(store)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_gives_its_identifiers_again_and_none_twice() {
        let tirer = |graine| {
            let suivant = identifiants_semes(graine);
            (0..1_000).map(|_| suivant()).collect::<Vec<_>>()
        };
        assert_eq!(tirer(5), tirer(5));
        let tous: BTreeSet<Uuid> = tirer(5).into_iter().chain(tirer(6)).collect();
        assert_eq!(tous.len(), 2_000);
    }
}
