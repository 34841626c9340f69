use std::fmt;
use std::panic::Location;

/// What a task does next, known before it is chosen to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// What it is done to.
    pub object: ObjectId,
    /// What is done.
    pub kind: Kind,
    /// Where in the source.
    pub location: &'static Location<'static>,
}

/// An object of one execution, numbered in the order in which they are first used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub(crate) u32);

impl ObjectId {
    /// What an operation is done to that is done to nothing.
    pub const NONE: Self = Self(u32::MAX);

    /// Returns its number, from 0.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A task of one execution, numbered in the order in which they are spawned; 0 runs the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u32);

impl TaskId {
    /// The task that runs the body of the test.
    pub const MAIN: Self = Self(0);

    /// No task.
    pub(crate) const NOBODY: Self = Self(u32::MAX);

    /// Returns its number.
    pub fn number(self) -> u32 {
        self.0
    }

    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

impl From<u32> for TaskId {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "T{}", self.0)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $access:ident;)*) => {
        /// What an operation does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$kind),*];

            /// Returns the word that stands for it in traces.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// What each of them does to its object.
            const ACCESSES: &[Access] = &[$(Access::$access),*];

            /// Returns what it does to its object, as far as others can tell.
            #[inline]
            pub fn access(self) -> Access {
                Self::ACCESSES[self as usize]
            }
        }
    };
}

kinds! {
    /// A task starts.
    Begin = "begin", Nothing;
    /// A task spawns another.
    Spawn = "spawn", Nothing;
    /// Waits until a task has ended.
    Join = "join", Nothing;
    /// Looks whether a task has ended.
    IsFinished = "is_finished", Nothing;
    /// Lets others go first.
    Yield = "yield", Nothing;
    /// Waits for a token.
    Park = "park", Writes;
    /// Leaves a token.
    Unpark = "unpark", Writes;
    /// Waits until a time.
    Sleep = "sleep", Nothing;
    /// Reads an atomic, or something else that holds values.
    Load = "load", Reads;
    /// Writes an atomic, or something else that holds values.
    Store = "store", Writes;
    /// Reads and writes an atomic, or something else that holds values.
    Update = "update", Writes;
    /// Orders nothing where every execution is sequentially consistent.
    Fence = "fence", Nothing;
    /// Acquires a mutex.
    Lock = "lock", Writes;
    /// Acquires a mutex if it is free.
    TryLock = "try_lock", Writes;
    /// Releases a mutex.
    Unlock = "unlock", Writes;
    /// Acquires a lock for reading.
    Read = "read", Writes;
    /// Acquires a lock for reading if it can at once.
    TryRead = "try_read", Writes;
    /// Acquires a lock for writing.
    Write = "write", Writes;
    /// Acquires a lock for writing if it can at once.
    TryWrite = "try_write", Writes;
    /// Releases a lock that was held for reading.
    UnlockRead = "unlock_read", Writes;
    /// Releases a lock that was held for writing.
    UnlockWrite = "unlock_write", Writes;
    /// Goes on with reading where it wrote.
    Downgrade = "downgrade", Writes;
    /// Releases a mutex to wait at a condition variable.
    Wait = "wait", Writes;
    /// Was notified, or has waited long enough.
    Wake = "wake", Writes;
    /// Wakes one that waits.
    NotifyOne = "notify_one", Writes;
    /// Wakes all that wait.
    NotifyAll = "notify_all", Writes;
    /// Arrives at a barrier.
    Arrive = "arrive", Writes;
    /// Leaves a barrier that all have reached.
    Pass = "pass", Reads;
    /// Runs an initializer, or waits for it.
    Once = "once", Writes;
    /// An initializer has returned, or panicked.
    Complete = "complete", Writes;
    /// Puts a message into a channel.
    Send = "send", Writes;
    /// Puts a message into a channel if there is room.
    TrySend = "try_send", Writes;
    /// Goes on once its message was taken.
    Sent = "sent", Reads;
    /// Takes a message out of a channel.
    Receive = "receive", Writes;
    /// Takes a message out of a channel if there is one.
    TryReceive = "try_receive", Writes;
    /// Closes one end of a channel.
    Close = "close", Writes;
    /// Writes an event into a history.
    Record = "record", Writes;
    /// A task ends.
    End = "end", Nothing;
    /// Goes on with a future that waits for several things at once, or for none that is Lockstep's.
    Poll = "poll", Writes;
    /// Calls the waker of a future.
    WakeTask = "wake_task", Writes;
    /// Asks an async task to end where it waits.
    Abort = "abort", Writes;
    /// Goes on since it has waited long enough, although others could go on.
    FireEarly = "fire_early", Writes;
    /// Takes permits of a semaphore.
    Acquire = "acquire", Writes;
    /// Takes permits of a semaphore if it can at once.
    TryAcquire = "try_acquire", Writes;
    /// Adds permits to a semaphore.
    Release = "release", Writes;
    /// Goes on once it was notified.
    Notified = "be_notified", Writes;
    /// Goes on once there is a value that was not seen.
    Changed = "changed", Reads;
    /// Looks how far something is, and waits for nothing.
    Look = "look", Reads;
    /// Goes on once a message was handed to it.
    Received = "received", Reads;
    /// Does whichever of several operations on channels can be done.
    Select = "select", Writes;
    /// Acquires a lock for reading, and perhaps for writing later.
    ReadUpgradable = "read_upgradable", Writes;
    /// Acquires a lock for reading, and perhaps for writing later, if it can at once.
    TryReadUpgradable = "try_read_upgradable", Writes;
    /// Goes on with writing where it read.
    Upgrade = "upgrade", Writes;
    /// Goes on with writing where it read, if nobody else reads.
    TryUpgrade = "try_upgrade", Writes;
    /// Arrives by itself: a message, or a signal of a timer.
    Deliver = "deliver", Writes;
    /// Asks another task to end where it waits.
    Interrupt = "interrupt", Writes;
    /// Ends where it waits, since another task has asked it to.
    Interrupted = "be_interrupted", Writes;
    /// A process ends, for a reason that others may be told.
    Exit = "exit", Writes;
    /// Links two processes, so that the end of one is a signal to the other.
    Link = "link", Writes;
    /// Undoes a link.
    Unlink = "unlink", Writes;
    /// Asks to be told of the end of a process.
    Monitor = "monitor", Writes;
    /// Asks not to be told of the end of a process any more.
    Demonitor = "demonitor", Writes;
    /// Gives something a name.
    Register = "register", Writes;
    /// Takes a name from what has it.
    Unregister = "unregister", Writes;
    /// Calls back what would arrive.
    Cancel = "cancel", Writes;
    /// Changes which messages arrive: a fault of a network, or its end.
    Fault = "fault", Writes;
    /// Deletes something together with its name.
    Delete = "delete", Writes;
}

