//! Those who are followed and whom the last campaign found somewhere: it closes nothing by itself, and somebody must decide.

use chrono::NaiveDate;
use raccroche_domain::{Verdict, suivi::EtatDossier};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationDef,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Perimetre,
    campagne::{Campagne, EtatCampagne},
    dossier::visible,
    entite::{
        campagne,
        identifiant::{self, GenreIdentifiant},
        jeune, jeune_reuni,
        suivi::dossier,
        verdict,
    },
    error::{Result, StoreError},
    mots,
};

/// Somebody followed whom the last campaign found.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorti {
    /// Number of the dossier.
    pub dossier: Uuid,
    /// Birth name.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names, joined by commas.
    pub prenoms: String,
    /// Birth date.
    pub naissance: Option<NaiveDate>,
    /// What the campaign concluded.
    pub verdict: Verdict,
    /// Code of the reason.
    pub motif: String,
    /// The reason as a French sentence: where, since when, in which register.
    pub pourquoi: String,
    /// The register that shows it, and its kind.
    pub preuves: Option<Value>,
    /// Where the follow-up stands.
    pub etat: EtatDossier,
}

#[derive(FromQueryResult)]
struct Ligne {
    id: Uuid,
    etat: String,
    nom_famille: String,
    nom_usage: Option<String>,
    prenoms: String,
    naissance: Option<NaiveDate>,
    verdict: String,
    motif: String,
    pourquoi: String,
    preuves: Option<Value>,
}

/// The campaign that was published last.
///
/// # Errors
/// When the database does not answer.
pub async fn derniere_publiee(db: &impl ConnectionTrait) -> Result<Option<Campagne>> {
    let query = campagne::Entity::find()
        .filter(campagne::Column::Etat.eq(EtatCampagne::Publiee))
        .order_by_desc(campagne::Column::PublieeLe)
        .order_by_desc(campagne::Column::Id);
    Ok(query.one(db).await?)
}

/// Those of the perimeter with an open dossier whom this campaign found, by name, and about whom nobody has decided yet that
/// the follow-up goes on all the same.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    campagne: &Campagne,
) -> Result<Vec<Sorti>> {
    use dossier::Column as D;
    use jeune::Column as J;
    use verdict::Column as V;
    let suivi = verdict::Entity::belongs_to(dossier::Entity).from(V::Jeune).to(D::Jeune);
    let personne = verdict::Entity::belongs_to(jeune::Entity).from(V::Jeune).to(J::Id);
    let lignes = verdict::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(suivi))
        .join(JoinType::InnerJoin, RelationDef::from(personne))
        .filter(V::Campagne.eq(campagne.id))
        .filter(V::Verdict.is_not_in([mots::word(Verdict::PerduDeVue)?, mots::word(Verdict::AVerifier)?]))
        .filter(D::ClosLe.is_null())
        .filter(visible(perimetre))
        .select_only()
        .columns([D::Id, D::Etat, D::Naissance])
        .columns([J::NomFamille, J::NomUsage, J::Prenoms])
        .columns([V::Verdict, V::Motif, V::Pourquoi, V::Preuves])
        .order_by_asc(J::NomPlie)
        .order_by_asc(J::PrenomsPlie)
        .order_by_asc(D::Id)
        .into_model::<Ligne>()
        .all(db)
        .await?;
    let mut sortis = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let etat: EtatDossier =
            serde_json::from_str(&ligne.etat).map_err(|error| StoreError::Invalide(error.to_string()))?;
        if etat.maintenu.as_deref() == Some(campagne.nom.as_str()) {
            continue;
        }
        sortis.push(Sorti {
            dossier: ligne.id,
            nom_famille: ligne.nom_famille,
            nom_usage: ligne.nom_usage,
            prenoms: ligne.prenoms,
            naissance: ligne.naissance,
            verdict: mots::value(&ligne.verdict)?,
            motif: ligne.motif,
            pourquoi: ligne.pourquoi,
            preuves: ligne.preuves,
            etat,
        });
    }
    Ok(sortis)
}

/// How many of them the last campaign left to decide.
///
/// # Errors
/// When the database does not answer.
pub async fn compter(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<u64> {
    Ok(match derniere_publiee(db).await? {
        Some(campagne) => lister(db, perimetre, &campagne).await?.len() as u64,
        None => 0,
    })
}

/// The numbers under which campaigns know those who have an open dossier, with the person: of somebody known twice, whom people
/// have reunited, the numbers of both. References, for what runs without anybody asking.
///
/// # Errors
/// When the database does not answer.
pub async fn numeros_suivis(db: &impl ConnectionTrait) -> Result<Vec<(String, Uuid)>> {
    let suivis = || {
        dossier::Entity::find()
            .select_only()
            .column(dossier::Column::Jeune)
            .filter(dossier::Column::ClosLe.is_null())
            .into_query()
    };
    let mut numeros: Vec<(String, Uuid)> = identifiant::Entity::find()
        .select_only()
        .columns([identifiant::Column::Valeur, identifiant::Column::Jeune])
        .filter(identifiant::Column::Genre.eq(GenreIdentifiant::SieiCampagne))
        .filter(identifiant::Column::Jeune.in_subquery(suivis()))
        .into_tuple()
        .all(db)
        .await?;
    let reuni = identifiant::Entity::belongs_to(jeune_reuni::Entity)
        .from(identifiant::Column::Jeune)
        .to(jeune_reuni::Column::Jeune);
    let autres: Vec<(String, Uuid)> = identifiant::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(reuni))
        .select_only()
        .column(identifiant::Column::Valeur)
        .column(jeune_reuni::Column::Vers)
        .filter(identifiant::Column::Genre.eq(GenreIdentifiant::SieiCampagne))
        .filter(jeune_reuni::Column::Vers.in_subquery(suivis()))
        .into_tuple()
        .all(db)
        .await?;
    numeros.extend(autres);
    Ok(numeros)
}
