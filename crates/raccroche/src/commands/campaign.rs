//! `campaign run`: from the registers to the lists.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use raccroche_campaign::{Bilan, Campaign, CampaignError, OnProgress, Progress, RunOptions};
use raccroche_domain::{
    Verdict,
    francais::{compter, nombre},
};

use super::output::{cancel_on_interrupt, progress_bar, say};

/// Arguments of `campaign`.
#[derive(Debug, Args)]
pub(crate) struct CampaignArgs {
    #[command(subcommand)]
    command: CampaignCommand,
}

#[derive(Debug, Subcommand)]
enum CampaignCommand {
    /// Give each young person of the previous registers a verdict, and each PSAD its list.
    Run(RunArgs),
}

/// Arguments of `campaign run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The campaign: registers, date, definition, zonings (docs/guide/campagne.md).
    campaign: PathBuf,
    /// Folder for the results. It appears whole or not at all; one that a campaign wrote is replaced, unless somebody
    /// has worked in it.
    #[arg(long)]
    out: PathBuf,
    /// Threads; the result is the same whatever their number. Default: as many as the machine has.
    #[arg(long)]
    threads: Option<usize>,
}

/// Runs the subcommand.
pub(crate) fn run(args: CampaignArgs) -> Result<()> {
    match args.command {
        CampaignCommand::Run(args) => {
            let bilan = run_campaign(&args.campaign, &args.out, args.threads)?;
            say(&summary(&bilan, &args.out))?;
            Ok(())
        }
    }
}

/// Runs the campaign of a file, with a progress bar on a terminal.
pub(crate) fn run_campaign(file: &Path, out: &Path, threads: Option<usize>) -> Result<Bilan> {
    let campaign = Campaign::load(file).map_err(in_french)?;
    let bar = progress_bar();
    let options = RunOptions { on_progress: Some(on_progress(&bar)), cancel: cancel_on_interrupt() };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .context("the threads cannot be started")?;
    let result = pool.install(|| raccroche_campaign::run(&campaign, out, &options));
    bar.finish_and_clear();
    result.map_err(in_french)
}

/// A phase whose share is not known shows its name beside an empty bar.
fn on_progress(bar: &ProgressBar) -> OnProgress {
    let bar = bar.clone();
    Arc::new(move |Progress { phase, done }| {
        let (done, total) = done.unwrap_or((0, 0));
        let permille = u128::from(done) * 1000 / u128::from(total.max(1));
        bar.set_position(u64::try_from(permille).unwrap_or(1000).min(1000));
        bar.set_message(phase);
    })
}

/// The sentence for people; an interruption keeps the exit code that shells expect.
fn in_french(error: CampaignError) -> anyhow::Error {
    match error {
        CampaignError::Interrupted => raccroche_linkage::Error::Cancelled.into(),
        other => anyhow!(other.phrase()),
    }
}

/// The result in a few lines, with where to look next.
pub(crate) fn summary(bilan: &Bilan, out: &Path) -> String {
    let mut lines = vec![
        format!(
            "{} – {}, définition {}",
            bilan.campagne,
            compter(bilan.personnes, "jeune"),
            bilan.definition
        ),
        String::new(),
    ];
    for verdict in Verdict::TOUS {
        let count = bilan.verdicts.get(verdict.code()).copied().unwrap_or_default();
        lines.push(format!("  {:<32}{:>12}", verdict.libelle(), nombre(count)));
    }
    lines.push(format!("  {:<32}{:>12}", "Total (vérifié)", nombre(bilan.personnes)));
    let unmet = bilan.obligation.get("non_satisfaite").copied().unwrap_or_default();
    lines.push(String::new());
    lines.push(format!("  Obligation de formation non satisfaite\u{a0}: {}", compter(unmet, "mineur")));
    for reserve in &bilan.reserves {
        lines.push(format!("  À savoir\u{a0}: {reserve}"));
    }
    let lists = bilan.psad.iter().filter(|psad| psad.total > 0).count();
    lines.push(String::new());
    let lists = compter(lists as u64, "liste");
    lines.push(format!("  {lists} par PSAD dans {}", out.join("listes").display()));
    lines.push(format!("  Bilan à ouvrir dans un navigateur\u{a0}: {}", out.join("bilan.html").display()));
    lines.join("\n")
}
