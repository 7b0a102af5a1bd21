//! Readers against small invented registers: one test binary, one module a register.

mod common;
mod siecle;
mod sifa;
