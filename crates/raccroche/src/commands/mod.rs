//! One file per subcommand; this one parses the command line and dispatches.
//!
//! Exit codes: 0 done, 1 could not be done (a sentence on standard error says why and what to do), 2 the command line
//! is not one, 130 interrupted.

mod application;
mod campaign;
mod demo;
mod dispositif;
mod link;
mod output;
mod serve;
mod synth;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Find every young person who dropped out of education, and bring each of them back to a diploma.
#[derive(Debug, Parser)]
#[command(name = "raccroche", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find who is nowhere: from the registers' files to the list of every décrocheur, explained.
    Campaign(campaign::CampaignArgs),
    /// Make a fictitious académie, run a campaign on it, and open the application on it.
    Demo(demo::DemoArgs),
    /// Serve the web application.
    Serve(serve::ServeArgs),
    /// Check the database: schema, integrity, keys, and the chain of every journal.
    Doctor(serve::DoctorArgs),
    /// Write a copy of the database, while it serves.
    Backup(serve::BackupArgs),
    /// Check or list the catalogue of dispositifs.
    #[command(subcommand)]
    Dispositif(dispositif::DispositifCommand),
    /// Write the registers of a fictitious académie, with the truth.
    Synth(synth::SynthArgs),
    /// Find which rows of two files are of one person.
    Link(link::LinkArgs),
    /// Find which rows of one file are of one person.
    Dedupe(link::DedupeArgs),
    /// Say why two rows of a finished `link` or `dedupe` were linked, or not.
    Explain(link::ExplainArgs),
}

/// Parses the arguments and runs the subcommand.
pub(crate) fn run() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Campaign(args) => campaign::run(args),
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Doctor(args) => serve::run_doctor(&args),
        Command::Backup(args) => serve::run_backup(&args),
        Command::Dispositif(command) => dispositif::run(&command),
        Command::Synth(args) => synth::run(&args),
        Command::Link(args) => link::link(&args),
        Command::Dedupe(args) => link::dedupe(&args),
        Command::Explain(args) => link::explain(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::report_error(&error),
    }
}
