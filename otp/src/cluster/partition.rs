use std::panic::Location;

use lockstep_scheduler::Kind;

use crate::Node;
use crate::system::system;

/// What becomes of messages that a partition is in the way of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are lost, those that are on their way included.
    Drop,
    /// They wait until the partition is healed.
    Defer,
}

/// Lets nothing through between two groups of nodes, either way.
///
/// After the net tick time they take themselves for disconnected: monitors and links across are told
/// [`NoConnection`](crate::ExitReason::NoConnection), and who watches a node that it is down.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use lockstep_otp as otp;
/// use lockstep_otp::cluster::{self, Mode};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let [a, b] = cluster::start_nodes(["a", "b"]);
///     let at_b = cluster::spawn(b, |mut inbox: otp::Inbox<otp::ReplyTo<()>>| {
///         inbox.recv().send(());
///     });
///     cluster::partition(&[a], &[b], Mode::Defer);
///     let calls = move || at_b.try_call(otp::CALL_TIMEOUT, |reply| reply).is_err();
///     assert!(cluster::run(a, calls));
///     cluster::heal();
/// });
/// ```
#[track_caller]
pub fn partition(one: &[Node], other: &[Node], mode: Mode) {
    let ways = ways(one, other).chain(ways(other, one)).collect();
    block(ways, mode, Location::caller());
}

/// As [`partition`], but lets through what the second group sends to the first.
#[track_caller]
pub fn partition_one_way(from: &[Node], to: &[Node], mode: Mode) {
    block(ways(from, to).collect(), mode, Location::caller());
}

fn ways(from: &[Node], to: &[Node]) -> impl Iterator<Item = (Node, Node)> {
    from.iter()
        .flat_map(move |from| to.iter().map(move |to| (*from, *to)))
        .filter(|(from, to)| from != to)
}

fn block(ways: Vec<(Node, Node)>, mode: Mode, location: &'static Location<'static>) {
    let all = system();
    all.network.reach(Kind::Fault, location);
    all.network.block(&ways, mode);
    let healings = all.network.healings();
    let tick = all.settings().net_tick_time;
    let disconnect = move || {
        let network = &system().network;
        if network.healings() == healings {
            for (one, other) in ways {
                network.disconnect(one, other, location);
            }
        }
    };
    let fault = all.network.fault(location);
    all.timers.set(fault, tick, Box::new(disconnect));
}

/// Ends all partitions. What has waited is on its way again, and nodes tell each other what
/// [`global`](crate::global) names they know.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn heal() {
    let location = Location::caller();
    let all = system();
    all.network.reach(Kind::Fault, location);
    all.network.heal();
    all.global.meet(location);
}
