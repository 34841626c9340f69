use std::sync::Arc;

use lockstep_seed::Seed;

use crate::alias::{Alias, sum_max};
use crate::build_error::Combinator;
use crate::draws::Draws;
use crate::{Ask, BuildError, Context, Generator};

/// Gives ops for ever, each as often as its weight says.
///
/// An op of weight 3 is three times as likely as one of weight 1, exactly. Without
/// [`Weighted::seed`] the ops come from a fresh seed, which [`Generator::seeds`] names.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, weighted};
///
/// let g = weighted([("read", 9), ("write", 1)])?.seed(42);
/// let writes = g.take(10_000).iter().filter(|op| *op == "write").count();
/// assert_eq!(writes, 959); // 1000, give or take 30
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if there are no ops, [`BuildError::Weight`] if a weight is zero or
/// negative, and [`BuildError::WeightSum`] if the weights sum to more than fits.
///
/// ```
/// use lockstep_generator::weighted;
///
/// let error = weighted([("read", 9), ("write", -1)]).unwrap_err();
/// let says = "the weight at index 1 is -1; expected an integer of at least 1";
/// assert_eq!(error.to_string(), says);
/// ```
pub fn weighted<Op: Clone, W: Into<i128>>(
    ops: impl IntoIterator<Item = (Op, W)>,
) -> Result<Weighted<Op>, BuildError> {
    let (ops, weights): (Vec<Op>, Vec<W>) = ops.into_iter().unzip();
    let ops = Combinator::Weighted.needs(ops)?;
    let weights = checked(weights)?;
    Ok(Weighted {
        pool: Arc::new(Alias::new(&ops, &weights)),
        draws: Draws::fresh(),
    })
}

/// Returns the weights as what they are: at least 1, and with a sum that a table can have.
fn checked<W: Into<i128>>(weights: Vec<W>) -> Result<Vec<u64>, BuildError> {
    let count = weights.len();
    let sum_max = sum_max(count);
    let mut left = sum_max;
    let check = |(index, weight): (usize, W)| {
        let weight = weight.into();
        if weight < 1 {
            return Err(BuildError::Weight { index, weight });
        }
        let fitting = u64::try_from(weight).ok().filter(|&weight| weight <= left);
        let weight = fitting.ok_or(BuildError::WeightSum { count, sum_max })?;
        left -= weight;
        Ok(weight)
    };
    weights.into_iter().enumerate().map(check).collect()
}

/// Choice by weight: what [`weighted`] builds.
///
/// # Complexity
///
/// An op takes one word of the stream, or two if the sum of the weights, times their number as a
/// power of two, is over 2³². A clone takes two reference counts. Neither depends on how many ops
/// there are.
#[derive(Debug, PartialEq, Eq)]
pub struct Weighted<Op> {
    pool: Arc<Alias<Op>>,
    draws: Draws,
}

impl<Op> Weighted<Op> {
    /// Begins the stream of `seed`, in the place of the one it had.
    #[must_use = "seeding returns the seeded generator"]
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        let draws = Draws::of(seed);
        Self { draws, ..self }
    }
}

impl<Op> Clone for Weighted<Op> {
    fn clone(&self) -> Self {
        Self {
            pool: Arc::clone(&self.pool),
            draws: self.draws.clone(),
        }
    }
}

impl<Op: Clone> Generator for Weighted<Op> {
    type Op = Op;

    #[inline]
    fn ask(&mut self, _: &Context) -> Ask<Op> {
        Ask::Op(self.pool.draw(self.draws.stream()).clone())
    }

    fn seeds(&self) -> Vec<Seed> {
        vec![self.draws.seed()]
    }
}
