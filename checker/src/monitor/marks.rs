const BITS: usize = u64::BITS as usize;

/// Which numbers below a bound are marked, a bit each.
#[derive(Debug)]
pub(crate) struct Marks {
    words: Vec<u64>,
}

impl Marks {
    /// Marks none of so many numbers.
    pub(crate) fn none(count: usize) -> Self {
        Self {
            words: vec![0; count.div_ceil(BITS)],
        }
    }

    /// Marks a number; returns true if it was not marked before.
    pub(crate) fn mark(&mut self, number: usize) -> bool {
        let (word, bit) = (&mut self.words[number / BITS], 1 << (number % BITS));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
