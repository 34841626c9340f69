use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::tasks::per_execution;
use lockstep_scheduler::{Here, TaskId, here};

use crate::cluster::{Network, NodeState};
use crate::global::Global;
use crate::process::{Process, ProcessId};
use crate::shelf::Shelf;
use crate::timer::Timers;
use crate::wire::Wire;
use crate::{Node, Settings};

/// All processes of an execution, and what they share.
pub(crate) struct System {
    execution: u32,
    /// By the number of the task.
    processes: RefCell<Vec<Option<Rc<Process>>>>,
    nodes: RefCell<Vec<Rc<NodeState>>>,
    /// By the number of the task that sends.
    wires: RefCell<Vec<WiresFrom>>,
    pub(crate) network: Rc<Network>,
    pub(crate) timers: Timers,
    pub(crate) shelf: Shelf,
    pub(crate) global: Rc<Global>,
    settings: Cell<Settings>,
    monitors: Cell<u64>,
    /// How many nodes stand still.
    paused: Cell<u32>,
}

/// The wires from one process to others, in the order of those.
type WiresFrom = Vec<(TaskId, Rc<Wire>)>;

const OUTSIDE: &str = "no execution is running on this thread, and processes live in one: call it in a \
                       body with #[lockstep::test], or one that a Runner runs";

/// Returns the processes of this execution.
///
/// # Panics
///
/// Outside of executions.
pub(crate) fn system() -> Rc<System> {
    per_execution().expect(OUTSIDE)
}

/// Waits until the node of the caller goes on, if it stands still and the caller runs in an execution.
pub(crate) fn stand_still() {
    if let Some(all) = per_execution::<System>()
        && all.paused.get() > 0
    {
        all.current();
    }
}

/// Returns where the caller runs.
///
/// # Panics
///
/// Outside of executions.
pub(crate) fn place() -> Here {
    here().expect(OUTSIDE)
}

/// For how many tasks and nodes there is room at first: room made bit by bit costs each execution anew.
const ROOM: usize = 16;

impl Default for System {
    fn default() -> Self {
        let mut nodes = Vec::with_capacity(ROOM);
        nodes.push(NodeState::new("nonode"));
        Self {
            execution: place().execution,
            processes: RefCell::new(Vec::with_capacity(ROOM)),
            nodes: RefCell::new(nodes),
            wires: RefCell::new(Vec::with_capacity(ROOM)),
            network: Rc::default(),
            timers: Timers::default(),
            shelf: Shelf::default(),
            global: Rc::default(),
            settings: Cell::default(),
            monitors: Cell::new(0),
            paused: Cell::new(0),
        }
    }
}

impl System {
    pub(crate) fn settings(&self) -> Settings {
        self.settings.get()
    }

    pub(crate) fn configure(&self, settings: Settings) {
        self.settings.set(settings);
    }

    /// Returns the process that comes to an operation; a task that was not spawned as one becomes one now.
    ///
    /// On a node that stands still that is how far a process gets.
    pub(crate) fn current(&self) -> Rc<Process> {
        let process = self.running();
        if self.paused.get() > 0 {
            self.stand_still(&process);
        }
        process
    }

    /// Returns the process that is running, which does no operation for it.
    pub(crate) fn running(&self) -> Rc<Process> {
        let task = place().task;
        self.find(task)
            .unwrap_or_else(|| self.add(Process::adopted(task)))
    }

    /// Waits until the node of a process goes on; one that is about to end does not wait.
    #[cold]
    fn stand_still(&self, process: &Process) {
        if !std::thread::panicking() && process.doom().is_none() {
            self.node(process.node)
                .wait_until_it_goes_on(process.location.get());
        }
    }

    /// Has a node stand still, or go on.
    pub(crate) fn set_paused(
        &self,
        node: Node,
        is_paused: bool,
        location: &'static Location<'static>,
    ) {
        if self.node(node).set_paused(is_paused, location) {
            let paused = self.paused.get();
            self.paused
                .set(if is_paused { paused + 1 } else { paused - 1 });
        }
    }

    pub(crate) fn find(&self, task: TaskId) -> Option<Rc<Process>> {
        let processes = self.processes.borrow();
        processes.get(task.number() as usize)?.clone()
    }

    /// Returns a process that was spawned in this execution.
    pub(crate) fn process(&self, id: ProcessId) -> Rc<Process> {
        assert!(
            self.execution == id.execution(),
            "{id} is a process of another execution"
        );
        self.find(id.task())
            .expect("whoever has a number is a process")
    }

    pub(crate) fn add(&self, process: Process) -> Rc<Process> {
        let process = Rc::new(process);
        let mut processes = self.processes.borrow_mut();
        let place = process.id.task().number() as usize;
        if processes.len() <= place {
            processes.resize(place + 1, None);
        }
        processes[place] = Some(Rc::clone(&process));
        process
    }

    /// Returns the processes of a node, in the order in which they were spawned.
    pub(crate) fn processes_on(&self, node: Node) -> Vec<Rc<Process>> {
        let processes = self.processes.borrow();
        let all = processes.iter().flatten();
        all.filter(|process| process.node == node)
            .cloned()
            .collect()
    }

    pub(crate) fn next_monitor(&self) -> u64 {
        let monitor = self.monitors.get();
        self.monitors.set(monitor + 1);
        monitor
    }

    /// Returns what is on its way from one process to another, which is nothing at first.
    pub(crate) fn wire(&self, from: &Process, to: &Process) -> Rc<Wire> {
        let mut wires = self.wires.borrow_mut();
        let number = from.id.task().number() as usize;
        if wires.len() <= number {
            wires.resize_with(number + 1, Vec::new);
        }
        let wires = &mut wires[number];
        let place = match wires.binary_search_by_key(&to.id.task(), |(to, _)| *to) {
            Ok(place) => place,
            Err(place) => {
                wires.insert(place, (to.id.task(), Wire::lay(from, to, &self.network)));
                place
            }
        };
        Rc::clone(&wires[place].1)
    }

    /// Returns all wires, by who sends and who receives.
    pub(crate) fn wires(&self) -> Vec<Rc<Wire>> {
        let wires = self.wires.borrow();
        let all = wires.iter().flatten();
        all.map(|(_, wire)| Rc::clone(wire)).collect()
    }

    pub(crate) fn add_node(&self, name: &str) -> Node {
        let mut nodes = self.nodes.borrow_mut();
        let known = nodes.iter().position(|node| node.name == name);
        assert!(known.is_none(), "there is a node {name} already");
        nodes.push(NodeState::new(name));
        Node::numbered(nodes.len() - 1)
    }

    pub(crate) fn node(&self, node: Node) -> Rc<NodeState> {
        let nodes = self.nodes.borrow();
        let state = nodes.get(node.place()).cloned();
        state.unwrap_or_else(|| panic!("node {} is one of another execution", node.place()))
    }

    /// Returns true if a node cannot reach another one, as far as it knows.
    pub(crate) fn is_disconnected(&self, one: Node, other: Node) -> bool {
        one != other && (self.network.has_lost(one, other) || !self.node(other).is_up())
    }

    /// Returns all nodes, in the order in which they were started first.
    pub(crate) fn nodes(&self) -> Vec<Node> {
        (0..self.nodes.borrow().len()).map(Node::numbered).collect()
    }
}
