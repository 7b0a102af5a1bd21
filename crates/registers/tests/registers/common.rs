//! Folders of invented files, and the usual way of reading them.

use std::{fs, path::PathBuf};

use chrono::NaiveDate;
use raccroche_registers::{ReadError, ReadOptions, SourceContent, SourceKind, read_source};

/// The day on which ages are reckoned in these tests.
pub(crate) fn as_of() -> NaiveDate {
    day("2026-11-21")
}

/// An ISO date.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A folder that goes away with its test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, creating its folders.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Reads everything in the folder.
    pub(crate) fn read(&self, kind: SourceKind) -> SourceContent {
        self.try_read(kind, &ReadOptions::new(as_of())).unwrap()
    }

    pub(crate) fn try_read(
        &self,
        kind: SourceKind,
        options: &ReadOptions,
    ) -> Result<SourceContent, ReadError> {
        checked(read_source(kind, self.0.path(), options))
    }
}

/// Reads one file whose bytes are given.
pub(crate) fn read_bytes(
    kind: SourceKind,
    name: &str,
    bytes: impl AsRef<[u8]>,
) -> Result<SourceContent, ReadError> {
    read_with(kind, name, bytes, &ReadOptions::new(as_of()))
}

/// The same, with options.
pub(crate) fn read_with(
    kind: SourceKind,
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &ReadOptions,
) -> Result<SourceContent, ReadError> {
    let folder = Folder::new();
    let path = folder.write(name, bytes);
    checked(read_source(kind, &path, options))
}

/// Every reading accounts for every line, and speaks French when it fails.
fn checked(read: Result<SourceContent, ReadError>) -> Result<SourceContent, ReadError> {
    match &read {
        Ok(content) => {
            let counts = &content.quality.counts;
            assert!(counts.balances(), "{counts:?}");
            assert_eq!(counts.kept, content.enregistrements.len() as u64);
            for file in &content.quality.files {
                assert!(file.counts.balances(), "{}: {:?}", file.file, file.counts);
                assert_eq!(file.counts.set_aside, file.set_aside.len() as u64);
            }
        }
        Err(error) => {
            let phrase = error.phrase();
            assert!(phrase.starts_with("Fichier «\u{a0}") && phrase.ends_with('.'), "{phrase}");
        }
    }
    read
}
