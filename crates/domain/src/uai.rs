//! The *unité administrative immatriculée*: the national number of an establishment.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The key letters, in the order of the remainder by 23 (no I, O, Q).
const CLES: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// A checked UAI (ex-RNE): seven digits, then the key letter, which is their remainder by 23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uai([u8; 8]);

/// Why a text is not a UAI.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UaiError {
    /// Not seven digits and a letter.
    #[error("a UAI is seven digits and a letter")]
    Forme,
    /// The letter is not the one that the digits give.
    #[error("the key letter should be {attendue}")]
    Cle {
        /// The letter that the seven digits give.
        attendue: char,
    },
}

impl Uai {
    /// The eight characters.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever stored, see `from_str`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Three digits of the département of the number (`033`; Corse is `620` and `720`).
    pub fn departement(&self) -> &str {
        &self.as_str()[..3]
    }

    /// The key letter of seven digits.
    pub fn cle(numero: u32) -> char {
        char::from(CLES[(numero % 23) as usize])
    }

    /// The UAI of a number below ten million; the key letter is computed.
    ///
    /// # Errors
    /// [`UaiError::Forme`] when the number has more than seven digits.
    pub fn from_numero(numero: u32) -> Result<Self, UaiError> {
        if numero > 9_999_999 {
            return Err(UaiError::Forme);
        }
        format!("{numero:07}{}", Self::cle(numero)).parse()
    }
}

impl FromStr for Uai {
    type Err = UaiError;

    /// Trims and upper-cases, then checks shape and key.
    fn from_str(text: &str) -> Result<Self, UaiError> {
        let upper = text.trim().to_ascii_uppercase();
        let bytes: [u8; 8] = upper.as_bytes().try_into().map_err(|_| UaiError::Forme)?;
        let (digits, letter) = bytes.split_at(7);
        if !digits.iter().all(u8::is_ascii_digit) || !letter[0].is_ascii_uppercase() {
            return Err(UaiError::Forme);
        }
        let numero = digits.iter().fold(0_u32, |n, d| n * 10 + u32::from(d - b'0'));
        let attendue = Self::cle(numero);
        if char::from(letter[0]) == attendue { Ok(Self(bytes)) } else { Err(UaiError::Cle { attendue }) }
    }
}

impl TryFrom<String> for Uai {
    type Error = UaiError;
    fn try_from(text: String) -> Result<Self, UaiError> {
        text.parse()
    }
}

impl From<Uai> for String {
    fn from(uai: Uai) -> Self {
        uai.as_str().to_owned()
    }
}

impl fmt::Display for Uai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_hold() {
        for text in ["0750655E", "0750654D", "0690026D", "0301674G"] {
            assert_eq!(text.parse::<Uai>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_wrong_key_says_the_right_one() {
        assert_eq!("0750655A".parse::<Uai>(), Err(UaiError::Cle { attendue: 'E' }));
        assert_eq!("075065E".parse::<Uai>(), Err(UaiError::Forme));
        assert_eq!("07506é5".parse::<Uai>(), Err(UaiError::Forme));
    }
}
