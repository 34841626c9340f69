use std::fmt;

use crate::{Ask, Context, Generator};

/// Gives what `step` makes of a state, which it changes; with its first `None` it is done.
///
/// For ops that count up, values that are never used twice, and whatever else depends on what was given
/// before or on the time of the context. `step` is to be pure: what it does depends on the state and the
/// context alone, so that a clone gives the same ops. It is asked only when a thread is free. For random
/// choices, let the state hold a [`Stream`](lockstep_seed::Stream) of a seed.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, unfold};
///
/// let writes = unfold(0, |last, _| {
///     *last += 1;
///     (*last <= 3).then(|| format!("write {last}"))
/// });
/// let ops: Vec<String> = writes.iter().collect();
/// assert_eq!(ops, ["write 1", "write 2", "write 3"]);
/// ```
pub fn unfold<S, Op, F>(state: S, step: F) -> Unfold<S, F>
where
    F: Fn(&mut S, &Context) -> Option<Op>,
{
    Unfold {
        state: Some(state),
        step,
    }
}

/// Ops that a function makes of a state: what [`unfold`] builds.
///
/// # Complexity
///
/// A clone copies the state.
#[derive(Clone)]
pub struct Unfold<S, F> {
    // Nothing once it is done.
    state: Option<S>,
    step: F,
}

impl<S, Op, F> Generator for Unfold<S, F>
where
    F: Fn(&mut S, &Context) -> Option<Op>,
{
    type Op = Op;

    #[inline]
    fn ask(&mut self, context: &Context) -> Ask<Op> {
        let Some(state) = &mut self.state else {
            return Ask::Done;
        };
        if let Some(op) = (self.step)(state, context) {
            return Ask::Op(op);
        }
        self.state = None;
        Ask::Done
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Unfold<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut unfold = f.debug_struct("Unfold");
        unfold.field("state", &self.state);
        unfold.finish_non_exhaustive()
    }
}
