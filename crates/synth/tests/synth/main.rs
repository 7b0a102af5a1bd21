//! The synthetic académie as a whole: it repeats itself, it adds up, and the product's readers read it.

mod academie;
mod coherence;
mod determinism;
mod evaluation;
mod readable;
