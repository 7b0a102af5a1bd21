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

use super::{
    WriteError,
    marker::{MARKER, touched, write_marker},
};

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
/// [`MARKER`] file holding `contents` (say what wrote it, e.g. `campagne`) and the list of its files, then takes its
/// name.
///
/// A `dir` that already stands is replaced only when [`check_replaceable`] allows it. Of a link to a folder, the folder
/// is replaced and the link stays.
///
/// # Errors
/// What `write` returns, [`WriteError::NotOurs`] or [`WriteError::Changed`] (checked before `write` is called, so that no
/// work is lost), or [`WriteError::Io`]; what stood at `dir` is then untouched.
pub fn write_dir<E, F>(dir: &Path, contents: &str, write: F) -> Result<(), E>
where
    E: From<WriteError>,
    F: FnOnce(&Path) -> Result<(), E>,
{
    check_replaceable(dir)?;
    let place = resolved(dir)?;
    fs::create_dir_all(parent_of(&place)).map_err(WriteError::io(dir))?;
    let temporary = tempfile::Builder::new()
        .prefix(&temporary_prefix(&place))
        .suffix(".tmp")
        .tempdir_in(parent_of(&place))
        .map_err(WriteError::io(dir))?;
    for_owner_alone(temporary.path(), true).map_err(WriteError::io(dir))?;
    write(temporary.path())?;
    write_marker(temporary.path(), contents).map_err(WriteError::io(dir))?;
    sync_tree(temporary.path()).map_err(WriteError::io(dir))?;
    // Somebody may have put files there while we worked.
    check_replaceable(dir)?;
    swap(temporary, &place).map_err(WriteError::io(dir))?;
    sync_dir(parent_of(&place));
    Ok(())
}

/// Whether `dir` may be replaced: it does not stand, is empty, or holds a [`MARKER`] and, beside it, nothing but files as
/// they were written. A file that somebody filled in or added is work that replacing would destroy; one that somebody
/// removed is not.
///
/// # Errors
/// [`WriteError::NotOurs`] when it holds something else, [`WriteError::Changed`] when files were added or changed,
/// [`WriteError::Io`] when it cannot be read.
pub fn check_replaceable(dir: &Path) -> Result<(), WriteError> {
    let mut entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(WriteError::NotOurs { path: dir.to_owned() });
        }
        Err(error) => return Err(WriteError::io(dir)(error)),
    };
    if entries.next().is_none() {
        return Ok(());
    }
    if !dir.join(MARKER).is_file() {
        return Err(WriteError::NotOurs { path: dir.to_owned() });
    }
    let mut touched = touched(dir).map_err(WriteError::io(dir))?.into_iter();
    match touched.next() {
        None => Ok(()),
        Some(first) => {
            Err(WriteError::Changed { path: dir.to_owned(), first, count: 1 + touched.len() as u64 })
        }
    }
}

/// Where `dir` really is.
fn resolved(dir: &Path) -> Result<PathBuf, WriteError> {
    match fs::canonicalize(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !dir.is_symlink() => Ok(dir.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(WriteError::io(dir)(io::Error::other("ce lien ne mène à aucun dossier")))
        }
        place => place.map_err(WriteError::io(dir)),
    }
}

