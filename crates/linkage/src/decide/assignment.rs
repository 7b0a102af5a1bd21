//! Who is whose: the one-to-one assignment of greatest total weight, component by component.

/// An edge of a small bipartite graph; nodes are numbered from 0 on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// What the edge is worth; only positive edges are ever taken.
    pub(crate) gain: f64,
}

/// For each left node, the edge taken, if any: a matching of maximum total gain.
///
/// Successive augmenting paths of largest gain (Bellman-Ford, since gains make negative arcs). A component of a
/// linkage has a handful of nodes; the cost, nodes × edges per path, is only felt beyond thousands.
pub(crate) fn maximum_weight(lefts: usize, rights: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    if let [edge] = edges {
        let mut taken = vec![None; lefts];
        taken[edge.left] = (edge.gain > 0.0).then_some(0);
        return taken;
    }
    let mut taken: Vec<Option<usize>> = vec![None; lefts];
    let mut owner: Vec<Option<usize>> = vec![None; rights];
    loop {
        // Best gain with which each right node can be reached from some free left node, and by which edge.
        let mut reach = vec![f64::NEG_INFINITY; rights];
        let mut by: Vec<usize> = vec![usize::MAX; rights];
        loop {
            let mut changed = false;
            for (index, edge) in edges.iter().enumerate() {
                if taken[edge.left] == Some(index) {
                    continue;
                }
                let start = match taken[edge.left] {
                    None => 0.0,
                    // The left node gives back its edge, if that edge's right node is reached.
                    Some(mine) => reach[edges[mine].right] - edges[mine].gain,
                };
                if start + edge.gain > reach[edge.right] + 1e-9 {
                    reach[edge.right] = start + edge.gain;
                    by[edge.right] = index;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let end = (0..rights)
            .filter(|&right| owner[right].is_none() && reach[right] > 1e-9)
            .max_by(|&x, &y| reach[x].total_cmp(&reach[y]).then(y.cmp(&x)));
        let Some(mut right) = end else { return taken };
        loop {
            let index = by[right];
            let left = edges[index].left;
            let before = taken[left].replace(index);
            owner[right] = Some(left);
            match before {
                None => break,
                Some(edge) => {
                    right = edges[edge].right;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(edges: &[Edge], taken: &[Option<usize>]) -> f64 {
        taken.iter().flatten().map(|&index| edges[index].gain).sum()
    }

    fn brute(edges: &[Edge], used_left: u32, used_right: u32) -> f64 {
        let Some((edge, rest)) = edges.split_first() else { return 0.0 };
        let skip = brute(rest, used_left, used_right);
        if used_left >> edge.left & 1 == 1 || used_right >> edge.right & 1 == 1 {
            return skip;
        }
        skip.max(edge.gain + brute(rest, used_left | 1 << edge.left, used_right | 1 << edge.right))
    }

    #[test]
    fn the_greedy_choice_is_not_always_the_best() {
        let edges = [
            Edge { left: 0, right: 0, gain: 10.0 },
            Edge { left: 0, right: 1, gain: 9.0 },
            Edge { left: 1, right: 0, gain: 9.0 },
        ];
        assert_eq!(maximum_weight(2, 2, &edges), [Some(1), Some(2)]);
    }

    proptest! {
        #[test]
        fn one_to_one_and_of_greatest_weight(
            raw in prop::collection::btree_map((0_usize..4, 0_usize..4), -2.0_f64..20.0, 1..12)
        ) {
            let edges: Vec<Edge> = raw.into_iter().map(|((left, right), gain)| Edge { left, right, gain }).collect();
            let taken = maximum_weight(4, 4, &edges);
            let mut rights: Vec<usize> = taken.iter().flatten().map(|&index| edges[index].right).collect();
            rights.sort_unstable();
            let count = rights.len();
            rights.dedup();
            prop_assert_eq!(rights.len(), count);
            prop_assert!((total(&edges, &taken) - brute(&edges, 0, 0)).abs() < 1e-6);
        }
    }
}
