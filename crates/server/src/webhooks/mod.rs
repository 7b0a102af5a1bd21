//! Telling other programs what happened: one delivery after the other, signed, tried again until it is received.
//!
//! What is told was queued by the store in the transaction of the change. It names a kind, a dossier and a moment, nothing
//! about anybody, so that a wrong address learns nothing. A sender that dies is replaced: a delivery may come twice,
//! under the same number.

mod cible;
mod client;
mod signature;

use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta};
use raccroche_store::{
    StoreError,
    webhook::{self, Echec, Envoi, Webhook},
};
use serde_json::json;

pub(crate) use self::{cible::Cible, client::Client, signature::ecrire_secret};
use crate::etat::App;

/// Between two looks at what is to be told.
const REPOS: Duration = Duration::from_secs(1);
/// Whoever sends has that long before another does: more than any delivery takes.
const BAIL: TimeDelta = TimeDelta::seconds(60);
/// The first wait after a failure; twice as long after each further one.
const ATTENTE: TimeDelta = TimeDelta::seconds(30);
/// A delivery never waits longer.
const ATTENTE_MAX: TimeDelta = TimeDelta::hours(6);
/// An address is never left alone longer.
const REPOS_MAX: TimeDelta = TimeDelta::minutes(15);
/// What could not be told for that long is given up.
const ABANDON: TimeDelta = TimeDelta::hours(72);
/// For how long what was told is remembered.
const MEMOIRE: TimeDelta = TimeDelta::days(30);

/// Tells what is to be told until it is dropped.
pub(crate) async fn expedier(app: App) {
    loop {
        match un_envoi(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(REPOS).await,
            Err(error) => {
                tracing::error!(%error, "webhooks");
                tokio::time::sleep(REPOS * 10).await;
            }
        }
    }
}

/// Sends one delivery; `false` when there is none.
///
/// # Errors
/// When the store does not answer; the delivery is then taken again later.
pub async fn un_envoi(app: &App) -> Result<bool, StoreError> {
    // Looked for by the way that reads: nothing is written while there is nothing to tell.
    if !webhook::attend(app.store().read(), app.horloge().maintenant()).await? {
        return Ok(false);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let pris = webhook::prendre(&writer, BAIL).await?;
    writer.commit().await?;
    let Some((envoi, par)) = pris else { return Ok(false) };
    let reponse = remettre(app, &envoi, &par).await;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    match reponse {
        Some(statut) if (200..300).contains(&statut) => webhook::remettre(&writer, &envoi, statut).await?,
        reponse => {
            tracing::warn!(webhook = %par.id, envoi = %envoi.id, ?reponse, "a webhook was not received");
            let age = writer.le() - envoi.le;
            let attente = (age < ABANDON).then(|| doubler(ATTENTE, envoi.essais, ATTENTE_MAX));
            let repos = doubler(ATTENTE, par.echecs + 1, REPOS_MAX);
            webhook::echouer(&writer, &envoi, Echec { reponse, attente, repos }).await?;
        }
    }
    writer.commit().await?;
    Ok(true)
}

/// Forgets what was told long ago.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn ranger(app: &App) -> Result<u64, StoreError> {
    let maintenant = app.horloge().maintenant();
    let writer = app.store().write(maintenant).await?;
    let otes = webhook::purger(&writer, maintenant - MEMOIRE).await?;
    writer.commit().await?;
    Ok(otes)
}

/// The status that the address answered; nothing when it did not.
async fn remettre(app: &App, envoi: &Envoi, par: &Webhook) -> Option<u16> {
    let secret = par.secret(app.store().keyring());
    let secret = secret.inspect_err(|error| tracing::error!(%error, webhook = %par.id, "secret")).ok()?;
    let internes = app.config().webhooks_internes;
    let cible = Cible::lire(&par.url, internes).ok()?;
    let corps = corps(envoi);
    let horodatage = app.horloge().maintenant().timestamp();
    let entetes = signature::entetes(&secret, &envoi.id.to_string(), horodatage, corps.as_bytes());
    match app.client().envoyer(&cible, internes, &entetes, corps).await {
        Ok(statut) => Some(statut),
        Err(echec) => {
            tracing::warn!(%echec, webhook = %par.id, "webhook");
            None
        }
    }
}

/// What is told: the same bytes at each try.
fn corps(envoi: &Envoi) -> String {
    json!({
        "id": envoi.id,
        "evenement": envoi.sujet,
        "dossier": envoi.dossier,
        "le": envoi.le.to_rfc3339_opts(SecondsFormat::Secs, true),
    })
    .to_string()
}

/// Twice as long with each failure.
fn doubler(un: TimeDelta, fois: i32, au_plus: TimeDelta) -> TimeDelta {
    let facteur = 1_i32 << (fois - 1).clamp(0, 20);
    un.checked_mul(facteur).map_or(au_plus, |attente| attente.min(au_plus))
}

#[cfg(test)]
mod tests {
    use raccroche_store::webhook::EtatEnvoi;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn waits_double_and_end() {
        let attentes: Vec<i64> = (1..=4).map(|n| doubler(ATTENTE, n, ATTENTE_MAX).num_seconds()).collect();
        assert_eq!(attentes, [30, 60, 120, 240]);
        assert_eq!(doubler(ATTENTE, i32::MAX, REPOS_MAX), REPOS_MAX);
        assert_eq!(doubler(ATTENTE, 0, REPOS_MAX), ATTENTE);
    }

    #[test]
    fn what_is_told_names_nobody() {
        let le = "2026-11-12T09:00:00Z".parse().unwrap();
        let envoi = Envoi {
            id: Uuid::from_u128(1),
            webhook: Uuid::from_u128(2),
            sujet: "relais.propose".to_owned(),
            dossier: Some(Uuid::from_u128(3)),
            le,
            etat: EtatEnvoi::EnAttente,
            essais: 1,
            pret_le: le,
            reponse: None,
            fini_le: None,
        };
        let lu: serde_json::Value = serde_json::from_str(&corps(&envoi)).unwrap();
        let champs: Vec<&String> = lu.as_object().unwrap().keys().collect();
        assert_eq!(champs, ["dossier", "evenement", "id", "le"]);
        assert_eq!(lu["le"], "2026-11-12T09:00:00Z");
    }
}
