//! Writes every model, filled and blank, in a folder, to be looked at:
//!
//! ```sh
//! cargo run -p raccroche-documents --example modeles -- FOLDER
//! ```
#![expect(clippy::print_stdout, reason = "says what it wrote")]

#[path = "../tests/documents/exemples.rs"]
mod exemples;

use std::{env, error::Error, fs, path::PathBuf, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let dossier = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "documents".to_owned()));
    fs::create_dir_all(&dossier)?;
    for (sorte, feuilles) in [("complet", exemples::complets()), ("vide", exemples::vides())] {
        for feuille in feuilles {
            let debut = Instant::now();
            let pdf = raccroche_documents::rendre(&feuille)?;
            let fichier = dossier.join(format!("{}-{sorte}.pdf", feuille.modele.code()));
            fs::write(&fichier, &pdf.octets)?;
            println!("{} pages, {} ms, {}", pdf.pages, debut.elapsed().as_millis(), fichier.display());
        }
    }
    Ok(())
}
