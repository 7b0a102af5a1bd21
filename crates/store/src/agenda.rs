//! Appointments: those of one person, for their calendar, and those of a day, to remind people of them.
//!
//! An appointment is somebody's own when they answer for the dossier or made the appointment themselves. A calendar reads
//! them by an address of which the database keeps the SHA-256 alone. Functions that run without anybody asking give
//! references and no name, but for [`joignable`]: a first name and an address, to write to the young person.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use raccroche_domain::suivi::{Entretien, EtatContact, EtatDossier, Evenement, GenreEcheance, Seuils};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    Perimetre, Writer,
    contact::{EtatCoordonnee, GenreCoordonnee},
    dossier::{etat_de, visible},
    entite::{
        avis::agenda,
        coordonnee, jeune,
        suivi::{dossier, echeance, entree},
    },
    error::{Result, StoreError},
    jeune::Jeune,
    session::hash,
};

/// Identifiers bound by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;
/// An appointment is made at most that many days ahead; older entries are not looked at.
const A_L_AVANCE: u64 = 400;

/// Opens the address of somebody's calendar under this token, in the place of the former one.
///
/// # Errors
/// When there is no such account, or the database refuses.
pub async fn ouvrir(writer: &Writer, utilisateur: Uuid, jeton: &[u8]) -> Result<()> {
    let row = agenda::Model { utilisateur, empreinte: hash(jeton), cree_le: writer.le() };
    let conflict = OnConflict::column(agenda::Column::Utilisateur)
        .update_columns([agenda::Column::Empreinte, agenda::Column::CreeLe])
        .to_owned();
    agenda::Entity::insert(row.into_active_model())
        .on_conflict(conflict)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}

/// Closes the address of somebody's calendar. `false` when there was none.
///
/// # Errors
/// When the database refuses.
pub async fn fermer(writer: &Writer, utilisateur: Uuid) -> Result<bool> {
    Ok(agenda::Entity::delete_by_id(utilisateur).exec(writer).await?.rows_affected == 1)
}

/// Since when somebody's calendar has an address; nothing when it has none.
///
/// # Errors
/// When the database does not answer.
pub async fn ouvert_le(db: &impl ConnectionTrait, utilisateur: Uuid) -> Result<Option<DateTime<Utc>>> {
    Ok(agenda::Entity::find_by_id(utilisateur).one(db).await?.map(|row| row.cree_le))
}

/// Whose calendar has its address under this token.
///
/// # Errors
/// When the database does not answer.
pub async fn de_qui(db: &impl ConnectionTrait, jeton: &[u8]) -> Result<Option<Uuid>> {
    let found = agenda::Entity::find().filter(agenda::Column::Empreinte.eq(hash(jeton))).one(db).await?;
    Ok(found.map(|row| row.utilisateur))
}

/// An appointment, with as much of the young person's name as a calendar may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RendezVous {
    /// In which dossier.
    pub dossier: Uuid,
    /// When, where, for what.
    pub entretien: Entretien,
    /// First name.
    pub prenom: String,
    /// First letter of the birth name; nothing when the name is unknown.
    pub initiale: Option<char>,
    /// The dossier's last entry: the appointment has not changed since.
    pub mis_a_jour_le: DateTime<Utc>,
}

/// The appointments of who asks that have no issue yet, from a day on, earliest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rendez_vous(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    depuis: NaiveDate,
) -> Result<Vec<RendezVous>> {
    let moi = perimetre.utilisateur();
    let pris = pris_par(db, moi, depuis).await?;
    let confies: Vec<Uuid> = echeance::Entity::find()
        .filter(echeance::Column::Organisation.eq(perimetre.organisation().id))
        .filter(echeance::Column::Genre.eq(GenreEcheance::Entretien.code()))
        .filter(echeance::Column::Agent.eq(moi))
        .filter(echeance::Column::Le.gte(depuis))
        .select_only()
        .column(echeance::Column::Dossier)
        .into_tuple()
        .all(db)
        .await?;
    let dossiers: BTreeSet<Uuid> = confies.into_iter().chain(pris.values().copied()).collect();
    let mut trouves = Vec::new();
    for ids in dossiers.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let lignes = dossier::Entity::find()
            .filter(dossier::Column::Id.is_in(ids.iter().copied()))
            .filter(dossier::Column::ClosLe.is_null())
            .filter(visible(perimetre))
            .all(db)
            .await?;
        let noms = noms(db, lignes.iter().map(|ligne| ligne.jeune)).await?;
        for ligne in lignes {
            let etat = etat_de(&ligne)?;
            let confie = etat.responsable.structure.id == perimetre.organisation().id
                && etat.responsable.agent.as_ref().is_some_and(|agent| agent.id == moi);
            let (prenom, initiale) = noms.get(&ligne.jeune).cloned().unwrap_or_default();
            let siens = attendus(etat)
                .filter(|e| e.le.date() >= depuis && (confie || pris.contains_key(&e.id)))
                .map(|entretien| RendezVous {
                    dossier: ligne.id,
                    entretien,
                    prenom: prenom.clone(),
                    initiale,
                    mis_a_jour_le: ligne.mis_a_jour_le,
                });
            trouves.extend(siens);
        }
    }
    trouves.sort_by_key(|rendez_vous| (rendez_vous.entretien.le, rendez_vous.entretien.id));
    Ok(trouves)
}

