//! From weights to decisions.
//!
//! A linkage is between persons, not rows. Rows of one file that are of one person are recognised first; then each
//! person of one file is given at most one of the other so that the total weight is greatest; then every pair of
//! rows of two linked persons is a link. What stays open is said, not guessed: a person with two candidates of nearly
//! equal weight, or whose only good candidate is taken, goes to review.

mod assignment;
mod clusters;
mod union;

use hashbrown::{HashMap, HashSet};
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
    /// Link or review.
    pub decision: Decision,
    /// Number of the blocking rule that found the pair, from 1; 0 when it follows from duplicates.
    pub rule: u8,
}

impl Link {
    fn ends(&self) -> (u32, u32) {
        (self.left, self.right)
    }

    /// Probability that the rows are of one person.
    pub fn probability(&self) -> f64 {
        probability(self.weight)
    }
}

/// What is decided for all rows.
#[derive(Debug)]
pub(crate) struct Decided {
    /// By left, then right row of the whole table.
    pub(crate) links: Vec<Link>,
    pub(crate) near_misses: Vec<Link>,
    /// Smallest row of the person, for every row of the table.
    pub(crate) persons: Vec<u32>,
    /// Rows in a link or a review.
    pub(crate) settled: RowSet,
    pub(crate) ambiguous: u64,
    pub(crate) contested: u64,
    pub(crate) duplicates: u64,
}

