//! From weights to decisions.
//!
//! A linkage is between persons, not rows. Rows of one file that are of one person are recognised first; then each
//! person of one file is given at most one of the other so that the total weight is greatest; then every pair of
//! rows of two linked persons is a link. What stays open is said, not guessed: a person with two candidates of nearly
//! equal weight, or whose only good candidate is taken, goes to review.

mod assignment;
mod clusters;
mod union;

use hashbrown::HashMap;
use rayon::prelude::*;

use assignment::Edge;
pub(crate) use clusters::clusters;
use union::Sets;

use crate::{
    block::RowSet,
    records::Records,
    score::{Scorer, bits, probability, weight},
    spec::{Decide, Mode},
};

/// A weighed pair of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) weight: f32,
    pub(crate) rule: u8,
}

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// One person.
    Link,
    /// A person should look.
    Review,
}

impl Decision {
    /// `link` or `review`, as written to files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Review => "review",
        }
    }
}

/// A decided pair of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Row of the left file, from 0.
    pub left: u32,
    /// Row of the right file, from 0.
    pub right: u32,
    /// Weight in bits; 0 is even odds.
    pub weight: f32,
    /// Probability that the rows are of one person.
    pub probability: f64,
    /// Link or review.
    pub decision: Decision,
    /// Number of the blocking rule that found the pair, from 1; 0 when it follows from duplicates.
    pub rule: u8,
}

/// What is decided for all rows.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    /// By left, then right row of the whole table.
    pub(crate) links: Vec<Link>,
    pub(crate) near_misses: Vec<Link>,
    /// Smallest row of the person, for every row of the table.
    pub(crate) persons: Vec<u32>,
    /// Rows in a link or a review.
    pub(crate) settled: Vec<bool>,
    pub(crate) ambiguous: u64,
    pub(crate) contested: u64,
    pub(crate) duplicates: u64,
}

/// Weight, against what strangers would show, from which two rows that claim one partner are its duplicates.
const SAME_CLAIM: f32 = 10.0;
/// Weight from which a partner is beyond doubt.
pub(crate) const BEYOND_DOUBT: f32 = 10.0;

/// Bonds judged in one go.
const CHUNK: usize = 1 << 14;

/// The partner of a row that has none.
const NOBODY: (u32, f32) = (u32::MAX, f32::NEG_INFINITY);

/// What decisions need.
pub(crate) struct Decider<'a> {
    pub(crate) table: &'a Records,
    pub(crate) boundary: u32,
    pub(crate) decide: &'a Decide,
    pub(crate) across: &'a Scorer,
    pub(crate) within: &'a Scorer,
}

/// A person of the left file and one of the right, with their best pair of rows.
#[derive(Debug, Clone, Copy)]
struct Bond {
    left: u32,
    right: u32,
    weight: f32,
    /// The rule that found it.
    rule: u8,
}

/// The person of each row, that is the first row of the person.
struct Persons {
    of: Vec<u32>,
    /// All rows of persons who have several. Nearly none have: this set stays in cache where the list does not.
    several: RowSet,
}

impl Persons {
    fn new(of: Vec<u32>) -> Self {
        let mut persons = Self { several: RowSet::new(of.len()), of };
        for (&person, row) in persons.of.iter().zip(0..).filter(|(person, row)| *person != row) {
            persons.several.insert(person);
            persons.several.insert(row);
        }
        persons
    }

    #[inline]
    fn of_row(&self, row: u32) -> u32 {
        if self.several.contains(row) { self.of[row as usize] } else { row }
    }

    /// The rows that are not the first of their persons, and these.
    fn further_rows(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..).zip(self.of.iter().copied()).filter(|(row, person)| row != person)
    }
}

