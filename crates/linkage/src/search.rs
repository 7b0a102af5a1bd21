//! The search for candidates: the rules, from the strictest to the loosest, each among the rows that it is for.

use rayon::prelude::*;

use crate::{
    block::{self, Found, Gathered, Pairing, RowSet, Rows, Rules},
    compare::Comparison,
    course::Course,
    decide::{BEYOND_DOUBT, Candidate},
    error::Result,
    records::Records,
    report::RuleReport,
    score::Scorer,
    spec::{Scope, Spec},
};

/// Pairs of rows left over up to which all of them are compared.
const EXHAUSTIVE: u64 = 1 << 21;

/// What rules run on: rows, and what is bound to where the words of these stand.
pub(crate) struct Ground<'a> {
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
    pub(crate) fn new(
        table: &'a Records,
        rules: Rules,
        across: Scorer,
        within: Scorer,
        boundary: u32,
    ) -> Self {
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
pub(crate) struct Search<'a> {
    spec: &'a Spec,
    /// Weights from which pairs are kept: of a row of each file, and of two rows of one.
    floor_across: f32,
    floor_within: f32,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) within_candidates: Vec<Candidate>,
    /// How many candidates were looked at when rows beyond doubt were marked last.
    marked: usize,
    pub(crate) report: Vec<RuleReport>,
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

impl<'a> Search<'a> {
    pub(crate) fn new(spec: &'a Spec, floor_across: f32, floor_within: f32) -> Self {
        let (candidates, within_candidates) = (Vec::new(), Vec::new());
        Self {
            spec,
            floor_across,
            floor_within,
            candidates,
            within_candidates,
            marked: 0,
            report: Vec::new(),
        }
    }

    /// Runs the rules, widest scope first; `strict` are the keys of the widest, which training gathered. Between two
    /// scopes the rows that have found a partner beyond doubt are marked. Returns how many were marked.
    pub(crate) fn all(
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
        let mut across = Vec::with_capacity(run.found.len());
        for Weigh { kept_across, kept_within, .. } in &run.found {
            kept += (kept_across.len() + kept_within.len()) as u64;
            across.push(&kept_across[..]);
            self.within_candidates.extend_from_slice(kept_within);
        }
        self.candidates.par_extend(one_after_the_other(&across));
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

/// The candidates of several lists, copied by all threads: each goes on from one list to the next. Most of the work is taking
/// memory that nothing has touched yet.
fn one_after_the_other(lists: &[&[Candidate]]) -> impl IndexedParallelIterator<Item = Candidate> {
    let ends = lists.iter().scan(0, |end, list| {
        *end += list.len();
        Some(*end)
    });
    let ends: Vec<usize> = ends.collect();
    let all = ends.last().copied().unwrap_or(0);
    (0..all).into_par_iter().map_init(
        || (&[][..], 0..0),
        move |(list, range), at| {
            if !range.contains(&at) {
                let n = ends.partition_point(|&end| end <= at);
                *list = lists[n];
                *range = ends[n] - list.len()..ends[n];
            }
            list[at - range.start]
        },
    )
}
