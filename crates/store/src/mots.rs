//! Words of the domain's closed lists as they are stored: exactly as the domain writes them elsewhere.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::error::{Result, StoreError};

/// The stored word of a value of a closed list.
pub(crate) fn word(value: impl Serialize) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        other => Err(StoreError::Schema(format!("not a word of a closed list: {other:?}"))),
    }
}

/// The value of a stored word.
///
/// # Errors
/// When the domain does not know it: the database was written by another version.
pub(crate) fn value<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(Value::String(word.to_owned()))
        .map_err(|_| StoreError::Schema(format!("`{word}` is not in its closed list")))
}

/// The value of a stored word that may be missing.
pub(crate) fn optional<T: DeserializeOwned>(word: Option<&str>) -> Result<Option<T>> {
    word.map(value).transpose()
}
