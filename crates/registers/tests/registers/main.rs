//! Readers against small invented registers: one test binary, one module a register.
#![expect(clippy::unwrap_used, reason = "a test whose ground is missing must fail")]

mod canonique;
mod common;
mod mapped;
mod reference;
mod siecle;
mod siecle_faults;
mod sifa;
