//! Reading many dossiers at once: as many queries for fifty as for one.

use std::collections::{HashMap, HashSet};

use raccroche_domain::{
    droits::MotifPortee,
    suivi::{EtatDossier, Evenement},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{
    ecrire,
    lire::{self, EntreeLue},
};
use crate::{
    Keyring, Perimetre, Reader, Result,
    entite::suivi::{dossier, entree, portee, territoire},
};

/// Where these dossiers stand; those outside the perimeter are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn etats<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, EtatDossier>> {
    let lignes = dossier::Entity::find()
        .filter(dossier::Column::Id.is_in(ids.iter().copied()))
        .filter(lire::visible(perimetre))
        .all(connection)
        .await?;
    lignes.iter().map(|ligne| Ok((ligne.id, lire::etat(ligne)?))).collect()
}

/// The strongest reason for which the perimeter holds each of these dossiers; those outside it are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn motifs<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, MotifPortee>> {
    let lignes = portee::Entity::find()
        .filter(portee::Column::Dossier.is_in(ids.iter().copied()))
        .filter(perimetre.in_territory())
        .all(connection)
        .await?;
    let mut motifs: HashMap<Uuid, MotifPortee> = HashMap::with_capacity(ids.len());
    for ligne in lignes {
        let Some(motif) = MotifPortee::de_code(&ligne.motif) else { continue };
        let fort = |motif: MotifPortee| (motif != MotifPortee::Responsable, motif);
        let connu = motifs.entry(ligne.dossier).or_insert(motif);
        if fort(motif) < fort(*connu) {
            *connu = motif;
        }
    }
    Ok(motifs)
}

/// The dossiers of these people that the perimeter holds, closed ones included: person and dossier, by person.
///
/// # Errors
/// When the database does not answer.
pub async fn des_jeunes<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    jeunes: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>> {
    Ok(dossier::Entity::find()
        .select_only()
        .column(dossier::Column::Jeune)
        .column(dossier::Column::Id)
        .filter(dossier::Column::Jeune.is_in(jeunes.iter().copied()))
        .filter(lire::visible(perimetre))
        .order_by_asc(dossier::Column::Jeune)
        .order_by_desc(dossier::Column::OuvertLe)
        .order_by_asc(dossier::Column::Id)
        .into_tuple()
        .all(connection)
        .await?)
}

/// The last entry of a kind (its code) in each of these dossiers; those outside the perimeter, or without one, are left
/// out. Notes are opened when `keyring` is given.
///
/// # Errors
/// When the database does not answer or a note cannot be opened.
pub async fn dernieres(
    reader: &Reader,
    perimetre: &Perimetre,
    ids: &[Uuid],
    genre: &str,
    keyring: Option<&Keyring>,
) -> Result<HashMap<Uuid, EntreeLue>> {
    let lignes = entree::Entity::find()
        .filter(entree::Column::Dossier.is_in(ids.iter().copied()))
        .filter(perimetre.sees(territoire::Column::Dossier, entree::Column::Dossier))
        .filter(entree::Column::Genre.eq(genre))
        .order_by_asc(entree::Column::Rang)
        .all(reader)
        .await?;
    // The later one takes the place of the earlier.
    let dernieres: HashMap<Uuid, entree::Model> =
        lignes.into_iter().map(|ligne| (ligne.dossier, ligne)).collect();
    let mut lues = HashMap::with_capacity(dernieres.len());
    for (id, ligne) in dernieres {
        let Some(entree) = lire::decoder(std::slice::from_ref(&ligne))?.pop() else { continue };
        let note = match (&ligne.note, keyring) {
            (Some(scelle), Some(keyring)) => {
                let clair = keyring.open(ecrire::place_note(id, entree.rang), scelle)?;
                Some(String::from_utf8_lossy(&clair).into_owned())
            }
            _ => None,
        };
        let (le, auteur, auteur_nom) = (ligne.le, ligne.auteur, ligne.auteur_nom);
        lues.insert(id, EntreeLue { entree, le, auteur, auteur_nom, note, annulee: false });
    }
    Ok(lues)
}

/// The entries of these dossiers that others cancel, by dossier and rank.
///
/// # Errors
/// When the database does not answer.
pub async fn annulees<C: ConnectionTrait>(connection: &C, ids: &[Uuid]) -> Result<HashSet<(Uuid, u32)>> {
    let lignes = entree::Entity::find()
        .filter(entree::Column::Dossier.is_in(ids.iter().copied()))
        .filter(entree::Column::Genre.eq("annule"))
        .all(connection)
        .await?;
    let decodees = lire::decoder(&lignes)?;
    let rangs = lignes.iter().zip(decodees).filter_map(|(ligne, entree)| match entree.evenement {
        Evenement::Annule { rang } => Some((ligne.dossier, rang)),
        _ => None,
    });
    Ok(rangs.collect())
}
