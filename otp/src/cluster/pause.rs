use std::panic::Location;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Gates, Side};

use crate::Node;
use crate::system::system;

/// Whether a node stands still.
#[derive(Default)]
pub(crate) struct Pause {
    is_on: bool,
}

impl Gates for Pause {
    fn is_open(&self, _: Side) -> bool {
        !self.is_on
    }
}

impl Pause {
    pub(super) fn set(&mut self, is_on: bool) {
        self.is_on = is_on;
    }
}

/// Has a node stand still, as a process does that is stopped by a signal or by its garbage collector.
///
/// Each of its processes gets no further than to its next operation of this crate: it sends nothing, answers
/// nothing, writes nothing and looks at no clock; one that had come to an operation before may still do that. Messages
/// still arrive and wait, time goes on, and nobody is
/// told: to others it is as slow as a partition. What a process computes between two operations is its own.
/// Does nothing to a node that has stopped or stands still already; one that is stopped later does not stand
/// still when it starts again.
///
/// # Panics
///
/// If it is [`Node::NONE`]; or outside of executions.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{self as otp, ReplyTo, cluster};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(100).run(|| {
///     let [node] = cluster::start_nodes(["a"]);
///     let echo = cluster::spawn(node, |mut inbox: otp::Inbox<ReplyTo<&str>>| {
///         loop {
///             inbox.recv().send("here");
///         }
///     });
///     cluster::pause_node(node);
///     assert!(echo.try_call(Duration::from_secs(1), |reply| reply).is_err());
///     cluster::resume_node(node);
///     assert_eq!(echo.call(|reply| reply), "here");
/// });
/// ```
#[track_caller]
pub fn pause_node(node: Node) {
    assert!(node != Node::NONE, "the test itself runs there");
    set(node, true, Location::caller());
}

/// Has a node go on that stands still.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn resume_node(node: Node) {
    set(node, false, Location::caller());
}

fn set(node: Node, is_on: bool, location: &'static Location<'static>) {
    let all = system();
    all.network.reach(Kind::Fault, location);
    if all.node(node).is_up() {
        all.set_paused(node, is_on, location);
    }
}
