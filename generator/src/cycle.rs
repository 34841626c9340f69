use std::sync::Arc;

use crate::build_error::Combinator;
use crate::{Ask, BuildError, Context, Generator};

/// Gives the ops in their order, and after the last begins again, for ever.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, cycle};
///
/// let ops: Vec<&str> = cycle(["push", "push", "pop"])?.take(4).iter().collect();
/// assert_eq!(ops, ["push", "push", "pop", "push"]);
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if there are no ops.
pub fn cycle<Op>(ops: impl IntoIterator<Item = Op>) -> Result<Cycle<Op>, BuildError> {
    let ops: Arc<[Op]> = ops.into_iter().collect();
    Ok(Cycle {
        ops: Combinator::Cycle.needs(ops)?,
        position: 0,
    })
}

/// A fixed sequence, repeated: what [`cycle`] builds.
#[derive(Debug, PartialEq, Eq)]
pub struct Cycle<Op> {
    // invariant: not empty
    ops: Arc<[Op]>,
    // invariant: below the number of ops
    position: usize,
}

impl<Op> Clone for Cycle<Op> {
    fn clone(&self) -> Self {
        Self {
            ops: Arc::clone(&self.ops),
            position: self.position,
        }
    }
}

impl<Op: Clone> Generator for Cycle<Op> {
    type Op = Op;

    #[inline]
    fn ask(&mut self, _: &Context) -> Ask<Op> {
        let op = self.ops[self.position].clone();
        let next = self.position + 1;
        self.position = if next < self.ops.len() { next } else { 0 };
        Ask::Op(op)
    }
}
