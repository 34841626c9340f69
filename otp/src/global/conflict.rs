use lockstep_scheduler::rand;

use crate::{ProcessId, kill};

/// Two processes that have one name, which was found out when nodes met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Conflict {
    /// Which name.
    pub name: String,
    /// Who has it on one node, the one that was started first.
    pub one: ProcessId,
    /// Who has it on another.
    pub other: ProcessId,
}

/// Kills one of the two, chosen by the seed of the execution, and lets the other keep the name.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, global};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     let inbox = otp::inbox::<()>();
///     global::register_name_with("me", inbox.pid(), global::random_exit_name).unwrap();
///     assert_eq!(global::whereis_name("me"), Some(inbox.pid()));
/// });
/// ```
#[track_caller]
pub fn random_exit_name(conflict: &Conflict) -> Option<ProcessId> {
    let (kept, lost) = match rand::below(2) {
        0 => (conflict.one, conflict.other),
        _ => (conflict.other, conflict.one),
    };
    kill(lost);
    Some(kept)
}
