//! Many documents at once: the conventions of an académie, on all cores, stored one by one as they come.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use typst::comemo;

use crate::{
    feuille::Feuille,
    rendu::{ErreurDocument, Pdf, rendre_sans_oublier},
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

/// Renders all documents on the threads of the current rayon pool, and hands each to `recevoir` as it is ready, in any order.
///
/// Nothing is kept in memory, so that a batch of any size may be stored as it comes, and taken up again where it stopped.
/// `recevoir` stops the batch by answering `Break`: documents under way are still handed over, no other is begun. One
/// document that fails does not stop the others. Returns how many were handed over.
pub fn rendre_lot(
    feuilles: &[Feuille],
    recevoir: impl Fn(Avancement, Result<Pdf, ErreurDocument>) -> ControlFlow<()> + Sync,
) -> usize {
    let faits = AtomicUsize::new(0);
    let _ = feuilles.par_iter().enumerate().try_for_each(|(rang, feuille)| {
        let rendu = rendre_sans_oublier(feuille);
        let faits = faits.fetch_add(1, Ordering::Relaxed) + 1;
        if faits.is_multiple_of(ENTRE_DEUX_OUBLIS) {
            comemo::evict(1);
        }
        match recevoir(Avancement { rang, faits, total: feuilles.len() }, rendu) {
            ControlFlow::Continue(()) => Some(()),
            ControlFlow::Break(()) => None,
        }
    });
    comemo::evict(1);
    faits.into_inner()
}
