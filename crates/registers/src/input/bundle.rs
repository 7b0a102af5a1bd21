//! The files under a path, whatever holds them: one file, a folder (recursively), a zip archive, a folder of zips.
//!
//! Nothing is ever extracted to disk: an entry is a stream. All the same an entry whose name leaves the archive is
//! refused, for such an archive was made to harm. Sizes are checked while inflating, as the declared ones may lie.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use zip::{ZipArchive, result::ZipError};

use super::{Limits, Meter};
use crate::{
    error::{ReadError, ReadErrorKind},
    quality::IgnoredFile,
};

/// Below this many inflated bytes the ratio says nothing: a page of blanks compresses a thousandfold.
const RATIO_FLOOR: u64 = 8 << 20;

/// The files to read, in the order of their names, and those left alone.
pub(crate) struct Bundle {
    pub(crate) members: Vec<Member>,
    pub(crate) ignored: Vec<IgnoredFile>,
}

/// One file or zip entry.
#[derive(Clone)]
pub(crate) struct Member {
    /// Name to show: relative to the path asked for, `archive.zip!entry` inside an archive.
    pub(crate) name: String,
    /// Size once inflated.
    pub(crate) size: u64,
    place: MemberPlace,
}

#[derive(Clone)]
enum MemberPlace {
    File(PathBuf),
    Entry { archive: Arc<Archive>, index: usize, compressed: u64 },
    Bytes(Arc<[u8]>),
}

struct Archive {
    /// Parsed once; each reading thread clones it, which opens the file anew.
    zip: ZipArchive<ArchiveFile>,
    limits: Limits,
    /// Bytes inflated so far, over all entries and threads.
    inflated: AtomicU64,
}

impl Bundle {
    /// Lists what is under `path`. Files whose extension is not in `extensions` are left alone, unless `path` is the
    /// file itself.
    pub(crate) fn open(path: &Path, extensions: &[&str], limits: &Limits) -> Result<Self, ReadError> {
        let label = file_label(path);
        let metadata = fs::metadata(path).map_err(|e| ReadErrorKind::Io(e).in_file(&label))?;
        let mut bundle = Self { members: Vec::new(), ignored: Vec::new() };
        if metadata.is_dir() {
            bundle.add_folder(path, "", extensions, limits)?;
        } else if is_zip(path, &label)? {
            bundle.add_archive(path, &label, extensions, limits)?;
        } else {
            bundle.members.push(Member {
                name: label,
                size: metadata.len(),
                place: MemberPlace::File(path.to_owned()),
            });
        }
        bundle.members.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(bundle)
    }

