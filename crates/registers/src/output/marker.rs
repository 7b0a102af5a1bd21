//! What was written in a folder, so that what people did there since is told from it.

use std::{
    collections::HashMap,
    fmt::Write as _,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The file that says "Raccroche wrote this folder", without which a folder is never replaced.
///
/// Its first line says what was written. Each of the others is a file as it was written: fingerprint, size, path. A
/// marker of one line lists nothing (a folder of an earlier version, or one whose files live on, as a database does):
/// nothing in it can be told from what was added, and the folder is replaced as it always was.
pub const MARKER: &str = ".raccroche";

/// What file managers leave in a folder that somebody merely looked at.
const OF_THE_SYSTEM: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Writes the [`MARKER`] of a folder that is whole.
pub(super) fn write_marker(dir: &Path, contents: &str) -> io::Result<()> {
    let mut text = format!("{contents}\n");
    for (path, file) in files(dir)? {
        let (size, fingerprint) = fingerprint(&file)?;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{fingerprint} {size} {path}");
    }
    fs::write(dir.join(MARKER), text)
}

/// The files of a folder of ours that were added or changed since its [`MARKER`] was written, in order.
pub(super) fn touched(dir: &Path) -> io::Result<Vec<String>> {
    let marker = fs::read(dir.join(MARKER))?;
    let marker = String::from_utf8_lossy(&marker);
    let written: HashMap<&str, (u64, String)> = marker
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut parts = line.splitn(3, ' ');
            let fingerprint = parts.next()?.to_owned();
            let size = parts.next()?.parse().ok()?;
            Some((parts.next()?, (size, fingerprint)))
        })
        .collect();
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let mut touched = Vec::new();
    for (path, file) in files(dir)? {
        let name = path.rsplit('/').next().unwrap_or_default();
        if OF_THE_SYSTEM.contains(&name) && !written.contains_key(path.as_str()) {
            continue;
        }
        let metadata = fs::symlink_metadata(&file)?;
        // Only a file of the right size is worth reading; a pipe would never end.
        let same = match written.get(path.as_str()) {
            Some(was) if metadata.is_file() && metadata.len() == was.0 => fingerprint(&file)? == *was,
            _ => false,
        };
        if !same {
            touched.push(path);
        }
    }
    Ok(touched)
}

/// What lies under a folder and is no folder, save its [`MARKER`], in order: the path from it, with `/`, and the file. A
/// person's file may have a name that is no text, which the path then shows as well as it can.
fn files(dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), dir.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((format!("{path}/"), entry.path()));
            } else if path != MARKER {
                files.push((path, entry.path()));
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Size of a file, and its SHA-256 in hexadecimal.
fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let size = io::copy(&mut File::open(path)?, &mut digest)?;
    Ok((size, format!("{:x}", digest.finalize())))
}
