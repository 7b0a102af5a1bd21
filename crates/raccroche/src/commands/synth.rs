//! `synth`: the registers of an académie that does not exist, with their truth.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use anyhow::{Result, anyhow};
use clap::Args;
use raccroche_domain::francais::nombre;
use raccroche_synth::{Parametres, Resume, SynthError, generate};

use super::output::{cancel_on_interrupt, progress_bar, say};

/// Arguments of `synth`.
#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    #[command(flatten)]
    pub(crate) population: PopulationArgs,
    /// Folder for the files; an earlier synthetic académie in it is replaced, anything else is left alone.
    #[arg(long)]
    out: PathBuf,
}

/// What `synth` and `demo` share.
#[derive(Debug, Args)]
pub(crate) struct PopulationArgs {
    /// Young people of 16 and over in last year's registers.
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    jeunes: u32,
    /// Seed: the same number and seed give the same files to the byte.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl PopulationArgs {
    pub(crate) fn parametres(&self) -> Parametres {
        Parametres { jeunes: self.jeunes, graine: self.seed, ..Parametres::default() }
    }
}

/// Runs `synth`.
pub(crate) fn run(args: &SynthArgs) -> Result<()> {
    let resume = write(&args.population.parametres(), &args.out)?;
    say(&format!(
        "{} jeunes de 16 ans et plus dans les registres de l’année précédente, {} plus jeunes, {} nouveaux : {} lignes.",
        nombre(resume.jeunes.into()),
        nombre(resume.moins_de_16.into()),
        nombre(resume.nouveaux.into()),
        nombre(resume.lignes),
    ))?;
    let out = args.out.display();
    say(&format!("Ce que contiennent les fichiers : {out}/LISEZMOI.md"))?;
    say(&format!("Lancer la campagne : raccroche campaign run {out}/campagne.toml --out resultats"))?;
    Ok(())
}

/// Writes the registers with a progress bar.
pub(crate) fn write(parametres: &Parametres, out: &Path) -> Result<Resume> {
    let cancel = cancel_on_interrupt();
    let bar = progress_bar();
    bar.set_message("Écriture des registres");
    let resume = generate(parametres, out, &|done, total| {
        bar.set_position(done * 1000 / total.max(1));
        if cancel.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.finish_and_clear();
    resume.map_err(in_french)
}

/// The sentence for people; an interruption keeps the exit code that shells expect.
pub(crate) fn in_french(error: SynthError) -> anyhow::Error {
    match error {
        SynthError::Interrupted => raccroche_linkage::Error::Cancelled.into(),
        other => anyhow!(other.phrase()),
    }
}
