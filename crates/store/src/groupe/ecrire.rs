//! Making and changing a group; entering and leaving one, as the journal of a parcours says.

use chrono::NaiveDate;
use raccroche_domain::{
    groupe::{Groupe, GroupeChoisi},
    parcours::RefusParcours,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _, Set, sea_query::Expr,
};
use uuid::Uuid;

use super::{Regard, lire, membres, registre};
use crate::{
    Perimetre, Writer,
    entite::groupe::{ActiveModel, Entity, Model, membre},
    error::{Result, StoreError},
};

/// What a group is made of. The caller has asked the domain whether it may stand ([`Groupe::defauts`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouveauGroupe {
    /// Code of the dispositif: it does not change.
    pub dispositif: String,
    /// The school that receives it, when it is one of ours.
    pub etablissement: Option<Uuid>,
    /// What it is.
    pub groupe: Groupe,
}

fn texte<T: serde::Serialize>(valeur: &T) -> Result<String> {
    serde_json::to_string(valeur).map_err(|error| StoreError::Invalide(error.to_string()))
}

fn entier(nombre: u32) -> i32 {
    i32::try_from(nombre).unwrap_or(i32::MAX)
}

/// Makes a group that the organisation of the perimeter conducts; gives its number.
///
/// # Errors
/// When the database refuses.
pub async fn creer(writer: &Writer, perimetre: &Perimetre, nouveau: &NouveauGroupe) -> Result<Uuid> {
    let groupe = &nouveau.groupe;
    let row = Model {
        id: writer.new_id(),
        organisation: perimetre.organisation().id,
        etablissement: nouveau.etablissement,
        dispositif: nouveau.dispositif.clone(),
        nom: groupe.nom.trim().to_owned(),
        lieu: groupe.lieu.trim().to_owned(),
        du: groupe.du,
        au: groupe.au,
        places: entier(groupe.places),
        semaine: texte(&groupe.semaine)?,
        periodes: texte(&groupe.periodes)?,
        version: 1,
        modifie_par: Some(perimetre.utilisateur()),
        modifie_le: writer.le(),
    };
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}

/// Changes a group that the organisation of the perimeter conducts, when nobody has since version `vue`. Its register stays as it
/// was noted.
///
/// # Errors
/// [`StoreError::Absent`] when it is not theirs, [`StoreError::Conflit`] when somebody changed it in the meantime,
/// [`StoreError::RefusParcours`] when more are in it than it would hold, [`StoreError::HorsSession`] when its new days would leave
/// its register or a stage outside.
pub async fn modifier(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    vue: u32,
    nouveau: &NouveauGroupe,
) -> Result<()> {
    let row = tenir(writer, id).await?.ok_or(StoreError::Absent { quoi: "groupe" })?;
    let lu = lire(writer, perimetre, id).await?.filter(|lu| lu.regard == Regard::Conduit);
    let lu = lu.ok_or(StoreError::Absent { quoi: "groupe" })?;
    if lu.version != vue {
        return Err(StoreError::Conflit { quoi: "groupe" });
    }
    let groupe = &nouveau.groupe;
    if groupe.places < lu.occupees {
        let phrase = format!("{} jeunes sont déjà dans ce groupe", lu.occupees);
        return Err(RefusParcours::Impossible(phrase).into());
    }
    let avant = &lu.groupe;
    let notees = registre(writer, perimetre, id, avant.du, avant.au).await?;
    let notees: Vec<NaiveDate> = notees.iter().map(|notee| notee.jour).collect();
    let presents = membres(writer, perimetre, id).await?;
    let presents = presents.iter().filter(|membre| membre.sorti_le.is_none());
    let stages: Vec<_> = presents.filter_map(|membre| membre.stage).collect();
    let dehors = groupe.laisse_dehors(avant, &notees, &stages);
    if !dehors.is_empty() {
        return Err(StoreError::HorsSession(dehors));
    }
    let change = ActiveModel {
        id: Set(id),
        etablissement: Set(nouveau.etablissement),
        nom: Set(groupe.nom.trim().to_owned()),
        lieu: Set(groupe.lieu.trim().to_owned()),
        du: Set(groupe.du),
        au: Set(groupe.au),
        places: Set(entier(groupe.places)),
        semaine: Set(texte(&groupe.semaine)?),
        periodes: Set(texte(&groupe.periodes)?),
        version: Set(row.version.saturating_add(1)),
        modifie_par: Set(Some(perimetre.utilisateur())),
        modifie_le: Set(writer.le()),
        ..Default::default()
    };
    change.update(writer).await?;
    Ok(())
}

/// Holds the row of a group until the end of the transaction: two people do not take the last place at once.
pub(super) async fn tenir(writer: &Writer, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).lock_exclusive().one(writer).await?)
}

/// Puts a parcours in a group, and out of the one where it was. The journal of the parcours says so in the same transaction.
///
/// # Errors
/// [`StoreError::RefusParcours`] when the group is not of this dispositif, is over, or has no place.
pub(crate) async fn entrer(
    writer: &Writer,
    parcours: Uuid,
    dispositif: &str,
    choisi: &GroupeChoisi,
    jour: NaiveDate,
) -> Result<()> {
    let groupe = tenir(writer, choisi.id).await?.filter(|groupe| groupe.dispositif == dispositif);
    let groupe = groupe.ok_or(RefusParcours::Introuvable("ce groupe"))?;
    let y_est = membre::Entity::find()
        .filter(membre::Column::Parcours.eq(parcours))
        .filter(membre::Column::SortiLe.is_null())
        .filter(membre::Column::Groupe.eq(choisi.id));
    if y_est.count(writer).await? > 0 {
        return Ok(());
    }
    if groupe.au < jour {
        return Err(RefusParcours::Impossible("la session de ce groupe est finie".to_owned()).into());
    }
    let presents = membre::Entity::find()
        .filter(membre::Column::Groupe.eq(choisi.id))
        .filter(membre::Column::SortiLe.is_null());
    let presents = presents.count(writer).await?;
    if presents >= u64::try_from(groupe.places).unwrap_or_default() {
        let phrase = format!("ce groupe n’a plus de place : {presents} sur {} sont prises", groupe.places);
        return Err(RefusParcours::Impossible(phrase).into());
    }
    sortir(writer, parcours, jour).await?;
    let row = membre::Model {
        id: writer.new_id(),
        groupe: choisi.id,
        parcours,
        // A session that has not begun is entered on its first day.
        entre_le: jour.max(groupe.du),
        sorti_le: None,
    };
    membre::Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(())
}

/// Puts a parcours out of the group where it is, if any.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn sortir(writer: &Writer, parcours: Uuid, jour: NaiveDate) -> Result<()> {
    membre::Entity::update_many()
        .col_expr(membre::Column::SortiLe, Expr::value(jour))
        .filter(membre::Column::Parcours.eq(parcours))
        .filter(membre::Column::SortiLe.is_null())
        .exec(writer)
        .await?;
    Ok(())
}
