use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Side};
use lockstep_scheduler::{Kind, ObjectKind};

use super::disk::Platter;
use super::pause::Pause;
use super::skew::Skew;
use crate::claim::Claim;
use crate::name::Names;
use crate::persistent_term::Terms;
use crate::process::{Process, ProcessId, born, born_without_inbox};
use crate::reply::{ReplyTo, reply_slot};
use crate::system::system;
use crate::table::TableNames;
use crate::{Inbox, Pid};

/// A node of the simulated cluster, on which processes live.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

/// What the system knows of a node.
pub(crate) struct NodeState {
    pub(crate) name: String,
    is_up: Cell<bool>,
    /// How often it was started.
    starts: Cell<u64>,
    skew: Cell<Skew>,
    pub(crate) names: Gated<Names>,
    pub(crate) tables: Gated<TableNames>,
    pub(crate) terms: Gated<Terms>,
    pub(crate) platter: Gated<Platter>,
    pause: Gated<Pause>,
    is_paused: Cell<bool>,
}

impl Node {
    /// Where processes live that belong to no node of the cluster, such as the body of the test.
    pub const NONE: Self = Self(0);

    pub(crate) fn numbered(place: usize) -> Self {
        Self(u32::try_from(place).expect("fewer than 2^32 nodes"))
    }

    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }

    /// Returns the name that it was started with.
    ///
    /// # Panics
    ///
    /// Outside of its execution.
    pub fn name(self) -> String {
        system().node(self).name.clone()
    }
}

impl NodeState {
    pub(crate) fn new(name: &str) -> Rc<Self> {
        Rc::new(Self {
            name: name.to_owned(),
            is_up: Cell::new(true),
            starts: Cell::new(1),
            skew: Cell::new(Skew::Ahead(Duration::ZERO)),
            names: Gated::new(ObjectKind::Names, Names::default()),
            tables: Gated::new(ObjectKind::Names, TableNames::default()),
            terms: Gated::new(ObjectKind::Names, Terms::default()),
            platter: Gated::new(ObjectKind::Disk, Platter::default()),
            pause: Gated::new(ObjectKind::Network, Pause::default()),
            is_paused: Cell::new(false),
        })
    }

    pub(crate) fn is_up(&self) -> bool {
        self.is_up.get()
    }

    pub(crate) fn starts(&self) -> u64 {
        self.starts.get()
    }

    /// Returns what its clock shows at a time.
    pub(crate) fn clock(&self, time: Duration) -> Duration {
        self.skew.get().shown(time)
    }

    pub(super) fn set_skew(&self, skew: Skew) {
        self.skew.set(skew);
    }

    /// Has it stand still, or go on; returns false if it did so already.
    pub(crate) fn set_paused(&self, is_paused: bool, location: &'static Location<'static>) -> bool {
        let changes = self.is_paused.replace(is_paused) != is_paused;
        if changes {
            self.pause.amend(location, |pause| pause.set(is_paused));
        }
        changes
    }

    /// Waits until it does not stand still.
    pub(crate) fn wait_until_it_goes_on(&self, location: &'static Location<'static>) {
        if self.is_paused.get() {
            self.pause
                .perform_at(Kind::Wake, Side::Front, location, |_| ());
        }
    }

    /// Forgets all that is not on its disk.
    pub(crate) fn stop(&self, location: &'static Location<'static>) {
        self.is_up.set(false);
        self.names.amend(location, |names| names.0.clear());
        drop(self.terms.amend(location, |terms| terms.clear()));
        self.platter.amend(location, |platter| platter.crash());
    }

    pub(crate) fn start(&self) {
        self.is_up.set(true);
        self.starts.set(self.starts.get() + 1);
    }
}

/// Starts the nodes of a cluster, each connected to all others.
///
/// # Panics
///
/// If two have one name; or outside of executions.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, cluster};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let [a, b] = cluster::start_nodes(["a", "b"]);
///     let mut inbox = otp::inbox::<String>();
///     let to = inbox.pid();
///     for node in [a, b] {
///         cluster::spawn::<()>(node, move |_| to.send(cluster::node_of(otp::me()).name()));
///     }
///     let mut names = [inbox.recv(), inbox.recv()];
///     names.sort();
///     assert_eq!(names, ["a", "b"]);
/// });
/// ```
#[track_caller]
pub fn start_nodes<const N: usize>(names: [&str; N]) -> [Node; N] {
    let system = system();
    let nodes = names.map(|name| system.add_node(name));
    system.global.meet(Location::caller());
    nodes
}

/// Runs `main` as a process of its own on a node. On one that has stopped it ends before it begins.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn spawn<M: Send + 'static>(
    node: Node,
    main: impl FnOnce(Inbox<M>) + Send + 'static,
) -> Pid<M> {
    born(node, None, main, Location::caller())
}

/// As [`spawn`], with a name by which traces show it.
#[track_caller]
pub fn spawn_named<M: Send + 'static>(
    node: Node,
    name: &str,
    main: impl FnOnce(Inbox<M>) + Send + 'static,
) -> Pid<M> {
    born(node, Some(name.to_owned()), main, Location::caller())
}

/// Runs `main` as a process on a node, waits until it is done, and returns what it returned.
///
/// # Panics
///
/// If the process ends before it has returned; or outside of executions.
#[track_caller]
pub fn run<R: Send + 'static>(node: Node, main: impl FnOnce() -> R + Send + 'static) -> R {
    let location = Location::caller();
    let all = system();
    let (slot, reply): (_, ReplyTo<R>) = reply_slot(all.current().id);
    let process = born_without_inbox(node, None, move || reply.put(main()), location);
    slot.wait_for(&all, process.id, None, location)
        .unwrap_or_else(|error| panic!("what ran on the node {} has failed: {error}", node.name()))
}

/// Returns the nodes of the cluster, in the order in which they were first started.
///
/// # Panics
///
/// Outside of executions.
pub fn nodes() -> Vec<Node> {
    let nodes = system().nodes().into_iter();
    nodes.filter(|node| *node != Node::NONE).collect()
}

/// Returns the nodes of the cluster that have not stopped.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn nodes_up() -> Vec<Node> {
    let system = system();
    system.network.reach(Kind::Look, Location::caller());
    let nodes = nodes().into_iter();
    nodes.filter(|node| system.node(*node).is_up()).collect()
}

/// Returns true if a node has not stopped.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn is_up(node: Node) -> bool {
    let system = system();
    system.network.reach(Kind::Look, Location::caller());
    system.node(node).is_up()
}

/// Returns the node on which a process lives, or has lived.
///
/// # Panics
///
/// Outside of its execution.
pub fn node_of(process: impl Into<ProcessId>) -> Node {
    system().process(process.into()).node
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match lockstep_scheduler::here() {
            Some(_) => f.write_str(&self.name()),
            None => write!(f, "node {}", self.0),
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Claim for NodeState {
    /// Takes its names from a process.
    fn let_go(&self, of: &Process, location: &'static Location<'static>) {
        self.names.amend(location, |names| {
            if names.0.values().any(|other| *other == of.id) {
                names.0.retain(|_, other| *other != of.id);
            }
        });
    }
}
