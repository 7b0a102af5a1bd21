//! Style sheets, scripts and icons, embedded and compressed when building (see `build.rs`).
//!
//! All stand under one address that changes with their content, `/assets/<fingerprint>/<name>`, so that a browser may
//! keep them for ever and never mixes two versions.

/// One embedded file, as the generated table has it.
pub(crate) struct File {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file to send: `Cache-Control: public, max-age=31536000, immutable` is right for every one of them.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same, compressed with gzip, for a browser that accepts it. `None` when that is not smaller.
    pub gzip: Option<&'static [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
}

/// The file that a path under `/assets/` names, fingerprint first: `3f2a…/dsfr.css`. `None` when there is no such file
/// or when the fingerprint is of another version.
pub fn asset(path: &str) -> Option<Asset> {
    let name = path.strip_prefix(VERSION)?.strip_prefix('/')?;
    let file = FILES.iter().find(|file| file.name == name)?;
    Some(Asset {
        bytes: file.bytes,
        gzip: (file.gzip.len() < file.bytes.len()).then_some(file.gzip),
        content_type: file.content_type,
    })
}

/// The address of a file of this version, from its plain name: `dsfr.css`.
pub fn asset_url(name: &str) -> String {
    format!("/assets/{VERSION}/{name}")
}

/// Names of all embedded files, for whoever writes them to a folder.
pub fn asset_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}
