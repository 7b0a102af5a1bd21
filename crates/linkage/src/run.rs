//! A linkage from two tables to decisions, and a deduplication from one table to clusters.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use crate::{
    block::{self, Found, Gathered, Pairing, RowSet, Rows, Rules},
    compare::Comparison,
    decide::{self, BEYOND_DOUBT, Candidate, Decider, Link},
    error::{Error, Result},
    estimate::Training,
    explain::{Explanation, explain_with},
    model::Model,
    records::Records,
    report::{PhaseReport, Report, RuleReport},
    row_ids::RowIdsOfPieces,
    score::{Pairs, Scorer, bits, probability, weight},
    spec::{Scope, Spec},
    table::Table,
    terms::Terms,
};

/// How far below the review threshold pairs are kept, as near misses, in bits.
const NEAR: f32 = 8.0;
/// How far below the review threshold pairs are kept in a deduplication, to speak against a cluster, in bits.
const AGAINST: f32 = 20.0;

/// Pairs of rows left over up to which all of them are compared.
const EXHAUSTIVE: u64 = 1 << 21;

/// Told the name of each phase at its start and the share of the work done before it (0 to 1).
pub type OnPhase<'a> = dyn Fn(&str, f64) + Sync + 'a;

/// What a caller may ask for.
#[derive(Default)]
pub struct Options<'a> {
    /// A model learned before; none: it is learned from these files.
    pub model: Option<&'a Model>,
    /// Pairs of rows known to be of one person (left row, right row), to learn from.
    pub labelled: &'a [(u32, u32)],
    /// Called at the start of each phase with its name and the share of the work done (0 to 1).
    pub progress: Option<&'a OnPhase<'a>>,
    /// Looked at between phases: `true` stops the run.
    pub cancel: Option<&'a AtomicBool>,
}

/// The result of a linkage.
#[derive(Debug)]
pub struct Linkage {
    /// Decided pairs, by left then right row.
    pub links: Vec<Link>,
    /// For left rows without link or review: up to three best pairs that fell short.
    pub near_misses: Vec<Link>,
    /// Left rows for whose person the right file holds no acceptable row.
    pub unmatched_left: Vec<u32>,
    /// Right rows for whose person the left file holds no acceptable row.
    pub unmatched_right: Vec<u32>,
    /// Person of each left row: the number of its first row.
    pub left_clusters: Vec<u32>,
    /// Person of each right row: the number of its first row.
    pub right_clusters: Vec<u32>,
    /// What was learned.
    pub model: Model,
    /// What was done.
    pub report: Report,
    /// The two tables, to explain pairs.
    prepared: Prepared,
}

/// The result of a deduplication.
#[derive(Debug)]
pub struct Deduplication {
    /// Cluster of each row: the number of its first row.
    pub clusters: Vec<u32>,
    /// Weighed pairs, links and reviews, by first then second row.
    pub pairs: Vec<Link>,
    /// What was learned.
    pub model: Model,
    /// What was done.
    pub report: Report,
    prepared: Prepared,
}

impl Linkage {
    /// Id of a left row, as its file gives it.
    pub fn left_id(&self, row: u32) -> &str {
        self.prepared.ids.get(row)
    }

    /// Id of a right row, as its file gives it.
    pub fn right_id(&self, row: u32) -> &str {
        self.prepared.ids.get(row + self.prepared.boundary)
    }

    /// The waterfall of a left and a right row.
    pub fn explain(&self, left: u32, right: u32) -> Explanation {
        self.prepared.explain(left, right + self.prepared.boundary)
    }
}

impl Deduplication {
    /// Id of a row, as its file gives it.
    pub fn id(&self, row: u32) -> &str {
        self.prepared.ids.get(row)
    }

    /// The waterfall of two rows.
    pub fn explain(&self, a: u32, b: u32) -> Explanation {
        self.prepared.explain(a, b)
    }
}

/// Explains a left and a right row with a model learned before.
///
/// # Errors
/// [`Error::Table`] when a row does not exist, [`Error::Model`] when the model is not of the specification.
pub fn explain(spec: &Spec, model: &Model, left: Table, right: Table, a: u32, b: u32) -> Result<Explanation> {
    let mut table = left;
    let boundary = u32::try_from(table.len()).map_err(|_| Error::Table("more than 2^31 rows".into()))?;
    table.append(right)?;
    Prepared::new(spec, model, table, boundary, Pairs::Across)?.checked(a, b.saturating_add(boundary))
}

