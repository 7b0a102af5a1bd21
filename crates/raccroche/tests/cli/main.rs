//! The command line as a contract: what a user types, what comes back, what is left on the disk. One binary for all
//! commands, a module each.

#![expect(clippy::unwrap_used, reason = "a test whose workshop cannot be set up should fail")]
#![expect(unreachable_pub, reason = "the workshop's functions are public to the other modules of this test")]

mod atelier;
mod bad_registers;
mod campaign;
mod dispositif;
mod link;
mod serve;
mod synth;