/// One appointment of a dossier of the perimeter, with or without an issue.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    dossier: Uuid,
    entretien: Uuid,
) -> Result<Option<RendezVous>> {
    let ligne = dossier::Entity::find_by_id(dossier).filter(visible(perimetre)).one(db).await?;
    let Some(ligne) = ligne else { return Ok(None) };
    let voulu = etat_de(&ligne)?.entretiens.into_iter().find(|e| e.id == entretien);
    let Some(entretien) = voulu else { return Ok(None) };
    let (prenom, initiale) =
        noms(db, [ligne.jeune].into_iter()).await?.remove(&ligne.jeune).unwrap_or_default();
    Ok(Some(RendezVous { dossier, entretien, prenom, initiale, mis_a_jour_le: ligne.mis_a_jour_le }))
}

/// An appointment of which people are to be reminded. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ARappeler {
    /// In which dossier.
    pub dossier: Uuid,
    /// When, where, for what.
    pub entretien: Entretien,
    /// Who answers for the dossier and who made the appointment; whether they still have access is to be asked.
    pub agents: Vec<Uuid>,
    /// Name of the organisation that answers for the dossier.
    pub structure: String,
}

/// The appointments without an issue from a day to another, both included. For reminders, which nobody asks for: it gives
/// no more than references.
///
/// # Errors
/// When the database does not answer.
pub async fn a_rappeler(db: &impl ConnectionTrait, du: NaiveDate, au: NaiveDate) -> Result<Vec<ARappeler>> {
    let dossiers: Vec<Uuid> = echeance::Entity::find()
        .filter(echeance::Column::Genre.eq(GenreEcheance::Entretien.code()))
        .filter(echeance::Column::Le.between(du, au))
        .select_only()
        .column(echeance::Column::Dossier)
        .distinct()
        .order_by_asc(echeance::Column::Dossier)
        .into_tuple()
        .all(db)
        .await?;
    let mut trouves = attendus_de(db, &dossiers).await?;
    trouves.retain(|rappel| (du..=au).contains(&rappel.entretien.le.date()));
    trouves.sort_by_key(|rappel| (rappel.entretien.le, rappel.entretien.id));
    Ok(trouves)
}

/// One appointment that has no issue yet, in a dossier that is still open. For reminders, as [`a_rappeler`].
///
/// # Errors
/// When the database does not answer.
pub async fn attendu(db: &impl ConnectionTrait, dossier: Uuid, entretien: Uuid) -> Result<Option<ARappeler>> {
    let trouves = attendus_de(db, &[dossier]).await?;
    Ok(trouves.into_iter().find(|rappel| rappel.entretien.id == entretien))
}

async fn attendus_de(db: &impl ConnectionTrait, dossiers: &[Uuid]) -> Result<Vec<ARappeler>> {
    let mut trouves = Vec::new();
    for ids in dossiers.chunks(CHUNK) {
        let lignes = dossier::Entity::find()
            .filter(dossier::Column::Id.is_in(ids.iter().copied()))
            .filter(dossier::Column::ClosLe.is_null())
            .all(db)
            .await?;
        let entrees = entree::Entity::find()
            .filter(entree::Column::Dossier.is_in(ids.iter().copied()))
            .filter(entree::Column::Genre.eq("entretien_prevu"))
            .all(db)
            .await?;
        let auteurs: HashMap<Uuid, Uuid> =
            entrees.iter().filter_map(|ligne| Some((numero(&ligne.donnees)?, ligne.auteur?))).collect();
        for ligne in lignes {
            let etat = etat_de(&ligne)?;
            let responsable = etat.responsable.clone();
            trouves.extend(attendus(etat).map(|entretien| {
                let agents: BTreeSet<Uuid> = responsable
                    .agent
                    .iter()
                    .map(|agent| agent.id)
                    .chain(auteurs.get(&entretien.id).copied())
                    .collect();
                ARappeler {
                    dossier: ligne.id,
                    entretien,
                    agents: agents.into_iter().collect(),
                    structure: responsable.structure.nom.clone(),
                }
            }));
        }
    }
    Ok(trouves)
}