/// Explains two rows of one table with a model learned before.
///
/// # Errors
/// As [`explain`].
pub fn explain_within(spec: &Spec, model: &Model, table: Table, a: u32, b: u32) -> Result<Explanation> {
    Prepared::new(spec, model, table, 0, Pairs::Deduplicated)?.checked(a, b)
}

/// Tables ready to be compared.
#[derive(Debug)]
struct Prepared {
    spec: Spec,
    table: Records,
    ids: RowIdsOfPieces,
    boundary: u32,
    comparisons: Vec<Comparison>,
    scorer: Scorer,
}

impl Prepared {
    fn new(spec: &Spec, model: &Model, table: Table, boundary: u32, pairs: Pairs) -> Result<Self> {
        model.check(spec)?;
        let spec = spec.with_blocks();
        let (table, ids) = Records::of(table);
        let Bound { comparisons, terms, .. } = Bound::new(&spec, &table)?;
        let scorer = Scorer::new(&comparisons, &terms, &spec, model, pairs);
        Ok(Self { spec, table, ids, boundary, comparisons, scorer })
    }

    fn checked(&self, a: u32, b: u32) -> Result<Explanation> {
        if a.max(b) as usize >= self.table.len() {
            return Err(Error::Table(format!("no row {}", a.max(b))));
        }
        Ok(self.explain(a, b))
    }

    fn explain(&self, a: u32, b: u32) -> Explanation {
        explain_with(&self.scorer, &self.comparisons, &self.spec, &self.table, a, b)
    }
}

/// Follows a run: phases, progress, the wish to stop.
struct Course<'a> {
    options: &'a Options<'a>,
    phases: Vec<PhaseReport>,
    started: Instant,
}

impl<'a> Course<'a> {
    fn new(options: &'a Options<'a>) -> Self {
        Self { options, phases: Vec::new(), started: Instant::now() }
    }

    /// Announces a phase.
    fn begin(&self, phase: &str, done: f64) -> Result<()> {
        if self.options.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return Err(Error::Cancelled);
        }
        if let Some(progress) = self.options.progress {
            progress(phase, done);
        }
        Ok(())
    }

    fn end(&mut self, phase: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.started = Instant::now();
        match self.phases.last_mut() {
            Some(last) if last.phase == phase => last.seconds += seconds,
            _ => self.phases.push(PhaseReport { phase: phase.to_owned(), seconds }),
        }
    }
}

