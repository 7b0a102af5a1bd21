//! Disjoint sets of rows.

use rayon::prelude::*;

/// Union-find with path halving; the root of a set is its smallest member, so that numbering is the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Sets(Vec<u32>);

impl Sets {
    pub(crate) fn new(size: usize) -> Self {
        Self((0..u32::try_from(size).unwrap_or(u32::MAX)).into_par_iter().collect())
    }

    pub(crate) fn root(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let parent = self.0[member as usize];
            self.0[member as usize] = self.0[parent as usize];
            member = parent;
        }
        member
    }

    pub(crate) fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high as usize] = low;
    }

    /// The root of every member.
    pub(crate) fn roots(mut self) -> Vec<u32> {
        // A member points to a smaller one, which by then points to the root.
        for member in 0..self.0.len() {
            self.0[member] = self.0[self.0[member] as usize];
        }
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_member_is_the_root() {
        let mut sets = Sets::new(6);
        sets.unite(5, 3);
        sets.unite(4, 5);
        sets.unite(1, 2);
        assert_eq!(sets.roots(), [0, 1, 1, 3, 3, 3]);
    }
}
