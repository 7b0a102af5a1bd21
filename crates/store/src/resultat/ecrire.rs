//! A file that is read: its lines posed one by one, each once.

use chrono::NaiveDate;
use raccroche_domain::{DecisionExamen, Uai, dispositif::ExamenPasse};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Comptes, Envoi, LigneIdentite, Remarque, Ressemblant, place, visible};
use crate::{
    Perimetre, Writer,
    entite::resultat::{ActiveModel, Column, Entity, Model, envoi},
    error::{Result, StoreError},
    organisation::{self, GenreOrganisation},
};

/// A file about to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelEnvoi {
    /// Year of the session.
    pub session: i32,
    /// The day of the results.
    pub resultats_le: NaiveDate,
    /// Name of the file.
    pub fichier: String,
    /// SHA-256 of what it holds.
    pub empreinte: String,
}

/// Who a line speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Qui {
    /// Somebody in the store; `nouveau` when this very file made them known.
    Connu {
        /// Who.
        jeune: Uuid,
        /// Unknown before.
        nouveau: bool,
    },
    /// Perhaps one of these: a human must say.
    Douteux {
        /// What the line says of the person.
        ligne: LigneIdentite,
        /// Whom it resembles.
        candidats: Vec<Ressemblant>,
    },
}

/// A candidate without the diploma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouveauResultat {
    /// Which exam.
    pub examen: ExamenPasse,
    /// Specialty or series; empty when unknown.
    pub specialite: String,
    /// What the jury decided; never [`DecisionExamen::Admis`].
    pub decision: DecisionExamen,
    /// The day of the results.
    pub resultats_le: NaiveDate,
    /// The school of origin.
    pub uai: Uai,
    /// Its name as the file says it; the store's own is preferred.
    pub etablissement: Option<String>,
    /// What makes the candidate one in a session, the surest first: the first is kept, a row under any of them is the same.
    pub cles: Vec<String>,
    /// Who.
    pub qui: Qui,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pose {
    /// Written.
    Nouvelle,
    /// Known from another file; brought up to date.
    Deja,
}

/// Notes a file about to be read; gives its number.
///
/// # Errors
/// When the organisation sent the same file before, or the database refuses.
pub async fn recevoir(writer: &Writer, perimetre: &Perimetre, nouveau: NouvelEnvoi) -> Result<Uuid> {
    let row = Envoi {
        id: writer.new_id(),
        session: nouveau.session,
        resultats_le: nouveau.resultats_le,
        organisation: perimetre.organisation().id,
        par: Some(perimetre.utilisateur()),
        par_nom: perimetre.nom().to_owned(),
        le: writer.le(),
        fichier: nouveau.fichier,
        empreinte: nouveau.empreinte,
        comptes: json(&Comptes::default())?,
        rapport: Value::Array(Vec::new()),
    };
    let id = row.id;
    envoi::Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}

/// Writes what a file gave.
///
/// # Errors
/// When the database refuses.
pub async fn conclure(writer: &Writer, id: Uuid, comptes: &Comptes, rapport: &[Remarque]) -> Result<()> {
    let change = envoi::ActiveModel {
        id: Set(id),
        comptes: Set(json(comptes)?),
        rapport: Set(json(&rapport)?),
        ..Default::default()
    };
    change.update(writer).await?;
    Ok(())
}

