use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;

use lockstep_scheduler::tasks::{self, Crash, is_ending};
use lockstep_scheduler::{Kind, ObjectKind, Operation, TaskId};

use crate::claim::{Claim, Claims};
use crate::exit::Dying;
use crate::life::Life;
use crate::link::end_link;
use crate::mail::{Letterbox, Mail, Mailbox};
use crate::monitor::tell_watcher;
use crate::object::Object;
use crate::system::{place, system};
use crate::wire::Manner;
use crate::{ExitReason, Inbox, Node, Pid};

/// Which process, whatever messages it receives.
///
/// It is shown by the name that the task of the process has in a trace, such as `T3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessId {
    execution: u32,
    task: TaskId,
}

/// What the system knows of a process.
pub(crate) struct Process {
    pub(crate) id: ProcessId,
    pub(crate) node: Node,
    /// The process itself, as the strategy sees it.
    pub(crate) object: Object,
    life: RefCell<Life>,
    /// Made when the process is spawned, or asks for its inbox.
    mailbox: RefCell<Option<Rc<dyn Letterbox>>>,
    /// Whether it is a task that was not spawned as a process, such as that of the test.
    is_adopted: bool,
    /// Where it has something that goes when it ends.
    claims: RefCell<Claims>,
    /// Where it was spawned.
    pub(crate) location: Cell<&'static Location<'static>>,
}

/// Runs `main` as a process of its own, on the node of the caller.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Inbox, Pid};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox::<u32>();
///     let doubles = otp::spawn(|mut inbox: Inbox<(u32, Pid<u32>)>| {
///         let (number, from) = inbox.recv();
///         from.send(2 * number);
///     });
///     doubles.send((21, inbox.pid()));
///     assert_eq!(inbox.recv(), 42);
/// });
/// ```
#[track_caller]
pub fn spawn<M: Send + 'static>(main: impl FnOnce(Inbox<M>) + Send + 'static) -> Pid<M> {
    let node = system().current().node;
    born(node, None, main, Location::caller())
}

/// As [`spawn`], and links the process to the caller before it does anything.
#[track_caller]
pub fn spawn_link<M: Send + 'static>(main: impl FnOnce(Inbox<M>) + Send + 'static) -> Pid<M> {
    let node = system().current().node;
    let location = Location::caller();
    let pid = born(node, None, main, location);
    tie(pid.id());
    pid
}

/// Returns the process that calls it.
///
/// # Panics
///
/// Outside of executions.
pub fn me() -> ProcessId {
    system().current().id
}

/// Returns true if a process has not ended, as far as its node can tell: one on a node that has stopped has.
#[track_caller]
pub fn alive(process: impl Into<ProcessId>) -> bool {
    let process = system().process(process.into());
    process.object.reach(Kind::Look, Location::caller());
    process.amend(|life| life.ended.is_none())
}

/// Adds a process on a node.
pub(crate) fn born<M: Send + 'static>(
    node: Node,
    name: Option<String>,
    main: impl FnOnce(Inbox<M>) + Send + 'static,
    location: &'static Location<'static>,
) -> Pid<M> {
    let mailbox = Mail::mailbox();
    let own = Rc::clone(&mailbox);
    let main = move || main(Inbox::new(system().running(), own));
    let process = born_without_inbox(node, name, main, location);
    process.mailbox.replace(Some(mailbox));
    Pid::new(process.id)
}

/// As [`born`], for one that receives nothing unless it asks for its inbox.
pub(crate) fn born_without_inbox(
    node: Node,
    name: Option<String>,
    main: impl FnOnce() + 'static,
    location: &'static Location<'static>,
) -> Rc<Process> {
    let live = move || system().running().live(main);
    let task = tasks::spawn(name, Box::new(live), location);
    let process = Process {
        is_adopted: false,
        location: Cell::new(location),
        ..Process::of(task, node)
    };
    let process = system().add(process);
    if !system().node(node).is_up() {
        process.end_with_node();
    }
    process
}

/// Links a process that has just been added, and has done nothing yet, to who has added it.
pub(crate) fn tie(child: ProcessId) {
    let (parent, child) = (system().current(), system().process(child));
    child.amend(|life| life.add_link(parent.id));
    parent.amend(|life| life.add_link(child.id));
}

impl Process {
    fn of(task: TaskId, node: Node) -> Self {
        let execution = place().execution;
        Self {
            id: ProcessId { execution, task },
            node,
            object: Object::new(ObjectKind::Process),
            life: RefCell::default(),
            mailbox: RefCell::new(None),
            is_adopted: true,
            claims: RefCell::default(),
            location: Cell::new(Location::caller()),
        }
    }

    /// Makes a process of a task that is one without having been spawned as one.
    pub(crate) fn adopted(task: TaskId) -> Self {
        Self::of(task, Node::NONE)
    }

    /// Does something with what others can ask of it. What `act` takes out is dropped after it.
    pub(crate) fn amend<R>(&self, act: impl FnOnce(&mut Life) -> R) -> R {
        act(&mut self.life.borrow_mut())
    }

    /// Takes note of a place where it has something that goes when it ends.
    pub(crate) fn claim(&self, place: Rc<impl Claim + 'static>) {
        self.claims.borrow_mut().add(place);
    }

