//! Groups: sessions that several parcours share, who is in them, and the register of who came.
//!
//! The organisation that conducts a group and the school that receives it see all of it: names and register. The other
//! organisations of its département see that it exists and how many places are free, so that somebody can be given one, and
//! nobody's name. Entering and leaving is an entry of a parcours ([`crate::parcours::inscrire`]), which keeps the rows here.

mod ecrire;
mod registre;

pub use ecrire::{NouveauGroupe, creer, modifier};
pub(crate) use ecrire::{entrer, sortir};
pub use registre::{
    Bilan, Notee, Presence, bilans, de_parcours, en_vigueur, nombre_de_notes, noter, registre,
};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{Identite, Vacances, dispositif::DateNommee, groupe::Groupe};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::{
    Perimetre,
    entite::{
        groupe::{Column, Entity, Model, membre},
        jeune, organisation,
    },
    error::{Result, StoreError},
    jeune::Jeune,
    parcours, vacances,
};

/// How much of a group somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regard {
    /// All of it: their organisation conducts it.
    Conduit,
    /// All of it: their school receives it.
    Accueille,
    /// That it exists, and its free places.
    Places,
}

impl Regard {
    /// What the access log keeps as the reason.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Conduit => "conduit_son_groupe",
            Self::Accueille => "accueille_son_groupe",
            Self::Places => "places_de_son_departement",
        }
    }
}

/// A group as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupeLu {
    /// Its number.
    pub id: Uuid,
    /// Who conducts it.
    pub organisation: Uuid,
    /// The school that receives it.
    pub etablissement: Option<Uuid>,
    /// Code of the dispositif.
    pub dispositif: String,
    /// What it is.
    pub groupe: Groupe,
    /// 1 for the first; what was read.
    pub version: u32,
    /// When it changed last.
    pub modifie_le: DateTime<Utc>,
    /// How many are in it.
    pub occupees: u32,
    /// Since when somebody has been in it.
    pub depuis: Option<NaiveDate>,
    /// How much of it who asks sees.
    pub regard: Regard,
}

impl GroupeLu {
    /// Places that nobody has.
    pub fn libres(&self) -> u32 {
        self.groupe.places.saturating_sub(self.occupees)
    }
}

/// Somebody who is in a group, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membre {
    /// Their parcours.
    pub parcours: Uuid,
    /// The dossier in which it goes on.
    pub dossier: Uuid,
    /// Names and birth.
    pub identite: Identite,
    /// First day.
    pub entre_le: NaiveDate,
    /// The day they left: not in the group any more.
    pub sorti_le: Option<NaiveDate>,
    /// First and last day of their own stage, when their parcours says one.
    pub stage: Option<(NaiveDate, NaiveDate)>,
    /// Whether who asks may open the parcours.
    pub lisible: bool,
}

impl Membre {
    /// Whether they were in the group on that day.
    pub fn est_la(&self, jour: NaiveDate) -> bool {
        self.entre_le <= jour && self.sorti_le.is_none_or(|sorti| jour < sorti)
    }

    /// Whether they were in a stage of their own on that day.
    pub fn en_stage(&self, jour: NaiveDate) -> bool {
        self.stage.is_some_and(|(du, au)| (du..=au).contains(&jour))
    }
}

/// Groups of which somebody sees all.
fn entiers(perimetre: &Perimetre) -> Condition {
    let mien = perimetre.organisation().id;
    Condition::any().add(Column::Organisation.eq(mien)).add(Column::Etablissement.eq(mien))
}

/// Groups of which somebody sees the places at least.
fn connus(perimetre: &Perimetre) -> Condition {
    let voisines = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Departement.eq(&perimetre.organisation().departement));
    entiers(perimetre).add(Column::Organisation.in_subquery(voisines.into_query()))
}

fn lu(
    row: Model,
    perimetre: &Perimetre,
    occupation: Option<&Occupation>,
    calendrier: &[Vacances],
) -> Result<GroupeLu> {
    let mien = perimetre.organisation().id;
    let regard = if row.organisation == mien {
        Regard::Conduit
    } else if row.etablissement == Some(mien) {
        Regard::Accueille
    } else {
        Regard::Places
    };
    Ok(GroupeLu {
        id: row.id,
        organisation: row.organisation,
        etablissement: row.etablissement,
        version: u32::try_from(row.version).unwrap_or_default(),
        modifie_le: row.modifie_le,
        occupees: occupation.map_or(0, |o| o.presents),
        depuis: occupation.map(|o| o.depuis),
        regard,
        groupe: groupe_de(&row, calendrier)?,
        dispositif: row.dispositif,
    })
}

fn groupe_de(row: &Model, calendrier: &[Vacances]) -> Result<Groupe> {
    let illisible = |error: serde_json::Error| StoreError::Invalide(error.to_string());
    Ok(Groupe {
        nom: row.nom.clone(),
        lieu: row.lieu.clone(),
        du: row.du,
        au: row.au,
        places: u32::try_from(row.places).unwrap_or_default(),
        semaine: serde_json::from_str(&row.semaine).map_err(illisible)?,
        periodes: serde_json::from_str(&row.periodes).map_err(illisible)?,
        vacances: calendrier.iter().filter(|v| v.du <= row.au && v.au >= row.du).cloned().collect(),
    })
}

