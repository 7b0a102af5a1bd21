//! Each model, filled and blank, against its picture in `tests/arbres`: the tags, the text and the page of each element,
//! as a person can read them in a review. To renew them after a wanted change:
//!
//! ```sh
//! ARBRES=ecrire cargo nextest run -p raccroche-documents arbres
//! ```

use std::{env, fs, path::Path};

use raccroche_documents::rendre;

use crate::{arbre::lire, exemples};

#[test]
fn each_model_is_as_in_its_picture() {
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/arbres");
    let ecrire = env::var_os("ARBRES").is_some_and(|voulu| voulu == "ecrire");
    let mut differents = Vec::new();
    for (sorte, feuilles) in [("complet", exemples::complets()), ("vide", exemples::vides())] {
        for feuille in feuilles {
            let pdf = rendre(&feuille).expect("a PDF");
            let arbre = format!("{} page(s)\n{}", pdf.pages, lire(&pdf.octets).racine.dessiner());
            let fichier = dossier.join(format!("{}-{sorte}.txt", feuille.modele.code()));
            if ecrire {
                fs::create_dir_all(&dossier).expect("a folder");
                fs::write(&fichier, &arbre).expect("a file");
            } else if fs::read_to_string(&fichier).ok().as_deref() != Some(&arbre) {
                differents.push(format!("{}\n{arbre}", fichier.display()));
            }
        }
    }
    assert!(differents.is_empty(), "differ from their pictures:\n{}", differents.join("\n"));
}
