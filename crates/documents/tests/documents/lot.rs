//! A batch gives each document once, as if it had been alone, and stops when told to.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Mutex};

use raccroche_documents::{ErreurDocument, rendre, rendre_lot};

use crate::exemples;

#[test]
fn a_batch_gives_what_each_would_give_alone() {
    let mut feuilles: Vec<_> = exemples::complets().into_iter().step_by(3).collect();
    feuilles[3].date = exemples::date(12_000, 1, 1);
    let recus = Mutex::new(BTreeMap::new());
    let avancements = Mutex::new(Vec::new());
    let faits = rendre_lot(&feuilles, |avancement, rendu| {
        assert_eq!(avancement.total, feuilles.len());
        avancements.lock().expect("no panic").push(avancement.faits);
        assert!(recus.lock().expect("no panic").insert(avancement.rang, rendu).is_none(), "each once");
        ControlFlow::Continue(())
    });
    assert_eq!(faits, feuilles.len());
    let recus = recus.into_inner().expect("no panic");
    for (rang, feuille) in feuilles.iter().enumerate() {
        assert_eq!(recus[&rang], rendre(feuille), "document {rang}");
    }
    assert_eq!(recus[&3], Err(ErreurDocument::Annee(12_000)), "one that fails stops no other");
    let mut avancements = avancements.into_inner().expect("no panic");
    avancements.sort_unstable();
    assert_eq!(avancements, (1..=feuilles.len()).collect::<Vec<_>>());
}

#[test]
fn a_batch_stops_when_told_to() {
    let feuilles = vec![exemples::vides().swap_remove(16); 200];
    let faits = rendre_lot(&feuilles, |_, _| ControlFlow::Break(()));
    assert!((1..200).contains(&faits), "{faits} were rendered");
    assert_eq!(rendre_lot(&[], |_, _| ControlFlow::Continue(())), 0);
}