struct Occupation {
    presents: u32,
    depuis: NaiveDate,
}

/// How many are in each group, and since when somebody has been.
async fn occupations(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Occupation>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let lignes: Vec<(Uuid, NaiveDate, Option<NaiveDate>)> = membre::Entity::find()
        .select_only()
        .columns([membre::Column::Groupe, membre::Column::EntreLe, membre::Column::SortiLe])
        .filter(membre::Column::Groupe.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let mut occupations: HashMap<Uuid, Occupation> = HashMap::new();
    for (groupe, entre_le, sorti_le) in lignes {
        let connue = occupations.entry(groupe).or_insert(Occupation { presents: 0, depuis: entre_le });
        connue.presents += u32::from(sorti_le.is_none());
        connue.depuis = connue.depuis.min(entre_le);
    }
    Ok(occupations)
}

async fn lire_ou(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    condition: Condition,
) -> Result<Vec<GroupeLu>> {
    let query = Entity::find()
        .filter(condition)
        .order_by_asc(Column::Du)
        .order_by_asc(Column::Nom)
        .order_by_asc(Column::Id);
    let rows = query.all(db).await?;
    let occupations = occupations(db, rows.iter().map(|row| row.id)).await?;
    let calendrier = match rows.first() {
        Some(premier) => vacances::a_partir_du(db, premier.du).await?,
        None => Vec::new(),
    };
    rows.into_iter()
        .map(|row| {
            let occupation = occupations.get(&row.id);
            lu(row, perimetre, occupation, &calendrier)
        })
        .collect()
}

/// The groups that the perimeter knows of whose last day is not before `depuis`, by first day.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    depuis: NaiveDate,
) -> Result<Vec<GroupeLu>> {
    lire_ou(db, perimetre, Condition::all().add(connus(perimetre)).add(Column::Au.gte(depuis))).await
}

/// The groups that the organisation of the perimeter conducts or receives, under way on its day.
///
/// # Errors
/// When the database does not answer.
pub async fn miens(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<Vec<GroupeLu>> {
    let le = perimetre.le();
    let en_cours = Condition::all().add(Column::Du.lte(le)).add(Column::Au.gte(le));
    lire_ou(db, perimetre, en_cours.add(entiers(perimetre))).await
}

/// The groups of a dispositif that somebody may still enter: known to the perimeter, not over, with a free place.
///
/// # Errors
/// When the database does not answer.
pub async fn ouverts(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    dispositif: &str,
) -> Result<Vec<GroupeLu>> {
    let condition = Condition::all()
        .add(connus(perimetre))
        .add(Column::Au.gte(perimetre.le()))
        .add(Column::Dispositif.eq(dispositif));
    let mut trouves = lire_ou(db, perimetre, condition).await?;
    trouves.retain(|groupe| groupe.libres() > 0);
    Ok(trouves)
}

/// A group that the perimeter knows of: perhaps only its places, which [`GroupeLu::regard`] says.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<GroupeLu>> {
    Ok(lire_ou(db, perimetre, Condition::all().add(connus(perimetre)).add(Column::Id.eq(id))).await?.pop())
}

/// A group of which the perimeter sees all.
///
/// # Errors
/// When the database does not answer.
pub async fn lire(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<GroupeLu>> {
    Ok(lire_ou(db, perimetre, Condition::all().add(entiers(perimetre)).add(Column::Id.eq(id))).await?.pop())
}

/// Those who are or were in a group of which the perimeter sees all, by name; nobody in any other.
///
/// # Errors
/// When the database does not answer.
pub async fn membres(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Vec<Membre>> {
    if lire(db, perimetre, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let sejours = membre::Entity::find()
        .filter(membre::Column::Groupe.eq(id))
        .order_by_asc(membre::Column::EntreLe)
        .order_by_asc(membre::Column::Id)
        .all(db)
        .await?;
    let mut membres: Vec<Membre> = Vec::new();
    for sejour in sejours {
        // Whoever left and came back is one person in the register.
        if let Some(connu) = membres.iter_mut().find(|connu| connu.parcours == sejour.parcours) {
            connu.sorti_le = sejour.sorti_le;
            continue;
        }
        let Some((tenu, _, suivi)) = parcours::tel_quel(db, sejour.parcours).await? else { continue };
        let Some(personne) = jeune::Entity::find_by_id(tenu.jeune).one(db).await? else { continue };
        let jour = |nom| suivi.etat.dates.get(&nom).copied();
        membres.push(Membre {
            parcours: sejour.parcours,
            dossier: tenu.id,
            identite: Jeune::try_from(personne)?.identite,
            entre_le: sejour.entre_le,
            sorti_le: sejour.sorti_le,
            stage: jour(DateNommee::DebutStage).zip(jour(DateNommee::FinStage)),
            lisible: parcours::lire(db, perimetre, sejour.parcours).await?.is_some(),
        });
    }
    membres.sort_by_cached_key(|membre| {
        (membre.identite.nom_famille.to_lowercase(), membre.identite.prenoms.join(" ").to_lowercase())
    });
    Ok(membres)
}
