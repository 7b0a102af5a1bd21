//! One person known as two: who goes on as whom, and who may be the same.
//!
//! No row moves when two dossiers are reunited ([`crate::dossier::reunir`]): a link says that one person goes on as the
//! other, and whoever reads the other reads both. Removing the link gives each back what was theirs. Links make trees:
//! somebody goes on as one other at most, who may in turn go on as a third.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike as _, NaiveDate};
use raccroche_linkage::normalise::{fold, tokens};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::{
    Perimetre,
    entite::jeune_reuni::{Column, Entity},
    error::Result,
    jeune::Jeune,
    recherche,
};

/// Rows looked up by one statement.
const LOT: usize = 500;
/// People looked at by one search.
const TROUVES: u64 = 20;

/// As whom somebody goes on: themselves, unless they are reunited with another.
///
/// # Errors
/// When the database does not answer.
pub async fn retenu(db: &impl ConnectionTrait, jeune: Uuid) -> Result<Uuid> {
    Ok(retenus(db, &[jeune]).await?.remove(&jeune).unwrap_or(jeune))
}

/// The same for several; those who go on as themselves are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn retenus(db: &impl ConnectionTrait, jeunes: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    remonter(db, jeunes, [Column::Jeune, Column::Vers]).await
}

/// Somebody, and all who go on as them.
///
/// # Errors
/// When the database does not answer.
pub async fn membres(db: &impl ConnectionTrait, jeune: Uuid) -> Result<Vec<Uuid>> {
    descendre(db, jeune, [Column::Vers, Column::Jeune]).await
}

/// The dossier in which this one goes on: itself, unless it is reunited with another.
///
/// # Errors
/// When the database does not answer.
pub async fn dossier_retenu(db: &impl ConnectionTrait, dossier: Uuid) -> Result<Uuid> {
    let vers = remonter(db, &[dossier], [Column::Dossier, Column::ContinueDans]).await?;
    Ok(vers.get(&dossier).copied().unwrap_or(dossier))
}

/// The dossiers in which these go on; what goes on in itself is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn dossiers_retenus(db: &impl ConnectionTrait, dossiers: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    remonter(db, dossiers, [Column::Dossier, Column::ContinueDans]).await
}

/// A dossier, and all that go on in it.
///
/// # Errors
/// When the database does not answer.
pub async fn dossiers(db: &impl ConnectionTrait, dossier: Uuid) -> Result<Vec<Uuid>> {
    descendre(db, dossier, [Column::ContinueDans, Column::Dossier]).await
}

