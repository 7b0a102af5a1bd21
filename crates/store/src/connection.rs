//! Two ways to the database: one that reads and one that writes.
//!
//! A request that only shows something is given the [`Reader`], whose connections the database itself has told to refuse
//! every write: a page cannot change data by mistake, whatever the code behind it. Whoever changes something opens a
//! [`Writer`], which is always a transaction, knows the moment of the act and gives out new identifiers; functions that
//! write take a `&Writer` and nothing else, so a change outside a transaction does not compile.
//!
//! On SQLite there is one writing connection, as the file admits one writer at a time; waiting for it in our own queue is
//! fair, where SQLite's own retries are not. A task that holds a `Writer` must therefore never ask for a second one.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
    Value,
};
use sea_orm_migration::async_trait::async_trait;
use uuid::Uuid;

use crate::{
    chiffrement::Keyring,
    error::{Result, StoreError},
};

/// Where new identifiers come from: random in service, counted in a test.
pub type NewIds = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// What it takes to open the store.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:` and the path of a file, or `postgres:` and the rest of the address.
    pub url: String,
    /// The key file ([`Keyring`]), outside the database.
    pub cles: PathBuf,
    /// Reading connections at most, 1 or more.
    pub readers: u32,
    /// Writing connections at most on PostgreSQL, 1 or more; SQLite has one.
    pub writers: u32,
    /// How long to wait for a connection before saying that the database does not answer.
    pub patience: Duration,
}

impl Config {
    /// The ordinary configuration for an address and a key file: 8 readers, 8 writers, 5 seconds of patience.
    pub fn new(url: impl Into<String>, cles: impl Into<PathBuf>) -> Self {
        Self { url: url.into(), cles: cles.into(), readers: 8, writers: 8, patience: Duration::from_secs(5) }
    }

    /// The file of a SQLite database; `None` for PostgreSQL.
    ///
    /// # Errors
    /// When the address is of neither, or names no file.
    pub fn sqlite_file(&self) -> Result<Option<PathBuf>> {
        if self.url.starts_with("postgres:") || self.url.starts_with("postgresql:") {
            return Ok(None);
        }
        let rest = self.url.strip_prefix("sqlite:").ok_or(StoreError::Url)?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        // A database in memory is another one for each connection, and `?` would bring options that undo ours.
        if path.is_empty() || path.contains(":memory:") || path.contains(['?', '%']) {
            return Err(StoreError::Url);
        }
        Ok(Some(PathBuf::from(path)))
    }
}

/// The database, opened.
pub struct Store {
    reader: Reader,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
    keyring: Arc<Keyring>,
    ids: NewIds,
    file: Option<PathBuf>,
    url: String,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the address: it may hold a password.
        f.debug_struct("Store").field("backend", &self.backend()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens both ways. A SQLite file is created when missing, readable by its owner alone; the schema is not touched
    /// ([`Store::migrate`]).
    ///
    /// # Errors
    /// When the address is no good, the key file cannot be read, or the database does not answer.
    pub async fn open(config: &Config, ids: NewIds) -> Result<Self> {
        let file = config.sqlite_file()?;
        let keyring = Arc::new(Keyring::read(&config.cles)?);
        let statements = Arc::new(AtomicU64::new(0));
        let (writer, reader) = match &file {
            Some(path) => {
                create_for_owner(path)?;
                (sqlite_writer(config).await?, sqlite_reader(config).await?)
            }
            None => (postgres(config, false).await?, postgres(config, true).await?),
        };
        let reader = Reader { connection: reader, statements: Arc::clone(&statements) };
        Ok(Self { reader, writer, statements, keyring, ids, file, url: config.url.clone() })
    }

    /// The way that only reads. Each statement may see a newer state than the one before.
    pub fn read(&self) -> &Reader {
        &self.reader
    }

    /// Begins a transaction for an act of this moment. It is undone when dropped without [`Writer::commit`].
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn write(&self, le: DateTime<Utc>) -> Result<Writer> {
        // Immediate: a SQLite transaction that began by reading could not wait for its turn to write.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writer.begin_with_options(options).await?;
        Ok(Writer {
            transaction,
            le: microseconds(le),
            ids: Arc::clone(&self.ids),
            keyring: Arc::clone(&self.keyring),
            statements: Arc::clone(&self.statements),
        })
    }

    /// The keys of sealed texts.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Statements sent since opening: what a test counts to show that a page does not send more when it has more rows.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the database answers on both ways.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.writer.ping().await?;
        Ok(self.reader.connection.ping().await?)
    }