    /// One file whose bytes are given.
    pub(crate) fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let place = MemberPlace::Bytes(bytes.into());
        let member = Member { name: name.to_owned(), size: bytes.len() as u64, place };
        Self { members: vec![member], ignored: Vec::new() }
    }

    /// As [`Self::open`] for files that happen to be zip archives (workbooks): they are members, not archives.
    pub(crate) fn open_whole(path: &Path, extensions: &[&str], limits: &Limits) -> Result<Self, ReadError> {
        if path.is_dir() {
            let mut bundle = Self::open(path, extensions, limits)?;
            bundle.members.retain(|member| member.path().is_some());
            return Ok(bundle);
        }
        let name = file_label(path);
        let size = fs::metadata(path).map_err(|e| ReadErrorKind::Io(e).in_file(&name))?.len();
        let member = Member { name, size, place: MemberPlace::File(path.to_owned()) };
        Ok(Self { members: vec![member], ignored: Vec::new() })
    }

    fn add_folder(
        &mut self,
        dir: &Path,
        prefix: &str,
        extensions: &[&str],
        limits: &Limits,
    ) -> Result<(), ReadError> {
        let failed = |error| ReadErrorKind::Io(error).in_file(if prefix.is_empty() { "." } else { prefix });
        for entry in fs::read_dir(dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let label = format!("{prefix}{name}");
            if is_litter(&name) {
                continue;
            }
            let kind = entry.file_type().map_err(|e| ReadErrorKind::Io(e).in_file(&label))?;
            let path = entry.path();
            // A link to a folder could lead round in circles; a link to a file is a file.
            if kind.is_dir() {
                self.add_folder(&path, &format!("{label}/"), extensions, limits)?;
            } else if has_extension(&name, &["zip"]) && !extensions.contains(&"zip") {
                self.add_archive(&path, &label, extensions, limits)?;
            } else if path.is_dir() {
                self.ignore(label, "lien vers un dossier");
            } else if has_extension(&name, extensions) {
                let size = fs::metadata(&path).map_err(|e| ReadErrorKind::Io(e).in_file(&label))?.len();
                self.members.push(Member { name: label, size, place: MemberPlace::File(path) });
            } else {
                self.ignore(label, "ce n’est pas un fichier de cette source");
            }
        }
        Ok(())
    }

    fn add_archive(
        &mut self,
        path: &Path,
        label: &str,
        extensions: &[&str],
        limits: &Limits,
    ) -> Result<(), ReadError> {
        let failed = |error: ZipError| zip_error(error, label);
        let mut zip = ZipArchive::new(ArchiveFile::new(path)).map_err(failed)?;
        let found = zip.len() as u64;
        if found > limits.archive_entries {
            return Err(ReadErrorKind::TooManyEntries { found, limit: limits.archive_entries }.in_file(label));
        }
        if zip.has_overlapping_files().map_err(failed)? {
            // Entries that share their bytes are how a small archive inflates without end.
            return Err(ReadErrorKind::BrokenZip { detail: "fichiers superposés".into() }.in_file(label));
        }
        let archive = Arc::new(Archive { zip: zip.clone(), limits: *limits, inflated: AtomicU64::new(0) });
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(failed)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let shown = format!("{label}!{name}");
            if entry.is_dir() || (name.split('/').any(is_litter) && !is_unsafe(&name)) {
                continue;
            }
            if is_unsafe(&name) || entry.enclosed_name().is_none() {
                return Err(ReadErrorKind::UnsafeName.in_file(shown));
            }
            if entry.encrypted() {
                return Err(ReadErrorKind::EncryptedZip.in_file(shown));
            }
            if entry.is_symlink() {
                self.ignore(shown, "lien");
            } else if has_extension(&name, extensions) {
                let place = MemberPlace::Entry {
                    archive: Arc::clone(&archive),
                    index,
                    compressed: entry.compressed_size(),
                };
                self.members.push(Member { name: shown, size: entry.size(), place });
            } else if has_extension(&name, &["zip"]) {
                self.ignore(
                    shown,
                    "archive dans une archive : décompressez la première puis donnez le dossier",
                );
            } else {
                self.ignore(shown, "ce n’est pas un fichier de cette source");
            }
        }
        Ok(())
    }

    pub(crate) fn ignore(&mut self, file: String, reason: &str) {
        self.ignored.push(IgnoredFile { file, reason: reason.to_owned() });
    }

    /// Sum of the sizes, for the progress bar.
    pub(crate) fn total_size(&self) -> u64 {
        self.members.iter().map(|member| member.size).fold(0, u64::saturating_add)
    }
}

impl Member {
    /// The path, unless the member is in an archive.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.place {
            MemberPlace::File(path) => Some(path),
            MemberPlace::Entry { .. } | MemberPlace::Bytes(_) => None,
        }
    }

    /// Opens the member and hands its bytes to `read`, counted by `meter`.
    pub(crate) fn with_bytes<T>(
        &self,
        meter: &Meter,
        read: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let failed = |error| ReadErrorKind::Io(error).in_file(&self.name);
        match &self.place {
            MemberPlace::File(path) => {
                let file = File::open(path).map_err(failed)?;
                read(&mut meter.read(file))
            }
            MemberPlace::Bytes(bytes) => read(&mut meter.read(&**bytes)),
            MemberPlace::Entry { archive, index, compressed } => {
                let mut zip = archive.zip.clone();
                let entry = zip.by_index(*index).map_err(|error| zip_error(error, &self.name))?;
                let limits = &archive.limits;
                let ratio_limit = compressed.saturating_mul(limits.archive_ratio).max(RATIO_FLOOR);
                let mut bounded = Inflating {
                    inner: entry,
                    own: 0,
                    own_limit: ratio_limit,
                    shared: &archive.inflated,
                    shared_limit: limits.archive_bytes,
                };
                read(&mut meter.read(&mut bounded))
            }
        }
    }
}

