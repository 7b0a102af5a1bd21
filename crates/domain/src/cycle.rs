//! What a training cycle leads to, which the definition of a *décrocheur* asks of every enrolment.
//!
//! The register gives a code (MEF, CFD, RNCP) and sometimes a label. The official nomenclature (BCN) is not open
//! in full, so what a code leads to is read from a small ordered table of prefixes and words. **The table is a
//! working aid, not an official nomenclature**: it is printed with the campaign, each line can be overridden, and a
//! code that no line recognises is `Inconnue`, which keeps the person in the field rather than out of it.

use serde::{Deserialize, Serialize};

use crate::{Formation, NiveauDiplome, francais::plier};

/// What a cycle leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visee {
    /// No qualification: collège (the DNB is not one), SEGPA, dispositif relais.
    SansQualification,
    /// A vocational diploma of level 3: CAP, CAPA, BEP, titre professionnel.
    Niveau3Professionnel,
    /// The baccalauréat général, by the 2de générale et technologique too.
    BaccalaureatGeneral,
    /// The baccalauréat technologique.
    BaccalaureatTechnologique,
    /// A vocational diploma of level 4: bac pro, BP, BMA, titre professionnel.
    Niveau4Professionnel,
    /// A diploma of level 5 or above, so that level 4 is already held: BTS, CPGE, licence.
    Superieur,
    /// No line of the table recognises the formation.
    Inconnue,
}

impl Visee {
    /// The lowest level that ends the cycle with its diploma, as `diplome-terminal` asks.
    pub fn niveau_terminal(self) -> NiveauDiplome {
        match self {
            Self::SansQualification | Self::Niveau3Professionnel => NiveauDiplome::Niveau3,
            Self::BaccalaureatGeneral
            | Self::BaccalaureatTechnologique
            | Self::Niveau4Professionnel
            | Self::Inconnue => NiveauDiplome::Niveau4,
            Self::Superieur => NiveauDiplome::Niveau5EtPlus,
        }
    }
}

/// Which part of a formation a line of the table looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CleCycle {
    /// The MEF starts with the text.
    Mef,
    /// The diploma code (CFD) or RNCP number starts with the text.
    Diplome,
    /// The label starts with the words of the text, case and accents aside.
    Libelle,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegleCycle {
    /// What it looks at.
    pub cle: CleCycle,
    /// Prefix or words.
    pub debut: String,
    /// What such a cycle leads to.
    pub visee: Visee,
}

/// The table: the campaign's own lines first, then the longest prefix among the default ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCycles {
    regles: Vec<RegleCycle>,
}

const DEFAUT: &[(CleCycle, &str, Visee)] = &[
    // MEF: the first three characters name the *dispositif de formation*.
    (CleCycle::Mef, "1", Visee::SansQualification),
    (CleCycle::Mef, "200", Visee::BaccalaureatGeneral),
    (CleCycle::Mef, "201", Visee::BaccalaureatGeneral),
    (CleCycle::Mef, "202", Visee::BaccalaureatGeneral),
    (CleCycle::Mef, "21", Visee::BaccalaureatTechnologique),
    (CleCycle::Mef, "22", Visee::BaccalaureatTechnologique),
    (CleCycle::Mef, "240", Visee::Niveau3Professionnel),
    (CleCycle::Mef, "241", Visee::Niveau3Professionnel),
    (CleCycle::Mef, "242", Visee::Niveau3Professionnel),
    (CleCycle::Mef, "243", Visee::Niveau3Professionnel),
    (CleCycle::Mef, "244", Visee::Niveau3Professionnel),
    (CleCycle::Mef, "245", Visee::Niveau4Professionnel),
    (CleCycle::Mef, "246", Visee::Niveau4Professionnel),
    (CleCycle::Mef, "247", Visee::Niveau4Professionnel),
    (CleCycle::Mef, "3", Visee::Superieur),
    // CFD: the first character follows the levels of 1969 (5 for V, now 3).
    (CleCycle::Diplome, "5", Visee::Niveau3Professionnel),
    (CleCycle::Diplome, "4", Visee::Niveau4Professionnel),
    (CleCycle::Diplome, "3", Visee::Superieur),
    (CleCycle::Diplome, "2", Visee::Superieur),
    (CleCycle::Diplome, "1", Visee::Superieur),
    (CleCycle::Libelle, "6eme", Visee::SansQualification),
    (CleCycle::Libelle, "5eme", Visee::SansQualification),
    (CleCycle::Libelle, "4eme", Visee::SansQualification),
    (CleCycle::Libelle, "3eme", Visee::SansQualification),
    (CleCycle::Libelle, "3e", Visee::SansQualification),
    (CleCycle::Libelle, "troisieme", Visee::SansQualification),
    (CleCycle::Libelle, "cap", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "capa", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "1cap", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "1cap1", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "1cap2", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "2cap2", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "tcap2", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "bep", Visee::Niveau3Professionnel),
    (CleCycle::Libelle, "2nde gt", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "2de gt", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "seconde generale", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "premiere generale", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "terminale generale", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "1re generale", Visee::BaccalaureatGeneral),
    (CleCycle::Libelle, "premiere technologique", Visee::BaccalaureatTechnologique),
    (CleCycle::Libelle, "terminale technologique", Visee::BaccalaureatTechnologique),
    (CleCycle::Libelle, "premiere stmg", Visee::BaccalaureatTechnologique),
    (CleCycle::Libelle, "terminale stmg", Visee::BaccalaureatTechnologique),
    (CleCycle::Libelle, "2nde pro", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "2de pro", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "seconde professionnelle", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "premiere professionnelle", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "terminale professionnelle", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "bac pro", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "baccalaureat professionnel", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "bp", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "brevet professionnel", Visee::Niveau4Professionnel),
    (CleCycle::Libelle, "bts", Visee::Superieur),
    (CleCycle::Libelle, "btsa", Visee::Superieur),
    (CleCycle::Libelle, "cpge", Visee::Superieur),
    (CleCycle::Libelle, "but", Visee::Superieur),
    (CleCycle::Libelle, "licence", Visee::Superieur),
];

