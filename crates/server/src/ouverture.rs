//! Opening the store of a configuration: keys, schema, identifiers.

use std::{path::Path, sync::Arc};

use raccroche_store::{Config as Base, Keyring, NewIds, Store, StoreError};
use uuid::{Builder, Uuid};

use crate::auth::jeton;

/// Where identifiers come from in service: 122 random bits, which tell nothing and are not guessed.
pub fn identifiants() -> NewIds {
    Arc::new(|| {
        // A system without randomness cannot serve at all; the nil identifier makes the first insertion fail.
        jeton::octets().map_or(Uuid::nil(), |octets| Builder::from_random_bytes(octets).into_uuid())
    })
}

/// Opens a database, making its key file and its schema when they are not there yet.
///
/// # Errors
/// When the database does not answer, was used by a newer program, or its key file is missing while it holds data.
pub async fn ouvrir(url: &str, cles: &Path) -> Result<Store, StoreError> {
    if !cles.exists() {
        Keyring::create(cles)?;
    }
    let store = Store::open(&Base::new(url, cles), identifiants()).await?;
    store.migrate().await?;
    Ok(store)
}
