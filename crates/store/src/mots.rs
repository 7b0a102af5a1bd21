//! Words of the domain's closed lists as they are stored: exactly as the domain writes them elsewhere. And the words of
//! names, as people type them.

use raccroche_linkage::normalise::fold;
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

/// Whether a name has all the words of what was typed, or words that begin with them; case and accents do not count. A text
/// without a word is in no name.
pub(crate) fn match_words(typed: &str, name: &str) -> bool {
    let (typed, name) = (fold(typed), fold(name));
    let mut words = typed.split(' ').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| name.split(' ').any(|part| part.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::match_words;

    #[test]
    fn every_word_typed_begins_one_of_the_name() {
        let name = "Hélène de La Tour helene.tour@academie.example";
        for typed in ["helene", "TOUR hél", "la tour", "academie"] {
            assert!(match_words(typed, name), "{typed}");
        }
        for typed in ["", " ", "paul", "helene petit", "lène"] {
            assert!(!match_words(typed, name), "{typed}");
        }
    }
}
