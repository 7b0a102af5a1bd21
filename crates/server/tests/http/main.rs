//! The server as a browser meets it: every route behind its door, over a store of its own.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod app;
mod campagnes;
mod fiches;
mod revue;
mod signalement;
mod verification;
