//! The schema, as the sequence of steps that made it. A step that was released is never edited: the next one amends it.
//!
//! Everything the database can refuse by itself, it refuses: closed lists and orders of dates are checks, references are
//! foreign keys, what must be one is unique. The same steps run on SQLite and on PostgreSQL; what differs between the
//! two is in [`schema`]. All pending steps run in one transaction, so a schema is never half changed.

mod m2026_01_organisation;
mod m2026_02_compte;
mod m2026_03_jeune;
mod m2026_04_campagne;
mod m2026_05_travail;
mod m2026_06_acces;
mod m2026_07_dossier;
mod m2026_08_appels;
mod m2026_09_comite;
mod m2026_10_relecture;
mod m2026_11_lien;
mod m2026_12_api;
mod m2026_13_avis;
mod m2026_14_territoire;
mod m2026_15_reunion;
mod m2026_16_rattachements;
mod m2026_17_parcours;
mod m2026_18_profil;
mod m2026_19_signature_lien;
mod m2026_20_entete;
mod m2026_21_groupe;
mod m2026_22_marche;
mod m2026_23_resultat;
mod m2026_24_information;
mod m2026_25_numerisation;
mod m2026_26_vacances;
mod m2026_27_reglage;
mod schema;

use chrono::DateTime;
use sea_orm::{ConnectionTrait as _, DbBackend};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::{
    connection::Store,
    error::{Result, StoreError},
};

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_01_organisation::Migration),
            Box::new(m2026_02_compte::Migration),
            Box::new(m2026_03_jeune::Migration),
            Box::new(m2026_04_campagne::Migration),
            Box::new(m2026_05_travail::Migration),
            Box::new(m2026_06_acces::Migration),
            Box::new(m2026_07_dossier::Migration),
            Box::new(m2026_08_appels::Migration),
            Box::new(m2026_09_comite::Migration),
            Box::new(m2026_10_relecture::Migration),
            Box::new(m2026_11_lien::Migration),
            Box::new(m2026_13_avis::Migration),
            Box::new(m2026_14_territoire::Migration),
            Box::new(m2026_12_api::Migration),
            Box::new(m2026_15_reunion::Migration),
            Box::new(m2026_16_rattachements::Migration),
            Box::new(m2026_17_parcours::Migration),
            Box::new(m2026_18_profil::Migration),
            Box::new(m2026_19_signature_lien::Migration),
            Box::new(m2026_20_entete::Migration),
            Box::new(m2026_21_groupe::Migration),
            Box::new(m2026_22_marche::Migration),
            Box::new(m2026_23_resultat::Migration),
            Box::new(m2026_24_information::Migration),
            Box::new(m2026_25_numerisation::Migration),
            Box::new(m2026_26_vacances::Migration),
            Box::new(m2026_27_reglage::Migration),
        ]
    }
}

/// Key of the lock that keeps two nodes from changing one schema at once: "raccroch" in ASCII.
const MIGRATION_LOCK: i64 = 0x7261_6363_726f_6368;

impl Store {
    /// Brings the schema to what this program needs; does nothing when it is. Several nodes may start at once.
    ///
    /// # Errors
    /// When the database was used by a newer program, or refuses.
    pub async fn migrate(&self) -> Result<()> {
        // The moment is not kept: no row is written for an act.
        let writer = self.write(DateTime::UNIX_EPOCH).await?;
        if self.backend() == DbBackend::Postgres {
            writer.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Migrator::up(writer.transaction(), None).await.map_err(as_schema)?;
        writer.commit().await
    }

    /// Names of the steps that this program knows and the database has not had.
    ///
    /// # Errors
    /// When the database was used by a newer program, or does not answer.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let pending = Migrator::get_pending_migrations_read_only(self.read()).await.map_err(as_schema)?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }
}

/// The migrator says with a text of its own that the database knows steps that this program does not.
fn as_schema(error: sea_orm::DbErr) -> StoreError {
    match error {
        sea_orm::DbErr::Custom(said) | sea_orm::DbErr::Migration(said) => StoreError::Schema(said),
        other => other.into(),
    }
}
