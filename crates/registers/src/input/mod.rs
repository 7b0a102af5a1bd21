//! What a path holds: a file, the files of a folder, the entries of a zip, each opened as guarded UTF-8 text.

mod bundle;
mod meter;
mod text;

use std::io;

use self::{bundle::Inflated, meter::Cancelled, text::TooLong};
pub(crate) use self::{
    bundle::{Bundle, Member, file_label, zip_detail},
    meter::Meter,
    text::{Utf8Source, is_readable},
};
use crate::error::ReadErrorKind;

/// The reason behind an I/O error: the guards of this module speak through it.
pub(crate) fn io_error(error: &io::Error) -> ReadErrorKind {
    if let Some(inner) = error.get_ref() {
        if let Some(too_long) = inner.downcast_ref::<TooLong>() {
            return ReadErrorKind::TooLong { limit: too_long.limit };
        }
        if let Some(bomb) = inner.downcast_ref::<Inflated>() {
            return ReadErrorKind::Bomb { limit: bomb.limit };
        }
        if inner.is::<Cancelled>() {
            return ReadErrorKind::Cancelled;
        }
    }
    ReadErrorKind::Io(io::Error::new(error.kind(), error.to_string()))
}

/// Bounds that no register reaches and that a hostile or broken file cannot pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest line of a text file, or XML tag or text between two tags, in bytes.
    pub line_bytes: u64,
    /// Most entries in a zip archive.
    pub archive_entries: u64,
    /// Most bytes that one archive may inflate to.
    pub archive_bytes: u64,
    /// Most bytes an entry may inflate to for each byte of its compressed form (beyond the first eight mebibytes). SIECLE
    /// exports compress about fifteenfold; a bomb a thousandfold.
    pub archive_ratio: u64,
}

impl Default for Limits {
    /// 16 MiB a line, 50,000 entries, 64 GiB, 150 to 1.
    fn default() -> Self {
        Self { line_bytes: 16 << 20, archive_entries: 50_000, archive_bytes: 64 << 30, archive_ratio: 150 }
    }
}
