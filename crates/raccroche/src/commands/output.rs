//! The terminal, and files that appear whole or not at all.

pub(crate) mod lines;

use std::{
    fmt, fs,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

/// What shells give to a program whose output nobody reads any more: 128 and the number of SIGPIPE.
const NOBODY_READS: u8 = 141;

/// Says on standard error why a command failed, causes included.
pub(crate) fn report_error(error: &anyhow::Error) -> ExitCode {
    let (sentence, code) = parting(error);
    if let Some(sentence) = sentence {
        // Nobody is left to be told when standard error is closed too.
        drop(writeln!(io::stderr(), "raccroche: {sentence}"));
    }
    ExitCode::from(code)
}

/// The last sentence of a command that failed, and its exit code.
fn parting(error: &anyhow::Error) -> (Option<String>, u8) {
    let interrupted = error.chain().any(|cause| {
        matches!(cause.downcast_ref::<raccroche_linkage::Error>(), Some(raccroche_linkage::Error::Cancelled))
    });
    if interrupted {
        return (Some("interrompu\u{a0}: rien n’a été écrit.".to_owned()), 130);
    }
    let unsaid = error.downcast_ref::<Unsaid>();
    if unsaid.is_some_and(|unsaid| unsaid.0.kind() == ErrorKind::BrokenPipe) {
        return (None, NOBODY_READS);
    }
    (Some(format!("{error:#}")), 1)
}

/// A line that could not be said. A pipe that its reader has closed ends the command without a word: `head` has what it
/// wanted.
#[derive(Debug)]
pub(crate) struct Unsaid(io::Error);

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.0.kind() {
            ErrorKind::StorageFull => "il n’y a plus de place sur le disque".to_owned(),
            ErrorKind::QuotaExceeded => "la place permise sur le disque est épuisée".to_owned(),
            ErrorKind::BrokenPipe => "plus personne ne la lit".to_owned(),
            _ => self.0.to_string(),
        };
        write!(f, "la sortie de la commande ne peut pas être écrite\u{a0}: {why}.")
    }
}

impl std::error::Error for Unsaid {}

/// A line for the person at the terminal.
///
/// # Errors
/// When it cannot be written: the command ends.
pub(crate) fn say(line: &str) -> Result<(), Unsaid> {
    writeln!(io::stdout(), "{line}").map_err(Unsaid)
}

/// Set by Ctrl-C; work in progress looks at it and leaves nothing behind.
pub(crate) fn cancel_on_interrupt() -> Arc<AtomicBool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    // A second handler cannot be installed (tests run several commands in one process): the first then serves.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    cancel
}

/// A progress bar with the phase and the time left, on a terminal only and after a moment only.
pub(crate) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(1000);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} % {msg} (about {eta} left)") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// Rows made into lines in one go, and how many such goes are held in memory at once.
const CHUNK: usize = 1 << 13;
const AHEAD: usize = 16;

/// Files of one command, written aside and given their names together once all are whole.
pub(crate) struct OutputDir {
    dir: PathBuf,
    aside: tempfile::TempDir,
}

impl OutputDir {
    /// Prepares the folder `dir`, made when it does not exist.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        let made = || format!("{}: cannot make the output folder; choose another with --out", dir.display());
        fs::create_dir_all(dir).with_context(made)?;
        let aside = tempfile::Builder::new().prefix(".raccroche-").tempdir_in(dir).with_context(made)?;
        Ok(Self { dir: dir.to_owned(), aside })
    }

    /// Writes one file.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<()> {
        self.write_lines(name, text, &[(); 0], |_, _| {})
    }

    /// Writes one file of a header and a line for each row, as `push` appends those of some rows. Some rows are written
    /// to the disk while the next are made into lines.
    pub(crate) fn write_lines<T: Sync>(
        &self,
        name: &str,
        header: &str,
        rows: &[T],
        push: impl Fn(&mut Vec<u8>, &[T]) + Sync,
    ) -> Result<()> {
        let path = self.aside.path().join(name);
        let lines = |rows: &[T]| -> Vec<Vec<u8>> {
            rows.par_chunks(CHUNK)
                .map(|rows| {
                    let mut text = Vec::with_capacity(rows.len() * 48);
                    push(&mut text, rows);
                    text
                })
                .collect()
        };
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&path)?;
            let mut ready = vec![header.as_bytes().to_vec()];
            for rows in rows.chunks(AHEAD * CHUNK) {
                let (next, written) =
                    rayon::join(|| lines(rows), || ready.iter().try_for_each(|text| file.write_all(text)));
                written?;
                ready = next;
            }
            ready.iter().try_for_each(|text| file.write_all(text))
        };
        write().with_context(|| {
            format!(
                "{}: cannot be written; nothing was changed. Free some space or choose another --out",
                self.dir.join(name).display()
            )
        })
    }

    /// Gives the files their names.
    pub(crate) fn publish(self) -> Result<()> {
        let mut names: Vec<_> = fs::read_dir(self.aside.path())?.collect::<io::Result<Vec<_>>>()?;
        // The report comes last: where it stands, all that it speaks of stands.
        names.sort_by_key(|entry| (entry.file_name() == "report.json", entry.file_name()));
        for entry in names {
            let target = self.dir.join(entry.file_name());
            fs::rename(entry.path(), &target)
                .with_context(|| format!("{}: cannot be named", target.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_is_said_in_french() {
        let (sentence, code) = parting(&raccroche_linkage::Error::Cancelled.into());
        assert_eq!(code, 130);
        assert_eq!(sentence.as_deref(), Some("interrompu\u{a0}: rien n’a été écrit."));
    }
}
