//! Synthetic registers of an académie, with their ground truth: to try the product on, to measure it, to show it.
//!
//! Nobody in them exists. People are drawn first (families, twins, homonyms, what each really does this year), then
//! what each register knows of them, with the errors that registers have. The names of communes are real, those of
//! schools and people invented, the numbers of schools stand in a range that no real school has.
//!
//! The same number and seed give the same files to the byte, whatever the threads: every household and every line
//! draws from its own stream of numbers, so nothing depends on order.

mod error;
mod etablissements;
pub mod evaluation;
mod examens;
mod formations;
mod foyer;
mod names;
mod noise;
mod parcours;
mod rng;
mod situation;
mod suites;
mod territoire;
mod truth;
mod vue;
mod world;
mod write;

use std::{ops::ControlFlow, path::Path};

use raccroche_registers::output::write_dir;

pub use error::{Problem, SynthError};
pub use evaluation::{Evaluation, evaluate};
pub use situation::{AngleMort, Situation};
pub use truth::{ENTETE_LIGNES, ENTETE_PERSONNES};

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parametres {
    /// How many young people of 16 and over stand in last year's registers: the persons a campaign accounts for.
    pub jeunes: u32,
    /// Seed of everything.
    pub graine: u64,
    /// Year of this year's rentrée; the campaign is on 15 March of the next.
    pub annee: i32,
}

impl Default for Parametres {
    fn default() -> Self {
        Self { jeunes: 50_000, graine: 1, annee: 2025 }
    }
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resume {
    /// People of 16 and over in last year's registers.
    pub jeunes: u32,
    /// People under 16 in last year's registers, whom readers set aside.
    pub moins_de_16: u32,
    /// People in no register of last year.
    pub nouveaux: u32,
    /// All of them.
    pub personnes: u32,
    /// Lines of all registers.
    pub lignes: u64,
}

/// Told how much is done and of how much, now and then; answers whether to go on.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) -> ControlFlow<()> + Sync);

/// What the marker of the folder says.
const CONTENTS: &str = "registres synthétiques";

/// Writes a synthetic académie under `dir`, whole or not at all. An earlier one is replaced.
///
/// # Errors
/// [`SynthError::Write`] when `dir` holds something else or a file cannot be written, [`SynthError::Interrupted`] when
/// `progress` says so.
pub fn generate(parametres: &Parametres, dir: &Path, progress: Progress<'_>) -> Result<Resume, SynthError> {
    let world = world::World::new(parametres);
    let mut resume = Resume::default();
    write_dir::<SynthError, _>(dir, CONTENTS, |aside| {
        resume = write::write_all(&world, parametres.jeunes, aside, progress)?;
        Ok(())
    })?;
    Ok(resume)
}
