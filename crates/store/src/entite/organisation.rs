//! Organisations.

use sea_orm::entity::prelude::*;

/// Kind of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum GenreOrganisation {
    /// A school or CFA, by its UAI.
    Etablissement,
    /// *Centre d'information et d'orientation*.
    Cio,
    /// *Plate-forme de suivi et d'appui aux décrocheurs*.
    Psad,
    /// *Mission locale*.
    MissionLocale,
    /// *Zone d'animation pédagogique*.
    Zap,
    /// Education service of a département.
    Dsden,
    /// The académie.
    Academie,
}

impl From<raccroche_domain::droits::GenreOrganisation> for GenreOrganisation {
    fn from(genre: raccroche_domain::droits::GenreOrganisation) -> Self {
        use raccroche_domain::droits::GenreOrganisation as G;
        match genre {
            G::Etablissement => Self::Etablissement,
            G::Cio => Self::Cio,
            G::Psad => Self::Psad,
            G::MissionLocale => Self::MissionLocale,
            G::Zap => Self::Zap,
            G::Dsden => Self::Dsden,
            G::Academie => Self::Academie,
        }
    }
}

/// An organisation in which people act: a school, a CIO, a PSAD…
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind.
    pub genre: GenreOrganisation,
    /// UAI, or the code of the zoning; unique within its kind.
    pub code: String,
    /// Name as shown.
    pub nom: String,
    /// Département: `33`, `2A`, `974`.
    pub departement: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
