//! Files on disk: text line by line, archives the same to the byte.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::SynthError;

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
    let failed = |error: zip::result::ZipError| SynthError::io(&path)(io::Error::other(error));
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