/// What an operation does to its object, as far as others can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It could change places with any other.
    Nothing,
    /// It could change places with any that does not write.
    Reads,
    /// Its place among the others of the object matters.
    Writes,
}

impl Kind {
    /// Returns true if what it does or returns can depend on what was done to its object before.
    pub(crate) fn observes(self) -> bool {
        self.access() != Access::Nothing
            && !matches!(
                self,
                Self::Store
                    | Self::Unlock
                    | Self::UnlockRead
                    | Self::UnlockWrite
                    | Self::Downgrade
                    | Self::Unpark
                    | Self::NotifyOne
                    | Self::NotifyAll
                    | Self::Complete
                    | Self::Send
                    | Self::Close
                    | Self::Record
                    | Self::WakeTask
                    | Self::Release
                    | Self::Deliver
                    | Self::Interrupt
            )
    }
}

impl Operation {
    /// Returns true if others can tell that it is done to its object, if it has one.
    pub(crate) fn is_use(&self) -> bool {
        self.object != ObjectId::NONE && self.kind.access() != Access::Nothing
    }

    /// Returns true if another operation does the same to the same object, wherever it stands.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        (self.object, self.kind) == (other.object, other.kind)
    }

    /// Returns true if it matters which of the two comes first: both are done to one object and one
    /// of them writes.
    pub fn races(&self, other: &Self) -> bool {
        let pair = (self.kind.access(), other.kind.access());
        self.object == other.object
            && self.object != ObjectId::NONE
            && !matches!(pair, (Access::Nothing, _) | (_, Access::Nothing))
            && pair != (Access::Reads, Access::Reads)
    }
}