/// Writes a candidate without the diploma, or brings the row of an earlier file up to date. Who a human named stays so.
///
/// # Errors
/// [`StoreError::Invalide`] for a candidate who passed, or of a school outside the perimeter.
pub async fn poser(
    writer: &Writer,
    perimetre: &Perimetre,
    (envoi, session): (Uuid, i32),
    nouveau: NouveauResultat,
) -> Result<Pose> {
    let uai = nouveau.uai.as_str();
    let lieu = perimetre.organisation();
    let sien = match lieu.genre {
        GenreOrganisation::Academie => true,
        GenreOrganisation::Etablissement => lieu.code == uai,
        _ => false,
    };
    if nouveau.decision == DecisionExamen::Admis || !sien {
        return Err(StoreError::Invalide("a result that is not to be kept".to_owned()));
    }
    let deja = deja_la(writer, perimetre, session, &nouveau).await?;
    if let Some(connue) = deja {
        let jeune = match &nouveau.qui {
            Qui::Connu { jeune, .. } => connue.jeune.or(Some(*jeune)),
            Qui::Douteux { .. } => connue.jeune,
        };
        let tranche = connue.jeune.is_none() && jeune.is_some();
        let mut change = ActiveModel {
            id: Set(connue.id),
            envoi: Set(envoi),
            decision: Set(nouveau.decision.code().to_owned()),
            resultats_le: Set(nouveau.resultats_le),
            jeune: Set(jeune),
            ..Default::default()
        };
        if !nouveau.specialite.is_empty() {
            change.specialite = Set(nouveau.specialite);
        }
        if tranche {
            change.identite = Set(None);
            change.candidats = Set(Value::Array(Vec::new()));
        }
        change.update(writer).await?;
        return Ok(Pose::Deja);
    }
    let connue = organisation::find_by_code(writer, GenreOrganisation::Etablissement, uai).await?;
    let id = writer.new_id();
    let (jeune, neuf, identite, candidats) = match nouveau.qui {
        Qui::Connu { jeune, nouveau } => (Some(jeune), nouveau, None, Vec::new()),
        Qui::Douteux { ligne, candidats } => {
            let clair =
                serde_json::to_vec(&ligne).map_err(|error| StoreError::Invalide(error.to_string()))?;
            (None, false, Some(writer.keyring().seal(place(id), &clair)?), candidats)
        }
    };
    let cle = nouveau.cles.into_iter().next().ok_or(StoreError::Absent { quoi: "clé" })?;
    let row = Model {
        id,
        envoi,
        session,
        examen: nouveau.examen.code().to_owned(),
        specialite: nouveau.specialite,
        decision: nouveau.decision.code().to_owned(),
        resultats_le: nouveau.resultats_le,
        uai: uai.to_owned(),
        etablissement: connue
            .as_ref()
            .map(|ecole| ecole.nom.clone())
            .or(nouveau.etablissement)
            .unwrap_or_else(|| uai.to_owned()),
        departement: connue.map_or_else(|| departement(nouveau.uai), |ecole| ecole.departement),
        cle,
        jeune,
        nouveau: neuf,
        identite,
        candidats: json(&candidats)?,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(Pose::Nouvelle)
}

/// The row of this candidate, of an earlier file or line.
async fn deja_la(
    writer: &Writer,
    perimetre: &Perimetre,
    session: i32,
    nouveau: &NouveauResultat,
) -> Result<Option<Model>> {
    let par_cle = Entity::find()
        .filter(visible(perimetre))
        .filter(Column::Cle.is_in(nouveau.cles.iter().map(String::as_str)))
        .one(writer)
        .await?;
    let Qui::Connu { jeune, .. } = &nouveau.qui else { return Ok(par_cle) };
    if par_cle.is_some() {
        return Ok(par_cle);
    }
    let par_personne = Entity::find()
        .filter(visible(perimetre))
        .filter(Column::Session.eq(session))
        .filter(Column::Examen.eq(nouveau.examen.code()))
        .filter(Column::Specialite.eq(nouveau.specialite.as_str()))
        .filter(Column::Jeune.eq(*jeune));
    Ok(par_personne.one(writer).await?)
}

/// Takes away the row of somebody who has passed since, within the perimeter; gives whether there was one. What was done for
/// them stays in their dossier.
///
/// # Errors
/// When the database refuses.
pub async fn retirer(writer: &Writer, perimetre: &Perimetre, cles: &[String]) -> Result<bool> {
    let retires = Entity::delete_many()
        .filter(visible(perimetre))
        .filter(Column::Cle.is_in(cles.iter().map(String::as_str)))
        .exec(writer)
        .await?;
    Ok(retires.rows_affected > 0)
}

/// Says who a doubtful line speaks of; `nouveau` when nobody knew the person before. What was sealed of the line is
/// forgotten.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter holds no such doubtful line.
pub async fn trancher(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    jeune: Uuid,
    nouveau: bool,
) -> Result<()> {
    let change = ActiveModel {
        jeune: Set(Some(jeune)),
        nouveau: Set(nouveau),
        identite: Set(None),
        candidats: Set(Value::Array(Vec::new())),
        ..Default::default()
    };
    let change = Entity::update_many()
        .set(change)
        .filter(visible(perimetre))
        .filter(Column::Id.eq(id))
        .filter(Column::Jeune.is_null());
    if change.exec(writer).await?.rows_affected == 0 {
        return Err(StoreError::Absent { quoi: "ligne à identifier" });
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| StoreError::Invalide(error.to_string()))
}

/// The département of a school that the store does not know: `033` is 33, `620` and `720` are Corse, `974` stays.
fn departement(uai: Uai) -> String {
    match uai.departement() {
        "620" => "2A".to_owned(),
        "720" => "2B".to_owned(),
        trois => trois.strip_prefix('0').unwrap_or(trois).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_unknown_to_the_store_has_a_departement_all_the_same() {
        for (numero, attendu) in [(330_001, "33"), (6_200_001, "2A"), (7_200_001, "2B"), (9_740_001, "974")] {
            assert_eq!(departement(Uai::from_numero(numero).unwrap()), attendu);
        }
    }
}
