//! Reading one dossier and its journal.

use std::collections::BTreeSet;

use raccroche_domain::{
    droits::MotifPortee,
    suivi::{Entree, EtatDossier, EtatVerification, Evenement},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{chaine, ecrire};
use crate::{
    Keyring, Perimetre, Reader, Result, StoreError,
    entite::suivi::{dossier, entree, portee, territoire},
    reunion,
};

/// A dossier as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierLu {
    /// Its number.
    pub id: Uuid,
    /// Whose.
    pub jeune: Uuid,
    /// Where it stands.
    pub etat: EtatDossier,
    /// Last school; empty when unknown.
    pub dernier_etablissement: String,
    /// Last formation; empty when unknown.
    pub derniere_formation: String,
}

/// An entry as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntreeLue {
    /// Rank, day, event.
    pub entree: Entree,
    /// When, to the microsecond.
    pub le: chrono::DateTime<chrono::Utc>,
    /// Who; nothing for the young person and for the campaign.
    pub auteur: Option<Uuid>,
    /// The name on that day.
    pub auteur_nom: String,
    /// The note, opened, for those who may read notes.
    pub note: Option<String>,
    /// Whether another entry cancels it.
    pub annulee: bool,
}

/// What a perimeter may see: dossiers in the territory of one of its organisations on its day.
pub(crate) fn visible(perimetre: &Perimetre) -> Condition {
    Condition::all().add(perimetre.sees(territoire::Column::Dossier, dossier::Column::Id))
}

/// The same, to walk the territory rather than to check dossiers at hand.
pub(crate) fn du_territoire(perimetre: &Perimetre) -> Condition {
    Condition::all().add(
        dossier::Column::Id.in_subquery(
            territoire::Entity::find()
                .select_only()
                .column(territoire::Column::Dossier)
                .filter(perimetre.territory())
                .into_query(),
        ),
    )
}

/// The dossier, when the perimeter holds it.
///
/// # Errors
/// When the database does not answer.
pub async fn lire<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<Option<DossierLu>> {
    let ligne = dossier::Entity::find_by_id(id).filter(visible(perimetre)).one(connection).await?;
    let Some(ligne) = ligne else { return Ok(None) };
    Ok(Some(DossierLu {
        id,
        jeune: ligne.jeune,
        etat: etat(&ligne)?,
        dernier_etablissement: ligne.dernier_etablissement,
        derniere_formation: ligne.derniere_formation,
    }))
}

/// The open dossier of somebody, or of whom they go on as. For what runs without anybody asking (campaigns): it gives no more than a reference.
///
/// # Errors
/// When the database does not answer.
pub async fn ouvert_du_jeune<C: ConnectionTrait>(connection: &C, jeune: Uuid) -> Result<Option<Uuid>> {
    let jeune = reunion::retenu(connection, jeune).await?;
    let ouverts = dossier::Entity::find()
        .filter(dossier::Column::Jeune.eq(jeune))
        .filter(dossier::Column::ClosLe.is_null());
    Ok(ouverts.select_only().column(dossier::Column::Id).into_tuple().one(connection).await?)
}

/// Whether the dossier is of a pupil still enrolled. For who signals a departure without seeing the dossier: it says no more.
///
/// # Errors
/// When the database does not answer.
pub async fn encore_scolarise<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<bool> {
    let scolarise = dossier::Entity::find_by_id(id)
        .filter(dossier::Column::Verification.eq(EtatVerification::Scolarise.code()));
    Ok(scolarise.count(connection).await? > 0)
}

/// The open dossiers that somebody answers for, each with its organisation. For who manages accounts, and sees no dossier:
/// it gives no more than references.
///
/// # Errors
/// When the database does not answer.
pub async fn confies_a<C: ConnectionTrait>(connection: &C, agent: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
    Ok(dossier::Entity::find()
        .filter(dossier::Column::ResponsableAgent.eq(agent))
        .filter(dossier::Column::ClosLe.is_null())
        .select_only()
        .column(dossier::Column::Id)
        .column(dossier::Column::ResponsableOrganisation)
        .order_by_asc(dossier::Column::Id)
        .into_tuple()
        .all(connection)
        .await?)
}

/// Why the perimeter holds the dossier: every reason, the strongest first; empty when it does not.
///
/// # Errors
/// When the database does not answer.
pub async fn pourquoi<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<Vec<MotifPortee>> {
    let lignes = portee::Entity::find()
        .filter(portee::Column::Dossier.eq(id))
        .filter(perimetre.in_territory())
        .all(connection)
        .await?;
    let mut motifs: Vec<MotifPortee> =
        lignes.iter().filter_map(|ligne| MotifPortee::de_code(&ligne.motif)).collect();
    motifs.sort_by_key(|motif| (*motif != MotifPortee::Responsable, *motif));
    motifs.dedup();
    Ok(motifs)
}

