//! Files on disk: text line by line, archives the same to the byte, and a folder whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::{Resume, SynthError};

/// A text file being written line by line.
pub(super) struct TextFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl TextFile {
    pub(super) fn create(dir: &Path, name: &str) -> Result<Self, SynthError> {
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(SynthError::io(parent))?;
        }
        let file = File::create(&path).map_err(SynthError::io(&path))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 18, file) })
    }

    pub(super) fn push(&mut self, line: &str) -> Result<(), SynthError> {
        self.text(line)?;
        self.text("\n")
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), SynthError> {
        self.file.write_all(text.as_bytes()).map_err(SynthError::io(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<(), SynthError> {
        self.file.flush().map_err(SynthError::io(&self.path))
    }
}

/// The text in ISO-8859-15; a character it does not have becomes a numeric reference, which XML allows.
pub(super) fn latin9(text: &str) -> Vec<u8> {
    encoding_rs::ISO_8859_15.encode(text).0.into_owned()
}

pub(super) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), SynthError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(SynthError::io(parent))?;
    }
    fs::write(path, bytes).map_err(SynthError::io(path))
}

/// An archive of text files, the same to the byte each time: entries carry no date of their own.
pub(super) fn zip_files(base: &Path, name: &str, files: &[(&str, &String)]) -> Result<(), SynthError> {
    fs::create_dir_all(base).map_err(SynthError::io(base))?;
    let path = base.join(name);
    let failed =
        |error: zip::result::ZipError| SynthError::Io { path: path.clone(), source: io::Error::other(error) };
    let file = File::create(&path).map_err(SynthError::io(&path))?;
    let mut archive = zip::ZipWriter::new(BufWriter::new(file));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        archive.start_file(*name, options).map_err(failed)?;
        archive.write_all(&latin9(text)).map_err(SynthError::io(&path))?;
    }
    archive.finish().map_err(failed)?.flush().map_err(SynthError::io(&path))
}

/// The file that tells one of our folders from somebody's.
const MARKER: &str = "verite_personnes.csv";

/// Runs `write` in a new folder beside `dir`, then puts it in the place of `dir`. An earlier synthetic académie is
/// replaced; anything else is left alone and refused.
pub(crate) fn into_place(
    dir: &Path,
    write: impl FnOnce(&Path) -> Result<Resume, SynthError>,
) -> Result<Resume, SynthError> {
    let occupied = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(SynthError::io(dir)(error)),
    };
    if occupied && !dir.join(MARKER).is_file() {
        return Err(SynthError::Occupied { path: dir.to_owned() });
    }
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(SynthError::io(&parent))?;
    let aside =
        tempfile::Builder::new().prefix(".synth-").tempdir_in(&parent).map_err(SynthError::io(&parent))?;
    let inside = aside.path().join("neuf");
    fs::create_dir(&inside).map_err(SynthError::io(&inside))?;
    let resume = write(&inside)?;
    if dir.exists() {
        // The old one goes into the temporary folder, which is deleted with it.
        fs::rename(dir, aside.path().join("ancien")).map_err(SynthError::io(dir))?;
    }
    fs::rename(&inside, dir).map_err(SynthError::io(dir))?;
    Ok(resume)
}
