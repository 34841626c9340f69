use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use lockstep_scheduler::{Kind, ObjectKind, Operation};
use lockstep_seed::Stream;

use super::partition::Mode;
use super::unreliable::Unreliable;
use super::watch::{NodeNews, NodeWatch};
use crate::link::lose_link;
use crate::monitor::hear_down;
use crate::object::Object;
use crate::process::Process;
use crate::system::system;
use crate::{ExitReason, Node};

/// What connects the nodes.
pub(crate) struct Network {
    object: Object,
    blocked: RefCell<BTreeMap<(Node, Node), Mode>>,
    /// Which nodes take themselves for disconnected, each pair both ways.
    disconnected: RefCell<BTreeSet<(Node, Node)>>,
    /// How often the network was healed.
    healings: Cell<u64>,
    unreliable: RefCell<Option<(Unreliable, Stream)>>,
    watches: RefCell<Vec<Rc<NodeWatch>>>,
}

/// Whether what is sent from one node to another arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    Waits,
    Lost,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            object: Object::new(ObjectKind::Network),
            blocked: RefCell::default(),
            disconnected: RefCell::default(),
            healings: Cell::new(0),
            unreliable: RefCell::default(),
            watches: RefCell::default(),
        }
    }
}

impl Network {
    /// Comes to an operation on the network.
    pub(crate) fn reach(&self, kind: Kind, location: &'static Location<'static>) {
        self.object.reach(kind, location);
    }

    pub(super) fn fault(&self, location: &'static Location<'static>) -> Operation {
        self.object.operation(Kind::Fault, location)
    }

    pub(crate) fn way(&self, from: Node, to: Node) -> Way {
        match self.blocked.borrow().get(&(from, to)) {
            None => Way::Open,
            Some(Mode::Defer) => Way::Waits,
            Some(Mode::Drop) => Way::Lost,
        }
    }

    // ---- what happens to single messages ----

    /// Makes the network lose, delay and reorder messages from now on.
    pub(super) fn spoil(&self, unreliable: Unreliable, stream: Stream) {
        *self.unreliable.borrow_mut() = Some((unreliable, stream));
    }

    /// Returns true if a message between two nodes is lost.
    pub(crate) fn loses(&self) -> bool {
        let mut unreliable = self.unreliable.borrow_mut();
        let lost = unreliable.as_mut();
        lost.is_some_and(|(about, stream)| about.loses(stream))
    }

    /// Returns how long a message between two nodes takes, if it takes any time.
    pub(crate) fn delay(&self) -> Option<Duration> {
        let mut unreliable = self.unreliable.borrow_mut();
        let (about, stream) = unreliable.as_mut()?;
        about.delay_of(stream)
    }

    /// Returns true if messages between two processes need not keep their order.
    pub(crate) fn reorders(&self) -> bool {
        let unreliable = self.unreliable.borrow();
        unreliable
            .as_ref()
            .is_some_and(|(about, _)| about.reorders())
    }

    /// Returns which of so many messages between two processes arrives first, if they need not keep their
    /// order.
    pub(crate) fn pick(&self, messages: usize) -> usize {
        let mut unreliable = self.unreliable.borrow_mut();
        let Some((_, stream)) = unreliable.as_mut().filter(|_| messages > 1) else {
            return 0;
        };
        let first = stream.below(messages as u64);
        usize::try_from(first).expect("it is less than a number of things")
    }

    // ---- partitions ----

    pub(super) fn block(&self, ways: &[(Node, Node)], mode: Mode) {
        let mut blocked = self.blocked.borrow_mut();
        blocked.extend(ways.iter().map(|way| (*way, mode)));
    }

    pub(super) fn healings(&self) -> u64 {
        self.healings.get()
    }

    /// Opens all ways, and lets go on what has waited.
    pub(super) fn heal(&self) {
        self.healings.update(|healings| healings + 1);
        self.blocked.borrow_mut().clear();
        let disconnected = std::mem::take(&mut *self.disconnected.borrow_mut());
        for (one, other) in disconnected {
            self.tell(one, NodeNews::Up(other));
        }
        for wire in system().wires() {
            wire.go_on();
        }
    }

    /// Returns true if a node has lost another one, and takes it for disconnected.
    pub(crate) fn has_lost(&self, one: Node, other: Node) -> bool {
        self.disconnected.borrow().contains(&(one, other))
    }

    /// Returns true if two nodes can talk to each other both ways.
    pub(crate) fn is_connected(&self, one: Node, other: Node) -> bool {
        let ways = [(one, other), (other, one)];
        one == other
            || system().node(one).is_up()
                && ways.iter().all(|(from, to)| {
                    self.way(*from, *to) == Way::Open && !system().is_disconnected(*from, *to)
                })
    }

    /// Lets two nodes take themselves for disconnected: each process of one loses those of the other that it
    /// monitors or is linked to.
    pub(super) fn disconnect(&self, one: Node, other: Node, location: &'static Location<'static>) {
        for (here, there) in [(one, other), (other, one)] {
            let is_new = self.disconnected.borrow_mut().insert((here, there));
            if is_new && system().node(here).is_up() {
                for process in system().processes_on(here) {
                    lose_all_on(there, &process);
                }
                system().global.lose(here, there, location);
                self.tell(here, NodeNews::Down(there));
            }
        }
    }

    // ---- who watches nodes ----

    pub(super) fn add_watch(&self, watch: NodeWatch) {
        self.watches.borrow_mut().push(Rc::new(watch));
    }

    /// Tells those on a node who watch another what has become of it.
    pub(super) fn tell(&self, here: Node, news: NodeNews) {
        let watches: Vec<_> = self.watches.borrow().iter().map(Rc::clone).collect();
        for watch in watches {
            if watch.is_for(here, news.node()) {
                (watch.tell)(news);
            }
        }
    }
}

fn lose_all_on(node: Node, own: &Process) {
    let is_there = |process| system().process(process).node == node;
    let (monitors, links) = own.amend(|life| {
        let monitors = life.monitors.iter().filter(|one| is_there(one.process));
        let monitors: Vec<u64> = monitors.map(|one| one.monitor).collect();
        let links = life.links.iter().copied().filter(|link| is_there(*link));
        (monitors, links.collect::<Vec<_>>())
    });
    for monitor in monitors {
        hear_down(own, monitor, ExitReason::NoConnection);
    }
    for link in links {
        lose_link(own, link);
    }
}