impl Decider<'_> {
    /// Decides. `across`: pairs of a left and a right row; `within`: pairs of rows of one file.
    pub(crate) fn decide(&self, across: &[Candidate], within: &[Candidate]) -> Decided {
        let link = weight(self.decide.link);
        let review = weight(self.decide.review);
        let persons = self.persons(across, within, link);

        let mut decided = Decided { settled: vec![false; self.table.len()], ..Decided::default() };
        decided.duplicates = persons.further_rows().count() as u64;

        let bonds = bonds(across, &persons, review);

        let chosen = match self.decide.mode {
            Mode::OneToOne => self.one_to_one(&bonds, review),
            Mode::ManyToOne => many_to_one(&bonds),
        };

        let verdicts = self.verdicts(&bonds, &chosen, link, &mut decided);

        self.write_pairs(across, &persons, &bonds, &verdicts, &mut decided);

        self.near_misses(across, &mut decided);

        decided.persons = persons.of;
        decided
    }

    /// Rows of one file that are of one person.
    fn persons(&self, across: &[Candidate], within: &[Candidate], link: f32) -> Persons {
        let mut alike = RowSet::new(self.table.len());
        for c in within.iter().filter(|c| c.weight >= link) {
            alike.insert(c.a);
            alike.insert(c.b);
        }
        // Best partner row of each row that may be of the person of another.
        let mut best: HashMap<u32, (u32, f32), foldhash::fast::FixedState> = HashMap::default();
        for c in across {
            for (row, partner) in [(c.a, c.b), (c.b, c.a)].into_iter().filter(|(row, _)| alike.contains(*row))
            {
                let known = best.entry(row).or_insert(NOBODY);
                if c.weight > known.1 || (c.weight.total_cmp(&known.1).is_eq() && partner < known.0) {
                    *known = (partner, c.weight);
                }
            }
        }
        let mut sets = Sets::new(self.table.len());
        let mut ordered: Vec<&Candidate> = within.iter().filter(|c| c.weight >= link).collect();
        ordered.par_sort_unstable_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
        let is_close = |rows: (u32, u32)| {
            let (a, b) = rows;
            self.within.weigh(&self.table.lexicon, self.table.row(a), self.table.row(b), link).is_some()
        };
        for c in ordered {
            // Two rows of one file with two surely different partners are two people of one name.
            let partner = |row| best.get(&row).copied().unwrap_or(NOBODY);
            let ((partner_a, weight_a), (partner_b, weight_b)) = (partner(c.a), partner(c.b));
            let apart = partner_a != partner_b
                && weight_a >= BEYOND_DOUBT
                && weight_b >= BEYOND_DOUBT
                && !is_close((partner_a, partner_b));
            if !apart {
                sets.unite(c.a, c.b);
            }
        }
        self.unite_claims(across, link, &mut sets);
        Persons::new(sets.roots())
    }

    /// Two rows that would each be linked to one same row are its duplicates if they look alike at all.
    fn unite_claims(&self, across: &[Candidate], link: f32, sets: &mut Sets) {
        let strangers = self.within.prior;
        for side in [0, 1] {
            let claim = |c: &Candidate| if side == 0 { (c.b, c.a, c.weight) } else { (c.a, c.b, c.weight) };
            // Nearly every row is claimed once: only the others are put in order.
            let (mut claimed, mut contested) = (RowSet::new(self.table.len()), RowSet::new(self.table.len()));
            for (row, ..) in across.iter().filter(|c| c.weight >= link).map(claim) {
                if claimed.contains(row) {
                    contested.insert(row);
                }
                claimed.insert(row);
            }
            let mut claims: Vec<(u32, u32, f32)> = across
                .iter()
                .filter(|c| c.weight >= link)
                .map(claim)
                .filter(|(row, ..)| contested.contains(*row))
                .collect();
            claims.par_sort_unstable_by(|x, y| x.0.cmp(&y.0).then(y.2.total_cmp(&x.2)).then(x.1.cmp(&y.1)));
            for group in claims.chunk_by(|x, y| x.0 == y.0) {
                let (_, strongest, _) = group[0];
                for &(_, other, _) in &group[1..] {
                    if sets.root(strongest) == sets.root(other) {
                        continue;
                    }
                    let (a, b) = (strongest.min(other), strongest.max(other));
                    let weight = self.within.weigh(
                        &self.table.lexicon,
                        self.table.row(a),
                        self.table.row(b),
                        strangers + SAME_CLAIM,
                    );
                    if weight.is_some() {
                        sets.unite(a, b);
                    }
                }
            }
        }
    }

    /// The bonds taken: greatest total weight within each connected component.
    fn one_to_one(&self, bonds: &[Bond], review: f32) -> Vec<bool> {
        // A bond between two persons who have no other is its own component: nearly all are.
        let mut degree = vec![0_u8; self.table.len()];
        for person in bonds.iter().flat_map(|bond| [bond.left, bond.right]) {
            degree[person as usize] = degree[person as usize].saturating_add(1);
        }
        let is_alone = |bond: &Bond| degree[bond.left as usize] == 1 && degree[bond.right as usize] == 1;
        let mut chosen: Vec<bool> = bonds.par_iter().map(is_alone).collect();
        let mut sets = Sets::new(self.table.len());
        for bond in bonds.iter().filter(|bond| !is_alone(bond)) {
            sets.unite(bond.left, bond.right);
        }
        let mut order: Vec<(u32, u32)> = bonds
            .iter()
            .enumerate()
            .filter(|(_, bond)| !is_alone(bond))
            .map(|(index, bond)| (sets.root(bond.left), u32::try_from(index).unwrap_or(u32::MAX)))
            .collect();
        order.par_sort_unstable();
        let components: Vec<&[(u32, u32)]> = order.chunk_by(|x, y| x.0 == y.0).collect();
        let taken: Vec<u32> = components
            .par_iter()
            .flat_map_iter(|component| {
                let indices: Vec<u32> = component.iter().map(|(_, index)| *index).collect();
                let mut lefts: HashMap<u32, usize, foldhash::fast::FixedState> = HashMap::default();
                let mut rights: HashMap<u32, usize, foldhash::fast::FixedState> = HashMap::default();
                let edges: Vec<Edge> = indices
                    .iter()
                    .map(|&index| {
                        let bond = &bonds[index as usize];
                        let (next_left, next_right) = (lefts.len(), rights.len());
                        Edge {
                            left: *lefts.entry(bond.left).or_insert(next_left),
                            right: *rights.entry(bond.right).or_insert(next_right),
                            gain: f64::from(bond.weight - review) + 1e-3,
                        }
                    })
                    .collect();
                let taken = assignment::maximum_weight(lefts.len(), rights.len(), &edges);
                taken.into_iter().flatten().map(|edge| indices[edge]).collect::<Vec<u32>>()
            })
            .collect();
        for index in taken {
            chosen[index as usize] = true;
        }
        chosen
    }

    /// For each bond, link, review, or nothing for two persons who are left apart.
    fn verdicts(
        &self,
        bonds: &[Bond],
        chosen: &[bool],
        link: f32,
        decided: &mut Decided,
    ) -> Vec<Option<Decision>> {
        let margin = bits(self.decide.margin);
        // Weight of the bond that each person keeps.
        let mut kept: Vec<f32> = vec![f32::NEG_INFINITY; self.table.len()];
        for (bond, _) in bonds.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
            kept[bond.left as usize] = bond.weight;
            kept[bond.right as usize] = bond.weight;
        }
        // A rival is a bond not taken, nearly as good as the bond taken, whose other end is not surely another's.
        let mut rivalled = vec![false; self.table.len()];
        let mut verdicts = vec![None; bonds.len()];
        for (bond, verdict) in
            bonds.iter().zip(&mut verdicts).zip(chosen).filter(|(_, chosen)| !**chosen).map(|(open, _)| open)
        {
            let (left, right) = (kept[bond.left as usize], kept[bond.right as usize]);
            let many = self.decide.mode == Mode::ManyToOne;
            if bond.weight + margin > left && (many || right <= bond.weight + margin) {
                rivalled[bond.left as usize] = true;
            }
            if !many && bond.weight + margin > right && left <= bond.weight + margin {
                rivalled[bond.right as usize] = true;
            }
            // Nobody else is left for this person, and this one would have done.
            let nobody_left = left == f32::NEG_INFINITY || (!many && right == f32::NEG_INFINITY);
            if nobody_left && bond.weight >= link {
                decided.contested += 1;
                *verdict = Some(Decision::Review);
            }
        }
        for (bond, verdict) in
            bonds.iter().zip(&mut verdicts).zip(chosen).filter(|(_, chosen)| **chosen).map(|(taken, _)| taken)
        {
            let ambiguous = rivalled[bond.left as usize] || rivalled[bond.right as usize];
            decided.ambiguous += u64::from(ambiguous);
            let sure = bond.weight >= link && !ambiguous;
            *verdict = Some(if sure { Decision::Link } else { Decision::Review });
        }
        verdicts
    }

    /// Every pair of rows of two bound persons.
    fn write_pairs(
        &self,
        across: &[Candidate],
        persons: &Persons,
        bonds: &[Bond],
        verdicts: &[Option<Decision>],
        decided: &mut Decided,
    ) {
        let mut members: HashMap<u32, Vec<u32>, foldhash::fast::FixedState> = HashMap::default();
        for (row, person) in persons.further_rows() {
            members.entry(person).or_insert_with(|| vec![person]).push(row);
        }
        let several = |a: u32, b: u32| persons.several.contains(a) || persons.several.contains(b);
        let single: Vec<Vec<Link>> = bonds
            .par_chunks(CHUNK)
            .zip(verdicts.par_chunks(CHUNK))
            .map(|(bonds, verdicts)| {
                let judged = bonds.iter().zip(verdicts).filter(|(bond, _)| !several(bond.left, bond.right));
                judged
                    .filter_map(|(bond, verdict)| {
                        Some(self.link(bond.left, bond.right, bond.weight, bond.rule, (*verdict)?))
                    })
                    .collect()
            })
            .collect();
        let mut links = Vec::new();
        let known: HashMap<(u32, u32), (f32, u8), foldhash::fast::FixedState> =
            across.iter().filter(|c| several(c.a, c.b)).map(|c| ((c.a, c.b), (c.weight, c.rule))).collect();
        for (&Bond { left, right, .. }, verdict) in bonds.iter().zip(verdicts) {
            let Some(decision) = verdict.filter(|_| several(left, right)) else { continue };
            for &a in members.get(&left).map_or(&[left][..], Vec::as_slice) {
                for &b in members.get(&right).map_or(&[right][..], Vec::as_slice) {
                    let (weight, rule) = known.get(&(a, b)).copied().unwrap_or_else(|| {
                        let (row_a, row_b) = (self.table.row(a), self.table.row(b));
                        let weight = self.across.weigh(&self.table.lexicon, row_a, row_b, f32::NEG_INFINITY);
                        (weight.unwrap_or(0.0), 0)
                    });
                    links.push(self.link(a, b, weight, rule, decision));
                }
            }
        }
        links.par_sort_unstable_by_key(|link| (link.left, link.right));
        let links = merge(single, links);
        for link in &links {
            decided.settled[link.left as usize] = true;
            decided.settled[(link.right + self.boundary) as usize] = true;
        }
        decided.links = links;
    }

    fn link(&self, a: u32, b: u32, weight: f32, rule: u8, decision: Decision) -> Link {
        Link { left: a, right: b - self.boundary, weight, probability: probability(weight), decision, rule }
    }

    /// For rows that nobody claims: the three best pairs that fell short.
    fn near_misses(&self, across: &[Candidate], decided: &mut Decided) {
        let mut near: Vec<&Candidate> = across.iter().filter(|c| !decided.settled[c.a as usize]).collect();
        near.par_sort_unstable_by(|x, y| {
            x.a.cmp(&y.a).then(y.weight.total_cmp(&x.weight)).then(x.b.cmp(&y.b))
        });
        for group in near.chunk_by(|x, y| x.a == y.a) {
            for c in group.iter().take(3) {
                decided.near_misses.push(self.link(c.a, c.b, c.weight, c.rule, Decision::Review));
            }
        }
    }
}

