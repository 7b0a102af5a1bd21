//! Is everything in order? What an administrator asks after a power cut, before an update, or every night.
//!
//! Each check says what it found in a French sentence with what to do; nothing is repaired without being asked.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Store, StoreError, dossier, error::Result, utilisateur, webhook};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravite {
    /// To know; nothing is lost.
    Attention,
    /// Data is damaged, or cannot be read: act before going on.
    Erreur,
}

/// Something that is not in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constat {
    /// How much it matters.
    pub gravite: Gravite,
    /// What was found, where, and what to do: plain French sentences.
    pub phrase: String,
}

impl Constat {
    pub(crate) fn erreur(phrase: impl Into<String>) -> Self {
        Self { gravite: Gravite::Erreur, phrase: phrase.into() }
    }

    pub(crate) fn attention(phrase: impl Into<String>) -> Self {
        Self { gravite: Gravite::Attention, phrase: phrase.into() }
    }
}

/// Examines the whole database: schema, files, references, sealed values. Nothing in the list: all is in order. Reads
/// everything, which takes minutes on millions of rows; people can work meanwhile.
///
/// # Errors
/// When the database does not answer.
pub async fn examine(store: &Store) -> Result<Vec<Constat>> {
    let pending = match store.pending_migrations().await {
        Err(StoreError::Schema(said)) => {
            tracing::warn!(said, "the schema is of a newer program");
            let phrase = "La base a été utilisée par une version plus récente de Raccroche. Installez cette version, ou \
                          restaurez une sauvegarde.";
            return Ok(vec![Constat::erreur(phrase)]);
        }
        other => other?,
    };
    if !pending.is_empty() {
        let phrase = format!(
            "Le schéma de la base n’est pas à jour\u{202f}: il manque {}. Démarrez le serveur, qui fera la mise à jour.",
            pending.join(", ")
        );
        // The other checks look at tables that may not be there.
        return Ok(vec![Constat::attention(phrase)]);
    }
    let mut found = match store.backend() {
        DbBackend::Sqlite => sqlite(store).await?,
        _ => postgres(store).await?,
    };
    for whose in utilisateur::unreadable_secrets(store.read(), store.keyring()).await? {
        found.push(Constat::erreur(format!(
            "Le second facteur du compte {whose} ne se déchiffre pas\u{202f}: la clé manque ou la valeur est abîmée. \
             Remettez l’ancienne clé dans le fichier de clés, ou réinitialisez le second facteur de ce compte."
        )));
    }
    for which in webhook::unreadable_secrets(store.read(), store.keyring()).await? {
        found.push(Constat::erreur(format!(
            "Le secret du webhook {which} ne se déchiffre pas\u{202f}: la clé manque ou la valeur est abîmée. Remettez \
             l’ancienne clé dans le fichier de clés, ou changez le secret de ce webhook."
        )));
    }
    for (dossier, rang) in dossier::journaux_rompus(store.read()).await? {
        found.push(Constat::erreur(format!(
            "Le journal du dossier {dossier} est rompu à l’entrée {rang}\u{202f}: une entrée a été changée, ôtée ou ajoutée en \
             dehors de l’application. Comparez avec la dernière sauvegarde et prévenez le délégué à la protection des données."
        )));
    }
    Ok(found)
}

async fn sqlite(store: &Store) -> Result<Vec<Constat>> {
    let mut found = Vec::new();
    for said in strings(store.read(), "PRAGMA integrity_check").await? {
        if said != "ok" {
            found.push(Constat::erreur(format!(
                "Le fichier de la base est abîmé ({said}). Arrêtez le serveur, gardez ce fichier, restaurez la dernière \
                 sauvegarde."
            )));
        }
    }
    for table in strings(store.read(), "PRAGMA foreign_key_check").await? {
        found.push(Constat::erreur(format!(
            "Une ligne de la table {table} renvoie à une ligne qui n’existe pas. Prévenez le support avant de continuer."
        )));
    }
    Ok(found)
}

async fn postgres(store: &Store) -> Result<Vec<Constat>> {
    let mut found = Vec::new();
    let not_checked = "SELECT conrelid::regclass || '.' || conname FROM pg_constraint WHERE NOT convalidated";
    for name in strings(store.read(), not_checked).await? {
        found.push(Constat::erreur(format!(
            "La contrainte {name} n’a pas été vérifiée. Lancez ALTER TABLE … VALIDATE CONSTRAINT."
        )));
    }
    let broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
    for name in strings(store.read(), broken).await? {
        found.push(Constat::erreur(format!("L’index {name} est inutilisable. Lancez REINDEX INDEX {name}.")));
    }
    // Constraints hold as long as their triggers do; a restore may leave them off.
    let off = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'D'";
    for table in strings(store.read(), off).await? {
        found.push(Constat::erreur(format!(
            "Des contrôles de la table {table} sont désactivés. Lancez ALTER TABLE {table} ENABLE TRIGGER ALL."
        )));
    }
    for encoding in strings(store.read(), "SHOW server_encoding").await? {
        if encoding != "UTF8" {
            found.push(Constat::erreur(format!(
                "La base est encodée en {encoding} et non en UTF8\u{202f}: des noms seront refusés. Recréez-la en UTF8."
            )));
        }
    }
    Ok(found)
}

/// The first column of what a statement gives, as text.
async fn strings(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(StoreError::from)).collect()
}
