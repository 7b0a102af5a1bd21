//! Written aside in the same directory, then renamed: whole or not at all.
//!
//! A crash, a full disk or Ctrl-C during the writing leaves the old output as it was. The temporary name starts
//! with a dot and is removed when the writing fails; only a power cut can leave one behind, which the next run
//! ignores.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::WriteError;

/// The file that says "Raccroche wrote this folder", without which a folder is never replaced.
pub const MARKER: &str = ".raccroche";

/// The directory in which `path` stands: the temporary must be on the same file system for the rename to be atomic.
fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn temporary_prefix(path: &Path) -> String {
    let name = path.file_name().map_or_else(|| "sortie".into(), |name| name.to_string_lossy());
    format!(".{name}.")
}

/// Writes the file `path` through `write`, which is handed a buffered writer; the file appears under its name only
/// when `write` has succeeded and the bytes are on the disk.
///
/// # Errors
/// What `write` returns, or [`WriteError::Io`]; the file that stood at `path` is then untouched.
pub fn write_file<E, F>(path: &Path, write: F) -> Result<(), E>
where
    E: From<WriteError>,
    F: FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
{
    let temporary = tempfile::Builder::new()
        .prefix(&temporary_prefix(path))
        .suffix(".tmp")
        .tempfile_in(parent_of(path))
        .map_err(WriteError::io(path))?;
    let mut writer = BufWriter::with_capacity(1 << 16, temporary.as_file());
    write(&mut writer)?;
    writer.flush().map_err(WriteError::io(path))?;
    drop(writer);
    temporary.as_file().sync_all().map_err(WriteError::io(path))?;
    temporary.persist(path).map_err(|error| WriteError::Io { path: path.to_owned(), source: error.error })?;
    sync_dir(parent_of(path));
    Ok(())
}

/// Writes the folder `dir` through `write`, which is handed an empty temporary folder beside it. The folder gets a
/// [`MARKER`] file holding `contents` (say what wrote it, e.g. `campagne`), then takes its name.
///
/// A `dir` that already stands is replaced only when it is empty or holds a [`MARKER`].
///
/// # Errors
/// What `write` returns, [`WriteError::NotOurs`] (checked before `write` is called, so that no work is lost), or
/// [`WriteError::Io`]; what stood at `dir` is then untouched.
pub fn write_dir<E, F>(dir: &Path, contents: &str, write: F) -> Result<(), E>
where
    E: From<WriteError>,
    F: FnOnce(&Path) -> Result<(), E>,
{
    check_replaceable(dir)?;
    fs::create_dir_all(parent_of(dir)).map_err(WriteError::io(dir))?;
    let temporary = tempfile::Builder::new()
        .prefix(&temporary_prefix(dir))
        .suffix(".tmp")
        .tempdir_in(parent_of(dir))
        .map_err(WriteError::io(dir))?;
    for_owner_alone(temporary.path(), true).map_err(WriteError::io(dir))?;
    write(temporary.path())?;
    fs::write(temporary.path().join(MARKER), format!("{contents}\n")).map_err(WriteError::io(dir))?;
    sync_tree(temporary.path()).map_err(WriteError::io(dir))?;
    // Somebody may have put files there while we worked.
    check_replaceable(dir)?;
    swap(temporary, dir).map_err(WriteError::io(dir))?;
    sync_dir(parent_of(dir));
    Ok(())
}

/// Whether `dir` may be replaced: it does not stand, is empty, or holds a [`MARKER`].
///
/// # Errors
/// [`WriteError::NotOurs`] when it holds something else, [`WriteError::Io`] when it cannot be read.
pub fn check_replaceable(dir: &Path) -> Result<(), WriteError> {
    let mut entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(WriteError::NotOurs { path: dir.to_owned() });
        }
        Err(error) => return Err(WriteError::io(dir)(error)),
    };
    if entries.next().is_none() || dir.join(MARKER).is_file() {
        Ok(())
    } else {
        Err(WriteError::NotOurs { path: dir.to_owned() })
    }
}

