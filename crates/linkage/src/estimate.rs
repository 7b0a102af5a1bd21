//! Learning m, u and λ without labels.
//!
//! - u, how often strangers agree: from random pairs; for plain equality from the frequencies of the values, which
//!   are exact where a sample is blind.
//! - m, how often one person's rows agree: expectation-maximisation on the histogram of comparison patterns of the
//!   pairs that a blocking rule gives, rule by rule, for the comparisons that the rule does not hold equal. A
//!   histogram has a few thousand patterns however many pairs there are, so the iterations cost nothing.
//! - Three classes, not two: one person, two strangers, and two relatives (twins), who agree on what families share.
//!   Without the third, twins teach the engine that first names often differ.
//! - λ: the matches that the rules hold, over the chance that a match is held by them.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::{
    block::{self, Found, Gathered, Pairing, Rules, Sample},
    compare::{self, Comparison},
    lexicon::Lexicon,
    model::{ComparisonModel, LevelModel, Model},
    records::Records,
    spec::{Kind, Spec},
    terms::Terms,
};

/// Random pairs from which u is learned.
const RANDOM_PAIRS: u64 = 1 << 17;
/// Row keys that training may compute, which bounds its share of the time on large files.
const KEY_BUDGET: usize = 6_000_000;
/// Row keys that one session keeps.
const SESSION_ROWS: usize = 1 << 17;
const SESSION_LARGEST_GROUP: u64 = 4096;
const ITERATIONS: usize = 40;
/// Weight of what is assumed before anything is seen, in pairs.
const PSEUDO_COUNT: f64 = 4.0;
/// One identifier in a hundred is somebody else's.
const STRAY_IDENTIFIERS: f64 = 0.01;
/// Fewer relatives than these cannot be told from noise.
const LEAST_KIN: f64 = 20.0;
const LEAST_KIN_SHARE: f64 = 0.002;
/// Share of rows assumed to have a duplicate in their own file, where the files are only linked.
const DUPLICATES: f64 = 0.01;

/// Levels of every comparison, packed four bits each: comparison 0 in the lowest.
type Pattern = u64;
type Histogram = HashMap<Pattern, u64, foldhash::fast::FixedState>;

/// Most comparisons of a specification: sixteen levels of four bits.
pub(crate) const MAX_COMPARISONS: usize = 16;

fn level(pattern: Pattern, comparison: usize) -> usize {
    usize::try_from(pattern >> (4 * comparison) & 15).unwrap_or(0)
}

fn pattern(comparisons: &[Comparison], lexicon: &Lexicon, a: &[u32], b: &[u32]) -> Pattern {
    comparisons
        .iter()
        .enumerate()
        .fold(0, |pattern, (i, c)| pattern | u64::from(c.outcome(lexicon, a, b).level) << (4 * i))
}

/// What is needed to learn.
pub(crate) struct Training<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) table: &'a Records,
    /// First row of the right file; `None` when one file is deduplicated.
    pub(crate) boundary: Option<u32>,
    pub(crate) comparisons: &'a [Comparison],
    pub(crate) rules: &'a Rules,
    pub(crate) terms: &'a [Terms],
    /// Rows known to be of one person.
    pub(crate) labelled: &'a [(u32, u32)],
}

/// Probabilities by comparison and level (level 0, missing, unused).
type Levels = Vec<Vec<f64>>;

struct Session {
    histogram: Histogram,
    /// Whether the rule holds the comparison equal.
    held: Vec<bool>,
    /// How many pairs one sampled pair stands for.
    scale: f64,
    /// Chance that a match is found by the rule, given m of plain equality.
    rule: usize,
}

/// What one session says.
struct Learned {
    /// Expected counts by comparison and level among matches.
    counts: Levels,
    matches: f64,
    kin: f64,
    total: f64,
}

