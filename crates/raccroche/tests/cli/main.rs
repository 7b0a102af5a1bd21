//! The command line as a contract: what a user types, what comes back, what is left on the disk. One binary for all
//! commands, a module each.

mod atelier;
mod campaign;
mod link;
mod synth;
