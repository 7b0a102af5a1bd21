//! Accounts of the people who work here.
//!
//! What proves who somebody is comes here already hashed or goes out sealed: this room checks no password and draws no
//! secret, it remembers them, counts failures and refuses what was used before.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DeriveValueType, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
    sea_query::{Condition, Expr, Func, LikeExpr},
};
use secrecy::zeroize::Zeroizing;
use uuid::Uuid;

pub use crate::entite::utilisateur::Model as Utilisateur;
use crate::{
    Place, Writer,
    chiffrement::Keyring,
    entite::{appartenance, session, utilisateur, utilisateur::Column},
    error::{Result, StoreError},
    mots,
};

/// A hashed password (PHC string); never shown, not even in a debug line.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Empreinte(pub String);

impl fmt::Debug for Empreinte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Empreinte(…)")
    }
}

/// What is known of somebody before the account is made.
#[derive(Debug, Clone)]
pub struct NouvelUtilisateur {
    /// E-mail address, in any case.
    pub courriel: String,
    /// Name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// The password, hashed; none for who signs in elsewhere.
    pub mot_de_passe: Option<Empreinte>,
    /// Whether it must be changed at the first sign-in.
    pub doit_changer_mot_de_passe: bool,
}

/// When and for how long an account is closed after failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verrou {
    /// Failures in a row from which on the account is closed.
    pub des: i32,
    /// For how long at first; twice as long with each further failure.
    pub duree: TimeDelta,
    /// Never longer than that.
    pub au_plus: TimeDelta,
}

impl Default for Verrou {
    /// From the fifth failure on: one minute, two, four… at most one hour.
    fn default() -> Self {
        Self { des: 5, duree: TimeDelta::minutes(1), au_plus: TimeDelta::hours(1) }
    }
}

impl Verrou {
    /// Until when an account is closed that fails for the `echecs`-th time at this moment.
    pub fn until(&self, echecs: i32, le: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let beyond = u32::try_from(echecs - self.des).ok()?;
        let factor = 1_i32.checked_shl(Ord::min(beyond, 30)).unwrap_or(i32::MAX);
        let duree = self.duree.checked_mul(factor).unwrap_or(self.au_plus);
        le.checked_add_signed(Ord::min(duree, self.au_plus))
    }
}

impl Utilisateur {
    /// Whether sign-in is refused at this moment because of failures.
    pub fn is_locked(&self, le: DateTime<Utc>) -> bool {
        self.bloque_jusqu_au.is_some_and(|until| until > le)
    }

    /// The secret of the second factor, when there is one, in use or about to be.
    ///
    /// # Errors
    /// When it does not open.
    pub fn totp_secret(&self, keyring: &Keyring) -> Result<Option<Zeroizing<Vec<u8>>>> {
        match &self.totp {
            Some(sealed) => Ok(Some(keyring.open(totp_place(self.id), sealed)?)),
            None => Ok(None),
        }
    }
}

