//! `link`, `dedupe` and `explain`: the engine on any two files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use indicatif::ProgressBar;
use raccroche_linkage::{
    Explanation, Link, Model, Options, PhaseReport, Report, Spec, Table, dedupe as engine_dedupe, guess,
    link as engine_link,
};
use serde::{Deserialize, Serialize};

use super::{
    output::{
        OutputDir, cancel_on_interrupt,
        lines::{CLUSTER_HEADER, ID_HEADER, LINK_HEADER, push_cluster, push_id, push_links},
        progress_bar, say,
    },
    tables::{Input, read_labels},
};

/// Arguments of `link`.
#[derive(Debug, Args)]
pub(crate) struct LinkArgs {
    /// Left file, CSV or Parquet.
    left: PathBuf,
    /// Right file, CSV or Parquet.
    right: PathBuf,
    #[command(flatten)]
    common: CommonArgs,
    /// Pairs known to be of one person (CSV: left_id,right_id): learned from, then used to report precision and recall.
    #[arg(long)]
    labels: Option<PathBuf>,
}

/// Arguments of `dedupe`.
#[derive(Debug, Args)]
pub(crate) struct DedupeArgs {
    /// The file, CSV or Parquet.
    file: PathBuf,
    #[command(flatten)]
    common: CommonArgs,
}

/// Arguments of both.
#[derive(Debug, Args)]
struct CommonArgs {
    /// What to compare and when to link; without it the columns are recognised and the guess is written to
    /// OUT/spec.toml, to be edited and given back here.
    #[arg(long)]
    spec: Option<PathBuf>,
    /// A model learned before (OUT/model.json); without it one is learned from the files.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Folder for the results, made if need be.
    #[arg(long)]
    out: PathBuf,
    /// Threads; the result is the same whatever their number. Default: as many as the machine has.
    #[arg(long)]
    threads: Option<usize>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The folder that `link` or `dedupe` wrote.
    dir: PathBuf,
    /// Id of the left row.
    left_id: String,
    /// Id of the right row.
    right_id: String,
}

/// `report.json`: what the engine reports, and what `explain` needs to find the rows again.
#[derive(Debug, Serialize, Deserialize)]
struct RunReport {
    command: String,
    inputs: Vec<PathBuf>,
    month_first: (bool, bool),
    #[serde(flatten)]
    report: Report,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    labels: Option<LabelReport>,
    parameters: Spec,
    columns_not_compared: Vec<(String, String)>,
}

/// How the result fares against known pairs.
#[derive(Debug, Serialize, Deserialize)]
struct LabelReport {
    labelled_pairs: u64,
    found: u64,
    recall: Share,
    precision: Share,
}

/// A share with its 95 % confidence interval (Wilson).
#[derive(Debug, Serialize, Deserialize)]
struct Share {
    value: f64,
    low: f64,
    high: f64,
}

struct Settings {
    spec: Spec,
    ignored: Vec<(String, String)>,
    month_first: (bool, bool),
    guessed: bool,
}

impl CommonArgs {
    /// Runs `work` on as many threads as asked.
    fn on_threads<T: Send>(&self, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
        match self.threads {
            None => work(),
            Some(0) => bail!("--threads 0: at least one is needed"),
            Some(threads) => rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .context("cannot start threads")?
                .install(work),
        }
    }

    fn settings(&self, left: &Input, right: Option<&Input>) -> Result<Settings> {
        let recognised = guess(left.sample(), right.map(Input::sample));
        match &self.spec {
            None => {
                let guess = recognised?;
                let ignored = guess.ignored.into_iter().map(|(name, why)| (name, why.to_owned())).collect();
                Ok(Settings { spec: guess.spec, ignored, month_first: guess.month_first, guessed: true })
            }
            Some(path) => {
                let spec = read_spec(path)?;
                check_columns(&spec, left, right).with_context(|| path.display().to_string())?;
                let month_first = recognised.map_or((false, false), |guess| guess.month_first);
                Ok(Settings { spec: spec.with_blocks(), ignored: Vec::new(), month_first, guessed: false })
            }
        }
    }

    fn model(&self, spec: &Spec) -> Result<Option<Model>> {
        let Some(path) = &self.model else { return Ok(None) };
        let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        Model::from_json(&text, spec).map(Some).with_context(|| {
            format!("{}: cannot be used here; learn a new one by leaving --model out", path.display())
        })
    }
}