/// Links two tables of one specification.
///
/// # Errors
/// [`Error::Table`] when the tables are not of the specification, [`Error::Model`] when the given model is not,
/// [`Error::Cancelled`].
pub fn link(spec: &Spec, left: Table, right: Table, options: &Options<'_>) -> Result<Linkage> {
    let spec = spec.with_blocks();
    let mut course = Course::new(options);
    let (left_rows, right_rows) = (left.len(), right.len());
    let boundary = u32::try_from(left_rows).map_err(|_| Error::Table("more than 2^31 rows".into()))?;
    course.begin("prepare", 0.0)?;
    let mut table = left;
    table.append(right)?;
    let (table, ids) = records(&spec, table)?;
    let bound = Bound::new(&spec, &table)?;
    course.end("prepare");

    course.begin("train", 0.1)?;
    let (model, strict) = bound.model(&spec, &table, Some(boundary), options)?;
    let across = Scorer::new(&bound.comparisons, &bound.terms, &spec, &model, Pairs::Across);
    let within = across.within(&model);
    course.end("train");

    let floor = weight(spec.decide.review) - NEAR;
    let mut whole = Ground::new(&table, bound.rules, across.clone(), within.clone(), boundary);
    let mut search = Search {
        spec: &spec,
        floor_across: floor,
        floor_within: weight(spec.decide.link),
        // About what two registers of the same people give.
        candidates: Vec::with_capacity(left_rows.min(right_rows)),
        within_candidates: Vec::new(),
        marked: 0,
        report: Vec::new(),
    };
    let rows_resolved = search.all(&mut whole, strict, &mut course)?;
    let Search { candidates, within_candidates, report: rules, .. } = search;

    course.begin("decide", 0.9)?;
    let decider = Decider { table: &table, boundary, decide: &spec.decide, across: &across, within: &within };
    let decided = decider.decide(&candidates, &within_candidates);
    let unmatched = |range: std::ops::Range<usize>| -> Vec<u32> {
        let start = range.start;
        let rows = range.map(|row| u32::try_from(row).unwrap_or(u32::MAX));
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        rows.filter(|&row| !decided.settled.contains(row)).map(|row| row - start).collect()
    };
    let (unmatched_left, unmatched_right) = (unmatched(0..left_rows), unmatched(left_rows..table.len()));
    course.end("decide");

    let links = decided.links.iter().filter(|l| l.decision == decide::Decision::Link).count() as u64;
    let report = Report {
        left_rows: left_rows as u64,
        right_rows: right_rows as u64,
        pairs_compared: rules.iter().map(|rule| rule.pairs).sum(),
        pairs_kept: candidates.len() as u64,
        rules,
        rows_resolved,
        links,
        reviews: decided.links.len() as u64 - links,
        ambiguous: decided.ambiguous,
        contested: decided.contested,
        duplicate_rows: decided.duplicates,
        unmatched_left: unmatched_left.len() as u64,
        unmatched_right: unmatched_right.len() as u64,
        clusters: 0,
        phases: course.phases,
    };
    let mut left_clusters = decided.persons;
    let right_clusters =
        left_clusters.split_off(left_rows).into_iter().map(|person| person - boundary).collect();
    Ok(Linkage {
        links: decided.links,
        near_misses: decided.near_misses,
        unmatched_left,
        unmatched_right,
        left_clusters,
        right_clusters,
        model,
        report,
        prepared: Prepared { spec, table, ids, boundary, comparisons: bound.comparisons, scorer: across },
    })
}

/// Finds the rows of one table that are of one person.
///
/// # Errors
/// As [`link`].
pub fn dedupe(spec: &Spec, table: Table, options: &Options<'_>) -> Result<Deduplication> {
    let mut spec = spec.with_blocks();
    // A row never has all its partners: every rule looks for every row.
    spec.block.iter_mut().for_each(|block| block.scope = Scope::All);
    let mut course = Course::new(options);
    course.begin("prepare", 0.0)?;
    let (table, ids) = records(&spec, table)?;
    let rows = table.len();
    let bound = Bound::new(&spec, &table)?;
    course.end("prepare");
    course.begin("train", 0.1)?;
    let (mut model, strict) = bound.model(&spec, &table, None, options)?;
    let scorer = Scorer::new(&bound.comparisons, &bound.terms, &spec, &model, Pairs::Deduplicated);
    course.end("train");
    let review = weight(spec.decide.review);
    let mut whole = Ground::new(&table, bound.rules, scorer.clone(), scorer.clone(), u32::MAX);
    let mut search = Search {
        spec: &spec,
        floor_across: f32::INFINITY,
        floor_within: review - AGAINST,
        candidates: Vec::new(),
        within_candidates: Vec::new(),
        marked: 0,
        report: Vec::new(),
    };
    search.all(&mut whole, strict, &mut course)?;
    let Search { within_candidates: mut candidates, report: rules, .. } = search;
    course.begin("decide", 0.9)?;
    if options.model.is_none() {
        relearn_prior(&mut model, &mut candidates, rows);
    }
    let scorer = scorer.within(&model);
    let link = weight(spec.decide.link);
    let clusters = decide::clusters(rows, &candidates, link);
    candidates.retain(|c| c.weight >= review);
    candidates.sort_unstable_by_key(|c| (c.a, c.b));
    let pairs: Vec<Link> = candidates.iter().map(|c| decide::pair(c, &clusters)).collect();
    course.end("decide");
    let mut sizes = vec![0_u32; rows];
    for &cluster in &clusters {
        sizes[cluster as usize] += 1;
    }
    let links = pairs.iter().filter(|pair| pair.decision == decide::Decision::Link).count() as u64;
    let report = Report {
        left_rows: rows as u64,
        pairs_compared: rules.iter().map(|rule| rule.pairs).sum(),
        pairs_kept: pairs.len() as u64,
        rules,
        links,
        reviews: pairs.len() as u64 - links,
        duplicate_rows: clusters.iter().enumerate().filter(|&(row, &cluster)| row != cluster as usize).count()
            as u64,
        clusters: sizes.iter().filter(|&&size| size > 1).count() as u64,
        phases: course.phases,
        ..Report::default()
    };
    let prepared = Prepared { spec, table, ids, boundary: 0, comparisons: bound.comparisons, scorer };
    Ok(Deduplication { clusters, pairs, model, report, prepared })
}

