//! The catalogue that comes with the program, and files with everything wrong.

use super::*;

#[test]
fn the_catalogue_that_is_shipped_has_no_defect() {
    let lu = Catalogue::lire(FICHIERS_LIVRES, None);
    let defauts = lu.as_ref().err().map(|d| d.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert_eq!(defauts, None, "{}", defauts.clone().unwrap_or_default());
    assert_eq!(Catalogue::livre().tous().len(), FICHIERS_LIVRES.len());
    for surcouche in SURCOUCHES_LIVREES {
        let lu = Catalogue::lire(FICHIERS_LIVRES, Some(*surcouche));
        assert!(lu.is_ok(), "{:?}", lu.err());
    }
}
