//! The server as a browser meets it: every route behind its door, over a store of its own.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod actions;
#[expect(dead_code, reason = "the harness knows more than these pages ask of it")]
mod app;
mod appels;
mod comites;
mod recherche;
mod relais;
