//! Campaigns end to end, from files to folders: the golden set, what follows from one campaign to the next, what
//! happens when something is wrong.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a failed test")]

mod confusions;
mod dossiers;
mod golden;
mod outils;
mod pannes;
mod proprietes;
mod suite;
