use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use lockstep_scheduler::tasks::{Courier, Next, come_to};
use lockstep_scheduler::{Kind, ObjectKind, Operation};

use crate::Node;
use crate::cluster::{Network, Way};
use crate::object::Object;
use crate::process::Process;
use crate::system::{System, place};

/// What is on its way from one process to another, and arrives in the order in which it was sent.
///
/// Each arrival is a step of its own, which the strategy chooses as any other.
pub(crate) struct Wire {
    from: Node,
    to: Node,
    network: Rc<Network>,
    object: Object,
    parcels: RefCell<VecDeque<Parcel>>,
    courier: OnceCell<Courier>,
    /// Whether the courier is on the way.
    is_out: Cell<bool>,
}

/// A signal on its way.
pub(crate) struct Parcel {
    /// What arriving does, as others see it.
    arrival: Operation,
    /// Whether it is a message, which a network may lose, delay and reorder.
    is_message: bool,
    /// The virtual time at which it arrives, if it takes any.
    due: Option<Duration>,
    act: Box<dyn FnOnce()>,
}

/// What a signal is to the process that it arrives at.
#[derive(Clone, Copy)]
pub(crate) enum Signal {
    /// A message, whose arrival in its mailbox this is.
    Message(Operation),
    /// News of the system, which arrive as a message.
    News,
    /// Something that is done to the process itself.
    Life(Kind),
    /// What a call waits for, which is not in the mailbox.
    Reply(Operation),
}

/// How a signal is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It is an operation of the process that is running.
    Step,
    /// It is a part of the step that goes on.
    Part,
}

/// Sends a signal from one process to another, which does `act` when it arrives.
///
/// On one node it arrives at once, unless the settings say otherwise.
pub(crate) fn signal(
    all: &System,
    from: &Process,
    to: &Process,
    (signal, manner): (Signal, Manner),
    location: &'static Location<'static>,
    act: impl FnOnce() + 'static,
) {
    if arrives_at_once(all, from, to) {
        if manner == Manner::Step {
            come_to(signal.arrival(to, Kind::Send, location));
        }
        return act();
    }
    let parcel = Parcel {
        arrival: signal.arrival(to, Kind::Deliver, location),
        is_message: matches!(signal, Signal::Message(_)),
        due: None,
        act: Box::new(act),
    };
    all.wire(from, to).send(parcel, manner);
}

/// Returns true if signals between two processes arrive as soon as they are sent.
pub(crate) fn arrives_at_once(all: &System, from: &Process, to: &Process) -> bool {
    from.node == to.node && (from.id == to.id || !all.settings().local_in_flight)
}

impl Signal {
    fn arrival(self, to: &Process, kind: Kind, location: &'static Location<'static>) -> Operation {
        match self {
            Self::Life(kind) => to.object.operation(kind, location),
            Self::Message(operation) | Self::Reply(operation) => Operation { kind, ..operation },
            Self::News => to.arrival(kind, location),
        }
    }
}

impl Wire {
    /// Lays a wire on which nothing is on its way.
    pub(crate) fn lay(from: &Process, to: &Process, network: &Rc<Network>) -> Rc<Self> {
        let wire = Rc::new(Self {
            from: from.node,
            to: to.node,
            network: Rc::clone(network),
            object: Object::new(ObjectKind::Wire),
            parcels: RefCell::default(),
            courier: OnceCell::new(),
            is_out: Cell::new(false),
        });
        let own = Rc::clone(&wire);
        let (from, to) = (from.id.task(), to.id.task());
        let courier = Courier::between(from, to, Location::caller(), move || own.deliver());
        wire.courier.get_or_init(|| courier);
        wire
    }

    fn send(&self, mut parcel: Parcel, manner: Manner) {
        if manner == Manner::Step {
            let location = parcel.arrival.location;
            self.object.reach(Kind::Send, location);
        }
        if self.way() == Way::Lost {
            return drop(parcel);
        }
        if parcel.is_message && self.from != self.to {
            if self.network.loses() {
                return drop(parcel);
            }
            parcel.due = self.network.delay().map(|delay| place().time + delay);
        }
        self.parcels.borrow_mut().push_back(parcel);
        self.go_on();
    }

    /// Sends the courier out, if there is anything that can arrive.
    pub(crate) fn go_on(&self) {
        if self.is_out.get() {
            return;
        }
        if let (Some(courier), Some(next)) = (self.courier.get(), self.next()) {
            self.is_out.set(true);
            courier.call(next);
        }
    }

    fn way(&self) -> Way {
        self.network.way(self.from, self.to)
    }

    /// Returns what arrives next, if anything can.
    fn next(&self) -> Option<Next> {
        if self.way() == Way::Waits {
            return None;
        }
        let parcels = self.parcels.borrow();
        let &Parcel { arrival, due, .. } = parcels.front()?;
        let operation = arrival;
        let after = due.and_then(|due| due.checked_sub(place().time));
        Some(Next { operation, after })
    }

    /// Lets what is next arrive, or be lost.
    fn deliver(&self) -> Option<Next> {
        self.is_out.set(false);
        let way = self.way();
        if way == Way::Waits {
            return None;
        }
        let parcel = self.take()?;
        if way == Way::Open {
            (parcel.act)();
        }
        let next = self.next();
        self.is_out.set(next.is_some());
        next
    }

    /// Takes what arrives first of all that can.
    fn take(&self) -> Option<Parcel> {
        let mut parcels = self.parcels.borrow_mut();
        if !self.network.reorders() {
            return parcels.pop_front();
        }
        let now = place().time;
        let is_free = |parcel: &&Parcel| parcel.is_message && parcel.due <= Some(now);
        let free = parcels.iter().take_while(is_free).count();
        parcels.remove(self.network.pick(free))
    }
}