/// A zip file that each clone opens for itself on first use, so that threads read entries at the same time.
struct ArchiveFile {
    path: Arc<Path>,
    file: Option<BufReader<File>>,
}

impl ArchiveFile {
    fn new(path: &Path) -> Self {
        Self { path: path.into(), file: None }
    }

    fn file(&mut self) -> io::Result<&mut BufReader<File>> {
        let opened = match self.file.take() {
            Some(file) => file,
            None => BufReader::with_capacity(32 * 1024, File::open(&self.path)?),
        };
        Ok(self.file.insert(opened))
    }
}

impl Clone for ArchiveFile {
    fn clone(&self) -> Self {
        Self { path: Arc::clone(&self.path), file: None }
    }
}

impl Read for ArchiveFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.file()?.read(buf)
    }
}

impl Seek for ArchiveFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file()?.seek(to)
    }
}

/// An inflated entry passed its bound.
#[derive(Debug, thiserror::Error)]
#[error("inflates beyond {limit} bytes")]
pub(crate) struct Inflated {
    pub(crate) limit: u64,
}

struct Inflating<'a, R> {
    inner: R,
    own: u64,
    own_limit: u64,
    shared: &'a AtomicU64,
    shared_limit: u64,
}

impl<R: Read> Read for Inflating<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.own += n as u64;
        let all = self.shared.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        if self.own > self.own_limit {
            return Err(io::Error::other(Inflated { limit: self.own_limit }));
        }
        if all > self.shared_limit {
            return Err(io::Error::other(Inflated { limit: self.shared_limit }));
        }
        Ok(n)
    }
}

/// The name by which a path is spoken of: its last component, never the machine's folders.
pub(crate) fn file_label(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    extensions.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted))
}

/// A name that would lead out of the folder where an archive is extracted.
fn is_unsafe(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive || name.starts_with('/') || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..")
}

/// What desktops leave behind.
fn is_litter(name: &str) -> bool {
    name == "__MACOSX"
        || name == "Thumbs.db"
        || name == "desktop.ini"
        || (name.starts_with('.') && name != "..")
}

/// The first bytes decide, not the extension.
fn is_zip(path: &Path, label: &str) -> Result<bool, ReadError> {
    let mut magic = [0; 4];
    let mut file = File::open(path).map_err(|e| ReadErrorKind::Io(e).in_file(label))?;
    match file.read_exact(&mut magic) {
        Ok(()) => Ok(magic == *b"PK\x03\x04" || magic == *b"PK\x05\x06"),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(ReadErrorKind::Io(error).in_file(label)),
    }
}

fn zip_error(error: ZipError, label: &str) -> ReadError {
    match error {
        ZipError::Io(error) => ReadErrorKind::Io(error).in_file(label),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ReadErrorKind::EncryptedZip.in_file(label)
        }
        other => ReadErrorKind::BrokenZip { detail: zip_detail(&other) }.in_file(label),
    }
}

/// What is wrong with an archive, or with the workbook that it is, in French.
pub(crate) fn zip_detail(error: &ZipError) -> String {
    match error {
        // The library tells which record of the format is missing, which helps nobody to mend a file.
        ZipError::InvalidArchive(_) => "contenu tronqué ou abîmé, ou d’un autre format".into(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "méthode de compression que ce programme ne sait pas lire".into()
        }
        other => other.to_string(),
    }
}
