use thiserror::Error;

/// A generator waits for something to happen while nothing is going on: what a simulation cannot go on from.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Ask, Context, Generator, NEVER, Simulation};
///
/// #[derive(Clone)]
/// struct Deaf;
///
/// impl Generator for Deaf {
///     type Op = ();
///
///     fn ask(&mut self, _: &Context) -> Ask<()> {
///         Ask::Wait(NEVER)
///     }
/// }
///
/// let error = Simulation::of(3).run(&Deaf).unwrap_err();
/// let says = "at 0 ns, after 0 ops, the generator waits for something to happen, and nothing is going on";
/// assert_eq!(error.to_string(), says);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "at {time_ns} ns, after {ops} ops, the generator waits for something to happen, and nothing is going on"
)]
pub struct Stuck {
    /// When, in nanoseconds since the run began.
    pub time_ns: u64,
    /// How many ops had begun until then; all of them have ended.
    pub ops: u64,
}
