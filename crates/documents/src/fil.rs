//! Where a document is composed: on one thread of its own, with a stack that is deep enough.
//!
//! Typst spreads parts of a page over the rayon pool it finds. In a pool that also renders documents, a thread that waits for
//! such a part takes up the next document meanwhile, in the middle of its own, and so on: the stack of a batch of two hundred
//! overflowed. In a pool of one thread nothing waits for anything, and documents beside one another keep the cores busy.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Bytes of the stack; taken from the system only as far as they are used.
const PILE: usize = 16 * 1024 * 1024;

/// A thread to compose on, or nothing when the system has none left.
pub(crate) fn nouveau() -> Option<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(PILE)
        .thread_name(|_| "document".to_owned())
        .build()
        .ok()
}

/// Does the work on that thread, or here when there is none.
pub(crate) fn dessus<R: Send>(fil: Option<&ThreadPool>, travail: impl FnOnce() -> R + Send) -> R {
    match fil {
        Some(fil) => fil.install(travail),
        None => travail(),
    }
}
