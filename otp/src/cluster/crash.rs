use std::panic::Location;

use lockstep_scheduler::Kind;

use super::watch::NodeNews;
use crate::Node;
use crate::link::raise_if_doomed;
use crate::system::system;

/// Stops a node as a crash does: its processes end where they are, and what is not on its disk is gone.
///
/// What they have sent may still arrive. Who is linked to them or monitors them is told
/// [`NoConnection`](crate::ExitReason::NoConnection), and who watches the node that it is down.
///
/// # Panics
///
/// If it is [`Node::NONE`]; or outside of executions.
#[track_caller]
pub fn stop_node(node: Node) {
    assert!(node != Node::NONE, "the test itself runs there");
    let location = Location::caller();
    let all = system();
    all.network.reach(Kind::Fault, location);
    let state = all.node(node);
    if state.is_up() {
        all.set_paused(node, false, location);
        state.stop(location);
        all.global.stop(node, location);
        for process in all.processes_on(node) {
            process.end_with_node();
        }
        for other in all.nodes() {
            all.network.tell(other, NodeNews::Down(node));
        }
    }
    raise_if_doomed(&all.current());
}

/// Starts a node that has stopped. No process runs on it yet, and what it has are the values on its disk.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn start_node(node: Node) {
    let location = Location::caller();
    let all = system();
    all.network.reach(Kind::Fault, location);
    let state = all.node(node);
    if !state.is_up() {
        state.start();
        for other in all.nodes() {
            all.network.tell(other, NodeNews::Up(node));
        }
        all.global.meet(location);
    }
}
