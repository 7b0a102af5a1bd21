//! What is true of somebody on the day of the campaign, and why registers may not show it.

/// What somebody truly does on the day of the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Situation {
    /// At school, in an agricultural establishment or an apprentice.
    EnFormation,
    /// Left with the diploma that the cycle leads to.
    SortiDiplome,
    /// Dropped out, followed by a mission locale.
    DecrocheurSuivi,
    /// Dropped out and busy with something declared (job, service civique, training, exemption…).
    DecrocheurOccupe,
    /// Dropped out, nowhere.
    DecrocheurPerdu,
    /// Left the country.
    Etranger,
    /// Died.
    Decede,
}

/// Why no register shows somebody who is not lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AngleMort {
    /// The apprenticeship began after SIFA's picture of 31 December.
    SifaRetard,
    /// The CFA sent no file this year.
    CfaSansReponse,
    /// Enrolled in another académie.
    AutreAcademie,
    /// Private school without contract, distance or home teaching, not declared.
    HorsContrat,
    /// Abroad, not declared.
    EtrangerNonDeclare,
}

impl Situation {
    /// The code of `verite_personnes.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::EnFormation => "en_formation",
            Self::SortiDiplome => "sorti_diplome",
            Self::DecrocheurSuivi => "decrocheur_suivi",
            Self::DecrocheurOccupe => "decrocheur_occupe",
            Self::DecrocheurPerdu => "decrocheur_perdu",
            Self::Etranger => "etranger",
            Self::Decede => "decede",
        }
    }

    /// The situation of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        [
            Self::EnFormation,
            Self::SortiDiplome,
            Self::DecrocheurSuivi,
            Self::DecrocheurOccupe,
            Self::DecrocheurPerdu,
            Self::Etranger,
            Self::Decede,
        ]
        .into_iter()
        .find(|s| s.code() == code)
    }

    /// Whether the person truly dropped out.
    pub fn decroche(self) -> bool {
        matches!(self, Self::DecrocheurSuivi | Self::DecrocheurOccupe | Self::DecrocheurPerdu)
    }
}

impl AngleMort {
    /// All causes.
    pub const TOUS: [Self; 5] = [
        Self::SifaRetard,
        Self::CfaSansReponse,
        Self::AutreAcademie,
        Self::HorsContrat,
        Self::EtrangerNonDeclare,
    ];

    /// The code of `verite_personnes.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::SifaRetard => "sifa_retard",
            Self::CfaSansReponse => "cfa_sans_reponse",
            Self::AutreAcademie => "autre_academie",
            Self::HorsContrat => "hors_contrat",
            Self::EtrangerNonDeclare => "etranger_non_declare",
        }
    }

    /// What people read.
    pub fn libelle(self) -> &'static str {
        match self {
            Self::SifaRetard => "apprentis entrés après l’image de SIFA (31 décembre)",
            Self::CfaSansReponse => "apprentis d’un CFA qui n’a pas transmis son fichier",
            Self::AutreAcademie => "inscrits dans une autre académie",
            Self::HorsContrat => "hors contrat, à distance ou en famille, non déclarés",
            Self::EtrangerNonDeclare => "partis à l’étranger sans l’avoir déclaré",
        }
    }
}
