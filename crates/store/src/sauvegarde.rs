//! Backups. A SQLite database is copied whole, as it stands at one moment, while people work; a PostgreSQL server has its
//! own tool, which we name instead of imitating it.
//!
//! A backup holds no key: without the key file, kept elsewhere, its sealed texts stay closed for ever.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database};

use crate::{
    connection::{Store, create_for_owner},
    error::{Result, StoreError},
};

/// What a backup came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sauvegarde {
    /// The file is there, whole, readable by its owner alone.
    Faite(PathBuf),
    /// To be made by this command, with the tool of the PostgreSQL server's version. The password is left out: the tool
    /// takes it from `PGPASSWORD` or `~/.pgpass`.
    Commande(String),
}

impl Store {
    /// Copies the database to this file, which must not exist; a PostgreSQL database gives the command to run.
    ///
    /// # Errors
    /// [`StoreError::Fichier`] when the file exists or cannot be written, [`StoreError::Pleine`] when there is no room;
    /// nothing is left behind then.
    pub async fn backup(&self, to: &Path) -> Result<Sauvegarde> {
        let Some(file) = self.file() else { return Ok(Sauvegarde::Commande(pg_dump(self.url(), to))) };
        let failed = |source| StoreError::Fichier { path: to.to_owned(), source };
        if to.try_exists().map_err(failed)? {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        // Beside its final place, so that the last step is one rename: a backup is there whole or not at all.
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partiel");
        let partial = PathBuf::from(partial);
        let removed = |partial: &Path| drop(std::fs::remove_file(partial));
        removed(&partial);
        create_for_owner(&partial)?;
        // A connection of its own: the copy takes a while, and the reading pool refuses every write, also elsewhere.
        let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
        options.max_connections(1).record_stmt_in_spans(false);
        options.map_sqlx_sqlite_opts(|sqlite| sqlite.read_only(true));
        let connection = Database::connect(options).await?;
        let name = partial.to_string_lossy().replace('\'', "''");
        let copied = connection.execute_unprepared(&format!("VACUUM INTO '{name}'")).await;
        connection.close().await?;
        let lasting = || {
            File::open(&partial)?.sync_all()?;
            std::fs::rename(&partial, to)?;
            File::open(to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
                .sync_all()
        };
        let done = copied.map_err(StoreError::from).and_then(|_| lasting().map_err(failed));
        if done.is_err() {
            removed(&partial);
        }
        done.map(|()| Sauvegarde::Faite(to.to_owned()))
    }
}

/// The address without its password, which a command line would show to everybody on the machine.
fn pg_dump(url: &str, to: &Path) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let shown = match authority.rsplit_once('@') {
        Some((who, host)) => format!("{}@{host}", who.split(':').next().unwrap_or_default()),
        None => authority.to_owned(),
    };
    format!(
        "pg_dump --format=custom --file={} --dbname={}",
        quoted(&to.to_string_lossy()),
        quoted(&format!("{scheme}://{shown}{path}"))
    )
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_shows_no_password() {
        for (url, shown) in [
            ("postgres://u:s3@cr:et@h:5432/b?sslmode=require", "postgres://u@h:5432/b?sslmode=require"),
            ("postgres://u@h/b", "postgres://u@h/b"),
            ("postgresql://h/b?host=/run", "postgresql://h/b?host=/run"),
        ] {
            let command = pg_dump(url, Path::new("/var/l'eau.dump"));
            assert_eq!(
                command,
                format!(r"pg_dump --format=custom --file='/var/l'\''eau.dump' --dbname='{shown}'")
            );
        }
    }
}
