//! Deduplication: which rows of one file are one person, when one person may have many rows.
//!
//! Joining everything that a chain of links connects makes one person of many as soon as one link is wrong. Rows are
//! joined from the strongest pair down, and two groups only if what is known between them speaks for it on the whole:
//! the mean weight over the pairs that were compared, where a pair that no rule found worth comparing counts as a
//! doubt.

use hashbrown::HashMap;

use super::Candidate;

/// What a pair of rows that was not compared says, in bits: mildly against.
const NOT_COMPARED: f32 = -0.25;
/// A row with many errors is unlike most rows of its own person: one pair never speaks against by more than this.
const DOUBT: f32 = 4.0;
/// Weights beyond this add no more certainty between two groups.
const CERTAIN: f32 = 12.0;

/// The smallest row of the cluster of each row. `link`: the weight from which a pair is a link; `pairs` hold weights
/// below it too, which speak against joining.
pub(crate) fn clusters(rows: usize, pairs: &[Candidate], link: f32) -> Vec<u32> {
    let mut order: Vec<&Candidate> = pairs.iter().filter(|c| c.weight >= link).collect();
    order.sort_unstable_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut groups = Groups::new(rows, pairs);
    for c in order {
        let (a, b) = (groups.of[c.a as usize], groups.of[c.b as usize]);
        if a != b && groups.mean(a, b) >= link.min(0.0) {
            groups.join(a, b);
        }
    }
    groups.smallest()
}

struct Groups {
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Sum and number of the weights between two groups, both ways.
    between: Vec<HashMap<u32, (f32, u32), foldhash::fast::FixedState>>,
}

impl Groups {
    fn new(rows: usize, pairs: &[Candidate]) -> Self {
        let numbers = || 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let mut between: Vec<HashMap<u32, (f32, u32), _>> = vec![HashMap::default(); rows];
        for c in pairs {
            let weight = c.weight.clamp(-DOUBT, CERTAIN);
            between[c.a as usize].insert(c.b, (weight, 1));
            between[c.b as usize].insert(c.a, (weight, 1));
        }
        Self { of: numbers().collect(), members: numbers().map(|row| vec![row]).collect(), between }
    }

    fn mean(&self, a: u32, b: u32) -> f32 {
        let all = (self.members[a as usize].len() * self.members[b as usize].len()) as f32;
        let (sum, count) = self.between[a as usize].get(&b).copied().unwrap_or((0.0, 0));
        (sum + NOT_COMPARED * (all - count as f32)) / all
    }

    fn join(&mut self, a: u32, b: u32) {
        let (keep, gone) =
            if self.members[a as usize].len() >= self.members[b as usize].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[gone as usize]);
        for &row in &moved {
            self.of[row as usize] = keep;
        }
        self.members[keep as usize].extend(moved);
        let theirs = std::mem::take(&mut self.between[gone as usize]);
        for (other, (sum, count)) in theirs {
            self.between[other as usize].remove(&gone);
            if other == keep {
                continue;
            }
            for (from, to) in [(keep, other), (other, keep)] {
                let known = self.between[from as usize].entry(to).or_insert((0.0, 0));
                known.0 += sum;
                known.1 += count;
            }
        }
        self.between[keep as usize].remove(&gone);
    }

    fn smallest(self) -> Vec<u32> {
        let mut smallest = self.of.clone();
        for members in self.members.iter().filter(|members| members.len() > 1) {
            let least = members.iter().copied().min().unwrap_or(0);
            for &row in members {
                smallest[row as usize] = least;
            }
        }
        smallest
    }
}