/// How to write to a young person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joignable {
    /// First name; empty when unknown.
    pub prenom: String,
    /// E-mail address: theirs, not their family's.
    pub courriel: String,
}

/// How to write to the young person of an open dossier; nothing when they refused to be contacted or have no address that
/// may be right.
///
/// # Errors
/// When the database does not answer.
pub async fn joignable(
    db: &impl ConnectionTrait,
    dossier: Uuid,
    seuils: &Seuils,
) -> Result<Option<Joignable>> {
    let ouvert =
        dossier::Entity::find_by_id(dossier).filter(dossier::Column::ClosLe.is_null()).one(db).await?;
    let Some(ouvert) = ouvert else { return Ok(None) };
    if etat_de(&ouvert)?.contact(seuils) == EtatContact::Refus {
        return Ok(None);
    }
    let adresses = coordonnee::Entity::find()
        .filter(coordonnee::Column::Jeune.eq(ouvert.jeune))
        .filter(coordonnee::Column::Representant.is_null())
        .filter(coordonnee::Column::Genre.eq(GenreCoordonnee::Courriel))
        .filter(coordonnee::Column::Etat.ne(EtatCoordonnee::Faux))
        .order_by_desc(coordonnee::Column::VuLe)
        .order_by_asc(coordonnee::Column::Id)
        .all(db)
        .await?;
    let eprouvee = adresses.iter().find(|adresse| adresse.etat == EtatCoordonnee::Valide);
    let Some(adresse) = eprouvee.or(adresses.first()) else { return Ok(None) };
    let (prenom, _) = noms(db, [ouvert.jeune].into_iter()).await?.remove(&ouvert.jeune).unwrap_or_default();
    Ok(Some(Joignable { prenom, courriel: adresse.valeur.clone() }))
}

/// The appointments that wait for their day or their issue.
fn attendus(etat: EtatDossier) -> impl Iterator<Item = Entretien> {
    etat.entretiens.into_iter().filter(|entretien| entretien.issue.is_none())
}

/// The appointments that somebody made, each with its dossier.
async fn pris_par(
    db: &impl ConnectionTrait,
    auteur: Uuid,
    depuis: NaiveDate,
) -> Result<BTreeMap<Uuid, Uuid>> {
    let des = depuis.checked_sub_days(Days::new(A_L_AVANCE)).unwrap_or(depuis);
    let entrees = entree::Entity::find()
        .filter(entree::Column::Auteur.eq(auteur))
        .filter(entree::Column::Jour.gte(des))
        // Written out, not bound: SQLite takes the index of appointments only when it can see that it may.
        .filter(Expr::cust("genre = 'entretien_prevu'"))
        .all(db)
        .await?;
    Ok(entrees.into_iter().filter_map(|ligne| Some((numero(&ligne.donnees)?, ligne.dossier))).collect())
}

/// The number of the appointment that an entry makes.
fn numero(donnees: &str) -> Option<Uuid> {
    match serde_json::from_str(donnees) {
        Ok(Evenement::EntretienPrevu { id, .. }) => Some(id),
        _ => None,
    }
}

/// First name and first letter of the name of these people.
async fn noms(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, Option<char>)>> {
    let lignes = jeune::Entity::find().filter(jeune::Column::Id.is_in(ids)).all(db).await?;
    lignes
        .into_iter()
        .map(|ligne| {
            let lu = Jeune::try_from(ligne)?;
            let prenom = lu.identite.prenoms.into_iter().next().unwrap_or_default();
            let initiale = lu.identite.nom_famille.chars().next().filter(|c| c.is_alphabetic());
            Ok::<_, StoreError>((lu.id, (prenom, initiale)))
        })
        .collect()
}