impl Default for TableCycles {
    fn default() -> Self {
        Self::avec(Vec::new())
    }
}

impl TableCycles {
    /// The default table under the campaign's own lines, which win whatever their length.
    pub fn avec(mut propres: Vec<RegleCycle>) -> Self {
        let mut defaut: Vec<RegleCycle> = DEFAUT
            .iter()
            .map(|&(cle, debut, visee)| RegleCycle { cle, debut: debut.to_owned(), visee })
            .collect();
        defaut.sort_by_key(|r| (r.cle, std::cmp::Reverse(r.debut.len())));
        for regle in &mut propres {
            regle.debut = match regle.cle {
                CleCycle::Mef | CleCycle::Diplome => regle.debut.trim().to_ascii_uppercase(),
                CleCycle::Libelle => plier(&regle.debut),
            };
        }
        propres.append(&mut defaut);
        Self { regles: propres }
    }

    /// The lines, in the order in which they are tried.
    pub fn regles(&self) -> &[RegleCycle] {
        &self.regles
    }

    /// What the formation leads to.
    pub fn visee(&self, formation: &Formation) -> Visee {
        let mef = formation.mef.as_deref().map(|t| t.trim().to_ascii_uppercase());
        let diplome = formation.diplome.as_deref().map(diplome_sans_rncp);
        let libelle = formation.libelle.as_deref().map(plier);
        self.regles
            .iter()
            .find(|regle| match regle.cle {
                CleCycle::Mef => mef.as_deref().is_some_and(|code| code.starts_with(&regle.debut)),
                CleCycle::Diplome => diplome.as_deref().is_some_and(|code| code.starts_with(&regle.debut)),
                CleCycle::Libelle => libelle.as_deref().is_some_and(|text| {
                    text.strip_prefix(&regle.debut)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                }),
            })
            .map_or(Visee::Inconnue, |regle| regle.visee)
    }
}

/// A CFD has eight characters; a shorter number is an RNCP one, whose digits say nothing of the level.
fn diplome_sans_rncp(code: &str) -> String {
    let upper = code.trim().to_ascii_uppercase();
    if upper.len() == 8 && !upper.starts_with("RNCP") {
        upper
    } else {
        format!("RNCP{}", upper.trim_start_matches("RNCP"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mef(code: &str) -> Formation {
        Formation { mef: Some(code.to_owned()), ..Formation::default() }
    }

    #[test]
    fn codes_and_labels() {
        let table = TableCycles::default();
        let diplome = |code: &str| Formation { diplome: Some(code.to_owned()), ..Formation::default() };
        let libelle = |text: &str| Formation { libelle: Some(text.to_owned()), ..Formation::default() };
        for (formation, attendue) in [
            (mef("10310019110"), Visee::SansQualification),
            (mef("1001000b11a"), Visee::SansQualification),
            (mef("20010018110"), Visee::BaccalaureatGeneral),
            (mef("24122141321"), Visee::Niveau3Professionnel),
            (mef("24725510331"), Visee::Niveau4Professionnel),
            (mef("31131407211"), Visee::Superieur),
            (mef("99900000000"), Visee::Inconnue),
            (diplome("50022141"), Visee::Niveau3Professionnel),
            (diplome("40025510"), Visee::Niveau4Professionnel),
            // An RNCP number starting with 5 is not a CAP.
            (diplome("RNCP35317"), Visee::Inconnue),
            (diplome("5317"), Visee::Inconnue),
            (libelle("CAP Cuisine"), Visee::Niveau3Professionnel),
            (libelle("Première générale"), Visee::BaccalaureatGeneral),
            // "cap" is a word here, not a prefix of letters.
            (libelle("Capacité en droit"), Visee::Inconnue),
            (Formation::default(), Visee::Inconnue),
        ] {
            assert_eq!(table.visee(&formation), attendue, "{formation:?}");
        }
    }

    #[test]
    fn the_campaign_s_own_lines_win() {
        let propres = vec![
            RegleCycle { cle: CleCycle::Mef, debut: "1".into(), visee: Visee::Niveau3Professionnel },
            RegleCycle {
                cle: CleCycle::Libelle,
                debut: "Mention Complémentaire".into(),
                visee: Visee::Niveau3Professionnel,
            },
            RegleCycle {
                cle: CleCycle::Diplome,
                debut: "rncp35317".into(),
                visee: Visee::Niveau4Professionnel,
            },
        ];
        let table = TableCycles::avec(propres);
        assert_eq!(table.visee(&mef("10310019110")), Visee::Niveau3Professionnel);
        let libelle =
            Formation { libelle: Some("MENTION COMPLEMENTAIRE boulangerie".into()), ..Formation::default() };
        assert_eq!(table.visee(&libelle), Visee::Niveau3Professionnel);
        let rncp = Formation { diplome: Some("35317".into()), ..Formation::default() };
        assert_eq!(table.visee(&rncp), Visee::Niveau4Professionnel);
    }
}
