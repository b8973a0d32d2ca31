//! Randomness that is the same on every machine and in every release: a seeded generator of our own.
//!
//! Every file gets a stream of its own from (seed, kind, number), so files can be made in any order or in parallel.
//! Must never read a clock, a thread or the address of anything.

/// A stream of numbers (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The stream for one purpose: the same three numbers always give the same stream.
    pub fn new(seed: u64, purpose: u64, number: u64) -> Self {
        let mut random = Self(seed ^ 0x9e37_79b9_7f4a_7c15);
        random.0 = random.next().wrapping_add(purpose);
        random.0 = random.next().wrapping_add(number);
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of a hundred calls.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, each as likely.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A place below `end`, the first ones far more often: the share of place k falls like 1 / √k.
    pub fn skewed(&mut self, end: usize) -> usize {
        // Whole numbers only: floating point may round differently elsewhere.
        let draw = u128::from(self.next() >> 32);
        ((draw * draw * end as u128) >> 64) as usize
    }

    /// One of `items`, the first ones far more often.
    pub fn pick_skewed<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.skewed(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_never_changes() {
        let mut random = Random::new(1, 2, 3);
        let drawn: Vec<usize> = (0..6).map(|_| random.below(1000)).collect();
        let mut again = Random::new(1, 2, 3);
        assert_eq!(drawn, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Random::new(1, 2, 4);
        assert_ne!(drawn, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn a_skewed_draw_prefers_the_front_and_reaches_the_back() {
        let mut random = Random::new(1, 0, 0);
        let mut seen = [0usize; 10];
        for _ in 0..10_000 {
            seen[random.skewed(10)] += 1;
        }
        assert!(seen[0] > 2500 && seen[9] > 300, "{seen:?}");
    }
}
