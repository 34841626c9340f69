use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::gate::{Gate, Side};
use crate::shape::Shape;
use crate::task::NOBODY;

/// What an execution knows of an object that tasks share.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    /// What an atomic holds, or a lock counts.
    pub(crate) value: u64,
    /// What that stands for.
    pub(crate) shape: Shape,
    /// The task that holds it alone, or [`NOBODY`].
    pub(crate) holder: u32,
    /// Where it was first used.
    pub(crate) location: &'static Location<'static>,
    /// Where it is in memory, if it can be known by that.
    pub(crate) address: usize,
    gates: [Gate; 4],
}

/// The sort of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A task.
    Task,
    /// An atomic number, flag or pointer.
    Atomic,
    /// A mutex.
    Mutex,
    /// A lock for one writer or many readers.
    RwLock,
    /// A condition variable.
    Condvar,
    /// A barrier.
    Barrier,
    /// Something that is initialized once.
    Once,
    /// A channel.
    Channel,
    /// A history that is being recorded.
    History,
    /// A future that a task blocks on.
    Future,
    /// A semaphore.
    Semaphore,
    /// What async tasks are notified by.
    Notify,
    /// A value that is replaced as a whole.
    Cell,
    /// A queue that nobody waits at.
    Queue,
    /// What waits until all of a group are done.
    WaitGroup,
    /// What one thread waits at for a token.
    Parker,
    /// Where the messages to a process arrive.
    Mailbox,
    /// A process, as far as others ask whether it is alive.
    Process,
    /// What is on its way from one process to another.
    Wire,
    /// Which processes have which names.
    Names,
    /// What connects the nodes of a cluster.
    Network,
    /// What a node keeps when it crashes.
    Disk,
    /// Rows that processes share.
    Table,
}

impl ObjectKind {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            ObjectKind::Task => "task",
            ObjectKind::Atomic => "atomic",
            ObjectKind::Mutex => "mutex",
            ObjectKind::RwLock => "rwlock",
            ObjectKind::Condvar => "condvar",
            ObjectKind::Barrier => "barrier",
            ObjectKind::Once => "once",
            ObjectKind::Channel => "channel",
            ObjectKind::History => "history",
            ObjectKind::Future => "future",
            ObjectKind::Semaphore => "semaphore",
            ObjectKind::Notify => "notify",
            ObjectKind::Cell => "cell",
            ObjectKind::Queue => "queue",
            ObjectKind::WaitGroup => "wait_group",
            ObjectKind::Parker => "parker",
            ObjectKind::Mailbox => "mailbox",
            ObjectKind::Process => "process",
            ObjectKind::Wire => "wire",
            ObjectKind::Names => "names",
            ObjectKind::Network => "network",
            ObjectKind::Disk => "disk",
            ObjectKind::Table => "table",
        }
    }
}

impl ObjectKind {
    /// Returns true if an object that another execution has used can be used as if it were new.
    pub(crate) fn is_renewed(self) -> bool {
        matches!(
            self,
            Self::Task
                | Self::Atomic
                | Self::Condvar
                | Self::Barrier
                | Self::Once
                | Self::History
                | Self::Future
        )
    }
}

impl Object {
    pub(crate) fn new(
        kind: ObjectKind,
        value: u64,
        gates: [Gate; 2],
        location: &'static Location<'static>,
        address: usize,
    ) -> Self {
        Self {
            kind,
            value,
            shape: Shape::Nothing,
            holder: NOBODY,
            location,
            address,
            gates: [gates[0], gates[1], Gate::CLOSED, Gate::CLOSED],
        }
    }

    pub(crate) fn gate(&self, side: Side) -> Gate {
        self.gates[side as usize]
    }

    pub(crate) fn gate_mut(&mut self, side: Side) -> &mut Gate {
        &mut self.gates[side as usize]
    }
}

/// By which an object of the program is known again in an execution.
///
/// It holds the execution that last used the object and the number it has there. What is shared by
/// several executions, such as a `static`, is found by its address when another one was here.
#[derive(Debug, Default)]
pub(crate) struct Tag(AtomicU64);

impl Tag {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    pub(crate) fn get(&self, epoch: u32) -> Known {
        let tag = self.0.load(Ordering::Relaxed);
        let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).expect("half of 64 bits");
        let (of, object) = (half(tag >> 32), half(tag));
        match of {
            0 => Known::Nowhere,
            of if of == epoch => Known::Here(object),
            _ => Known::Elsewhere,
        }
    }

    pub(crate) fn set(&self, epoch: u32, object: u32) {
        let tag = u64::from(epoch) << 32 | u64::from(object);
        self.0.store(tag, Ordering::Relaxed);
    }

    pub(crate) fn clear(&mut self) {
        *self.0.get_mut() = 0;
    }
}

/// Whether an object is known to an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// No execution has used it.
    Nowhere,
    /// The last execution that used it is this one, and it has that number here.
    Here(u32),
    /// Another execution used it last.
    Elsewhere,
}
