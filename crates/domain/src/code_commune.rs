//! The INSEE code of a commune, or `99` and three digits for a foreign country.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Five characters: `33063`, `2A004`, `99109` (Germany).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeCommune([u8; 5]);

/// The text is not a digit, an alphanumeric and three digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the shape of an INSEE commune code")]
pub struct CodeCommuneError;

impl CodeCommune {
    /// The five characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Two or three characters of the département (`33`, `2A`, `974`), or `99` abroad.
    pub fn departement(&self) -> &str {
        if self.0.starts_with(b"97") || self.0.starts_with(b"98") {
            &self.as_str()[..3]
        } else {
            &self.as_str()[..2]
        }
    }

    /// The commune as a whole: registers name Paris, Lyon and Marseille now by the city, now by the arrondissement
    /// (INSEE, *code officiel géographique*).
    #[must_use]
    pub fn ville_entiere(self) -> Self {
        let within = |first: &str, last: &str| (first..=last).contains(&self.as_str());
        let whole: &[u8; 5] = if within("75101", "75120") {
            b"75056"
        } else if within("69381", "69389") {
            b"69123"
        } else if within("13201", "13216") {
            b"13055"
        } else {
            return self;
        };
        Self(*whole)
    }

    /// Whether the code names a foreign country.
    pub fn is_etranger(&self) -> bool {
        self.0.starts_with(b"99")
    }
}

impl FromStr for CodeCommune {
    type Err = CodeCommuneError;

    fn from_str(text: &str) -> Result<Self, CodeCommuneError> {
        let upper = text.trim().to_ascii_uppercase();
        let bytes: [u8; 5] = upper.as_bytes().try_into().map_err(|_| CodeCommuneError)?;
        let shape = bytes[0].is_ascii_digit()
            && bytes[1].is_ascii_alphanumeric()
            && bytes[2..].iter().all(u8::is_ascii_digit);
        if shape { Ok(Self(bytes)) } else { Err(CodeCommuneError) }
    }
}

impl TryFrom<String> for CodeCommune {
    type Error = CodeCommuneError;
    fn try_from(text: String) -> Result<Self, CodeCommuneError> {
        text.parse()
    }
}

impl From<CodeCommune> for String {
    fn from(code: CodeCommune) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for CodeCommune {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departements() {
        let of = |text: &str| text.parse::<CodeCommune>().unwrap().departement().to_owned();
        assert_eq!(of("33063"), "33");
        assert_eq!(of("2a004"), "2A");
        assert_eq!(of("97411"), "974");
        assert!("99109".parse::<CodeCommune>().unwrap().is_etranger());
        assert!("3306".parse::<CodeCommune>().is_err());
    }

    #[test]
    fn an_arrondissement_is_of_its_city() {
        let whole = |text: &str| text.parse::<CodeCommune>().unwrap().ville_entiere().to_string();
        for (code, city) in [
            ("75112", "75056"),
            ("69381", "69123"),
            ("13216", "13055"),
            ("75056", "75056"),
            ("33063", "33063"),
        ] {
            assert_eq!(whole(code), city);
        }
        assert_eq!(whole("75121"), "75121");
    }
}