/// Weight, against what strangers would show, from which two rows that claim one partner are its duplicates.
const SAME_CLAIM: f32 = 10.0;
/// Weight from which a partner is beyond doubt.
pub(crate) const BEYOND_DOUBT: f32 = 10.0;

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

        let mut decided = Decided {
            links: Vec::new(),
            near_misses: Vec::new(),
            persons: Vec::new(),
            settled: RowSet::new(self.table.len()),
            ambiguous: 0,
            contested: 0,
            duplicates: persons.further_rows().count() as u64,
        };

        let bonds = bonds(across, &persons, review);
        let open = self.open(&bonds);
        let chosen = match self.decide.mode {
            Mode::OneToOne => one_to_one(&bonds, &open, review),
            Mode::ManyToOne => many_to_one(&bonds, &open),
        };
        let verdicts = self.verdicts(&bonds, &open, &chosen, link, &mut decided);

        self.write_pairs(across, &persons, bonds, verdicts, &mut decided);

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
        let of_alike = |c: &&Candidate| alike.contains(c.a) || alike.contains(c.b);
        for c in across.par_iter().filter(of_alike).collect::<Vec<_>>() {
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
        let (of_right, of_left) = rayon::join(
            || self.contested_claims(across, link, |c| (c.b, c.a, c.weight)),
            || self.contested_claims(across, link, |c| (c.a, c.b, c.weight)),
        );
        for claims in [of_right, of_left] {
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

    /// Rows that several others claim, each with who claims it and how strongly, strongest first.
    fn contested_claims(
        &self,
        across: &[Candidate],
        link: f32,
        claim: impl Fn(&Candidate) -> (u32, u32, f32) + Sync,
    ) -> Vec<(u32, u32, f32)> {
        // Nearly every row is claimed once: only the others are put in order.
        let (mut claimed, mut contested) = (RowSet::new(self.table.len()), RowSet::new(self.table.len()));
        for (row, ..) in across.iter().filter(|c| c.weight >= link).map(&claim) {
            if claimed.contains(row) {
                contested.insert(row);
            }
            claimed.insert(row);
        }
        let mut claims: Vec<(u32, u32, f32)> = across
            .par_iter()
            .filter(|c| c.weight >= link)
            .map(&claim)
            .filter(|(row, ..)| contested.contains(*row))
            .collect();
        claims.par_sort_unstable_by(|x, y| x.0.cmp(&y.0).then(y.2.total_cmp(&x.2)).then(x.1.cmp(&y.1)));
        claims
    }

    /// The bonds of which an end has another bond. Nearly none have: the others are decided by their weight alone.
    fn open(&self, bonds: &[Bond]) -> Vec<u32> {
        let (mut bound, mut several) = (RowSet::new(self.table.len()), RowSet::new(self.table.len()));
        let ends = |bond: &Bond| match self.decide.mode {
            Mode::OneToOne => [bond.left, bond.right],
            // The right end may have as many bonds as it likes.
            Mode::ManyToOne => [bond.left; 2],
        };
        for bond in bonds {
            let [left, right] = ends(bond);
            for end in [left, right].into_iter().take(if left == right { 1 } else { 2 }) {
                if bound.contains(end) {
                    several.insert(end);
                }
                bound.insert(end);
            }
        }
        (0..u32::try_from(bonds.len()).unwrap_or(u32::MAX))
            .into_par_iter()
            .filter(|&index| ends(&bonds[index as usize]).iter().any(|&end| several.contains(end)))
            .collect()
    }

    /// For each bond, link, review, or nothing for two persons who are left apart. `chosen`: of the open bonds, those taken.
    fn verdicts(
        &self,
        bonds: &[Bond],
        open: &[u32],
        chosen: &[bool],
        link: f32,
        decided: &mut Decided,
    ) -> Vec<Option<Decision>> {
        let by_weight = |bond: &Bond| if bond.weight >= link { Decision::Link } else { Decision::Review };
        let mut verdicts: Vec<Option<Decision>> =
            bonds.par_iter().map(|bond| Some(by_weight(bond))).collect();
        let margin = bits(self.decide.margin);
        let many = self.decide.mode == Mode::ManyToOne;
        let with = |taken: bool| {
            let open = open.iter().zip(chosen).filter(move |(_, chosen)| **chosen == taken);
            open.map(|(&index, _)| (index as usize, &bonds[index as usize]))
        };
        // Weight of the bond that each person keeps.
        let mut kept: HashMap<u32, f32, foldhash::fast::FixedState> = HashMap::default();
        for (_, bond) in with(true) {
            kept.insert(bond.left, bond.weight);
            kept.insert(bond.right, bond.weight);
        }
        let kept_by = |person: u32| kept.get(&person).copied().unwrap_or(f32::NEG_INFINITY);
        // A rival is a bond not taken, nearly as good as the bond taken, whose other end is not surely another's.
        let mut rivalled: HashSet<u32, foldhash::fast::FixedState> = HashSet::default();
        for (index, bond) in with(false) {
            let (left, right) = (kept_by(bond.left), kept_by(bond.right));
            if bond.weight + margin > left && (many || right <= bond.weight + margin) {
                rivalled.insert(bond.left);
            }
            if !many && bond.weight + margin > right && left <= bond.weight + margin {
                rivalled.insert(bond.right);
            }
            // Nobody else is left for this person, and this one would have done.
            let nobody_left = left == f32::NEG_INFINITY || (!many && right == f32::NEG_INFINITY);
            let is_contested = nobody_left && bond.weight >= link;
            decided.contested += u64::from(is_contested);
            verdicts[index] = is_contested.then_some(Decision::Review);
        }
        for (index, bond) in with(true) {
            if rivalled.contains(&bond.left) || rivalled.contains(&bond.right) {
                decided.ambiguous += 1;
                verdicts[index] = Some(Decision::Review);
            }
        }
        verdicts
    }

    /// Every pair of rows of two bound persons.
    fn write_pairs(
        &self,
        across: &[Candidate],
        persons: &Persons,
        bonds: Vec<Bond>,
        verdicts: Vec<Option<Decision>>,
        decided: &mut Decided,
    ) {
        let mut members: HashMap<u32, Vec<u32>, foldhash::fast::FixedState> = HashMap::default();
        for (row, person) in persons.further_rows() {
            members.entry(person).or_insert_with(|| vec![person]).push(row);
        }
        let several = |a: u32, b: u32| persons.several.contains(a) || persons.several.contains(b);
        let mut of_several = Vec::new();
        let known: Vec<((u32, u32), (f32, u8))> = across
            .par_iter()
            .filter(|c| several(c.a, c.b))
            .map(|c| ((c.a, c.b), (c.weight, c.rule)))
            .collect();
        let known: HashMap<(u32, u32), (f32, u8), foldhash::fast::FixedState> = known.into_iter().collect();
        let bonds_of_several: Vec<(&Bond, Decision)> = bonds
            .par_iter()
            .zip(&verdicts)
            .filter(|(bond, _)| several(bond.left, bond.right))
            .filter_map(|(bond, verdict)| Some((bond, (*verdict)?)))
            .collect();
        for (&Bond { left, right, .. }, decision) in bonds_of_several {
            for &a in members.get(&left).map_or(&[left][..], Vec::as_slice) {
                for &b in members.get(&right).map_or(&[right][..], Vec::as_slice) {
                    let (weight, rule) = known.get(&(a, b)).copied().unwrap_or_else(|| {
                        let (row_a, row_b) = (self.table.row(a), self.table.row(b));
                        let weight = self.across.weigh(&self.table.lexicon, row_a, row_b, f32::NEG_INFINITY);
                        (weight.unwrap_or(0.0), 0)
                    });
                    of_several.push(self.link(a, b, weight, rule, decision));
                }
            }
        }
        // The other links take the place of their bonds: memory that nothing has touched yet costs more than they do.
        let of_two = bonds.into_iter().zip(verdicts).filter_map(|(bond, verdict)| {
            let Bond { left, right, weight, rule } = bond;
            let is_of_two = !several(left, right);
            verdict.filter(|_| is_of_two).map(|decision| self.link(left, right, weight, rule, decision))
        });
        let mut links: Vec<Link> = of_two.collect();
        of_several.sort_unstable_by_key(Link::ends);
        links.append(&mut of_several);
        // Two runs in order, which this sort merges.
        links.sort_by_key(Link::ends);
        for link in &links {
            decided.settled.insert(link.left);
            decided.settled.insert(link.right + self.boundary);
        }
        decided.links = links;
    }

    fn link(&self, a: u32, b: u32, weight: f32, rule: u8, decision: Decision) -> Link {
        Link { left: a, right: b - self.boundary, weight, decision, rule }
    }

    /// For rows that nobody claims: the three best pairs that fell short.
    fn near_misses(&self, across: &[Candidate], decided: &mut Decided) {
        let mut near: Vec<&Candidate> =
            across.par_iter().filter(|c| !decided.settled.contains(c.a)).collect();
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
    Link { left: a, right: b, weight, decision, rule }
}

/// The pairs of persons whose rows make good candidates, in order, each with its strongest pair of rows.
fn bonds(across: &[Candidate], persons: &Persons, review: f32) -> Vec<Bond> {
    // Nearly all are good: made of all at once, by all threads, in memory taken once.
    let bond = |c: &Candidate| {
        let (left, right) = (persons.of_row(c.a), persons.of_row(c.b));
        Bond { left, right, weight: c.weight, rule: c.rule }
    };
    let mut bonds: Vec<Bond> = across.par_iter().map(bond).collect();
    bonds.retain(|bond| bond.weight >= review);
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

/// The open bonds taken: greatest total weight within each connected component.
fn one_to_one(bonds: &[Bond], open: &[u32], review: f32) -> Vec<bool> {
    // Persons of open bonds, numbered anew: they are few.
    let mut numbers: HashMap<u32, u32, foldhash::fast::FixedState> = HashMap::default();
    let mut number = |person: u32| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(person).or_insert(next)
    };
    let ends: Vec<(u32, u32)> = open
        .iter()
        .map(|&index| (number(bonds[index as usize].left), number(bonds[index as usize].right)))
        .collect();
    let mut sets = Sets::new(numbers.len());
    for &(left, right) in &ends {
        sets.unite(left, right);
    }
    let mut order: Vec<(u32, u32)> =
        ends.iter().zip(0..).map(|(&(left, _), position)| (sets.root(left), position)).collect();
    order.par_sort_unstable();
    let components: Vec<&[(u32, u32)]> = order.chunk_by(|x, y| x.0 == y.0).collect();
    let taken: Vec<u32> = components
        .par_iter()
        .flat_map_iter(|component| {
            let positions: Vec<u32> = component.iter().map(|(_, position)| *position).collect();
            let mut lefts: HashMap<u32, usize, foldhash::fast::FixedState> = HashMap::default();
            let mut rights: HashMap<u32, usize, foldhash::fast::FixedState> = HashMap::default();
            let edges: Vec<Edge> = positions
                .iter()
                .map(|&position| {
                    let (left, right) = ends[position as usize];
                    let bond = &bonds[open[position as usize] as usize];
                    let (next_left, next_right) = (lefts.len(), rights.len());
                    Edge {
                        left: *lefts.entry(left).or_insert(next_left),
                        right: *rights.entry(right).or_insert(next_right),
                        gain: f64::from(bond.weight - review) + 1e-3,
                    }
                })
                .collect();
            let taken = assignment::maximum_weight(lefts.len(), rights.len(), &edges);
            taken.into_iter().flatten().map(|edge| positions[edge]).collect::<Vec<u32>>()
        })
        .collect();
    let mut chosen = vec![false; open.len()];
    for position in taken {
        chosen[position as usize] = true;
    }
    chosen
}

/// The open bonds taken: the strongest of each left person.
fn many_to_one(bonds: &[Bond], open: &[u32]) -> Vec<bool> {
    let bond = |position: usize| &bonds[open[position] as usize];
    let mut chosen = vec![false; open.len()];
    let positions: Vec<usize> = (0..open.len()).collect();
    for group in positions.chunk_by(|&x, &y| bond(x).left == bond(y).left) {
        let best =
            group.iter().copied().max_by(|&x, &y| bond(x).weight.total_cmp(&bond(y).weight).then(y.cmp(&x)));
        if let Some(best) = best {
            chosen[best] = true;
        }
    }
    chosen
}
