//! Public contracts with a clause sociale: who buys, how many hours are due, who receives the young people.
//!
//! A contract is held by the organisation that wrote it down, which alone changes it, and known to the partners of its
//! département: a company takes young people of several zones. It holds nothing of them: which parcours are under it is said by
//! their journals, and their state is read when it is asked for. Whoever reads a parcours reads its contract ([`du_parcours`]).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use raccroche_domain::parcours::EtatParcours;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    sea_query::OnConflict,
};
use uuid::Uuid;

pub use crate::entite::marche::Model as Marche;
use crate::{
    Perimetre, Writer, dossier,
    entite::{
        marche::{Column, Entity, parcours},
        organisation, parcours as ligne_parcours, suivi,
    },
    error::{Result, StoreError},
    parcours::ParcoursLu,
    reunion,
};

/// As many dossiers in one statement.
const LOT: usize = 500;

/// What is said of a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NouveauMarche {
    /// What is bought.
    pub objet: String,
    /// The buyer's own number; may be empty.
    pub reference: String,
    /// Who buys.
    pub acheteur: String,
    /// Who follows the clause for the buyer; may be empty.
    pub contact: String,
    /// Where the proof is sent; may be empty.
    pub courriel: String,
    /// Hours due, in whole hours.
    pub heures_dues: u32,
    /// Who receives; may be empty.
    pub entreprise: String,
    /// Its SIRET; may be empty.
    pub siret: String,
    /// Its address; may be empty.
    pub adresse: String,
    /// What it can give to do; may be empty.
    pub missions: String,
    /// Since when nobody comes under it any more.
    pub clos_le: Option<NaiveDate>,
}

/// A parcours under a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcoursDuMarche {
    /// Its number.
    pub id: Uuid,
    /// Where it stands.
    pub etat: EtatParcours,
}

impl Marche {
    /// Hours due.
    pub fn heures(&self) -> u32 {
        u32::try_from(self.heures_dues).unwrap_or_default()
    }

    /// What people call it: what is bought, and who buys.
    pub fn nom(&self) -> String {
        format!("{}, {}", self.objet, self.acheteur)
    }
}

/// The contracts that a perimeter may know of: those of its organisation, and of the others of its département.
fn visible(perimetre: &Perimetre) -> Condition {
    let ours = perimetre.organisation();
    let partners = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Departement.eq(&ours.departement));
    Condition::any()
        .add(Column::Organisation.eq(ours.id))
        .add(Column::Organisation.in_subquery(partners.into_query()))
}

/// Whether who asks may change it: their organisation holds it.
pub fn est_a(perimetre: &Perimetre, marche: &Marche) -> bool {
    marche.organisation == perimetre.organisation().id
}

/// Writes a contract down for the organisation of the perimeter; gives its number.
///
/// # Errors
/// When the database refuses.
pub async fn creer(writer: &Writer, perimetre: &Perimetre, dit: NouveauMarche) -> Result<Uuid> {
    let id = writer.new_id();
    let ligne = ligne(writer, perimetre, id, perimetre.organisation().id, 1, dit);
    Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}

fn ligne(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    organisation: Uuid,
    version: i32,
    dit: NouveauMarche,
) -> Marche {
    Marche {
        id,
        organisation,
        objet: dit.objet,
        reference: dit.reference,
        acheteur: dit.acheteur,
        contact: dit.contact,
        courriel: dit.courriel,
        heures_dues: i32::try_from(dit.heures_dues).unwrap_or(i32::MAX),
        entreprise: dit.entreprise,
        siret: dit.siret,
        adresse: dit.adresse,
        missions: dit.missions,
        clos_le: dit.clos_le,
        version,
        modifie_par: perimetre.utilisateur(),
        modifie_le: writer.le(),
    }
}

/// Changes a contract, of which `vu` is the version that was read.
///
/// # Errors
/// [`StoreError::Absent`] when the organisation of the perimeter does not hold it, [`StoreError::Conflit`] when somebody changed
/// it meanwhile.
pub async fn modifier(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    vu: u32,
    dit: NouveauMarche,
) -> Result<()> {
    let connu = Entity::find_by_id(id).lock_exclusive().one(writer).await?;
    let connu = connu.filter(|connu| est_a(perimetre, connu)).ok_or(StoreError::Absent { quoi: "marche" })?;
    if u32::try_from(connu.version).ok() != Some(vu) {
        return Err(StoreError::Conflit { quoi: "marche" });
    }
    let version = connu.version.saturating_add(1);
    let ligne = ligne(writer, perimetre, id, connu.organisation, version, dit);
    ligne.into_active_model().reset_all().update(writer).await?;
    Ok(())
}