    /// Closes every connection; what was committed is on disk.
    ///
    /// # Errors
    /// When the database cannot say goodbye.
    pub async fn close(self) -> Result<()> {
        self.reader.connection.close().await?;
        Ok(self.writer.close().await?)
    }

    /// File of a SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Address as configured; may hold a password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// A way to the database that cannot write.
#[derive(Debug)]
pub struct Reader {
    connection: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

/// A transaction: everything it writes is there after [`Writer::commit`], or nothing is.
pub struct Writer {
    transaction: DatabaseTransaction,
    le: DateTime<Utc>,
    ids: NewIds,
    keyring: Arc<Keyring>,
    statements: Arc<AtomicU64>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("le", &self.le).finish_non_exhaustive()
    }
}

impl Writer {
    /// The moment of the act, to the microsecond: what PostgreSQL keeps, so that both databases give back the same.
    pub fn le(&self) -> DateTime<Utc> {
        self.le
    }

    /// A new identifier.
    pub fn new_id(&self) -> Uuid {
        (self.ids)()
    }

    /// The keys of sealed texts.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Makes what was written lasting.
    ///
    /// # Errors
    /// When the database cannot; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }

    /// Undoes what was written.
    ///
    /// # Errors
    /// When the database does not answer; it undoes by itself then.
    pub async fn rollback(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }

    pub(crate) fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.execute_raw(cut(statement)).await
    }
    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.query_one_raw(cut(statement)).await
    }
    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.query_all_raw(cut(statement)).await
    }
}

#[async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.transaction.execute_raw(cut(statement)).await
    }
    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.transaction.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.transaction.query_one_raw(cut(statement)).await
    }
    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.transaction.query_all_raw(cut(statement)).await
    }
}

/// Cuts what PostgreSQL would cut and SQLite would keep.
pub(crate) fn microseconds(le: DateTime<Utc>) -> DateTime<Utc> {
    le.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(le)
}

/// Cuts every moment that a statement is about to send: a moment compared must be as fine as the moment stored.
fn cut(mut statement: Statement) -> Statement {
    for value in statement.values.iter_mut().flat_map(|values| &mut values.0) {
        if let Value::ChronoDateTimeUtc(Some(le)) = value {
            *le = microseconds(*le);
        }
    }
    statement
}

fn options(config: &Config, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.url.clone());
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(config.patience)
        .connect_timeout(config.patience)
        // Statements are told in logs without the values bound to them; spans would repeat them for nothing.
        .record_stmt_in_spans(false)
        .sqlx_logging_level(tracing::log::LevelFilter::Trace);
    options
}

async fn sqlite_writer(config: &Config) -> Result<DatabaseConnection> {
    let patience = config.patience;
    let mut options = options(config, 1);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(patience)
            .pragma("journal_mode", "WAL")
            // With WAL, a power cut may undo the last transactions but never corrupts.
            .pragma("synchronous", "NORMAL")
            // Identifiers are random, so writes fall all over the file: SQLite's own 2 MiB would be read again and again.
            .pragma("cache_size", "-65536")
            // What the planner knows of the tables is brought up to date when the program stops.
            .optimize_on_close(true, 1_000)
    });
    Ok(Database::connect(options).await?)
}

async fn sqlite_reader(config: &Config) -> Result<DatabaseConnection> {
    let patience = config.patience;
    let mut options = options(config, config.readers.max(1));
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .read_only(true)
            .foreign_keys(true)
            .busy_timeout(patience)
            .pragma("query_only", "ON")
            // Readers share the system's copy of the file instead of holding one each.
            .pragma("mmap_size", "1073741824")
    });
    Ok(Database::connect(options).await?)
}

async fn postgres(config: &Config, read_only: bool) -> Result<DatabaseConnection> {
    let connections = if read_only { config.readers } else { config.writers };
    let mut options = options(config, connections.max(1));
    options.set_application_name(if read_only { "raccroche, lecture" } else { "raccroche" });
    options.map_sqlx_postgres_opts(move |postgres| {
        let switch = if read_only { "on" } else { "off" };
        postgres.options([("default_transaction_read_only", switch)])
    });
    Ok(Database::connect(options).await?)
}

/// Creates the file of a database that is not there yet, closed to others; SQLite gives its journal the same rights.
pub(crate) fn create_for_owner(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(|source| StoreError::Fichier { path: path.to_owned(), source })?;
    Ok(())
}
