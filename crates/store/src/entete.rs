//! What the documents of an organisation bear: its lines, its logo, who signs for it.
//!
//! Said once by the organisation, and read whenever a document is made: a document already made keeps the header of its day,
//! since what it says is kept whole.

use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _, sea_query::OnConflict};
use uuid::Uuid;

pub use crate::entite::entete::Model as Entete;
use crate::{
    Perimetre, Writer,
    entite::entete::{Column, Entity},
    error::{Result, StoreError},
};

/// What is said of a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NouvelEntete {
    /// Address, phone, mail, a line each.
    pub lignes: String,
    /// Who signs.
    pub signataire_nom: String,
    /// In what quality.
    pub signataire_qualite: String,
    /// The logo, a PNG, with the words that replace it.
    pub logo: Option<(Vec<u8>, String)>,
}

/// The header of an organisation, when it has said one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, organisation: Uuid) -> Result<Option<Entete>> {
    Ok(Entity::find_by_id(organisation).one(db).await?)
}

/// Keeps the header of an organisation in the place of what it was.
///
/// # Errors
/// [`StoreError::Invalide`] when the logo has no words that replace it, or when the database refuses.
pub async fn keep(
    writer: &Writer,
    perimetre: &Perimetre,
    organisation: Uuid,
    dit: NouvelEntete,
) -> Result<()> {
    let (logo, logo_description) = match dit.logo {
        Some((_, description)) if description.trim().is_empty() => {
            return Err(StoreError::Invalide("a logo without the words that replace it".to_owned()));
        }
        Some((octets, description)) => (Some(octets), description),
        None => (None, String::new()),
    };
    let row = Entete {
        organisation,
        lignes: dit.lignes,
        signataire_nom: dit.signataire_nom,
        signataire_qualite: dit.signataire_qualite,
        logo,
        logo_description,
        modifie_par: Some(perimetre.utilisateur()),
        modifie_le: writer.le(),
    };
    let known = OnConflict::column(Column::Organisation)
        .update_columns([
            Column::Lignes,
            Column::SignataireNom,
            Column::SignataireQualite,
            Column::Logo,
            Column::LogoDescription,
            Column::ModifiePar,
            Column::ModifieLe,
        ])
        .to_owned();
    Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(writer).await?;
    Ok(())
}
