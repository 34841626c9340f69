use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::Kind;

use crate::Node;
use crate::system::system;

/// How far the clock of a node is from the others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skew {
    /// It shows a later time.
    Ahead(Duration),
    /// It shows an earlier time, but none before the execution began.
    Behind(Duration),
}

/// Sets how far the clock of a node is from the others', for [`now`](crate::now). Timers go by it as ever.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp as otp;
/// use lockstep_otp::cluster::{self, Skew};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     let [node] = cluster::start_nodes(["a"]);
///     cluster::skew(node, Skew::Ahead(Duration::from_secs(2)));
///     assert_eq!(cluster::run(node, otp::now), Duration::from_secs(2));
/// });
/// ```
#[track_caller]
pub fn skew(node: Node, skew: Skew) {
    let all = system();
    all.network.reach(Kind::Fault, Location::caller());
    all.node(node).set_skew(skew);
}

impl Skew {
    /// Returns what a clock shows at a time.
    pub(super) fn shown(self, time: Duration) -> Duration {
        match self {
            Self::Ahead(by) => time.saturating_add(by),
            Self::Behind(by) => time.saturating_sub(by),
        }
    }
}
