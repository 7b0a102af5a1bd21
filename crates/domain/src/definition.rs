//! Who counts as a *décrocheur*: two definitions with names, because ministries use two.
//!
//! | | `D313-59` | `diplome-terminal` |
//! |---|---|---|
//! | text | article D313-59 of the code de l'éducation | operational definition of the SIEI partners, circular of 9 February 2011 |
//! | in the field | once enrolled in a cycle leading to the bac général or to a vocational diploma of level 3 or 4 | enrolled the previous year below the higher education |
//! | out by a diploma | bac, or any vocational diploma of level 3 or more | the diploma of the cycle last attended, or a higher one |
//! | a CAP holder who leaves the bac pro | no | yes |
//! | leaves after the 3e at 16 | no (the obligation de formation still applies) | yes |
//!
//! The DNB and the CFG are a qualification in neither. The bac technologique, which D313-59 does not name, counts as
//! the level 4 diploma that it is, and a cycle leading to it counts as in the field: its pupils went through the 2de.
//! A figure always carries the name of the definition it was computed under.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{NiveauDiplome, Visee};

/// A named definition of *décrocheur*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Definition {
    /// The text of law: neither bac nor vocational diploma of level 3 or 4.
    #[serde(rename = "D313-59")]
    D31359,
    /// The diploma of the cycle last attended was not obtained.
    #[serde(rename = "diplome-terminal")]
    DiplomeTerminal,
}

/// The text names no definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the definition is `D313-59` or `diplome-terminal`")]
pub struct DefinitionError;

impl Definition {
    /// The name that campaigns and figures carry.
    pub fn nom(self) -> &'static str {
        match self {
            Self::D31359 => "D313-59",
            Self::DiplomeTerminal => "diplome-terminal",
        }
    }

    /// The definition in one French sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::D31359 => {
                "Jeune de 16 à 25 ans qui n’est plus inscrit dans un cycle de formation, n’a ni baccalauréat ni diplôme \
                 professionnel de niveau 3 ou 4, et a suivi un cycle qui y conduit (article D313-59 du code de l’éducation)."
            }
            Self::DiplomeTerminal => {
                "Jeune de 16 à 25 ans inscrit l’année précédente, qui n’est plus inscrit dans un cycle de formation et \
                 n’a pas obtenu le diplôme du dernier cycle suivi (définition opérationnelle du SIEI)."
            }
        }
    }

    /// Whether having attended a cycle with this aim puts somebody in the field.
    ///
    /// An unknown aim does: a code missing from our table must not hide anybody.
    pub fn cycle_compte(self, visee: Visee) -> bool {
        match visee {
            Visee::Superieur => false,
            Visee::SansQualification => self == Self::DiplomeTerminal,
            Visee::Niveau3Professionnel
            | Visee::BaccalaureatGeneral
            | Visee::BaccalaureatTechnologique
            | Visee::Niveau4Professionnel
            | Visee::Inconnue => true,
        }
    }

    /// Whether a diploma of this level takes somebody out, given the aim of the cycle last attended.
    pub fn niveau_suffit(self, niveau: NiveauDiplome, derniere_visee: Visee) -> bool {
        match self {
            Self::D31359 => niveau >= NiveauDiplome::Niveau3,
            Self::DiplomeTerminal => niveau >= derniere_visee.niveau_terminal(),
        }
    }
}

impl FromStr for Definition {
    type Err = DefinitionError;

    fn from_str(text: &str) -> Result<Self, DefinitionError> {
        match text {
            "D313-59" => Ok(Self::D31359),
            "diplome-terminal" => Ok(Self::DiplomeTerminal),
            _ => Err(DefinitionError),
        }
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.nom())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_definition_asks_of_a_diploma() {
        use Definition::{D31359, DiplomeTerminal};
        use NiveauDiplome::{Aucun, Cfg, Dnb, Niveau3, Niveau4, Niveau5EtPlus};
        for (definition, niveau, visee, suffit) in [
            (D31359, Aucun, Visee::Niveau3Professionnel, false),
            (D31359, Cfg, Visee::SansQualification, false),
            (D31359, Dnb, Visee::SansQualification, false),
            (D31359, Niveau3, Visee::Niveau4Professionnel, true),
            (D31359, Niveau4, Visee::BaccalaureatGeneral, true),
            (DiplomeTerminal, Dnb, Visee::SansQualification, false),
            (DiplomeTerminal, Niveau3, Visee::SansQualification, true),
            (DiplomeTerminal, Niveau3, Visee::Niveau3Professionnel, true),
            (DiplomeTerminal, Niveau3, Visee::Niveau4Professionnel, false),
            (DiplomeTerminal, Niveau3, Visee::BaccalaureatTechnologique, false),
            (DiplomeTerminal, Niveau3, Visee::Inconnue, false),
            (DiplomeTerminal, Niveau4, Visee::Niveau4Professionnel, true),
            (DiplomeTerminal, Niveau5EtPlus, Visee::Inconnue, true),
        ] {
            assert_eq!(definition.niveau_suffit(niveau, visee), suffit, "{definition} {niveau:?} {visee:?}");
        }
    }

    #[test]
    fn what_each_definition_asks_of_a_cycle() {
        for visee in [Visee::Niveau3Professionnel, Visee::BaccalaureatGeneral, Visee::Inconnue] {
            assert!(
                Definition::D31359.cycle_compte(visee) && Definition::DiplomeTerminal.cycle_compte(visee)
            );
        }
        assert!(!Definition::D31359.cycle_compte(Visee::SansQualification));
        assert!(Definition::DiplomeTerminal.cycle_compte(Visee::SansQualification));
        assert!(!Definition::DiplomeTerminal.cycle_compte(Visee::Superieur));
    }

    #[test]
    fn names_go_and_come_back() {
        for definition in [Definition::D31359, Definition::DiplomeTerminal] {
            assert_eq!(definition.nom().parse(), Ok(definition));
        }
        assert!("d313".parse::<Definition>().is_err());
    }
}
