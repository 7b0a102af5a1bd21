//! The register: who came, half-day by half-day. Rows are only added: a correction keeps what stood before it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::groupe::{Assiduite, EtatPresence, Moment, RefusPresence};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;

use super::{Regard, ecrire::tenir, lire, membres};
use crate::{
    Perimetre, Writer,
    entite::groupe::presence::{Column, Entity, Model},
    error::{Result, StoreError},
    parcours::ParcoursLu,
};

/// A note of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// In which group.
    pub groupe: Uuid,
    /// Who.
    pub parcours: Uuid,
    /// On which day.
    pub jour: NaiveDate,
    /// In which half of it.
    pub moment: Moment,
    /// What.
    pub etat: EtatPresence,
    /// 1 for the first note, one more for each correction.
    pub rang: u32,
    /// When it was noted.
    pub le: DateTime<Utc>,
    /// By whom.
    pub auteur: String,
}

/// Something to note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notee {
    /// Who.
    pub parcours: Uuid,
    /// In which half of the day.
    pub moment: Moment,
    /// What.
    pub etat: EtatPresence,
}

/// What the register of a group adds up to, by half-day; it names nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bilan {
    /// The half-days of which something is noted, and what.
    pub demi_journees: BTreeMap<(NaiveDate, Moment), Assiduite>,
}

impl Bilan {
    /// All of it.
    pub fn somme(&self) -> Assiduite {
        let mut somme = Assiduite::default();
        for demi in self.demi_journees.values() {
            for (etat, combien) in [
                (EtatPresence::Present, demi.presents),
                (EtatPresence::AbsentExcuse, demi.excuses),
                (EtatPresence::Absent, demi.absents),
                (EtatPresence::EnStage, demi.en_stage),
            ] {
                somme.ajouter(etat, combien);
            }
        }
        somme
    }
}

fn presence(row: Model) -> Result<Presence> {
    let inconnu = |mot: &str| StoreError::Invalide(format!("no such word in the register: {mot}"));
    Ok(Presence {
        groupe: row.groupe,
        parcours: row.parcours,
        jour: row.jour,
        moment: Moment::de_code(&row.moment).ok_or_else(|| inconnu(&row.moment))?,
        etat: EtatPresence::de_code(&row.etat).ok_or_else(|| inconnu(&row.etat))?,
        rang: u32::try_from(row.rang).unwrap_or_default(),
        le: row.le,
        auteur: row.auteur_nom,
    })
}

fn en_ordre(rows: Vec<Model>) -> Result<Vec<Presence>> {
    let mut presences = rows.into_iter().map(presence).collect::<Result<Vec<_>>>()?;
    presences.sort_by_key(|p| (p.jour, p.moment, p.parcours, p.rang));
    Ok(presences)
}

