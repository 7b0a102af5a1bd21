//! Each model, filled and blank, against its picture in `tests/arbres`: the tags, the text and the page of each element,
//! as a person can read them in a review. To renew them after a wanted change:
//!
//! ```sh
//! ARBRES=ecrire cargo nextest run -p raccroche-documents
//! ```

use std::{env, fs, path::Path};

use raccroche_documents::Feuille;

use crate::arbre::Lu;

/// The document is as in its picture, or becomes its picture.
pub(crate) fn as_in_its_picture(feuille: &Feuille, sorte: &str, lu: &Lu) {
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/arbres");
    let fichier = dossier.join(format!("{}-{sorte}.txt", feuille.modele.code()));
    let arbre = format!("{} page(s)\n{}", lu.document.get_pages().len(), lu.racine.dessiner());
    if env::var_os("ARBRES").is_some_and(|voulu| voulu == "ecrire") {
        fs::create_dir_all(&dossier).expect("a folder");
        fs::write(&fichier, &arbre).expect("a file");
    } else {
        let attendu = fs::read_to_string(&fichier).expect("a picture: see the head of this file");
        assert!(attendu == arbre, "{} is no longer so, but:\n{arbre}", fichier.display());
    }
}