fn read_spec(path: &Path) -> Result<Spec> {
    let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Spec::from_toml(&text).with_context(|| path.display().to_string())
}

/// A column that no file has is a slip in the specification; one that only one file has leaves values missing.
fn check_columns(spec: &Spec, left: &Input, right: Option<&Input>) -> Result<()> {
    for column in spec.columns() {
        let theirs = spec.input.right_columns.get(column).map_or(column, String::as_str);
        let is_there =
            left.column(column).is_some() || right.is_some_and(|right| right.column(theirs).is_some());
        if !is_there {
            bail!(
                "[[compare]] names the column `{column}`, which no file has; the columns are: {}",
                left.file.headers().join(", ")
            );
        }
    }
    Ok(())
}

/// What `link` and `dedupe` share from start to end: the clock of the phases, the bar, the wish to stop.
struct Session {
    started: Instant,
    cancel: Arc<AtomicBool>,
    bar: ProgressBar,
}

impl Session {
    fn start() -> Self {
        let session = Self { started: Instant::now(), cancel: cancel_on_interrupt(), bar: progress_bar() };
        session.bar.set_message("read");
        session
    }

    /// Seconds since the last call, as a phase.
    fn phase(&mut self, name: &str) -> PhaseReport {
        let seconds = self.started.elapsed().as_secs_f64();
        self.started = Instant::now();
        PhaseReport { phase: name.to_owned(), seconds }
    }

    fn follow(&self, phase: &str, done: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of one, in thousandths"
        )]
        self.bar.set_position((done.clamp(0.0, 1.0) * 1000.0) as u64);
        self.bar.set_message(phase.to_owned());
    }

    /// Writes what both commands write, gives the files their names and says what came out.
    fn conclude(
        mut self,
        out: OutputDir,
        settings: &Settings,
        model: &Model,
        mut report: RunReport,
        dir: &Path,
    ) -> Result<()> {
        out.write("model.json", &model.to_json())?;
        out.write("spec.toml", &spec_text(settings))?;
        let write = self.phase("write");
        report.report.phases.push(write);
        let text = serde_json::to_string_pretty(&report).context("report.json")? + "\n";
        out.write("report.json", &text)?;
        if self.cancel.load(Ordering::Relaxed) {
            return Err(raccroche_linkage::Error::Cancelled.into());
        }
        out.publish()?;
        self.bar.finish_and_clear();
        summarise(&report, settings, dir)?;
        Ok(())
    }
}

impl RunReport {
    fn new(command: &str, inputs: &[&Path], settings: &Settings, read: PhaseReport, report: &Report) -> Self {
        let mut report = report.clone();
        report.phases.insert(0, read);
        Self {
            command: command.to_owned(),
            inputs: inputs.iter().map(|path| absolute(path)).collect(),
            month_first: settings.month_first,
            report,
            labels: None,
            parameters: settings.spec.clone(),
            columns_not_compared: settings.ignored.clone(),
        }
    }
}

/// `raccroche link`.
pub(crate) fn link(args: &LinkArgs) -> Result<()> {
    args.common.on_threads(|| {
        let mut session = Session::start();
        let (left, right) = rayon::join(|| Input::open(&args.left), || Input::open(&args.right));
        let (left, right) = (left?, right?);
        let settings = args.common.settings(&left, Some(&right))?;
        let spec = &settings.spec;
        let model = args.common.model(spec)?;
        // A folder that cannot be written is better known before the work than after.
        let out = OutputDir::create(&args.common.out)?;
        let (left_table, right_table) = rayon::join(
            || left.table(spec, settings.month_first.0, false),
            || right.table(spec, settings.month_first.1, true),
        );
        let (left_table, right_table) = (left_table?, right_table?);
        let labelled = match &args.labels {
            None => Vec::new(),
            Some(path) => read_labels(path, &left_table, &right_table)?,
        };
        let read = session.phase("read");
        let progress = |phase: &str, done: f64| session.follow(phase, done);
        let options = Options {
            model: model.as_ref(),
            labelled: &labelled,
            progress: Some(&progress),
            cancel: Some(&session.cancel),
        };
        let linkage = engine_link(spec, left_table, right_table, &options)?;
        session.phase("link");
        session.bar.set_message("write");
        let (left_id, right_id) = (|row| linkage.left_id(row), |row| linkage.right_id(row));
        out.write_lines("links.csv", LINK_HEADER, &linkage.links, |text, links| {
            push_links(text, links, &left_id, &right_id);
        })?;
        out.write_lines("unmatched_left.csv", ID_HEADER, &linkage.unmatched_left, |text, rows| {
            for &row in rows {
                push_id(text, left_id(row));
            }
        })?;
        out.write_lines("unmatched_right.csv", ID_HEADER, &linkage.unmatched_right, |text, rows| {
            for &row in rows {
                push_id(text, right_id(row));
            }
        })?;
        let mut report = RunReport::new("link", &[&args.left, &args.right], &settings, read, &linkage.report);
        report.labels = (!labelled.is_empty()).then(|| compare_with_labels(&linkage.links, &labelled));
        session.conclude(out, &settings, &linkage.model, report, &args.common.out)
    })
}

