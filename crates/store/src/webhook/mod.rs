//! Webhooks: addresses that are told of what happens in the territory of an organisation.
//!
//! What is told is queued in the transaction of the change (`annoncer`, called where journals are written) and sent
//! afterwards ([`prendre`], [`remettre`], [`echouer`]): a change that is undone is told to nobody, one that is done is told
//! at least once. Deliveries name a kind, a dossier and a moment; who is told comes and asks, with a right to.

mod envois;

use raccroche_domain::SujetWebhook;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use secrecy::zeroize::Zeroizing;
use uuid::Uuid;

pub(crate) use self::envois::annoncer;
pub use self::envois::{Echec, Restes, attend, echouer, envois, essayer, prendre, purger, remettre, restes};
pub use crate::entite::webhook::{
    Model as Webhook,
    envoi::{EtatEnvoi, Model as Envoi},
};
use crate::{
    Place, Writer,
    chiffrement::Keyring,
    entite::webhook::{ActiveModel, Column, Entity},
    error::{Result, StoreError},
};

/// Code of a delivery asked for by hand, to see whether the address answers.
pub const ESSAI: &str = "essai";

/// A webhook to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouveauWebhook {
    /// Whose territory.
    pub organisation: Uuid,
    /// Where to.
    pub url: String,
    /// What it is told of.
    pub sujets: Vec<SujetWebhook>,
}

impl Webhook {
    /// What it is told of.
    pub fn sujets(&self) -> impl Iterator<Item = SujetWebhook> {
        self.sujets.split(' ').filter_map(SujetWebhook::de_code)
    }

    /// What signs its deliveries.
    ///
    /// # Errors
    /// When it does not open.
    pub fn secret(&self, keyring: &Keyring) -> Result<Zeroizing<Vec<u8>>> {
        Ok(keyring.open(place(self.id), &self.secret)?)
    }
}

/// Makes a webhook, which is told of things from now on.
///
/// # Errors
/// [`StoreError::Reference`] when there is no such organisation.
pub async fn creer(writer: &Writer, par: Uuid, nouveau: NouveauWebhook, secret: &[u8]) -> Result<Webhook> {
    let id = writer.new_id();
    let codes: Vec<&str> = nouveau.sujets.iter().map(|sujet| sujet.code()).collect();
    let row = Webhook {
        id,
        organisation: nouveau.organisation,
        url: nouveau.url,
        secret: writer.keyring().seal(place(id), secret)?,
        sujets: codes.join(" "),
        actif: true,
        cree_par: par,
        cree_le: writer.le(),
        echecs: 0,
        repos_jusqu_au: None,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// Every webhook, in the order in which they were made.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(db: &impl ConnectionTrait) -> Result<Vec<Webhook>> {
    Ok(Entity::find().order_by_asc(Column::CreeLe).order_by_asc(Column::Id).all(db).await?)
}

/// The webhook of this identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Webhook>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Is told of things from now on, at once; or of nothing any more.
///
/// # Errors
/// [`StoreError::Absent`] when there is none such.
pub async fn activer(writer: &Writer, id: Uuid, actif: bool) -> Result<()> {
    let change =
        ActiveModel { actif: Set(actif), echecs: Set(0), repos_jusqu_au: Set(None), ..Default::default() };
    update(writer, id, change).await
}

/// Signs with another secret from now on.
///
/// # Errors
/// [`StoreError::Absent`] when there is none such.
pub async fn changer_secret(writer: &Writer, id: Uuid, secret: &[u8]) -> Result<()> {
    let sealed = writer.keyring().seal(place(id), secret)?;
    update(writer, id, ActiveModel { secret: Set(sealed), ..Default::default() }).await
}

/// Removes a webhook, with what waited to be told by it.
///
/// # Errors
/// [`StoreError::Absent`] when there is none such.
pub async fn supprimer(writer: &Writer, id: Uuid) -> Result<()> {
    let gone = Entity::delete_by_id(id).exec(writer).await?;
    if gone.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "webhook" }) }
}

/// Seals again with the current key the secrets that a former one sealed. Gives how many.
///
/// # Errors
/// When one does not open, or the database refuses.
pub async fn renew_secrets(writer: &Writer) -> Result<u64> {
    let mut renewed = 0;
    for found in lister(writer).await? {
        let Some(sealed) = writer.keyring().renew(place(found.id), &found.secret)? else { continue };
        update(writer, found.id, ActiveModel { secret: Set(sealed), ..Default::default() }).await?;
        renewed += 1;
    }
    Ok(renewed)
}

/// Webhooks whose secret no key of the file opens any more.
pub(crate) async fn unreadable_secrets(db: &impl ConnectionTrait, keyring: &Keyring) -> Result<Vec<Uuid>> {
    let unreadable = lister(db).await?.into_iter().filter(|found| found.secret(keyring).is_err());
    Ok(unreadable.map(|found| found.id).collect())
}

async fn update(writer: &Writer, id: Uuid, change: ActiveModel) -> Result<()> {
    let changed = Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(writer).await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "webhook" }) }
}

fn place(id: Uuid) -> Place {
    Place { table: "webhook", column: "secret", row: id }
}