/// Puts `new` in the place of `dir`. No portable call exchanges two folders, so the old one is moved aside first and
/// moved back should the second rename fail.
fn swap(new: tempfile::TempDir, dir: &Path) -> io::Result<()> {
    let old: Option<PathBuf> = if dir.exists() {
        let aside = tempfile::Builder::new()
            .prefix(&temporary_prefix(dir))
            .suffix(".old")
            .tempdir_in(parent_of(dir))?;
        fs::rename(dir, aside.path())?;
        // It goes by itself while it is empty; from here it holds what stood there.
        Some(aside.keep())
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

    /// A folder of ours, with a sheet for somebody to fill in.
    fn results(home: &Path) -> PathBuf {
        let dir = home.join("sortie");
        written(&dir).unwrap();
        dir
    }

    fn written(dir: &Path) -> Result<(), WriteError> {
        write_dir::<WriteError, _>(dir, "essai", |tmp| {
            fs::create_dir(tmp.join("ecoles")).map_err(WriteError::io(tmp))?;
            for name in ["bilan.json", "ecoles/0330022V.csv", "ecoles/0330022V.xlsx"] {
                fs::write(tmp.join(name), "jeune;decision\nJ1;\n").map_err(WriteError::io(tmp))?;
            }
            Ok(())
        })
    }

    #[test]
    fn a_sheet_that_a_school_filled_in_is_not_erased() {
        let home = tempfile::tempdir().unwrap();
        let dir = results(home.path());
        // Of the same length, as a careful hand would leave it.
        fs::write(dir.join("ecoles/0330022V.csv"), "jeune;decision\nJ2;\n").unwrap();
        let refused = write_dir::<WriteError, _>(&dir, "essai", |_| panic!("no work before the check"));
        let said = refused.unwrap_err().phrase().replace('\u{a0}', " ");
        assert!(said.contains("un fichier ajouté ou modifié"), "{said}");
        assert!(said.contains("« ecoles/0330022V.csv »") && said.contains("Déplacez"), "{said}");
        assert!(fs::read_to_string(dir.join("ecoles/0330022V.csv")).unwrap().contains("J2"));
    }

    #[test]
    fn what_somebody_added_to_a_folder_is_not_erased() {
        let home = tempfile::tempdir().unwrap();
        let dir = results(home.path());
        fs::create_dir(dir.join("retours")).unwrap();
        for name in ["mes-notes.txt", "retours/lycee.csv"] {
            fs::write(dir.join(name), "à garder").unwrap();
        }
        let refused = written(&dir).unwrap_err();
        assert!(
            matches!(&refused, WriteError::Changed { first, count: 2, .. } if first == "mes-notes.txt"),
            "{refused}"
        );
        assert!(refused.phrase().replace('\u{a0}', " ").contains("2 fichiers"), "{}", refused.phrase());
        assert_eq!(entries(home.path()), ["sortie"]);
        // The remedy that the sentence gives.
        fs::rename(dir.join("mes-notes.txt"), home.path().join("mes-notes.txt")).unwrap();
        fs::remove_dir_all(dir.join("retours")).unwrap();
        written(&dir).unwrap();
    }

    #[test]
    fn what_was_put_there_during_the_work_is_not_erased() {
        let home = tempfile::tempdir().unwrap();
        let dir = results(home.path());
        let refused = write_dir::<WriteError, _>(&dir, "essai", |_| {
            fs::write(dir.join("bilan.json"), "relu").map_err(WriteError::io(&dir))
        });
        assert!(matches!(refused, Err(WriteError::Changed { .. })));
        assert_eq!(fs::read_to_string(dir.join("bilan.json")).unwrap(), "relu");
        assert_eq!(entries(home.path()), ["sortie"]);
    }

    #[test]
    fn a_folder_that_nobody_worked_in_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let dir = results(home.path());
        written(&dir).unwrap();
        // Looked at with a file manager, relieved of a sheet.
        fs::write(dir.join("ecoles/.DS_Store"), "x").unwrap();
        fs::remove_file(dir.join("ecoles/0330022V.xlsx")).unwrap();
        written(&dir).unwrap();
        assert_eq!(entries(&dir.join("ecoles")), ["0330022V.csv", "0330022V.xlsx"]);
        // A marker without a list.
        fs::write(dir.join(MARKER), "essai\n").unwrap();
        fs::write(dir.join("base.db"), "x").unwrap();
        written(&dir).unwrap();
        assert!(!dir.join("base.db").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays_and_leaves_nothing_behind() {
        use std::os::unix::fs::symlink;
        let home = tempfile::tempdir().unwrap();
        let dir = results(home.path());
        symlink(&dir, home.path().join("lien")).unwrap();
        written(&home.path().join("lien")).unwrap();
        assert!(home.path().join("lien").is_symlink() && dir.join("bilan.json").is_file());
        symlink(home.path().join("ailleurs"), home.path().join("perdu")).unwrap();
        let refused = write_dir::<WriteError, _>(&home.path().join("perdu"), "essai", |_| {
            panic!("no work before the check")
        });
        assert!(refused.unwrap_err().phrase().contains("ne mène à aucun dossier"));
        assert_eq!(entries(home.path()), ["lien", "perdu", "sortie"]);
    }
}