/// Learns the share of matches anew from every pair compared, and shifts the weights by it.
///
/// In one file a person may have two rows or twenty, so what a sample says of the number of matches is rough; the
/// expected number of matches among all pairs, given their weights, is not. The two depend on each other: a few rounds
/// settle them (expectation-maximisation on λ alone).
fn relearn_prior(model: &mut Model, candidates: &mut [Candidate], rows: usize) {
    let pairs = (rows as f64) * (rows as f64 - 1.0) / 2.0;
    let learned = model.prior_within;
    let mut prior = learned;
    for _ in 0..20 {
        let shift = bits((prior / learned).log2());
        let expected: f64 = candidates.iter().map(|c| probability(c.weight + shift)).sum();
        prior = (expected.max(1.0) / pairs.max(1.0)).clamp(1e-15, 0.5);
    }
    let shift = bits((prior / learned).log2());
    for candidate in candidates {
        candidate.weight += shift;
    }
    model.matches_per_row = prior * pairs / rows.max(1) as f64;
    model.prior = prior;
    model.prior_within = prior;
}

/// The rows of a table, and their numbers as the files give them.
fn records(spec: &Spec, table: Table) -> Result<(Records, RowIdsOfPieces)> {
    let (records, ids) = Records::of(table);
    if Rules::bind(spec, &records)?.listens(Scope::All) {
        // Loose rules look at every row.
        let rows: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).collect();
        return Ok((records.marked(&rows), ids));
    }
    Ok((records, ids))
}

/// A table with all that is derived from it.
struct Bound {
    comparisons: Vec<Comparison>,
    terms: Vec<Terms>,
    rules: Rules,
}

impl Bound {
    fn new(spec: &Spec, table: &Records) -> Result<Self> {
        let comparisons = Comparison::bind(table);
        if comparisons.len() != spec.compare.len() {
            return Err(Error::Table("the table is not of the specification".into()));
        }
        Ok(Self { comparisons, terms: Terms::of(table), rules: Rules::bind(spec, table)? })
    }

    /// The model, given or learned, and the keys of the strict rules, from which it is learned too.
    fn model(
        &self,
        spec: &Spec,
        table: &Records,
        boundary: Option<u32>,
        options: &Options<'_>,
    ) -> Result<(Model, Vec<Gathered>)> {
        let strict = self.rules.of_scope(Scope::All);
        if let Some(model) = options.model {
            model.check(spec)?;
            let model = model.for_sizes(table.len() as u64, boundary.map(u64::from));
            return Ok((model, block::gather(table, &self.rules, &strict, Rows::All)));
        }
        let labelled: Vec<(u32, u32)> =
            options.labelled.iter().map(|&(a, b)| (a, b + boundary.unwrap_or(0))).collect();
        let training = Training {
            spec,
            table,
            boundary,
            comparisons: &self.comparisons,
            rules: &self.rules,
            terms: &self.terms,
            labelled: &labelled,
        };
        let mut which = strict.clone();
        which.extend(training.rules().into_iter().filter(|rule| !strict.contains(rule)));
        let from = Rows::Learned(strict.len(), training.sample());
        let mut keys = block::gather(table, &self.rules, &which, from);
        let model = training.learn(&keys);
        keys.truncate(strict.len());
        Ok((model, keys))
    }
}

/// What rules run on: rows, and what is bound to where the words of these stand.
struct Ground<'a> {
    table: &'a Records,
    rules: Rules,
    across: Scorer,
    within: Scorer,
    boundary: u32,
    /// The numbers of the rows among all; none where these are all.
    numbers: Option<Vec<u32>>,
}