/// `raccroche dedupe`.
pub(crate) fn dedupe(args: &DedupeArgs) -> Result<()> {
    args.common.on_threads(|| {
        let mut session = Session::start();
        let input = Input::open(&args.file)?;
        let settings = args.common.settings(&input, None)?;
        let model = args.common.model(&settings.spec)?;
        let out = OutputDir::create(&args.common.out)?;
        let table = input.table(&settings.spec, settings.month_first.0, false)?;
        let read = session.phase("read");
        let progress = |phase: &str, done: f64| session.follow(phase, done);
        let options = Options {
            model: model.as_ref(),
            labelled: &[],
            progress: Some(&progress),
            cancel: Some(&session.cancel),
        };
        let deduplication = engine_dedupe(&settings.spec, table, &options)?;
        session.phase("dedupe");
        session.bar.set_message("write");
        let id = |row| deduplication.id(row);
        out.write_lines("clusters.csv", CLUSTER_HEADER, &numbered(&deduplication.clusters), |text, rows| {
            for row in rows {
                push_cluster(text, id(row.0), row.1);
            }
        })?;
        out.write_lines("links.csv", LINK_HEADER, &deduplication.pairs, |text, links| {
            push_links(text, links, &id, &id);
        })?;
        let report = RunReport::new("dedupe", &[&args.file], &settings, read, &deduplication.report);
        session.conclude(out, &settings, &deduplication.model, report, &args.common.out)
    })
}

/// Each row with its cluster; clusters are numbered from 1 in the order of their first rows.
fn numbered(clusters: &[u32]) -> Vec<(u32, u32)> {
    let mut numbers = vec![0; clusters.len()];
    let mut next = 0;
    let mut number_of = |first: u32| {
        let number = &mut numbers[first as usize];
        if *number == 0 {
            next += 1;
            *number = next;
        }
        *number
    };
    (0..).zip(clusters).map(|(row, &first)| (row, number_of(first))).collect()
}

/// `raccroche explain`.
pub(crate) fn explain(args: &ExplainArgs) -> Result<()> {
    let path = args.dir.join("report.json");
    let text = fs::read_to_string(&path).with_context(|| {
        format!("{}: not a folder that `raccroche link` or `dedupe` wrote", args.dir.display())
    })?;
    let report: RunReport = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let spec = &report.parameters;
    let model_path = args.dir.join("model.json");
    let model = fs::read_to_string(&model_path).with_context(|| model_path.display().to_string())?;
    let model = Model::from_json(&model, spec).with_context(|| model_path.display().to_string())?;
    let table = |position: usize, month_first: bool| -> Result<Table> {
        let path = report.inputs.get(position).context("report.json names no input")?;
        Input::open(path)
            .and_then(|input| input.table(spec, month_first, position == 1))
            .with_context(|| format!("{}: the file is needed to explain", path.display()))
    };
    let left = table(0, report.month_first.0)?;
    let find = |table: &Table, id: &str, path: &Path| -> Result<u32> {
        (0..u32::try_from(table.len()).unwrap_or(u32::MAX))
            .find(|&row| table.id(row) == id)
            .with_context(|| format!("{}: no row has the id `{id}`", path.display()))
    };
    let explanation = if report.command == "dedupe" {
        let rows =
            (find(&left, &args.left_id, &report.inputs[0])?, find(&left, &args.right_id, &report.inputs[0])?);
        raccroche_linkage::explain_within(spec, &model, left, rows.0, rows.1)?
    } else {
        let right = table(1, report.month_first.1)?;
        let rows = (
            find(&left, &args.left_id, &report.inputs[0])?,
            find(&right, &args.right_id, &report.inputs[1])?,
        );
        raccroche_linkage::explain(spec, &model, left, right, rows.0, rows.1)?
    };
    say(&waterfall(&explanation))?;
    Ok(())
}

