//! The *identifiant national élève*, in its three shapes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A national pupil number of one of the three known shapes, upper-cased.
///
/// The shape alone is checked: the last letters of the RNIE number follow an unpublished rule, and a pupil
/// may have an old and a new number. An INE that is not one is a remark on a line, never a ground to refuse it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ine(String);

/// Which register gave the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormeIne {
    /// Nine digits and two letters (arrêté du 18 octobre 2022, RNIE).
    Rnie,
    /// Ten digits (or `_`, `D` for provisional) and a letter: the older *base élèves* number.
    Bea,
    /// As BEA with `A` in fifth position: an apprentice's.
    Apprentissage,
}

/// The text has none of the three shapes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the shape of an INE")]
pub struct IneError;

impl Ine {
    /// The eleven characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which of the three shapes it has.
    pub fn forme(&self) -> FormeIne {
        let bytes = self.0.as_bytes();
        if bytes[9].is_ascii_uppercase() {
            FormeIne::Rnie
        } else if bytes[4] == b'A' {
            FormeIne::Apprentissage
        } else {
            FormeIne::Bea
        }
    }
}

impl FromStr for Ine {
    type Err = IneError;

    fn from_str(text: &str) -> Result<Self, IneError> {
        let upper = text.trim().to_ascii_uppercase();
        let bytes: &[u8; 11] = upper.as_bytes().try_into().map_err(|_| IneError)?;
        let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
        let letters = |range: &[u8]| range.iter().all(u8::is_ascii_uppercase);
        let rnie = digits(&bytes[..9]) && letters(&bytes[9..]);
        let bea = bytes[..10]
            .iter()
            .enumerate()
            .all(|(i, b)| b.is_ascii_digit() || *b == b'_' || (i == 4 && (*b == b'D' || *b == b'A')))
            && letters(&bytes[10..]);
        if rnie || bea { Ok(Self(upper)) } else { Err(IneError) }
    }
}

impl TryFrom<String> for Ine {
    type Error = IneError;
    fn try_from(text: String) -> Result<Self, IneError> {
        text.parse()
    }
}

impl From<Ine> for String {
    fn from(ine: Ine) -> Self {
        ine.0
    }
}

impl fmt::Display for Ine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_shapes() {
        assert_eq!("123456789ab".parse::<Ine>().unwrap().forme(), FormeIne::Rnie);
        assert_eq!("0412345678K".parse::<Ine>().unwrap().forme(), FormeIne::Bea);
        assert_eq!("0412A45678K".parse::<Ine>().unwrap().forme(), FormeIne::Apprentissage);
        assert_eq!("0412D45678K".parse::<Ine>().unwrap().forme(), FormeIne::Bea);
        for text in ["", "123", "12345678901", "ABCDEFGHIJK", "é2345678901"] {
            assert!(text.parse::<Ine>().is_err(), "{text}");
        }
    }
}
