//! The exams that end a cycle: their level, their codes, and whether the law counts them.

/// What ends a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Examen {
    /// Diplôme national du brevet: no qualification.
    Dnb,
    /// CAP.
    Cap,
    /// Baccalauréat général.
    BacGeneral,
    /// Baccalauréat technologique.
    BacTechnologique,
    /// Baccalauréat professionnel.
    BacPro,
    /// Brevet professionnel.
    Bp,
    /// BTS.
    Bts,
}

impl Examen {
    /// Level of 2019: 0 for the DNB.
    pub(crate) fn niveau(self) -> u8 {
        match self {
            Self::Dnb => 0,
            Self::Cap => 3,
            Self::BacGeneral | Self::BacTechnologique | Self::BacPro | Self::Bp => 4,
            Self::Bts => 5,
        }
    }

    /// Whether D313-59 counts it.
    pub(crate) fn qualifie(self) -> bool {
        self.niveau() >= 3
    }

    /// SIFA's `DIP_OBT`.
    pub(crate) fn sifa(self) -> &'static str {
        match self {
            Self::Dnb => "03",
            Self::Cap => "04",
            Self::BacGeneral | Self::BacTechnologique => "07",
            Self::BacPro => "08",
            Self::Bp => "09",
            Self::Bts => "11",
        }
    }

    /// First characters of its diploma codes.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Dnb => "010",
            Self::Cap => "500",
            Self::BacGeneral => "431",
            Self::BacTechnologique => "430",
            Self::BacPro => "400",
            Self::Bp => "450",
            Self::Bts => "320",
        }
    }

    /// What it is called.
    pub(crate) fn libelle(self) -> &'static str {
        match self {
            Self::Dnb => "Diplôme national du brevet",
            Self::Cap => "CAP",
            Self::BacGeneral => "Baccalauréat général",
            Self::BacTechnologique => "Baccalauréat technologique",
            Self::BacPro => "Baccalauréat professionnel",
            Self::Bp => "Brevet professionnel",
            Self::Bts => "BTS",
        }
    }
}
