//! Names that hold on all nodes that are connected: Erlang's `global`.
//!
//! Each node has its own view. A name is given and taken in one step on all nodes that the caller's node can
//! reach, and on none that it cannot: a partition lets both sides give it to different processes. A view loses
//! the names of processes on a node once that has stopped, or could not be reached for the net tick time.
//! When nodes meet again, by [`heal`](crate::cluster::heal) or
//! [`start_node`](crate::cluster::start_node), they tell each other what they know, and of two processes with
//! one name the function decides that the name was registered with. It runs in the process that has healed
//! or started, in the order of names, after the step that did so: until then each side keeps its own, and who
//! would rather not see that waits with [`sync`].
//!
//! The body of a test runs on a node, too, [`Node::NONE`]: as long as both sides reach that, neither gives a name
//! that the other has given.
//!
//! All names are one object to a strategy: two operations conflict if one of them writes.
//!
//! All functions panic outside of executions.
//!
//! # Examples
//!
//! ```
//! use lockstep_otp as otp;
//! use lockstep_otp::cluster::{self, Mode};
//! use lockstep_otp::{Inbox, Node, global};
//! use lockstep_scheduler::Runner;
//!
//! Runner::new().iterations(10).run(|| {
//!     let [a, b] = cluster::start_nodes(["a", "b"]);
//!     let mut inbox = otp::inbox();
//!     let wait = |mut inbox: Inbox<()>| inbox.recv();
//!     let [one, other] = [a, b].map(|node| cluster::spawn(node, wait));
//!     cluster::partition(&[a, Node::NONE], &[b], Mode::Drop);
//!     cluster::run(a, move || global::register_name("leader", one).unwrap());
//!     cluster::run(b, move || global::register_name("leader", other).unwrap());
//!     cluster::heal();
//!     let leader = global::whereis_name::<()>("leader").unwrap();
//!     let lost = if leader == one { other } else { one };
//!     inbox.monitor(lost, |down| down.process);
//!     assert_eq!(inbox.recv(), lost.id(), "it was killed");
//! });
//! ```

mod conflict;
mod views;

use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::gated::{Gated, Side};
use lockstep_scheduler::{Kind, ObjectKind};

pub use conflict::{Conflict, random_exit_name};

use crate::claim::Claim;
use crate::process::{Process, ProcessId};
use crate::system::system;
use crate::{Node, Pid, RegisterError};
use views::{Entry, Views};

/// What all nodes know of names.
pub(crate) struct Global {
    views: Gated<Views>,
}

impl Default for Global {
    fn default() -> Self {
        Self {
            views: Gated::new(ObjectKind::Names, Views::default()),
        }
    }
}

/// Gives a process a name on all nodes that can be reached, until it ends. If there turn out to be two,
/// [`random_exit_name`] decides.
///
/// # Errors
///
/// If the name is taken on one of those nodes, if the process has such a name, or if it has ended or cannot
/// be reached.
#[track_caller]
pub fn register_name(name: &str, process: impl Into<ProcessId>) -> Result<(), RegisterError> {
    register_name_with(name, process, random_exit_name)
}

/// As [`register_name`], and says who keeps the name if there turn out to be two: the process that `resolve`
/// returns, or none of them.
///
/// If the two were registered with different functions, that of the first in the [`Conflict`] is called. It may
/// use processes.
///
/// # Errors
///
/// As [`register_name`].
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, global};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     let inbox = otp::inbox::<()>();
///     let eldest = |conflict: &global::Conflict| Some(conflict.one.min(conflict.other));
///     global::register_name_with("leader", inbox.pid(), eldest).unwrap();
///     assert!(global::register_name("leader", inbox.pid()).is_err());
/// });
/// ```
#[track_caller]
pub fn register_name_with(
    name: &str,
    process: impl Into<ProcessId>,
    resolve: impl Fn(&Conflict) -> Option<ProcessId> + 'static,
) -> Result<(), RegisterError> {
    let location = Location::caller();
    let all = system();
    let process = all.process(process.into());
    let entry = Entry {
        process: process.id,
        resolve: Rc::new(resolve),
    };
    let global = Rc::clone(&all.global);
    global.views.perform(Kind::Register, location, |views| {
        let nodes = reachable(all.current().node);
        let is_over = process.amend(|life| life.is_over());
        if is_over || !nodes.contains(&process.node) {
            let process = process.id;
            return Err(RegisterError::NotThere { process });
        }
        views.add(&nodes, name, &entry)
    })?;
    process.claim(global);
    Ok(())
}

/// Takes a name from whoever has it on the nodes that can be reached; returns true if somebody had on the
/// caller's node.
#[track_caller]
pub fn unregister_name(name: &str) -> bool {
    let (kind, location) = (Kind::Unregister, Location::caller());
    let here = system().current().node;
    system().global.views.perform(kind, location, |views| {
        let was_known = views.find(here, name).is_some();
        for node in reachable(here) {
            views.remove(node, name);
        }
        was_known
    })
}