/// The contracts that the perimeter may know of, under way first, then by name; `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(db: &impl ConnectionTrait, perimetre: &Perimetre, limit: u64) -> Result<Vec<Marche>> {
    let query = Entity::find()
        .filter(visible(perimetre))
        .order_by_desc(Column::ClosLe.is_null())
        .order_by_asc(Column::Objet)
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// A contract that the perimeter may know of.
///
/// # Errors
/// When the database does not answer.
pub async fn lire(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Marche>> {
    Ok(Entity::find_by_id(id).filter(visible(perimetre)).one(db).await?)
}

/// The contract of a parcours that was read, through a perimeter or a link.
///
/// # Errors
/// When the database does not answer.
pub async fn du_parcours(db: &impl ConnectionTrait, lu: &ParcoursLu) -> Result<Option<Marche>> {
    match lu.suivi.etat.marche() {
        Some((id, _)) => Ok(Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

/// The parcours under each of these contracts, in the order in which they were opened: states, without who. The caller read the
/// contracts through a perimeter or a parcours.
///
/// # Errors
/// When the database does not answer.
pub async fn parcours_de(
    db: &impl ConnectionTrait,
    marches: &[Uuid],
) -> Result<HashMap<Uuid, Vec<ParcoursDuMarche>>> {
    let liens = parcours::Entity::find()
        .filter(parcours::Column::Marche.is_in(marches.iter().copied()))
        .all(db)
        .await?;
    let marche_de: BTreeMap<Uuid, Uuid> =
        liens.into_iter().map(|lien| (lien.parcours, lien.marche)).collect();
    let numeros: Vec<Uuid> = marche_de.keys().copied().collect();
    let mut trouves: HashMap<Uuid, Vec<ParcoursDuMarche>> = HashMap::new();
    for lot in numeros.chunks(LOT) {
        let lignes: Vec<(Uuid, Uuid)> = ligne_parcours::Entity::find()
            .filter(ligne_parcours::Column::Id.is_in(lot.iter().copied()))
            .select_only()
            .columns([ligne_parcours::Column::Id, ligne_parcours::Column::Dossier])
            .into_tuple()
            .all(db)
            .await?;
        let dossiers: Vec<Uuid> = lignes.iter().map(|(_, dossier)| *dossier).collect();
        let retenus = reunion::dossiers_retenus(db, &dossiers).await?;
        let retenu = |dossier: &Uuid| retenus.get(dossier).copied().unwrap_or(*dossier);
        let tenus = suivi::dossier::Entity::find()
            .filter(suivi::dossier::Column::Id.is_in(dossiers.iter().map(retenu)));
        let mut etats = HashMap::new();
        for tenu in tenus.all(db).await? {
            etats.insert(tenu.id, dossier::etat_de(&tenu)?);
        }
        for (id, dossier) in lignes {
            let etat = etats.get(&retenu(&dossier)).and_then(|etat| etat.parcours(id));
            if let Some((etat, marche)) = etat.zip(marche_de.get(&id)) {
                let etat = etat.etat.clone();
                trouves.entry(*marche).or_default().push(ParcoursDuMarche { id, etat });
            }
        }
    }
    for parcours in trouves.values_mut() {
        parcours.sort_by_key(|parcours| (parcours.etat.ouvert_le, parcours.id));
    }
    Ok(trouves)
}

/// Notes under which contract a parcours is, in the place of the one before.
pub(crate) async fn rattacher(writer: &Writer, parcours: Uuid, marche: Uuid) -> Result<()> {
    let ligne = parcours::Model { parcours, marche };
    let connu =
        OnConflict::column(parcours::Column::Parcours).update_column(parcours::Column::Marche).to_owned();
    parcours::Entity::insert(ligne.into_active_model())
        .on_conflict(connu)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}