/// In whose territory a dossier of the perimeter is, and why; nothing outside the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn portees<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<Vec<(Uuid, MotifPortee)>> {
    let lignes = portee::Entity::find()
        .filter(portee::Column::Dossier.eq(id))
        .filter(perimetre.sees(territoire::Column::Dossier, portee::Column::Dossier))
        .order_by_asc(portee::Column::Organisation)
        .order_by_asc(portee::Column::Motif)
        .all(connection)
        .await?;
    Ok(lignes
        .iter()
        .filter_map(|ligne| Some((ligne.organisation, MotifPortee::de_code(&ligne.motif)?)))
        .collect())
}

/// The journal of a dossier of the perimeter, latest first; notes are opened when `keyring` is given.
///
/// # Errors
/// [`StoreError::Absent`] outside the perimeter; when a note cannot be opened.
pub async fn journal(
    reader: &Reader,
    perimetre: &Perimetre,
    id: Uuid,
    keyring: Option<&Keyring>,
) -> Result<Vec<EntreeLue>> {
    if pourquoi(reader, perimetre, id).await?.is_empty() {
        return Err(StoreError::Absent { quoi: "dossier" });
    }
    let lignes = entrees(reader, id).await?;
    let decodees = decoder(&lignes)?;
    let annulees: BTreeSet<u32> = decodees
        .iter()
        .filter_map(|e| match e.evenement {
            Evenement::Annule { rang } => Some(rang),
            _ => None,
        })
        .collect();
    let mut lues = Vec::with_capacity(lignes.len());
    for (ligne, entree) in lignes.into_iter().zip(decodees).rev() {
        let note = match (ligne.note, keyring) {
            (Some(scelle), Some(keyring)) => {
                let clair = keyring.open(ecrire::place_note(id, entree.rang), &scelle)?;
                Some(String::from_utf8_lossy(&clair).into_owned())
            }
            _ => None,
        };
        let annulee = annulees.contains(&entree.rang);
        let (le, auteur, auteur_nom) = (ligne.le, ligne.auteur, ligne.auteur_nom);
        lues.push(EntreeLue { entree, le, auteur, auteur_nom, note, annulee });
    }
    Ok(lues)
}

/// Dossiers whose journal does not chain or does not replay to the state: number and rank of the first fault. What
/// `raccroche doctor` reports; it gives no personal data.
///
/// # Errors
/// When the database does not answer.
pub async fn journaux_rompus<C: ConnectionTrait>(connection: &C) -> Result<Vec<(Uuid, i32)>> {
    let mut rompus = Vec::new();
    let mut apres = None;
    loop {
        let mut query = dossier::Entity::find().order_by_asc(dossier::Column::Id).limit(500);
        if let Some(id) = apres {
            query = query.filter(dossier::Column::Id.gt(id));
        }
        let lot = query.all(connection).await?;
        let Some(dernier) = lot.last() else { return Ok(rompus) };
        apres = Some(dernier.id);
        for ligne in &lot {
            let entrees = entrees(connection, ligne.id).await?;
            let rejoue = decoder(&entrees).ok().and_then(|journal| EtatDossier::rejouer(&journal).ok());
            if let Some(rang) = chaine::rupture(&entrees) {
                rompus.push((ligne.id, rang));
            } else if rejoue != etat(ligne).ok() || rejoue.is_none() {
                rompus.push((ligne.id, ligne.rang));
            }
        }
    }
}

pub(super) async fn entrees<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<Vec<entree::Model>> {
    Ok(entree::Entity::find()
        .filter(entree::Column::Dossier.eq(id))
        .order_by_asc(entree::Column::Rang)
        .all(connection)
        .await?)
}

pub(super) fn decoder(lignes: &[entree::Model]) -> Result<Vec<Entree>> {
    lignes
        .iter()
        .map(|ligne| {
            let rang = u32::try_from(ligne.rang).unwrap_or(0);
            Ok(Entree { rang, le: ligne.jour, evenement: depuis_json(&ligne.donnees)? })
        })
        .collect()
}

pub(crate) fn etat(ligne: &dossier::Model) -> Result<EtatDossier> {
    depuis_json(&ligne.etat)
}

pub(super) fn encoder<T: Serialize>(valeur: &T) -> Result<String> {
    serde_json::to_string(valeur).map_err(|error| StoreError::Invalide(error.to_string()))
}

fn depuis_json<T: DeserializeOwned>(texte: &str) -> Result<T> {
    serde_json::from_str(texte).map_err(|error| StoreError::Invalide(error.to_string()))
}
