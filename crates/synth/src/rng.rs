//! Randomness as a parameter: small independent streams, each named by the seed and by what it is for.
//!
//! Every household, every register line draws from a stream of its own, so a person can be made again from its
//! number alone, by any thread and in any order, and the files stay the same to the byte. The generator is
//! SplitMix64: one multiplication chain, full period, good enough for names and typos, and no dependency whose next
//! version would change the files of a given seed.

/// What a stream is for; two purposes never share numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Establishments, zonings: the académie itself.
    Academie = 1,
    /// A household and its children.
    Foyer = 2,
    /// Where its children go.
    Parcours = 3,
    /// What a register knows of somebody.
    Vue = 4,
    /// Family names made of syllables.
    NomRare = 5,
    /// Small facts of a file (who zips, which separator).
    Fichier = 6,
}

/// A stream of pseudo-random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of `seed` for one purpose and one thing (numbers of a household, a person, a file).
    pub(crate) fn new(seed: u64, purpose: Purpose, things: &[u64]) -> Self {
        let mut state = mix(seed.wrapping_add(GOLDEN)) ^ mix((purpose as u64).wrapping_mul(GOLDEN));
        for thing in things {
            state = mix(state.wrapping_add(GOLDEN) ^ mix(thing.wrapping_add(1)));
        }
        Self(state)
    }

    /// Sixty-four fresh bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `n`; 0 when `n` is 0.
    #[expect(clippy::cast_possible_truncation, reason = "the product shifted by 64 bits is below n, a usize")]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(0);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// A number from 0 to 1, 1 excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of the values of a non-empty list, evenly.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// The index of a cumulative table of weights.
    pub(crate) fn weighted(&mut self, cumulative: &[f64]) -> usize {
        let total = cumulative.last().copied().unwrap_or(0.0);
        let point = self.unit() * total;
        cumulative.partition_point(|c| *c <= point).min(cumulative.len().saturating_sub(1))
    }
}

/// Running sums of weights, for [`Rng::weighted`].
pub(crate) fn cumulative(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    weights
        .into_iter()
        .map(|w| {
            sum += w;
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let draw = |p, things: &[u64]| Rng::new(7, p, things).bits();
        assert_eq!(draw(Purpose::Foyer, &[1, 2]), draw(Purpose::Foyer, &[1, 2]));
        assert_ne!(draw(Purpose::Foyer, &[1, 2]), draw(Purpose::Foyer, &[2, 1]));
        assert_ne!(draw(Purpose::Foyer, &[1]), draw(Purpose::Vue, &[1]));
        assert_ne!(Rng::new(7, Purpose::Foyer, &[1]).bits(), Rng::new(8, Purpose::Foyer, &[1]).bits());
    }

    #[test]
    fn weights_are_followed() {
        let table = cumulative([1.0, 3.0, 6.0]);
        let mut rng = Rng::new(1, Purpose::Academie, &[]);
        let mut counts = [0_u32; 3];
        for _ in 0..10_000 {
            counts[rng.weighted(&table)] += 1;
        }
        assert!((900..1100).contains(&counts[0]), "{counts:?}");
        assert!((5800..6200).contains(&counts[2]), "{counts:?}");
    }

    #[test]
    fn bounds_are_kept() {
        let mut rng = Rng::new(1, Purpose::Academie, &[3]);
        for _ in 0..1000 {
            assert!((-2..=3).contains(&rng.between(-2, 3)));
            assert!(rng.below(5) < 5);
        }
        assert_eq!(rng.below(0), 0);
    }
}