impl<'a> Ground<'a> {
    /// All rows.
    fn new(table: &'a Records, rules: Rules, across: Scorer, within: Scorer, boundary: u32) -> Self {
        Self { table, rules, across, within, boundary, numbers: None }
    }

    /// A [marked](Records::marked) table of some of the rows, under the same rules, which go on where they are.
    fn over<'b>(&mut self, spec: &Spec, table: &'b Records, numbers: Vec<u32>) -> Result<Ground<'b>> {
        let comparisons = Comparison::bind(table);
        let rules = Rules { splits: std::mem::take(&mut self.rules.splits), ..Rules::bind(spec, table)? };
        let boundary = numbers.partition_point(|&row| row < self.boundary);
        Ok(Ground {
            table,
            rules,
            across: self.across.over(&comparisons),
            within: self.within.over(&comparisons),
            boundary: u32::try_from(boundary).unwrap_or(u32::MAX),
            numbers: Some(numbers),
        })
    }

    fn gather(&self, which: &[usize], from: Rows<'_>) -> Vec<Gathered> {
        block::gather(self.table, &self.rules, which, from)
    }
}

/// Runs the rules and keeps what is worth keeping.
struct Search<'a> {
    spec: &'a Spec,
    floor_across: f32,
    floor_within: f32,
    candidates: Vec<Candidate>,
    within_candidates: Vec<Candidate>,
    /// How many candidates were looked at when rows beyond doubt were marked last.
    marked: usize,
    report: Vec<RuleReport>,
}

/// Weighs the pairs of one partition.
struct Weigh<'a> {
    ground: &'a Ground<'a>,
    floor_across: f32,
    floor_within: f32,
    rule: u8,
    /// Worth keeping: pairs of a row of each file, and of two rows of one.
    kept_across: Vec<Candidate>,
    kept_within: Vec<Candidate>,
}

impl Weigh<'_> {
    #[inline]
    fn is_across(&self, a: u32, b: u32) -> bool {
        a < self.ground.boundary && b >= self.ground.boundary
    }
}

impl Found for Weigh<'_> {
    type Worth = f32;

    #[inline]
    fn compare(&self, a: u32, b: u32, words_a: &[u32], words_b: &[u32]) -> Option<f32> {
        let (scorer, floor) = if self.is_across(a, b) {
            (&self.ground.across, self.floor_across)
        } else {
            (&self.ground.within, self.floor_within)
        };
        scorer.weigh(&self.ground.table.lexicon, words_a, words_b, floor)
    }

    fn keep(&mut self, a: u32, b: u32, weight: f32) {
        let is_across = self.is_across(a, b);
        let number = |row: u32| self.ground.numbers.as_ref().map_or(row, |numbers| numbers[row as usize]);
        let candidate = Candidate { a: number(a), b: number(b), weight, rule: self.rule };
        let kept = if is_across { &mut self.kept_across } else { &mut self.kept_within };
        kept.push(candidate);
    }
}

