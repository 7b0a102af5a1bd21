//! The verdict and the obligation de formation: each hard case by name, then properties.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a failed test")]

mod cas;
mod proprietes;
mod table;