fn waterfall(explanation: &Explanation) -> String {
    format!("    bits       sum\n{explanation}")
}

/// `explain` may be called from another folder.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn spec_text(settings: &Settings) -> String {
    let mut text = String::new();
    if settings.guessed {
        text.push_str(
            "# Recognised from the columns' names and contents. Edit, then give back with --spec.\n",
        );
        for (column, why) in &settings.ignored {
            text.extend(["# Not compared: ", column, " (", why, ").\n"]);
        }
        text.push('\n');
    }
    text + &settings.spec.to_toml()
}

fn summarise(report: &RunReport, settings: &Settings, out: &Path) -> Result<()> {
    let r = &report.report;
    if settings.guessed {
        let compared: Vec<String> = settings.spec.compare.iter().map(|c| c.columns.join("/")).collect();
        say(&format!(
            "Compared: {}. The specification is in {}",
            compared.join(", "),
            out.join("spec.toml").display()
        ))?;
    }
    if report.command == "link" {
        say(&format!(
            "{} and {} rows: {} links, {} to review, {} left and {} right rows without partner",
            r.left_rows, r.right_rows, r.links, r.reviews, r.unmatched_left, r.unmatched_right
        ))?;
    } else {
        say(&format!(
            "{} rows: {} persons, of whom {} have several rows",
            r.left_rows,
            r.left_rows - r.duplicate_rows,
            r.clusters
        ))?;
    }
    if let Some(labels) = &report.labels {
        let show = |share: &Share| format!("{:.4} ({:.4} to {:.4})", share.value, share.low, share.high);
        say(&format!(
            "Against the labels: precision {}, recall {}",
            show(&labels.precision),
            show(&labels.recall)
        ))?;
    }
    let seconds: f64 = r.phases.iter().map(|phase| phase.seconds).sum();
    say(&format!("{seconds:.1} s; results in {}", out.display()))?;
    Ok(())
}

/// Recall over the labelled pairs; precision over the links of which a label knows at least one row.
fn compare_with_labels(links: &[Link], labelled: &[(u32, u32)]) -> LabelReport {
    use std::collections::HashSet;
    let truth: HashSet<(u32, u32)> = labelled.iter().copied().collect();
    let lefts: HashSet<u32> = labelled.iter().map(|pair| pair.0).collect();
    let rights: HashSet<u32> = labelled.iter().map(|pair| pair.1).collect();
    let (mut found, mut known) = (0, 0);
    for link in links.iter().filter(|link| link.decision == raccroche_linkage::Decision::Link) {
        if lefts.contains(&link.left) || rights.contains(&link.right) {
            known += 1;
            found += u64::from(truth.contains(&(link.left, link.right)));
        }
    }
    let labelled_pairs = truth.len() as u64;
    LabelReport {
        labelled_pairs,
        found,
        recall: wilson(found, labelled_pairs),
        precision: wilson(found, known),
    }
}

/// Wilson's interval at 95 %: right also near 0 and 1, where linkage lives.
fn wilson(hits: u64, all: u64) -> Share {
    if all == 0 {
        return Share { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (n, z) = (all as f64, 1.959_964);
    let p = hits as f64 / n;
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Share { value: p, low: (centre - half).clamp(0.0, p), high: (centre + half).clamp(p, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_share_and_never_leaves_zero_to_one() {
        for (hits, all) in [(0, 10), (10, 10), (997, 1000), (1, 3)] {
            let share = wilson(hits, all);
            assert!(share.low <= share.value && share.value <= share.high, "{share:?}");
            assert!(share.low >= 0.0 && share.high <= 1.0);
        }
    }
}
