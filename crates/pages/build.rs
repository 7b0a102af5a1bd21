//! Embeds the style sheets, scripts and icons of the pages, each with its compressed form, under one fingerprint.
//!
//! `assets/vendor` is never committed: where it is missing or out of date, `tools/setup assets` makes it from npm, so that
//! any cargo command works on a fresh clone. One fingerprint for all, and not one a file, because the style sheets name
//! their icons by relative paths.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// What we write ourselves; everything else comes from `vendor`.
const OURS: [&str; 5] = ["raccroche.css", "raccroche.js", "theme.js", "jeune.css", "favicon.svg"];

fn main() {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo gives the folder of the crate"));
    let assets = home.join("assets");
    let setup = home.join("../../tools/setup");
    for watched in ["package-lock.json", "vendor", "aide"].iter().chain(&OURS) {
        println!("cargo::rerun-if-changed={}", assets.join(watched).display());
    }
    println!("cargo::rerun-if-changed={}", setup.display());

    let made = Command::new(&setup).arg("assets").status();
    assert!(
        made.as_ref().is_ok_and(std::process::ExitStatus::success),
        "the style sheets and scripts of the pages are missing: run `tools/setup assets`, which needs npm and the network \
         once ({made:?})"
    );

    let mut files: Vec<(String, PathBuf)> =
        OURS.iter().map(|name| ((*name).to_owned(), assets.join(name))).collect();
    walk(&assets.join("vendor"), "", &mut files);
    // Pictures of the guide, made by the journeys in a real browser.
    walk(&assets.join("aide"), "aide/", &mut files);
    files.sort();
    let mut fingerprint = Sha256::new();
    let mut table = String::new();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo gives a folder to write in"));
    for (rank, (name, path)) in files.iter().enumerate() {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        fingerprint.update(name.as_bytes());
        fingerprint.update(&bytes);
        let compressed = out.join(format!("{rank}.gz"));
        // As text, because it is written as a Rust literal, quotes and backslashes escaped.
        let (source, compressed) = (path.to_string_lossy(), compressed.to_string_lossy());
        fs::write(compressed.as_ref(), gzip(&bytes)).expect("the build folder can be written");
        writeln!(
            table,
            "    File {{ name: {name:?}, content_type: {:?}, bytes: include_bytes!({source:?}), gzip: include_bytes!({compressed:?}) }},",
            content_type(name),
        )
        .expect("writing to a String does not fail");
    }
    let version: String = fingerprint.finalize().iter().take(6).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String does not fail");
        hex
    });
    let source = format!(
        "pub(crate) const VERSION: &str = {version:?};\npub(crate) static FILES: &[File] = &[\n{table}];\n"
    );
    fs::write(out.join("assets.rs"), source).expect("the build folder can be written");
}

/// Every file under `folder` that is not hidden, as (name in the URL, path).
fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let entry = entry.expect("a folder just opened can be read");
        let name = entry.file_name().into_string().expect("the names in vendor are plain ASCII");
        if name.starts_with('.') {
            continue;
        }
        let full = format!("{prefix}{name}");
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{full}/"), files);
        } else {
            files.push((full, entry.path()));
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}