impl Training<'_> {
    /// Learns a model. `keys`: those of all rows under the [rules](Self::rules) to learn from, others among them.
    pub(crate) fn learn(&self, keys: &[Gathered]) -> Model {
        let mut u = self.random_agreement();
        let mut m = self.assumed();
        let sessions = self.sessions(keys);
        let mut expected = 0.0;
        let mut kin = 0.0;
        // The second round knows how many of the agreements counted in u are matches.
        for _ in 0..2 {
            let learned: Vec<Learned> = sessions.par_iter().map(|s| self.maximise(s, &m, &u)).collect();
            m = self.combine(&learned, &sessions);
            expected = self.expected_matches(&sessions, &learned, &m);
            kin = sessions
                .iter()
                .zip(&learned)
                .filter(|(session, _)| self.is_shared(session))
                .map(|(session, learned)| learned.kin * session.scale / self.chance_held(session, &m))
                .fold(0.0, f64::max);
            expected = expected.clamp(1.0, self.most_matches());
            self.correct_exact(&mut u, &m, expected);
        }
        // A handful of pairs that look like relatives are matches with an odd first name.
        let kin = if kin < LEAST_KIN + LEAST_KIN_SHARE * expected { 0.0 } else { kin };
        let pairs = self.pair_count();
        let rows = self.table.len() as f64;
        let within = if self.boundary.is_some() { 2.0 * DUPLICATES / rows } else { expected / pairs };
        let probability = |p: f64| p.clamp(1e-15, 0.5);
        Model {
            version: Model::VERSION,
            prior: probability(expected / pairs),
            matches_per_row: expected / self.smaller(),
            kin: (kin / pairs).min(0.1),
            prior_within: probability(within),
            comparisons: self
                .spec
                .compare
                .iter()
                .zip(m.iter().zip(&u))
                .map(|(c, (m, u))| describe(c, m, u))
                .collect(),
        }
    }

    /// Matches in the files: what each rule holds over the chance that a match is held by it. The median of the rules
    /// whose pairs are mostly matches; a rule whose pairs are mostly not, tells little.
    fn expected_matches(&self, sessions: &[Session], learned: &[Learned], m: &Levels) -> f64 {
        let mut estimates: Vec<(f64, f64)> = sessions
            .iter()
            .zip(learned)
            .map(|(session, learned)| {
                let purity = learned.matches / learned.total.max(1.0);
                (purity, learned.matches * session.scale / self.chance_held(session, m))
            })
            .collect();
        estimates.sort_by(|x, y| y.0.total_cmp(&x.0));
        let telling = estimates.iter().take_while(|(purity, _)| *purity >= 0.5).count().max(1);
        let mut pure: Vec<f64> = estimates.iter().take(telling).map(|(_, matches)| *matches).collect();
        pure.sort_by(f64::total_cmp);
        pure.get(pure.len() / 2).copied().unwrap_or(1.0)
    }

    fn sizes(&self) -> (u64, u64) {
        let rows = self.table.len() as u64;
        match self.boundary {
            Some(boundary) => (u64::from(boundary), rows - u64::from(boundary)),
            None => (rows, rows),
        }
    }

    fn smaller(&self) -> f64 {
        let (left, right) = self.sizes();
        left.min(right).max(1) as f64
    }

    fn pair_count(&self) -> f64 {
        let (left, right) = self.sizes();
        let pairs = if self.boundary.is_some() {
            left as f64 * right as f64
        } else {
            left as f64 * (left as f64 - 1.0) / 2.0
        };
        pairs.max(1.0)
    }

    fn most_matches(&self) -> f64 {
        let most = if self.boundary.is_some() { 1.2 } else { 20.0 };
        (self.smaller() * most).min(self.pair_count() * 0.5).max(1.0)
    }

    /// u: random pairs for the levels, value frequencies for plain equality.
    fn random_agreement(&self) -> Levels {
        let (left, right) = self.sizes();
        let shift = self.boundary.unwrap_or(0);
        let wanted = RANDOM_PAIRS.min(left * right);
        let chunks = wanted.div_ceil(1 << 12);
        let histogram = (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                let mut counts: Vec<[u64; 16]> = vec![[0; 16]; self.comparisons.len()];
                for n in chunk << 12..((chunk + 1) << 12).min(wanted) {
                    let row = |salt: u64, size: u64| {
                        u32::try_from(scramble(2 * n + salt) % size.max(1)).unwrap_or(0)
                    };
                    let (a, b) = (row(0, left), shift + row(1, right));
                    if a == b {
                        continue;
                    }
                    let (a, b) = (self.table.row(a), self.table.row(b));
                    for (counts, comparison) in counts.iter_mut().zip(self.comparisons) {
                        counts[usize::from(comparison.outcome(&self.table.lexicon, a, b).level)] += 1;
                    }
                }
                counts
            })
            .reduce(
                || vec![[0; 16]; self.comparisons.len()],
                |mut all, some| {
                    for (all, some) in all.iter_mut().zip(some) {
                        for (all, some) in all.iter_mut().zip(some) {
                            *all += some;
                        }
                    }
                    all
                },
            );
        let mut u = Vec::new();
        for (index, counts) in histogram.iter().enumerate() {
            let levels = compare::levels(self.comparisons[index].field.kind).len();
            let present: u64 = counts[1..].iter().sum();
            let mut of: Vec<f64> = (0..levels)
                .map(|l| {
                    if l == 0 {
                        0.0
                    } else {
                        (counts[l] as f64 + 0.5) / (present as f64 + 0.5 * (levels - 1) as f64)
                    }
                })
                .collect();
            self.share_chance(index, &mut of, 0.0);
            u.push(of);
        }
        u
    }

    /// Gives the levels of equality the chance that frequencies say, in the proportions of the sample.
    fn share_chance(&self, comparison: usize, u: &mut [f64], matches: f64) {
        let levels = compare::equal_levels(self.comparisons[comparison].field.kind);
        let sampled: f64 = u[levels.clone()].iter().sum();
        let chance = self.exact_chance(comparison, sampled, matches);
        for u in &mut u[levels] {
            *u = (*u * chance / sampled).max(1e-12);
        }
    }

    /// u of equality, once `matches` pairs that agree because they are of one person are taken out.
    fn exact_chance(&self, comparison: usize, sampled: f64, matches: f64) -> f64 {
        let rows = self.table.len() as f64;
        let terms = &self.terms[comparison];
        let least = STRAY_IDENTIFIERS / self.smaller();
        if self.comparisons[comparison].field.kind == Kind::Identifier {
            return least;
        }
        let present = (rows * terms.present).max(2.0);
        // A value meets itself once in the sum of squares.
        let chance = (terms.chance - 1.0 / present) * present / (present - 1.0);
        let chance = chance - 2.0 * matches / (present * present);
        // The number of matches is itself an estimate: it never explains away more than this.
        let floor = least.max(self.terms[comparison].chance * 0.02);
        if chance.is_finite() { chance.max(floor) } else { sampled }
    }

    fn correct_exact(&self, u: &mut Levels, m: &Levels, matches: f64) {
        for (index, (u, m)) in u.iter_mut().zip(m).enumerate() {
            let present = self.terms[index].present;
            let equal: f64 = m[compare::equal_levels(self.comparisons[index].field.kind)].iter().sum();
            self.share_chance(index, u, matches * equal * present * present);
        }
    }

    /// m before anything is learned: mostly equal, the rest shared out among the levels.
    fn assumed(&self) -> Levels {
        self.comparisons
            .iter()
            .map(|comparison| {
                let levels = compare::levels(comparison.field.kind).len();
                let others = (levels - 2) as f64;
                (0..levels)
                    .map(|l| match l {
                        0 => 0.0,
                        1 => 0.9,
                        _ => 0.1 / others,
                    })
                    .collect()
            })
            .collect()
    }

    /// The rules to learn from. On large files only as many as the budget of keys allows, those first that leave the
    /// most comparisons to be learned.
    pub(crate) fn rules(&self) -> Vec<usize> {
        let affordable = (KEY_BUDGET / self.table.len().max(1)).max(3);
        let mut chosen: Vec<usize> = Vec::new();
        let held = |rule: usize| self.held(rule);
        let order = {
            let mut order: Vec<usize> = (0..self.rules.list.len()).collect();
            order.sort_by_key(|&rule| (self.rules.list[rule].is_multiple, rule));
            order
        };
        // First so that every comparison is learned somewhere, then relatives, then the rest in order.
        let is_learned =
            |chosen: &[usize], comparison: usize| chosen.iter().any(|&rule| !held(rule)[comparison]);
        for &rule in &order {
            let teaches = (0..self.comparisons.len()).any(|c| !held(rule)[c] && !is_learned(&chosen, c));
            if teaches {
                chosen.push(rule);
            }
        }
        let shared = |rule: usize| {
            held(rule)
                .iter()
                .zip(self.comparisons)
                .all(|(&held, c)| !held || c.field.kind.is_shared_in_family())
        };
        if !chosen.iter().any(|&rule| shared(rule)) {
            chosen.extend(order.iter().find(|&&rule| shared(rule)));
        }
        for &rule in &order {
            if chosen.len() < affordable && !chosen.contains(&rule) {
                chosen.push(rule);
            }
        }
        chosen
    }

    /// The share of the keys that training looks at.
    pub(crate) fn sample(&self) -> Sample {
        let bits = (self.table.len() / SESSION_ROWS).checked_ilog2().unwrap_or(0);
        Sample { bits, largest: SESSION_LARGEST_GROUP }
    }

    /// The pairs that rules give, as histograms.
    fn sessions(&self, keys: &[Gathered]) -> Vec<Session> {
        let sample = self.sample();
        let of = |rule: usize| keys.iter().find(|keys| keys.rule == rule);
        self.rules().into_iter().filter_map(of).map(|keys| self.session(keys, sample)).collect()
    }

    fn held(&self, rule: usize) -> Vec<bool> {
        let parts = &self.rules.list[rule].parts;
        (0..self.comparisons.len())
            .map(|c| parts.iter().any(|&part| self.rules.parts[part].fields.contains(&c)))
            .collect()
    }

    fn session(&self, keys: &Gathered, sample: Sample) -> Session {
        struct Count<'a>(&'a Training<'a>, Histogram);
        impl Found for Count<'_> {
            type Worth = Pattern;

            fn compare(&self, _: u32, _: u32, a: &[u32], b: &[u32]) -> Option<Pattern> {
                Some(pattern(self.0.comparisons, &self.0.table.lexicon, a, b))
            }

            fn keep(&mut self, _: u32, _: u32, pattern: Pattern) {
                *self.1.entry(pattern).or_default() += 1;
            }
        }
        let pairing = Pairing {
            boundary: self.boundary.unwrap_or(u32::MAX),
            across: self.boundary.is_some(),
            within: self.boundary.is_none(),
            resolved: None,
        };
        let run = block::run(self.table, self.rules, keys, pairing, Some(sample), || {
            Count(self, Histogram::default())
        });
        let mut histogram = Histogram::default();
        for Count(_, part) in run.found {
            for (pattern, count) in part {
                *histogram.entry(pattern).or_default() += count;
            }
        }
        let (rule, scale) = (keys.rule, f64::from(1 << sample.bits));
        Session { histogram, held: self.held(rule), scale, rule }
    }

    /// Expectation-maximisation over three classes.
    fn maximise(&self, session: &Session, m: &Levels, u: &Levels) -> Learned {
        let mut patterns: Vec<(Pattern, f64)> =
            session.histogram.iter().map(|(&p, &n)| (p, n as f64)).collect();
        patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
        let total: f64 = patterns.iter().map(|(_, n)| n).sum();
        let mut m = m.clone();
        let mut share = [0.5, 0.02, 0.48];
        let mut counts = m.clone();
        let (mut matches, mut kin) = (0.0, 0.0);
        for _ in 0..ITERATIONS {
            for (counts, m) in counts.iter_mut().zip(&m) {
                for (count, m) in counts.iter_mut().zip(m).skip(1) {
                    *count = PSEUDO_COUNT * m;
                }
            }
            (matches, kin) = (0.0, 0.0);
            for &(pattern, n) in &patterns {
                let mut likely = share;
                for (c, comparison) in self.comparisons.iter().enumerate() {
                    let level = level(pattern, c);
                    if level == 0 || session.held[c] {
                        continue;
                    }
                    likely[0] *= m[c][level];
                    likely[1] *=
                        if comparison.field.kind.is_shared_in_family() { m[c][level] } else { u[c][level] };
                    likely[2] *= u[c][level];
                }
                let sum: f64 = likely.iter().sum();
                if sum <= 0.0 {
                    continue;
                }
                let is_match = n * likely[0] / sum;
                matches += is_match;
                kin += n * likely[1] / sum;
                for (c, counts) in counts.iter_mut().enumerate() {
                    let level = level(pattern, c);
                    if level != 0 && !session.held[c] {
                        counts[level] += is_match;
                    }
                }
            }
            for (c, (m, counts)) in m.iter_mut().zip(&counts).enumerate() {
                let sum: f64 = counts[1..].iter().sum();
                if !session.held[c] && sum > 0.0 {
                    for (m, count) in m.iter_mut().zip(counts).skip(1) {
                        *m = (count / sum).max(1e-7);
                    }
                }
            }
            let all = total + 3.0;
            share = [(matches + 1.0) / all, (kin + 1.0) / all, (total - matches - kin + 1.0) / all];
        }
        Learned { counts, matches, kin, total }
    }

    /// m from all sessions, each trusted as far as its pairs are matches.
    fn combine(&self, learned: &[Learned], sessions: &[Session]) -> Levels {
        let mut m = self.assumed();
        for (c, m) in m.iter_mut().enumerate() {
            let mut counts: Vec<f64> = m.iter().map(|p| p * PSEUDO_COUNT).collect();
            for (learned, _) in learned.iter().zip(sessions).filter(|(_, session)| !session.held[c]) {
                let purity = learned.matches / learned.total.max(1.0);
                for (count, learned) in counts.iter_mut().zip(&learned.counts[c]).skip(1) {
                    *count += learned * purity * purity;
                }
            }
            for &(a, b) in self.labelled {
                let outcome =
                    self.comparisons[c].outcome(&self.table.lexicon, self.table.row(a), self.table.row(b));
                counts[usize::from(outcome.level)] += 1.0;
            }
            let sum: f64 = counts[1..].iter().sum();
            for (m, count) in m.iter_mut().zip(&counts).skip(1) {
                *m = (count / sum).max(1e-6);
            }
        }
        m
    }

    fn is_shared(&self, session: &Session) -> bool {
        session
            .held
            .iter()
            .zip(self.comparisons)
            .all(|(&held, c)| !held || c.field.kind.is_shared_in_family())
    }

    /// The chance that a match agrees on everything that a rule asks.
    fn chance_held(&self, session: &Session, m: &Levels) -> f64 {
        let chance: f64 = self.rules.list[session.rule]
            .parts
            .iter()
            .map(|&part| {
                let fields = &self.rules.parts[part].fields;
                let missed: f64 = fields
                    .iter()
                    .map(|&field| {
                        let levels = compare::equal_levels(self.comparisons[field].field.kind);
                        1.0 - m[field][levels].iter().sum::<f64>() * self.terms[field].present.powi(2)
                    })
                    .product();
                1.0 - missed
            })
            .product();
        chance.max(0.01)
    }
}

fn describe(compare: &crate::spec::Compare, m: &[f64], u: &[f64]) -> ComparisonModel {
    let levels = compare::levels(compare.kind)
        .iter()
        .zip(m.iter().zip(u))
        .skip(1)
        .map(|(level, (&m, &u))| LevelModel {
            level: (*level).to_owned(),
            m,
            u: u.min(1.0),
            weight: (m / u).log2(),
        })
        .collect();
    ComparisonModel { name: compare.name().to_owned(), kind: compare.kind, levels }
}

/// A fixed sequence that looks random (splitmix64): the same pairs in every run.
pub(crate) fn scramble(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