/// Returns the process that has a name, as far as the caller's node knows.
///
/// # Panics
///
/// If it receives other messages; or outside of executions.
#[track_caller]
pub fn whereis_name<M: Send + 'static>(name: &str) -> Option<Pid<M>> {
    let (kind, location) = (Kind::Look, Location::caller());
    let here = system().current().node;
    let views = &system().global.views;
    let id = views.perform(kind, location, |views| views.find(here, name))?;
    // It is an error of the program to take it for one that receives something else.
    system().process(id).mailbox::<M>();
    Some(Pid::new(id))
}

/// Sends a message to the process that has a name, as far as the caller's node knows, and returns which that
/// is.
///
/// To look is a step, and to send another: the process may have ended by then.
///
/// # Panics
///
/// If nobody has the name; if who has it receives other messages; or outside of executions.
#[track_caller]
pub fn send<M: Send + 'static>(name: &str, message: M) -> Pid<M> {
    let Some(pid) = whereis_name(name) else {
        panic!("nobody has the global name {name:?}");
    };
    pid.send(message);
    pid
}

/// Returns the names that the caller's node knows, in their order.
#[track_caller]
pub fn registered_names() -> Vec<String> {
    let (kind, location) = (Kind::Look, Location::caller());
    let here = system().current().node;
    let views = &system().global.views;
    views.perform(kind, location, |views| views.names(here))
}

/// Waits until it is decided who keeps each name of which nodes that met knew two processes.
#[track_caller]
pub fn sync() {
    let (kind, location) = (Kind::Changed, Location::caller());
    let views = &system().global.views;
    views.perform_at(kind, Side::Front, location, |_| ());
}

/// Returns the nodes that a node can talk to both ways, itself included.
fn reachable(from: Node) -> Vec<Node> {
    let all = system();
    let nodes = all.nodes().into_iter();
    nodes
        .filter(|node| all.network.is_connected(from, *node))
        .collect()
}

fn has_ended(process: ProcessId) -> bool {
    let process = system().process(process);
    process.amend(|life| life.ended.is_some())
}

impl Global {
    /// Lets a node forget the names of processes on another, which it has lost.
    pub(crate) fn lose(&self, here: Node, there: Node, location: &'static Location<'static>) {
        let is_there = |process| system().process(process).node == there;
        self.views
            .amend(location, |views| views.forget(here, is_there));
    }

    /// Lets a node forget all names.
    pub(crate) fn stop(&self, node: Node, location: &'static Location<'static>) {
        self.views
            .amend(location, |views| views.forget(node, |_| true));
    }

    /// Lets all nodes that can reach each other tell each other what they know, as a part of the step that
    /// has connected them; and has it decided who keeps a name that two have, as steps of their own.
    pub(crate) fn meet(&self, location: &'static Location<'static>) {
        if self.views.amend(location, |views| views.is_empty()) {
            return;
        }
        let conflicts = self.views.amend(location, |views| {
            let all = system();
            for node in all.nodes() {
                views.forget(node, |process| {
                    let home = all.process(process).node;
                    all.network.is_connected(node, home) && has_ended(process)
                });
            }
            let pairs = pairs(&all.nodes()).into_iter();
            views.merge(pairs.filter(|(one, other)| all.network.is_connected(*one, *other)))
        });
        for conflict in conflicts {
            self.decide(&conflict, location);
        }
    }

    fn decide(&self, conflict: &Conflict, location: &'static Location<'static>) {
        let resolve = self
            .views
            .amend(location, |views| views.open_conflict(conflict));
        let kept = resolve.map(|resolve| resolve(conflict));
        self.views.perform(Kind::Update, location, |views| {
            views.close_conflict();
            if let Some(kept) = kept {
                let kept = kept.filter(|process| !has_ended(*process));
                views.settle(conflict, kept, &reachable(system().current().node));
            }
        });
    }
}

/// Returns all pairs, the one first that comes first.
fn pairs(nodes: &[Node]) -> Vec<(Node, Node)> {
    let with_later = |(place, one): (usize, &Node)| {
        let later = &nodes[place + 1..];
        std::iter::repeat(*one).zip(later.to_vec())
    };
    nodes.iter().enumerate().flat_map(with_later).collect()
}

impl Claim for Global {
    /// Takes its names from a process, on all nodes that can know that it has ended.
    fn let_go(&self, of: &Process, location: &'static Location<'static>) {
        let all = system();
        let is_up = all.node(of.node).is_up();
        self.views.amend(location, |views| {
            for node in all.nodes() {
                if !is_up || all.network.is_connected(of.node, node) {
                    views.forget(node, |process| process == of.id);
                }
            }
        });
    }
}
