//! A database for each test: a SQLite file in a folder of its own, or a database of its own in a PostgreSQL server that
//! all tests share (`tools/test_postgres`).

use std::{path::Path, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use raccroche_store::{Config, Keyring, Store};
use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;
use uuid::Uuid;

use crate::serveur::server;

/// Runs each of these tests of the module on both databases: `async fn name(base: &Base)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::bases::Base::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let base = crate::bases::Base::postgres().await;
                super::$name(&base).await;
                base.drop_database().await;
            })+
        }
    };
}
pub(crate) use on_both;

/// A store with its schema and nothing in it.
pub(crate) struct Base {
    pub(crate) store: Store,
    pub(crate) config: Config,
    folder: TempDir,
}

impl Base {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("raccroche.sqlite").display());
        Self::open(folder, url).await
    }

    pub(crate) async fn postgres() -> Self {
        let server = server();
        let name = format!("t_{}", Uuid::new_v4().simple());
        let connection = Database::connect(server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        connection.close().await.unwrap();
        Self::open(tempfile::tempdir().unwrap(), server.replace("/postgres?", &format!("/{name}?"))).await
    }

    async fn open(folder: TempDir, url: String) -> Self {
        let cles = folder.path().join("cles");
        Keyring::create(&cles).unwrap();
        let mut config = Config::new(url, cles);
        (config.readers, config.writers) = (2, 4);
        let store = Store::open(&config, Arc::new(Uuid::new_v4)).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, config, folder }
    }

    /// Another store on the same database, as another process would have.
    pub(crate) async fn another(&self) -> Store {
        Store::open(&self.config, Arc::new(Uuid::new_v4)).await.unwrap()
    }

    /// A folder that goes away with the test.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Each database takes disk on the shared server.
    pub(crate) async fn drop_database(self) {
        let name = self.config.url.split(['/', '?']).find(|part| part.starts_with("t_")).unwrap().to_owned();
        self.store.close().await.unwrap();
        let connection = Database::connect(server()).await.unwrap();
        connection.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    }
}

/// The moment at which tests happen: finer than a microsecond, so that what a database cuts would show.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-02T09:30:00.123456789Z").unwrap().to_utc()
}

/// Some minutes after [`now`].
pub(crate) fn after(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// A day of that month.
pub(crate) fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}