/// The form in which addresses are kept and compared.
pub fn fold_courriel(courriel: &str) -> String {
    courriel.trim().to_lowercase()
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::Existe`] when the address has one, [`StoreError::Invalide`] when it is no address.
pub async fn create(writer: &Writer, nouvel: NouvelUtilisateur) -> Result<Utilisateur> {
    let row = Utilisateur {
        id: writer.new_id(),
        courriel: fold_courriel(&nouvel.courriel),
        nom: nouvel.nom,
        prenom: nouvel.prenom,
        mot_de_passe: nouvel.mot_de_passe,
        totp: None,
        totp_depuis: None,
        totp_pas: None,
        echecs: 0,
        bloque_jusqu_au: None,
        actif: true,
        doit_changer_mot_de_passe: nouvel.doit_changer_mot_de_passe,
        version: 1,
        cree_le: writer.le(),
    };
    utilisateur::Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// The account of this identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Utilisateur>> {
    Ok(utilisateur::Entity::find_by_id(id).one(db).await?)
}

/// The account of this address, in any case.
///
/// # Errors
/// When the database does not answer.
pub async fn find_by_courriel(db: &impl ConnectionTrait, courriel: &str) -> Result<Option<Utilisateur>> {
    Ok(utilisateur::Entity::find().filter(Column::Courriel.eq(fold_courriel(courriel))).one(db).await?)
}

/// First names and names of these people, by their identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut names = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(1_000) {
        let found = utilisateur::Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
        names.extend(found.into_iter().map(|u| (u.id, format!("{} {}", u.prenom, u.nom))));
    }
    Ok(names)
}

/// Accounts by name, `limit` at most from the `offset`-th on.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait, offset: u64, limit: u64) -> Result<Vec<Utilisateur>> {
    let query = utilisateur::Entity::find().order_by_asc(Column::Courriel).offset(offset).limit(limit);
    Ok(query.all(db).await?)
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtre {
    /// Part of the name or of the address.
    pub texte: Option<String>,
    /// Code of a role held on that day.
    pub role: Option<(String, NaiveDate)>,
}

fn retenus(filtre: &Filtre) -> Condition {
    let mut retenu = Condition::all();
    if let Some(texte) = filtre.texte.as_deref().map(str::trim).filter(|texte| !texte.is_empty()) {
        let litteral: String = texte
            .to_lowercase()
            .chars()
            .flat_map(|c| if "%_\\".contains(c) { vec!['\\', c] } else { vec![c] })
            .collect();
        let motif = format!("%{litteral}%");
        let comme = |column: Column| {
            Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(motif.clone()).escape('\\'))
        };
        retenu = retenu.add(
            Condition::any().add(comme(Column::Nom)).add(comme(Column::Prenom)).add(comme(Column::Courriel)),
        );
    }
    if let Some((role, jour)) = &filtre.role {
        let tenu = appartenance::Entity::find()
            .select_only()
            .column(appartenance::Column::Utilisateur)
            .filter(appartenance::Column::Role.eq(role))
            .filter(crate::appartenance::holds_on(*jour));
        retenu = retenu.add(Column::Id.in_subquery(tenu.into_query()));
    }
    retenu
}

/// Accounts that the filter keeps, by name, and how many there are in all.
///
/// # Errors
/// When the database does not answer.
pub async fn search(
    db: &impl ConnectionTrait,
    filtre: &Filtre,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Utilisateur>, u64)> {
    let query = utilisateur::Entity::find().filter(retenus(filtre));
    let total = query.clone().count(db).await?;
    let ordered = query.order_by_asc(Column::Nom).order_by_asc(Column::Prenom).order_by_asc(Column::Id);
    Ok((ordered.offset(offset).limit(limit).all(db).await?, total))
}

/// Accounts whose name and address have all the words of this text, or words that begin with them: those that are closed
/// too. Compared here rather than by the database, of which one knows no accent; there are as many accounts as colleagues.
///
/// # Errors
/// When the database does not answer.
pub async fn named(db: &impl ConnectionTrait, texte: &str) -> Result<Vec<Uuid>> {
    let tous: Vec<(Uuid, String, String, String)> = utilisateur::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Prenom, Column::Nom, Column::Courriel])
        .order_by_asc(Column::Nom)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let retenus = tous
        .into_iter()
        .filter(|(_, prenom, nom, courriel)| mots::match_words(texte, &format!("{prenom} {nom} {courriel}")));
    Ok(retenus.map(|(id, ..)| id).collect())
}

/// Corrects name and address, from the version that was shown.
///
/// # Errors
/// [`StoreError::Conflit`] when somebody else edited the account since, [`StoreError::Absent`] when there is none,
/// [`StoreError::Existe`] when another account has the address.
pub async fn edit(
    writer: &Writer,
    id: Uuid,
    version: i32,
    courriel: &str,
    nom: &str,
    prenom: &str,
) -> Result<Utilisateur> {
    let change = utilisateur::ActiveModel {
        courriel: Set(fold_courriel(courriel)),
        nom: Set(nom.to_owned()),
        prenom: Set(prenom.to_owned()),
        version: Set(version + 1),
        ..Default::default()
    };
    let edited = utilisateur::Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(writer)
        .await?;
    let found = find(writer, id).await?.ok_or(StoreError::Absent { quoi: "utilisateur" })?;
    if edited.rows_affected == 1 { Ok(found) } else { Err(StoreError::Conflit { quoi: "utilisateur" }) }
}

/// Sets a new password; failures are forgotten. Sessions stay: ending them is [`crate::session::revoke_all`].
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn set_password(
    writer: &Writer,
    id: Uuid,
    mot_de_passe: Empreinte,
    doit_changer: bool,
) -> Result<()> {
    let change = utilisateur::ActiveModel {
        mot_de_passe: Set(Some(mot_de_passe)),
        doit_changer_mot_de_passe: Set(doit_changer),
        echecs: Set(0),
        bloque_jusqu_au: Set(None),
        ..Default::default()
    };
    update(writer, id, change).await
}

/// Counts a failure to sign in and closes the account as the lock says. Gives the failures in a row.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn record_failure(writer: &Writer, id: Uuid, verrou: Verrou) -> Result<i32> {
    // Counted by the database: two failures at once are two.
    let counted = utilisateur::Entity::update_many()
        .col_expr(Column::Echecs, Expr::col(Column::Echecs).add(1))
        .filter(Column::Id.eq(id))
        .exec(writer)
        .await?;
    let found = find(writer, id).await?.filter(|_| counted.rows_affected == 1);
    let found = found.ok_or(StoreError::Absent { quoi: "utilisateur" })?;
    if let Some(until) = verrou.until(found.echecs, writer.le()) {
        let change = utilisateur::ActiveModel { bloque_jusqu_au: Set(Some(until)), ..Default::default() };
        update(writer, id, change).await?;
    }
    Ok(found.echecs)
}

/// Forgets the failures: somebody signed in.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn record_success(writer: &Writer, id: Uuid) -> Result<()> {
    let change =
        utilisateur::ActiveModel { echecs: Set(0), bloque_jusqu_au: Set(None), ..Default::default() };
    update(writer, id, change).await
}

/// Keeps the secret of a second factor to come; it is asked for only from [`activate_totp`] on.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn prepare_totp(writer: &Writer, id: Uuid, secret: &[u8]) -> Result<()> {
    let sealed = writer.keyring().seal(totp_place(id), secret)?;
    let change = utilisateur::ActiveModel {
        totp: Set(Some(sealed)),
        totp_depuis: Set(None),
        totp_pas: Set(None),
        ..Default::default()
    };
    update(writer, id, change).await
}

/// The first code was right: the second factor is asked for from now on. `pas` is the step that code was of.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account, [`StoreError::Invalide`] when no secret was prepared.
pub async fn activate_totp(writer: &Writer, id: Uuid, pas: i64) -> Result<()> {
    let change = utilisateur::ActiveModel {
        totp_depuis: Set(Some(writer.le())),
        totp_pas: Set(Some(pas)),
        ..Default::default()
    };
    update(writer, id, change).await
}

/// Marks the code of a step as used. `false` when that code, or a later one, was used before: refuse it.
///
/// # Errors
/// When the database refuses.
pub async fn use_totp_step(writer: &Writer, id: Uuid, pas: i64) -> Result<bool> {
    let used = utilisateur::Entity::update_many()
        .col_expr(Column::TotpPas, Expr::value(pas))
        .filter(Column::Id.eq(id))
        .filter(Condition::any().add(Column::TotpPas.is_null()).add(Column::TotpPas.lt(pas)))
        .exec(writer)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Removes the second factor, with its recovery codes.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn remove_totp(writer: &Writer, id: Uuid) -> Result<()> {
    crate::code_secours::replace(writer, id, &[]).await?;
    let change = utilisateur::ActiveModel {
        totp: Set(None),
        totp_depuis: Set(None),
        totp_pas: Set(None),
        ..Default::default()
    };
    update(writer, id, change).await
}

/// Opens or closes an account; closing ends its sessions and takes its tokens of the API back.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such account.
pub async fn set_active(writer: &Writer, id: Uuid, actif: bool) -> Result<()> {
    if !actif {
        session::Entity::delete_many().filter(session::Column::Utilisateur.eq(id)).exec(writer).await?;
        crate::jeton_api::revoquer_tous(writer, id).await?;
    }
    update(writer, id, utilisateur::ActiveModel { actif: Set(actif), ..Default::default() }).await
}

async fn update(writer: &Writer, id: Uuid, change: utilisateur::ActiveModel) -> Result<()> {
    let changed =
        utilisateur::Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(writer).await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "utilisateur" }) }
}

fn totp_place(id: Uuid) -> Place {
    Place { table: "utilisateur", column: "totp", row: id }
}

/// Seals again with the current key the secrets that a former one sealed. Gives how many.
///
/// # Errors
/// When one does not open, or the database refuses.
pub async fn renew_secrets(writer: &Writer) -> Result<u64> {
    let mut renewed = 0;
    for found in utilisateur::Entity::find().filter(Column::Totp.is_not_null()).all(writer).await? {
        let Some(old) = &found.totp else { continue };
        let Some(sealed) = writer.keyring().renew(totp_place(found.id), old)? else { continue };
        update(writer, found.id, utilisateur::ActiveModel { totp: Set(Some(sealed)), ..Default::default() })
            .await?;
        renewed += 1;
    }
    Ok(renewed)
}

/// Secrets that no key of the file opens any more: whose they are.
pub(crate) async fn unreadable_secrets(db: &impl ConnectionTrait, keyring: &Keyring) -> Result<Vec<Uuid>> {
    let with_secret = utilisateur::Entity::find().filter(Column::Totp.is_not_null()).all(db).await?;
    let unreadable = with_secret.into_iter().filter(|found| found.totp_secret(keyring).is_err());
    Ok(unreadable.map(|found| found.id).collect())
}
