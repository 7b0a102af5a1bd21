//! The queue of deliveries.
//!
//! Whoever sends takes a delivery for a while, then says how it went; a sender that died is replaced when its time is over,
//! so that something may be told twice, under the same number, and is never lost. An address that fails rests as a whole:
//! thousands of deliveries to a server that is away cost one try at a time.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use raccroche_domain::SujetWebhook;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{ESSAI, Envoi, EtatEnvoi, Webhook};
use crate::{
    Writer,
    entite::{
        suivi::portee,
        webhook::{self, envoi},
    },
    error::Result,
};

/// Queues what is to be told of a dossier, for the webhooks of every organisation that has it in its territory on that
/// day, and of `aussi`, which has just lost it.
pub(crate) async fn annoncer(
    writer: &Writer,
    dossier: Uuid,
    sujet: SujetWebhook,
    jour: NaiveDate,
    aussi: Option<Uuid>,
) -> Result<()> {
    let encore =
        Condition::any().add(portee::Column::JusquAu.is_null()).add(portee::Column::JusquAu.gte(jour));
    let concernees = portee::Entity::find()
        .select_only()
        .column(portee::Column::Organisation)
        .filter(portee::Column::Dossier.eq(dossier))
        .filter(encore);
    let mut dont = Condition::any().add(webhook::Column::Organisation.in_subquery(concernees.into_query()));
    if let Some(organisation) = aussi {
        dont = dont.add(webhook::Column::Organisation.eq(organisation));
    }
    let avertis =
        webhook::Entity::find().filter(webhook::Column::Actif.eq(true)).filter(dont).all(writer).await?;
    let avertis = avertis.iter().filter(|webhook| webhook.sujets().any(|connu| connu == sujet));
    let rows: Vec<_> = avertis
        .map(|webhook| nouveau(writer, webhook.id, sujet.code(), Some(dossier)).into_active_model())
        .collect();
    // Most dossiers are told to nobody.
    if !rows.is_empty() {
        envoi::Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// Queues a delivery about nothing, to see whether the address answers.
///
/// # Errors
/// [`crate::StoreError::Reference`] when there is no such webhook.
pub async fn essayer(writer: &Writer, webhook: Uuid) -> Result<Envoi> {
    let row = nouveau(writer, webhook, ESSAI, None);
    envoi::Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

fn nouveau(writer: &Writer, webhook: Uuid, sujet: &str, dossier: Option<Uuid>) -> Envoi {
    Envoi {
        id: writer.new_id(),
        webhook,
        sujet: sujet.to_owned(),
        dossier,
        le: writer.le(),
        etat: EtatEnvoi::EnAttente,
        essais: 0,
        pret_le: writer.le(),
        reponse: None,
        fini_le: None,
    }
}

/// What can be sent at that moment.
fn a_envoyer(le: DateTime<Utc>) -> Condition {
    let reposes = Condition::any()
        .add(webhook::Column::ReposJusquAu.is_null())
        .add(webhook::Column::ReposJusquAu.lte(le));
    let prets = webhook::Entity::find()
        .select_only()
        .column(webhook::Column::Id)
        .filter(webhook::Column::Actif.eq(true))
        .filter(reposes);
    Condition::all()
        .add(envoi::Column::Etat.eq(EtatEnvoi::EnAttente))
        .add(envoi::Column::PretLe.lte(le))
        .add(envoi::Column::Webhook.in_subquery(prets.into_query()))
}

/// Whether something is to be sent at that moment.
///
/// # Errors
/// When the database does not answer.
pub async fn attend(db: &impl ConnectionTrait, le: DateTime<Utc>) -> Result<bool> {
    let un = envoi::Entity::find().select_only().column(envoi::Column::Id).filter(a_envoyer(le)).limit(1);
    Ok(un.into_tuple::<Uuid>().one(db).await?.is_some())
}

/// Takes the delivery that has waited longest, for `duree` from now. Commit before sending: others must see it taken.
///
/// # Errors
/// When the database refuses.
pub async fn prendre(writer: &Writer, duree: TimeDelta) -> Result<Option<(Envoi, Webhook)>> {
    let found = envoi::Entity::find()
        .filter(a_envoyer(writer.le()))
        .order_by_asc(envoi::Column::PretLe)
        .order_by_asc(envoi::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(writer)
        .await?;
    let Some(mut pris) = found else { return Ok(None) };
    pris.essais += 1;
    let change = envoi::ActiveModel {
        essais: Set(pris.essais),
        pret_le: Set(writer.le() + duree),
        ..Default::default()
    };
    envoi::Entity::update_many().set(change).filter(envoi::Column::Id.eq(pris.id)).exec(writer).await?;
    let par = webhook::Entity::find_by_id(pris.webhook).one(writer).await?;
    Ok(par.map(|par| (pris, par)))
}

/// It was received: the address is well again.
///
/// # Errors
/// When the database refuses.
pub async fn remettre(writer: &Writer, envoi: &Envoi, reponse: u16) -> Result<()> {
    let change = envoi::ActiveModel {
        etat: Set(EtatEnvoi::Remis),
        reponse: Set(i16::try_from(reponse).ok()),
        fini_le: Set(Some(writer.le())),
        ..Default::default()
    };
    envoi::Entity::update_many().set(change).filter(encore(envoi)).exec(writer).await?;
    let bien = webhook::ActiveModel { echecs: Set(0), repos_jusqu_au: Set(None), ..Default::default() };
    webhook::Entity::update_many()
        .set(bien)
        .filter(webhook::Column::Id.eq(envoi.webhook))
        .exec(writer)
        .await?;
    Ok(())
}

/// How a delivery failed, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echec {
    /// HTTP status of the answer; none without an answer.
    pub reponse: Option<u16>,
    /// For how long this delivery waits; given up when none.
    pub attente: Option<TimeDelta>,
    /// For how long the address is left alone.
    pub repos: TimeDelta,
}

/// It was not received.
///
/// # Errors
/// When the database refuses.
pub async fn echouer(writer: &Writer, envoi: &Envoi, echec: Echec) -> Result<()> {
    let reponse = Set(echec.reponse.and_then(|statut| i16::try_from(statut).ok()));
    let change = match echec.attente {
        Some(attente) => {
            envoi::ActiveModel { pret_le: Set(writer.le() + attente), reponse, ..Default::default() }
        }
        None => envoi::ActiveModel {
            etat: Set(EtatEnvoi::Abandonne),
            fini_le: Set(Some(writer.le())),
            reponse,
            ..Default::default()
        },
    };
    envoi::Entity::update_many().set(change).filter(encore(envoi)).exec(writer).await?;
    webhook::Entity::update_many()
        .col_expr(webhook::Column::Echecs, Expr::col(webhook::Column::Echecs).add(1))
        .col_expr(webhook::Column::ReposJusquAu, Expr::value(Some(writer.le() + echec.repos)))
        .filter(webhook::Column::Id.eq(envoi.webhook))
        .exec(writer)
        .await?;
    Ok(())
}

/// The delivery, as it was when it was taken: nobody took it since.
fn encore(envoi: &Envoi) -> Condition {
    Condition::all()
        .add(envoi::Column::Id.eq(envoi.id))
        .add(envoi::Column::Etat.eq(EtatEnvoi::EnAttente))
        .add(envoi::Column::Essais.eq(envoi.essais))
}

/// The deliveries of a webhook, latest first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn envois(db: &impl ConnectionTrait, webhook: Uuid, limit: u64) -> Result<Vec<Envoi>> {
    let query = envoi::Entity::find()
        .filter(envoi::Column::Webhook.eq(webhook))
        .order_by_desc(envoi::Column::Le)
        .order_by_desc(envoi::Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// How many deliveries of a webhook are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restes {
    /// To be sent.
    pub en_attente: u64,
    /// Received.
    pub remis: u64,
    /// Given up.
    pub abandonnes: u64,
}

/// How many deliveries of each webhook are where.
///
/// # Errors
/// When the database does not answer.
pub async fn restes(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, Restes>> {
    let rows: Vec<(Uuid, EtatEnvoi, i64)> = envoi::Entity::find()
        .select_only()
        .column(envoi::Column::Webhook)
        .column(envoi::Column::Etat)
        .column_as(envoi::Column::Id.count(), "combien")
        .group_by(envoi::Column::Webhook)
        .group_by(envoi::Column::Etat)
        .into_tuple()
        .all(db)
        .await?;
    let mut restes: HashMap<Uuid, Restes> = HashMap::new();
    for (webhook, etat, combien) in rows {
        let restes = restes.entry(webhook).or_default();
        let combien = combien.unsigned_abs();
        match etat {
            EtatEnvoi::EnAttente => restes.en_attente = combien,
            EtatEnvoi::Remis => restes.remis = combien,
            EtatEnvoi::Abandonne => restes.abandonnes = combien,
        }
    }
    Ok(restes)
}

/// Removes the deliveries that ended before this moment. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn purger(writer: &Writer, before: DateTime<Utc>) -> Result<u64> {
    let gone = envoi::Entity::delete_many().filter(envoi::Column::FiniLe.lt(before));
    Ok(gone.exec(writer).await?.rows_affected)
}
