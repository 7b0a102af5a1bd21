//! A linkage from two tables to decisions, and a deduplication from one table to clusters.

use std::sync::atomic::AtomicBool;

use crate::{
    block::{self, Gathered, Rows, Rules},
    compare::Comparison,
    course::{Course, OnPhase},
    decide::{self, Candidate, Decider, Link},
    error::{Error, Result},
    estimate::Training,
    explain::{Explanation, explain_with},
    model::Model,
    records::Records,
    report::Report,
    row_ids::RowIdsOfPieces,
    score::{Pairs, Scorer, bits, probability, weight},
    search::{Ground, Search},
    spec::{Scope, Spec},
    table::Table,
    terms::Terms,
};

/// How far below the review threshold pairs are kept, as near misses, in bits.
const NEAR: f32 = 8.0;
/// How far below the review threshold pairs are kept in a deduplication, to speak against a cluster, in bits.
const AGAINST: f32 = 20.0;

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

/// Links two tables of one specification.
///
/// # Errors
/// [`Error::Table`] when the tables are not of the specification, [`Error::Model`] when the given model is not,
/// [`Error::Cancelled`].
pub fn link(spec: &Spec, left: Table, right: Table, options: &Options<'_>) -> Result<Linkage> {
    let spec = spec.with_blocks();
    let mut course = Course::new(options.progress, options.cancel);
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
    let mut search = Search::new(&spec, floor, weight(spec.decide.link));
    // About what two registers of the same people give.
    search.candidates.reserve_exact(left_rows.min(right_rows));
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
    let mut course = Course::new(options.progress, options.cancel);
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
    let mut search = Search::new(&spec, f32::INFINITY, review - AGAINST);
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