/// Follows links from the first column to the second as far as they go; what has none is left out.
async fn remonter(
    db: &impl ConnectionTrait,
    depuis: &[Uuid],
    [de, vers]: [Column; 2],
) -> Result<HashMap<Uuid, Uuid>> {
    let mut arrivees: HashMap<Uuid, Uuid> = HashMap::new();
    let mut front: HashSet<Uuid> = depuis.iter().copied().collect();
    while !front.is_empty() {
        let ids: Vec<Uuid> = front.drain().collect();
        let mut pas: HashMap<Uuid, Uuid> = HashMap::new();
        for ids in ids.chunks(LOT) {
            let liens: Vec<(Uuid, Uuid)> = Entity::find()
                .select_only()
                .columns([de, vers])
                .filter(de.is_in(ids.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            pas.extend(liens);
        }
        for depart in depuis {
            let ici = arrivees.get(depart).copied().unwrap_or(*depart);
            if let Some(plus_loin) = pas.get(&ici) {
                arrivees.insert(*depart, *plus_loin);
                front.insert(*plus_loin);
            }
        }
    }
    Ok(arrivees)
}

/// Everything from which links of the first column's rows lead here, here included.
async fn descendre(db: &impl ConnectionTrait, ici: Uuid, [vers, de]: [Column; 2]) -> Result<Vec<Uuid>> {
    let mut tous = vec![ici];
    let mut front = vec![ici];
    while !front.is_empty() {
        front =
            Entity::find().select_only().column(de).filter(vers.is_in(front)).into_tuple().all(db).await?;
        tous.extend(&front);
    }
    Ok(tous)
}

/// How much two people look like one: what a human is then shown side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ressemblance {
    /// One family name and birth date, but other first names: perhaps twins.
    Jumeaux,
    /// One birth date and a first name in common, under another family name.
    AutreNom,
    /// One name, as written or as heard, and a birth date that differs by a slip or is missing.
    DateProche,
    /// One name, as written or as heard, and one birth date.
    Memes,
}

/// People of the perimeter who may be this one, the likeliest first; those who are one person already are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn candidats(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: &Jeune,
) -> Result<Vec<(Jeune, Ressemblance)>> {
    let identite = &jeune.identite;
    let prenom = identite.prenoms.first().map(String::as_str).unwrap_or_default();
    let naissance = identite.date_naissance.map(|le| le.format("%d/%m/%Y").to_string()).unwrap_or_default();
    let mut textes = vec![format!("{prenom} {naissance}")];
    for nom in [Some(&identite.nom_famille), identite.nom_usage.as_ref()].into_iter().flatten() {
        textes.push(format!("{nom} {prenom}"));
        textes.push(format!("{nom} {naissance}"));
    }
    let mut trouves: Vec<(Jeune, Ressemblance)> = Vec::new();
    for texte in textes {
        for autre in recherche::search(db, perimetre, &texte, TROUVES).await? {
            let connu = autre.id == jeune.id || trouves.iter().any(|(trouve, _)| trouve.id == autre.id);
            if let Some(ressemblance) = ressemblance(jeune, &autre).filter(|_| !connu) {
                trouves.push((autre, ressemblance));
            }
        }
    }
    let mut ids: Vec<Uuid> = trouves.iter().map(|(trouve, _)| trouve.id).collect();
    ids.push(jeune.id);
    let retenus = retenus(db, &ids).await?;
    trouves.retain(|(trouve, _)| !retenus.contains_key(&trouve.id));
    trouves.sort_by(|(a, de_a), (b, de_b)| de_b.cmp(de_a).then_with(|| a.id.cmp(&b.id)));
    Ok(trouves)
}

/// Whether a human should be asked about two people, and why.
pub fn ressemblance(un: &Jeune, autre: &Jeune) -> Option<Ressemblance> {
    let noms = |jeune: &Jeune| {
        let identite = &jeune.identite;
        mots([Some(&identite.nom_famille), identite.nom_usage.as_ref()].into_iter().flatten())
    };
    let prenoms = |jeune: &Jeune| mots(jeune.identite.prenoms.iter());
    let nom = noms(un).intersection(&noms(autre)).next().is_some();
    let prenom = prenoms(un).intersection(&prenoms(autre)).next().is_some();
    let (a, b) = (un.identite.date_naissance, autre.identite.date_naissance);
    let meme_jour = a.is_some() && a == b;
    let proche = a.zip(b).is_none_or(|(a, b)| a_une_faute_pres(a, b));
    match (nom, prenom) {
        (true, true) if meme_jour => Some(Ressemblance::Memes),
        (true, true) if proche => Some(Ressemblance::DateProche),
        (false, true) if meme_jour => Some(Ressemblance::AutreNom),
        (true, false) if meme_jour => Some(Ressemblance::Jumeaux),
        _ => None,
    }
}

/// The words of names, and how they sound.
fn mots<'a>(noms: impl Iterator<Item = &'a String>) -> HashSet<String> {
    let mut mots = HashSet::new();
    for nom in noms {
        for mot in tokens(&fold(nom)) {
            // A sound is not a word: two spellings meet, a spelling and another's sound do not.
            mots.insert(format!("={mot}"));
            mots.insert(format!("~{}", recherche::sound(mot)));
        }
    }
    mots.remove("~");
    mots
}

/// One of day, month and year is wrong, or day and month changed places.
fn a_une_faute_pres(a: NaiveDate, b: NaiveDate) -> bool {
    let justes = [a.day() == b.day(), a.month() == b.month(), a.year() == b.year()]
        .iter()
        .filter(|juste| **juste)
        .count();
    let inverses = a.year() == b.year() && a.day() == b.month() && a.month() == b.day();
    justes >= 2 || inverses
}
