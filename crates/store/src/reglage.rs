//! Texts that the académie says once, and that documents print: none is ours, none is official before somebody there says it.

use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _, sea_query::OnConflict};

use crate::{
    Perimetre, Writer,
    entite::reglage::{Column, Entity, Model},
    error::Result,
};

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TexteRegle {
    /// How a decision may be contested, before whom, and until when.
    VoiesDeRecours,
}

impl TexteRegle {
    const fn code(self) -> &'static str {
        match self {
            Self::VoiesDeRecours => "voies_de_recours",
        }
    }
}

/// What the académie says; nothing until it has.
///
/// # Errors
/// When the database does not answer.
pub async fn lire(db: &impl ConnectionTrait, quoi: TexteRegle) -> Result<Option<String>> {
    Ok(Entity::find_by_id(quoi.code()).one(db).await?.map(|row| row.texte))
}

/// Keeps a text in the place of what it was; an empty one is said no more. Documents already made keep theirs.
///
/// # Errors
/// When the database refuses.
pub async fn garder(writer: &Writer, perimetre: &Perimetre, quoi: TexteRegle, texte: &str) -> Result<()> {
    let texte = texte.trim();
    if texte.is_empty() {
        Entity::delete_by_id(quoi.code()).exec(writer).await?;
        return Ok(());
    }
    let row = Model {
        code: quoi.code().to_owned(),
        texte: texte.to_owned(),
        modifie_par: perimetre.utilisateur(),
        modifie_le: writer.le(),
    };
    let connu = OnConflict::column(Column::Code)
        .update_columns([Column::Texte, Column::ModifiePar, Column::ModifieLe])
        .to_owned();
    Entity::insert(row.into_active_model()).on_conflict(connu).exec_without_returning(writer).await?;
    Ok(())
}
