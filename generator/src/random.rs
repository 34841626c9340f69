use std::sync::Arc;

use lockstep_seed::Seed;

use crate::build_error::Combinator;
use crate::draws::Draws;
use crate::{Ask, BuildError, Context, Generator};

/// Gives ops of a pool for ever, each as likely as any other whatever came before.
///
/// An op that stands in the pool twice is twice as likely. Without [`Random::seed`] the ops come
/// from a fresh seed, which [`Generator::seeds`] names.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, random};
///
/// let g = random(["read", "write 1", "write 2"])?.seed(42);
/// let ops: Vec<&str> = g.take(4).iter().collect();
/// assert_eq!(ops, ["read", "write 2", "read", "write 2"]);
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if the pool is empty.
pub fn random<Op>(pool: impl IntoIterator<Item = Op>) -> Result<Random<Op>, BuildError> {
    let pool: Arc<[Op]> = pool.into_iter().collect();
    Ok(Random {
        pool: Combinator::Random.needs(pool)?,
        draws: Draws::fresh(),
    })
}

/// Uniform choice from a pool: what [`random`] builds.
///
/// # Complexity
///
/// An op takes one word of the stream, a clone two reference counts, whatever the pool.
#[derive(Debug, PartialEq, Eq)]
pub struct Random<Op> {
    // invariant: not empty
    pool: Arc<[Op]>,
    draws: Draws,
}

impl<Op> Random<Op> {
    /// Begins the stream of `seed`, in the place of the one it had.
    #[must_use = "seeding returns the seeded generator"]
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        let draws = Draws::of(seed);
        Self { draws, ..self }
    }
}

impl<Op> Clone for Random<Op> {
    fn clone(&self) -> Self {
        Self {
            pool: Arc::clone(&self.pool),
            draws: self.draws.clone(),
        }
    }
}

impl<Op: Clone> Generator for Random<Op> {
    type Op = Op;

    #[inline]
    fn ask(&mut self, _: &Context) -> Ask<Op> {
        Ask::Op(self.draws.stream().choose(&self.pool).clone())
    }

    fn seeds(&self) -> Vec<Seed> {
        vec![self.draws.seed()]
    }
}
