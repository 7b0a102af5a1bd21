//! The synthetic académie as a whole: it repeats itself, it adds up, and the product's readers read it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod academie;
mod coherence;
mod determinism;
mod evaluation;
mod readable;
