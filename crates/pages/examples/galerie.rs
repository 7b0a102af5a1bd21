//! Writes every page with invented people to a folder, with what they load: `cargo run -p raccroche-pages --example galerie -- DOSSIER`.
//!
//! Serve the folder (`python3 -m http.server -d DOSSIER`) and open `index.html`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

use raccroche_pages::{asset, asset_names, asset_url, gallery::gallery};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args_os().nth(1).unwrap_or_else(|| "target/galerie".into()));
    for name in asset_names() {
        let url = asset_url(name);
        let file = folder.join(url.trim_start_matches('/'));
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        let found = asset(url.trim_start_matches("/assets/")).ok_or_else(|| io::Error::other(url.clone()))?;
        fs::write(file, found.bytes)?;
    }
    let mut index = String::from(
        "<!DOCTYPE html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Galerie</title><h1>Galerie</h1><ul>",
    );
    for specimen in gallery() {
        fs::write(folder.join(format!("{}.html", specimen.name)), &specimen.html)?;
        write!(index, "<li><a href=\"{0}.html\">{0}</a></li>", specimen.name).map_err(io::Error::other)?;
    }
    index.push_str("</ul></html>");
    fs::write(folder.join("index.html"), index)
}
