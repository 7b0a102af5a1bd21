//! Many documents at once: the conventions of an académie, on all cores, stored one by one as they come.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use typst::comemo;

use crate::{
    feuille::Feuille,
    fil,
    rendu::{ErreurDocument, Pdf, rendre_ici},
};

/// Documents between two moments when the composer forgets. What all share is asked for by each, so it stays.
const ENTRE_DEUX_OUBLIS: usize = 32;

/// Where a batch stands, told with each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avancement {
    /// Which document of the batch this is, from 0.
    pub rang: usize,
    /// Documents rendered so far, this one included.
    pub faits: usize,
    /// Documents of the batch.
    pub total: usize,
}

/// Renders all documents, as many at a time as the rayon pool of the caller has threads, and hands each to `recevoir` as it is
/// ready, in any order.
///
/// Nothing is kept in memory, so that a batch of any size may be stored as it comes, and taken up again where it stopped.
/// `recevoir` stops the batch by answering `Break`: documents under way are still handed over, no other is begun. One
/// document that fails does not stop the others. Returns how many were handed over.
pub fn rendre_lot(
    feuilles: &[Feuille],
    recevoir: impl Fn(Avancement, Result<Pdf, ErreurDocument>) -> ControlFlow<()> + Sync,
) -> usize {
    let (suivant, faits, arret) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let travailler = || {
        while !arret.load(Ordering::Relaxed) {
            let rang = suivant.fetch_add(1, Ordering::Relaxed);
            let Some(feuille) = feuilles.get(rang) else { return };
            let rendu = rendre_ici(feuille);
            let faits = faits.fetch_add(1, Ordering::Relaxed) + 1;
            if faits.is_multiple_of(ENTRE_DEUX_OUBLIS) {
                comemo::evict(1);
            }
            if recevoir(Avancement { rang, faits, total: feuilles.len() }, rendu).is_break() {
                arret.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|portee| {
        for _ in 0..rayon::current_num_threads().min(feuilles.len()) {
            portee.spawn(|| fil::dessus(fil::nouveau().as_ref(), travailler));
        }
    });
    comemo::evict(1);
    faits.into_inner()
}
