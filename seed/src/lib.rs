//! Seeds, and the random streams they give: the same on every platform and in every release.
//!
//! Nothing here is ambient: a choice comes from a [`Stream`], a stream from a [`Seed`], and a seed
//! is given, derived from another, or drawn from the system once and readable ever after. What a
//! seed gives is pinned down to the bit, uniform choice included, and held by tests. It is made
//! for repeating a run, not for keeping a secret: 64 bits can be guessed.
//!
//! ```
//! use lockstep_seed::Seed;
//!
//! let seed = Seed::from(42);                 // or Seed::fresh(), or "42".parse()?
//! let mut worker = seed.derive(3).stream();  // worker 3's own, whatever the others draw
//! let die = 1 + worker.below(6);
//! assert_eq!(die, 4);
//! ```
//!
//! | type | is |
//! |---|---|
//! | [`Seed`] | 64 bits: given, fresh or derived; reads and prints as a number |
//! | [`Stream`] | the `ChaCha8` words of a seed and uniform choices from them; cheap to clone |
//! | [`ParseSeedError`] | a text that is no seed |

mod bounded;
mod key;
mod seed;
mod stream;

pub use seed::{ParseSeedError, Seed};
pub use stream::Stream;
