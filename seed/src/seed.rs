use std::fmt;
use std::str::FromStr;

use rand::rngs::SysRng;
use rand::{Rng, SeedableRng, TryRng};
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use crate::Stream;
use crate::key::{Purpose, key};

/// What fixes every random choice of a run: 64 bits.
///
/// It prints as a decimal number and is read back from it, so that a failure can name the seed
/// that shows it again.
///
/// # Examples
///
/// ```
/// use lockstep_seed::Seed;
///
/// let seed = Seed::fresh();
/// let again: Seed = seed.to_string().parse()?;
/// assert_eq!(again.stream().word(), seed.stream().word());
/// assert_eq!("0x2a".parse(), Ok(Seed::from(42)));
/// # Ok::<(), lockstep_seed::ParseSeedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(u64);

/// A text that is no seed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "seed is {text:?}; expected an integer from 0 to {max}, or 0x and its hexadecimal digits",
    max = u64::MAX
)]
pub struct ParseSeedError {
    /// The text.
    pub text: String,
}

impl Seed {
    /// Draws a seed from the system's source of randomness.
    ///
    /// The only thing in this crate that two runs do not share.
    ///
    /// # Panics
    ///
    /// If the system has no randomness to give.
    pub fn fresh() -> Self {
        let drawn = SysRng.try_next_u64();
        Self(drawn.expect("the system gives randomness"))
    }

    /// Returns the seed as a number: `Seed::from` of it is this seed.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Derives the seed of one worker, iteration or part.
    ///
    /// It depends on nothing but this seed and `worker`. Children of one seed, children of
    /// neighbouring seeds and children of children have nothing to do with one another, as they
    /// would if numbers were added: `Seed::from(1).derive(2)` is not `Seed::from(2).derive(1)`.
    /// Two of them are the same seed with a chance of 2⁻⁶⁴.
    ///
    /// The child is the first 64 bits of `ChaCha8` under a key made of this seed, with `worker` as
    /// the number of the stream. `ChaCha` is built to be a keyed pseudorandom function of just
    /// that number, and it is pinned here already: another hash would be one more thing to trust.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_seed::Seed;
    ///
    /// let (run, worker) = (Seed::from(42), 3);
    /// assert_eq!(run.derive(worker), Seed::from(1_506_888_911_252_830_802));
    /// ```
    ///
    /// # Complexity
    ///
    /// One call of the block function, about 0.1 µs.
    #[must_use = "deriving leaves the seed as it is"]
    pub fn derive(self, worker: u64) -> Self {
        let mut children = ChaCha8Rng::from_seed(key(self, Purpose::Derive));
        children.set_stream(worker);
        Self(children.next_u64())
    }

    /// Returns the seed's random stream, from its beginning.
    pub fn stream(self) -> Stream {
        Stream::new(self)
    }
}

impl From<u64> for Seed {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Seed {
    type Err = ParseSeedError;

    /// Reads a seed: decimal digits, or `0x` and hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, ParseSeedError> {
        let (digits, radix) = match text.strip_prefix("0x") {
            Some(digits) => (digits, 16),
            None => (text, 10),
        };
        // The standard library takes a sign; a seed has none.
        let unsigned = !digits.starts_with('+');
        let number = u64::from_str_radix(digits, radix).ok();
        number
            .filter(|_| unsigned)
            .map(Self)
            .ok_or_else(|| ParseSeedError { text: text.into() })
    }
}
