use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use rand::TryRng;
use rand::rand_core::utils::{fill_bytes_via_next_word, next_u64_via_u32};
use rand_chacha::ChaCha8Core;
use rand_chacha::rand_core::block::Generator as _;

use crate::bounded::{NARROW_MAX, narrow, wide};
use crate::{Seed, key};

/// The random stream of a seed: an endless sequence of 32-bit words, and choices made from them.
///
/// It is a value: a clone goes on from the same word. Clones share the block of 64 words that was
/// computed last, so that a clone costs one reference count.
///
/// # Format
///
/// The words are those of `ChaCha8` (Bernstein's variant: 64-bit counter from 0, stream 0) under
/// this key:
///
/// | bytes | hold |
/// |---|---|
/// | 0–7 | the seed, lowest byte first |
/// | 8–31 | `lockstep seed: a stream.` in ASCII |
///
/// `ChaCha8` and not 12 or 20, because nothing is kept secret here: eight rounds leave no
/// deviation that anyone could measure, and cost the least.
///
/// The stream also is a [`rand::Rng`], for what is not offered here; how `rand` turns words into
/// its own distributions may change with its releases.
///
/// # Examples
///
/// ```
/// use lockstep_seed::Seed;
///
/// let mut stream = Seed::from(42).stream();
/// let mut twin = stream.clone();
/// assert_eq!(stream.choose(&["read", "write", "cas"]), twin.choose(&["read", "write", "cas"]));
/// assert_eq!(stream, twin);
/// ```
///
/// # Sources
///
/// D. J. Bernstein, `ChaCha`, a variant of `Salsa20` (2008). D. Lemire, Fast Random Integer
/// Generation in an Interval (ACM TOMACS 2019), for numbers below a bound.
#[derive(Clone, PartialEq, Eq)]
pub struct Stream {
    block: Arc<Block>,
    // invariant: from 0 to 64; from 1 on once a word was drawn, so that equal streams compare equal
    position: usize,
}

#[derive(Clone, PartialEq, Eq)]
struct Block {
    seed: Seed,
    // invariant: the words before those in `words`, a multiple of 64
    words_before: u64,
    // invariant: stands after `words`
    core: ChaCha8Core,
    words: [u32; 64],
}

impl Block {
    fn first(seed: Seed) -> Self {
        let mut block = Self {
            seed,
            words_before: 0,
            core: key::core(seed),
            words: [0; 64],
        };
        block.core.generate(&mut block.words);
        block
    }

    fn advance(&mut self) {
        self.words_before += 64;
        self.core.generate(&mut self.words);
    }
}

impl Stream {
    pub(crate) fn new(seed: Seed) -> Self {
        Self {
            block: Arc::new(Block::first(seed)),
            position: 0,
        }
    }

    /// Returns the seed that the stream is of.
    pub fn seed(&self) -> Seed {
        self.block.seed
    }

    /// Draws the next word: 32 random bits.
    #[inline]
    pub fn word(&mut self) -> u32 {
        match self.block.words.get(self.position) {
            Some(&word) => {
                self.position += 1;
                word
            }
            None => self.first_word_of_the_next_block(),
        }
    }

    #[cold]
    #[inline(never)]
    fn first_word_of_the_next_block(&mut self) -> u32 {
        Arc::make_mut(&mut self.block).advance();
        self.position = 1;
        self.block.words[0]
    }

    /// Draws a number below `bound`, all equally likely.
    ///
    /// A bound up to 2³² takes one word, a greater one two, the low half first; what would make
    /// some number likelier than another is drawn again.
    ///
    /// # Panics
    ///
    /// If `bound` is 0: no number is below it.
    #[inline]
    pub fn below(&mut self, bound: u64) -> u64 {
        match bound {
            1..=NARROW_MAX => self.below_narrow(bound),
            _ => self.below_wide(bound),
        }
    }

    /// Picks an item, all equally likely.
    ///
    /// # Panics
    ///
    /// If there is none to pick.
    #[inline]
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let place = self.below(items.len() as u64);
        &items[usize::try_from(place).expect("below a length")]
    }

    #[inline]
    fn below_narrow(&mut self, bound: u64) -> u64 {
        loop {
            if let Some(number) = narrow(self.word(), bound) {
                return number;
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn below_wide(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "a number below 0 was asked for");
        loop {
            let Ok(word) = self.try_next_u64();
            if let Some(number) = wide(word, bound) {
                return number;
            }
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

impl fmt::Debug for Stream {
    /// Shows where it stands: the seed, and how many words were drawn.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let drawn = self.block.words_before + self.position as u64;
        f.debug_struct("Stream")
            .field("seed", &self.block.seed.number())
            .field("words_drawn", &drawn)
            .finish()
    }
}