/// Everything noted in a group of which the perimeter sees all, from a day to another, both included: in the order of the
/// half-days, what was corrected before what stands. Nothing in any other group.
///
/// # Errors
/// When the database does not answer.
pub async fn registre(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    id: Uuid,
    du: NaiveDate,
    au: NaiveDate,
) -> Result<Vec<Presence>> {
    if lire(db, perimetre, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows =
        Entity::find().filter(Column::Groupe.eq(id)).filter(Column::Jour.between(du, au)).all(db).await?;
    en_ordre(rows)
}

/// What stands of a register told in order: the last note of each half-day of each person.
pub fn en_vigueur(presences: &[Presence]) -> impl DoubleEndedIterator<Item = &Presence> {
    let memes = |a: &Presence, b: &Presence| {
        (a.groupe, a.jour, a.moment, a.parcours) == (b.groupe, b.jour, b.moment, b.parcours)
    };
    presences.chunk_by(memes).filter_map(<[Presence]>::last)
}

/// What is noted of somebody, in all groups, in order: what stands alone. The caller has read the parcours by what it may see.
///
/// # Errors
/// When the database does not answer.
pub async fn de_parcours(db: &impl ConnectionTrait, lu: &ParcoursLu) -> Result<Vec<Presence>> {
    let rows = Entity::find().filter(Column::Parcours.eq(lu.suivi.id)).all(db).await?;
    let presences = en_ordre(rows)?;
    Ok(en_vigueur(&presences).cloned().collect())
}

/// What the registers of these groups add up to. The caller has them from a perimeter that sees all of them.
///
/// # Errors
/// When the database does not answer.
pub async fn bilans(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Bilan>> {
    let entiers = super::Entity::find()
        .select_only()
        .column(super::Column::Id)
        .filter(super::entiers(perimetre))
        .filter(super::Column::Id.is_in(ids.iter().copied()));
    let mut corrigee = Query::select();
    corrigee.expr(Expr::value(1)).from_as(Entity, "apres");
    for colonne in [Column::Groupe, Column::Jour, Column::Moment, Column::Parcours] {
        corrigee.and_where(Expr::col(("apres", colonne)).equals((Entity, colonne)));
    }
    corrigee.and_where(Expr::col(("apres", Column::Rang)).gt(Expr::col((Entity, Column::Rang))));
    let lignes: Vec<(Uuid, NaiveDate, String, String, i64)> = Entity::find()
        .select_only()
        .columns([Column::Groupe, Column::Jour, Column::Moment, Column::Etat])
        .column_as(Column::Parcours.count(), "combien")
        .filter(Column::Groupe.in_subquery(sea_orm::QueryTrait::into_query(entiers)))
        .filter(Expr::exists(corrigee.take()).not())
        .group_by(Column::Groupe)
        .group_by(Column::Jour)
        .group_by(Column::Moment)
        .group_by(Column::Etat)
        .into_tuple()
        .all(db)
        .await?;
    let mut bilans: HashMap<Uuid, Bilan> = HashMap::new();
    for (groupe, jour, moment, etat, combien) in lignes {
        let (Some(moment), Some(etat)) = (Moment::de_code(&moment), EtatPresence::de_code(&etat)) else {
            continue;
        };
        let demi = bilans.entry(groupe).or_default().demi_journees.entry((jour, moment)).or_default();
        demi.ajouter(etat, u32::try_from(combien).unwrap_or(u32::MAX));
    }
    Ok(bilans)
}

/// How many notes a day of a group has, corrections included: what a sheet that was shown had read.
///
/// # Errors
/// When the database does not answer.
pub async fn nombre_de_notes(db: &impl ConnectionTrait, id: Uuid, jour: NaiveDate) -> Result<u64> {
    Ok(Entity::find().filter(Column::Groupe.eq(id)).filter(Column::Jour.eq(jour)).count(db).await?)
}

/// Notes who came on a day to a group that the organisation of the perimeter conducts; gives how many notes that made: what stands
/// already is not written again. `vues` is [`nombre_de_notes`] as it was read.
///
/// # Errors
/// [`StoreError::Absent`] when the group is not theirs, [`StoreError::RefusPresence`] when the day is to come, the group is not
/// expected then or somebody is not in it, [`StoreError::Conflit`] when somebody noted that day since it was read.
pub async fn noter(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    jour: NaiveDate,
    notees: &[Notee],
    vues: Option<u64>,
) -> Result<u32> {
    let absent = || StoreError::Absent { quoi: "groupe" };
    tenir(writer, id).await?.ok_or_else(absent)?;
    let lu = lire(writer, perimetre, id).await?.filter(|lu| lu.regard == Regard::Conduit);
    let groupe = lu.ok_or_else(absent)?.groupe;
    if jour > perimetre.le() {
        return Err(RefusPresence::Avenir.into());
    }
    if let Some(vues) = vues
        && nombre_de_notes(writer, id, jour).await? != vues
    {
        return Err(StoreError::Conflit { quoi: "groupe_presence" });
    }
    let attendues = groupe.attendues(jour);
    let connus = membres(writer, perimetre, id).await?;
    let deja = registre(writer, perimetre, id, jour, jour).await?;
    let en_cours: HashMap<(Uuid, Moment), (EtatPresence, u32)> =
        en_vigueur(&deja).map(|p| ((p.parcours, p.moment), (p.etat, p.rang))).collect();
    let auteur = perimetre.auteur();
    let mut rows: Vec<Model> = Vec::new();
    for notee in notees {
        let connue = en_cours.get(&(notee.parcours, notee.moment));
        // A grid that changed since leaves what was noted under the former one to be corrected.
        if !attendues.contains(&notee.moment) && connue.is_none() {
            return Err(RefusPresence::PasAttendue.into());
        }
        if !connus.iter().any(|membre| membre.parcours == notee.parcours && membre.est_la(jour)) {
            return Err(RefusPresence::PasMembre.into());
        }
        let deux_fois = rows.iter().any(|r| r.parcours == notee.parcours && r.moment == notee.moment.code());
        if deux_fois || connue.is_some_and(|(etat, _)| *etat == notee.etat) {
            continue;
        }
        let rang = connue.map_or(1, |(_, rang)| rang.saturating_add(1));
        rows.push(Model {
            groupe: id,
            jour,
            moment: notee.moment.code().to_owned(),
            parcours: notee.parcours,
            rang: i32::try_from(rang).unwrap_or(i32::MAX),
            etat: notee.etat.code().to_owned(),
            le: writer.le(),
            auteur: auteur.utilisateur,
            auteur_nom: auteur.nom.clone(),
        });
    }
    let combien = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if !rows.is_empty() {
        let rows = rows.into_iter().map(Model::into_active_model);
        Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(combien)
}