/// Puts `new` in the place of `dir`. No portable call exchanges two folders, so the old one is moved aside first and
/// moved back should the second rename fail.
fn swap(new: tempfile::TempDir, dir: &Path) -> io::Result<()> {
    let old: Option<PathBuf> = if dir.exists() {
        let aside = tempfile::Builder::new()
            .prefix(&temporary_prefix(dir))
            .suffix(".old")
            .tempdir_in(parent_of(dir))?
            .keep();
        fs::rename(dir, &aside)?;
        Some(aside)
    } else {
        None
    };
    if let Err(error) = fs::rename(new.path(), dir) {
        if let Some(aside) = &old {
            fs::rename(aside, dir)?;
        }
        return Err(error);
    }
    // The temporary has its final name: there is nothing left for its destructor to remove.
    let _ = new.keep();
    if let Some(aside) = old {
        fs::remove_dir_all(aside)?;
    }
    Ok(())
}

/// Makes every file of a folder durable, and its owner's alone.
fn sync_tree(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let is_dir = entry.file_type()?.is_dir();
        for_owner_alone(&entry.path(), is_dir)?;
        if is_dir {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// Takes a file or folder from everybody but its owner, where the system knows owners.
#[cfg(unix)]
fn for_owner_alone(path: &Path, is_dir: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(if is_dir { 0o700 } else { 0o600 }))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as where it can fail")]
fn for_owner_alone(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Makes the rename itself durable where the system allows opening a directory; elsewhere there is nothing to do.
fn sync_dir(dir: &Path) {
    if let Ok(handle) = File::open(dir) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_text(path: &Path, text: &str) -> Result<(), WriteError> {
        write_file(path, |out| out.write_all(text.as_bytes()).map_err(WriteError::io(path)))
    }

    fn entries(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_failed_file_leaves_the_old_one_and_no_trace() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("liste.csv");
        write_text(&path, "old").unwrap();
        let failed = write_file(&path, |out| {
            out.write_all(b"half").map_err(WriteError::io(&path))?;
            Err(WriteError::io(&path)(io::ErrorKind::StorageFull.into()))
        });
        assert!(failed.unwrap_err().phrase().contains("disque est plein"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(entries(home.path()), ["liste.csv"]);
    }

    #[test]
    fn a_folder_of_ours_is_replaced_whole() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("sortie");
        for name in ["a", "b"] {
            write_dir::<WriteError, _>(&dir, "essai", |tmp| {
                fs::write(tmp.join(name), name).map_err(WriteError::io(tmp))
            })
            .unwrap();
        }
        assert_eq!(entries(&dir), [MARKER, "b"]);
        assert_eq!(entries(home.path()), ["sortie"]);
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused_before_any_work() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("photos");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("vacances.jpg"), "x").unwrap();
        let refused = write_dir::<WriteError, _>(&dir, "essai", |_| panic!("no work before the check"));
        assert!(matches!(refused, Err(WriteError::NotOurs { .. })));
        assert_eq!(entries(&dir), ["vacances.jpg"]);
    }

    #[test]
    fn a_failed_folder_leaves_the_old_one_and_no_trace() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("sortie");
        write_dir::<WriteError, _>(&dir, "essai", |tmp| {
            fs::write(tmp.join("a"), "a").map_err(WriteError::io(tmp))
        })
        .unwrap();
        let failed = write_dir::<WriteError, _>(&dir, "essai", |tmp| {
            fs::write(tmp.join("b"), "b").map_err(WriteError::io(tmp))?;
            Err(WriteError::io(tmp)(io::ErrorKind::StorageFull.into()))
        });
        assert!(failed.is_err());
        assert_eq!(entries(&dir), [MARKER, "a"]);
        assert_eq!(entries(home.path()), ["sortie"]);
    }
}