    pub(crate) fn is_adopted(&self) -> bool {
        self.is_adopted
    }

    /// Returns the inbox of a process that has none yet.
    pub(crate) fn open_inbox<M: Send + 'static>(self: &Rc<Self>) -> Inbox<M> {
        let mut mailbox = self.mailbox.borrow_mut();
        assert!(mailbox.is_none(), "{} has an inbox already", self.id);
        let own = Mail::mailbox();
        *mailbox = Some(Rc::clone(&own) as Rc<dyn Letterbox>);
        Inbox::new(Rc::clone(self), own)
    }

    pub(crate) fn letterbox(&self) -> Option<Rc<dyn Letterbox>> {
        self.mailbox.borrow().clone()
    }

    /// Returns what the arrival of a message does, as others see it.
    pub(crate) fn arrival(&self, kind: Kind, location: &'static Location<'static>) -> Operation {
        match &*self.mailbox.borrow() {
            Some(mailbox) => mailbox.operation(kind, location),
            None => self.object.operation(kind, location),
        }
    }

    /// Returns where its messages arrive.
    ///
    /// # Panics
    ///
    /// If it receives other messages.
    pub(crate) fn mailbox<M: 'static>(&self) -> Rc<Mailbox<M>> {
        let letterbox = self.letterbox().map(Letterbox::into_any);
        let mailbox = letterbox.and_then(|letterbox| letterbox.downcast().ok());
        mailbox.unwrap_or_else(|| {
            panic!(
                "{} receives no messages of the type {}",
                self.id,
                std::any::type_name::<M>()
            )
        })
    }

    /// Runs the function of the process, and tells others of its end.
    fn live(&self, main: impl FnOnce()) {
        let doomed = self.doom();
        let ended = match doomed {
            Some(reason) => {
                drop(main);
                Ok(reason)
            }
            None => catch_unwind(AssertUnwindSafe(main)).map(|()| ExitReason::Normal),
        };
        if is_ending() {
            // It was left over, and nobody asks for it any more.
            return std::mem::forget(ended);
        }
        let reason = ended.unwrap_or_else(Self::reason_of);
        self.end(&reason);
    }

    /// Says that the process is to end, and returns true if that was not certain before.
    fn is_doomed_by(&self, reason: &ExitReason) -> bool {
        self.amend(|life| {
            let is_first = life.doom.is_none();
            if is_first {
                life.doom = Some(reason.clone());
            }
            is_first
        })
    }

    /// Returns why it is to end where it waits, if it is.
    pub(crate) fn doom(&self) -> Option<ExitReason> {
        self.amend(|life| life.doom.clone())
    }

    /// Returns why a process ends that has panicked.
    pub(crate) fn reason_of(payload: Box<dyn Any + Send>) -> ExitReason {
        match payload.downcast::<Dying>() {
            Ok(dying) => dying.0,
            Err(payload) => ExitReason::Crash(Crash::of(payload)),
        }
    }

    /// Ends it, and sends the signals that say so.
    fn end(&self, reason: &ExitReason) {
        let location = self.location.get();
        // Nobody else can end it from now on.
        self.is_doomed_by(reason);
        self.object.reach(Kind::Exit, location);
        let is_alive = self.amend(|life| {
            let is_alive = life.ended.is_none();
            if is_alive {
                life.ended = Some(reason.clone());
            }
            is_alive
        });
        if is_alive {
            self.leave(reason, Manner::Step, location);
        }
    }

    /// Ends a process together with its node: it does nothing any more.
    pub(crate) fn end_with_node(&self) {
        let location = self.location.get();
        let reason = ExitReason::NoConnection;
        if self.is_doomed_by(&reason) {
            tasks::interrupt(self.id.task(), Box::new(Dying(reason.clone())));
        }
        let was_alive = self.amend(|life| {
            let was_alive = life.ended.is_none();
            life.ended.get_or_insert_with(|| reason.clone());
            was_alive
        });
        if was_alive {
            self.leave(&reason, Manner::Part, location);
        }
    }

    /// Tells of its end whoever asked to be told.
    fn leave(&self, reason: &ExitReason, manner: Manner, location: &'static Location<'static>) {
        let (is_watched, links, watchers, monitors) = self.amend(|life| {
            (
                life.is_watched(),
                std::mem::take(&mut life.links),
                std::mem::take(&mut life.watchers),
                std::mem::take(&mut life.monitors),
            )
        });
        drop(monitors);
        let system = system();
        let claims = self.claims.take();
        for claim in claims {
            claim.let_go(self, location);
        }
        if let Some(mailbox) = self.letterbox() {
            mailbox.close(location);
        }
        if let ExitReason::Crash(crash) = reason
            && !is_watched
            && !system.settings().crashes_are_exits
        {
            return crash.clone().fail();
        }
        for link in links {
            end_link(self, &system.process(link), reason, manner, location);
        }
        for watcher in watchers {
            tell_watcher(self, watcher, reason, manner, location);
        }
    }
}

impl ProcessId {
    pub(crate) fn task(self) -> TaskId {
        self.task
    }

    pub(crate) fn execution(self) -> u32 {
        self.execution
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.task.fmt(f)
    }
}

impl fmt::Debug for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The number of the execution differs from run to run.
        fmt::Display::fmt(self, f)
    }
}