impl Search<'_> {
    /// Runs the rules, widest scope first; `strict` are the keys of the widest, which training gathered. Between two
    /// scopes the rows that have found a partner beyond doubt are marked. Returns how many were marked.
    fn all(
        &mut self,
        whole: &mut Ground<'_>,
        mut strict: Vec<Gathered>,
        course: &mut Course<'_>,
    ) -> Result<u64> {
        let mut resolved = RowSet::new(whole.table.len());
        let mut rows = 0;
        for (scope, phase) in [
            (Scope::All, "strict rules"),
            (Scope::Unresolved, "loose rules"),
            (Scope::BothUnresolved, "loosest rules"),
        ] {
            let which = whole.rules.of_scope(scope);
            if which.is_empty() {
                continue;
            }
            self.begin(phase, whole, course)?;
            if scope != Scope::All {
                rows = self.mark_resolved(&mut resolved);
            }
            match scope {
                Scope::All => self.run(whole, std::mem::take(&mut strict), None, phase, course)?,
                Scope::Unresolved => {
                    let keys = whole.gather(&which, Rows::Awaited(&resolved));
                    self.run(whole, keys, Some(&resolved), phase, course)?;
                }
                Scope::BothUnresolved => {
                    self.among(whole, resolved.others(whole.table.len()), |_| which, phase, course)?;
                }
            }
            course.end(phase);
        }
        self.exhaust(whole, &mut resolved, course)?;
        course.end("every pair left");
        Ok(rows)
    }

    /// When few rows are left, compares all of them: rules may all have missed a pair that only its sum shows.
    fn exhaust(
        &mut self,
        whole: &mut Ground<'_>,
        resolved: &mut RowSet,
        course: &mut Course<'_>,
    ) -> Result<()> {
        if whole.boundary == u32::MAX {
            return Ok(());
        }
        self.mark_resolved(resolved);
        let open = resolved.others(whole.table.len());
        let left = open.partition_point(|&row| row < whole.boundary) as u64;
        let right = open.len() as u64 - left;
        let boundary = u64::from(whole.boundary);
        let all = boundary * (whole.table.len() as u64 - boundary);
        if left * right == 0 || left * right > EXHAUSTIVE.min(all / 2) {
            return Ok(());
        }
        self.among(whole, open, |rules| vec![rules.add_exhaustive()], "every pair left", course)
    }

    /// Runs rules among some of the rows, in a table of their own.
    fn among(
        &mut self,
        whole: &mut Ground<'_>,
        rows: Vec<u32>,
        which: impl FnOnce(&mut Rules) -> Vec<usize>,
        phase: &str,
        course: &mut Course<'_>,
    ) -> Result<()> {
        let table = whole.table.marked(&rows);
        let mut some = whole.over(self.spec, &table, rows)?;
        let which = which(&mut some.rules);
        let keys = some.gather(&which, Rows::All);
        self.run(&mut some, keys, None, phase, course)?;
        whole.rules.splits = some.rules.splits;
        Ok(())
    }

    fn mark_resolved(&mut self, resolved: &mut RowSet) -> u64 {
        for candidate in self.candidates[self.marked..].iter().filter(|c| c.weight >= BEYOND_DOUBT) {
            resolved.insert(candidate.a);
            resolved.insert(candidate.b);
        }
        self.marked = self.candidates.len();
        resolved.len()
    }

    /// Announces the next rule.
    fn begin(&self, phase: &str, ground: &Ground<'_>, course: &Course<'_>) -> Result<()> {
        let rules = ground.rules.list.len().max(1) as f64;
        course.begin(phase, 0.2 + 0.7 * self.report.len() as f64 / rules)
    }

    /// Runs rules by their keys. `passed_over`: rows of which no two are compared.
    fn run(
        &mut self,
        ground: &mut Ground<'_>,
        gathered: Vec<Gathered>,
        passed_over: Option<&RowSet>,
        phase: &str,
        course: &Course<'_>,
    ) -> Result<()> {
        for keys in gathered {
            self.begin(phase, ground, course)?;
            self.rule(ground, &keys, passed_over);
        }
        Ok(())
    }

    fn rule(&mut self, ground: &mut Ground<'_>, keys: &Gathered, resolved: Option<&RowSet>) {
        let index = keys.rule;
        let number = u8::try_from(index + 1).unwrap_or(u8::MAX);
        let boundary = ground.boundary;
        let pairing = Pairing { boundary, across: boundary != u32::MAX, within: true, resolved };
        let run = block::run(ground.table, &ground.rules, keys, pairing, None, || Weigh {
            ground: &*ground,
            floor_across: self.floor_across,
            floor_within: self.floor_within,
            rule: number,
            kept_across: Vec::new(),
            kept_within: Vec::new(),
        });
        let mut kept = 0;
        for Weigh { kept_across, kept_within, .. } in &run.found {
            kept += (kept_across.len() + kept_within.len()) as u64;
            self.candidates.extend_from_slice(kept_across);
            self.within_candidates.extend_from_slice(kept_within);
        }
        let rule = &ground.rules.list[index];
        self.report.push(RuleReport {
            rule: number,
            on: rule.text.clone(),
            scope: rule.scope,
            pairs: run.counts.pairs,
            kept,
            refined_groups: run.counts.refined,
            large_groups: run.counts.large,
        });
        drop(run.found);
        ground.rules.splits[index] = run.splits;
    }
}