/// A pair of a deduplication: a link when its rows are in one cluster.
pub(crate) fn pair(candidate: &Candidate, clusters: &[u32]) -> Link {
    let &Candidate { a, b, weight, rule } = candidate;
    let same = clusters[a as usize] == clusters[b as usize];
    let decision = if same { Decision::Link } else { Decision::Review };
    Link { left: a, right: b, weight, probability: probability(weight), decision, rule }
}

/// One list in order of two.
fn merge(single: Vec<Vec<Link>>, several: Vec<Link>) -> Vec<Link> {
    let ends = |link: &Link| (link.left, link.right);
    let mut links = Vec::with_capacity(several.len() + single.iter().map(Vec::len).sum::<usize>());
    let mut several = several.into_iter().peekable();
    for link in single.into_iter().flatten() {
        links.extend(std::iter::from_fn(|| several.next_if(|other| ends(other) < ends(&link))));
        links.push(link);
    }
    links.extend(several);
    links
}

/// The pairs of persons whose rows make good candidates, in order, each with its strongest pair of rows.
fn bonds(across: &[Candidate], persons: &Persons, review: f32) -> Vec<Bond> {
    let mut bonds: Vec<Bond> = across
        .par_iter()
        .filter(|c| c.weight >= review)
        .map(|c| Bond {
            left: persons.of_row(c.a),
            right: persons.of_row(c.b),
            weight: c.weight,
            rule: c.rule,
        })
        .collect();
    let ends = |bond: &Bond| u64::from(bond.left) << 32 | u64::from(bond.right);
    bonds.par_sort_unstable_by_key(ends);
    bonds.dedup_by(|other, kept| {
        let is_same = ends(other) == ends(kept);
        if is_same && other.weight > kept.weight {
            *kept = *other;
        }
        is_same
    });
    bonds
}

fn many_to_one(bonds: &[Bond]) -> Vec<bool> {
    let mut chosen = vec![false; bonds.len()];
    let mut start = 0;
    for group in bonds.chunk_by(|x, y| x.left == y.left) {
        let best =
            (0..group.len()).max_by(|&i, &j| group[i].weight.total_cmp(&group[j].weight).then(j.cmp(&i)));
        if let Some(best) = best {
            chosen[start + best] = true;
        }
        start += group.len();
    }
    chosen
}
