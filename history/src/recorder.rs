use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{AtomicOrder, Event, History, Order};

pub(crate) mod failure;
pub(crate) mod process_handle;
#[cfg(test)]
mod tests;

use process_handle::ProcessHandle;

/// Records what any number of threads do as one history.
///
/// Each thread takes a [`ProcessHandle`] and runs its operations through it. An operation is stamped
/// before it starts and again after it has returned, so that what the history shows as one after
/// the other was so:
///
/// ```text
/// process 0   invoke ├─ write 1 ─┤ ok
///                    ▲           ▲
///                    stamped     stamped after the effect
///                    before it   is there for all to see
/// ```
///
/// Bars may only be longer than what happened, never shorter: a correct object is never recorded as
/// a wrong one.
///
/// # Examples
///
/// ```
/// use std::sync::Mutex;
/// use lockstep_history::Recorder;
///
/// let register = Mutex::new(0);
/// let recorder = Recorder::new();
/// std::thread::scope(|scope| {
///     for value in [1, 2] {
///         let mut process = recorder.process();
///         let register = &register;
///         scope.spawn(move || {
///             process.op(("write", value), |(_, value)| {
///                 *register.lock().unwrap() = value;
///                 None
///             });
///             process.op(("read", 0), |_| Some(*register.lock().unwrap()));
///         });
///     }
/// });
/// let history = recorder.finish();
/// assert_eq!(history.operations().len(), 4);
/// ```
///
/// # Determinism
///
/// Events are ordered by the stamps of `O` alone. With [`AtomicOrder`] that is the order in which the
/// threads got there; under an [`Order`] that chooses which thread runs, it is what that one chose.
pub struct Recorder<Op, Ret, O = AtomicOrder> {
    shared: Arc<Shared<Op, Ret, O>>,
}

/// What the recorder and its handles hold together.
struct Shared<Op, Ret, O> {
    order: O,
    next_process: AtomicU64,
    buffers: Mutex<Vec<Arc<Buffer<Op, Ret>>>>,
}

/// The events of one handle, by rising stamps. Its lock is free but for the moment of `finish`.
type Buffer<Op, Ret> = Mutex<Vec<Stamped<Op, Ret>>>;

/// For how many events a handle has room at first: those of ten operations, which a test does under many schedules.
const ROOM: usize = 20;

struct Stamped<Op, Ret> {
    stamp: u64,
    event: Event<Op, Ret>,
}

impl<Op, Ret> Recorder<Op, Ret> {
    /// Makes a recorder that orders events by an atomic counter.
    pub fn new() -> Self {
        Self::with_order(AtomicOrder::new())
    }
}

impl<Op, Ret, O: Order> Recorder<Op, Ret, O> {
    /// Makes a recorder that orders events by the stamps of `order`.
    pub fn with_order(order: O) -> Self {
        Self {
            shared: Arc::new(Shared {
                order,
                next_process: AtomicU64::new(0),
                buffers: Mutex::default(),
            }),
        }
    }

    /// Makes a handle for a new process, to be moved to the thread that acts for it.
    ///
    /// Processes are numbered from 0, in the order in which they come to be.
    pub fn process(&self) -> ProcessHandle<Op, Ret, O> {
        ProcessHandle::new(Arc::clone(&self.shared))
    }

    /// Makes handles for so many workers, whose processes are numbered so that they tell the worker.
    ///
    /// Worker `w` of `n` begins as process `w`, and where nobody knows how an operation ended it goes on
    /// as `w + n`, then as `w + 2n`, whatever the others do. Meant for a recorder without other handles:
    /// [`Recorder::process`] would give the same numbers away.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Recorder;
    ///
    /// let recorder = Recorder::<&str, ()>::new();
    /// let mut workers = recorder.processes(3);
    /// workers[1].invoke("write 1");
    /// workers[1].info();
    /// assert_eq!(workers[1].number(), 4);
    /// ```
    pub fn processes(&self, workers: u32) -> Vec<ProcessHandle<Op, Ret, O>> {
        let of = |number| ProcessHandle::of(Arc::clone(&self.shared), number, workers);
        (0..workers).map(of).collect()
    }

    /// Returns the history of all that was recorded until now.
    ///
    /// Handles need not be gone: one whose thread hangs does not keep the others from being judged.
    /// An operation that is open now has an unknown end, and what a handle records later is in no
    /// history.
    ///
    /// # Panics
    ///
    /// If there are 2³² events or more, or if `O` breaks its promise and returns a stamp twice or out
    /// of order.
    ///
    /// # Complexity
    ///
    /// Linear in the number of events times the logarithm of the number of handles.
    pub fn finish(self) -> History<Op, Ret> {
        // The buffers are emptied one after the other while threads may still be running, and the
        // history must not hold a read of a write that came too late for its own buffer. So only
        // events stamped before this moment count: an invocation that is not in its buffer yet has
        // not run, and whoever sees its effect completes after this moment.
        let end = self.shared.order.stamp();
        let buffers = lock(&self.shared.buffers);
        let room = buffers.iter().map(|buffer| lock(buffer).len()).sum();
        let mut events: Vec<Stamped<Op, Ret>> = Vec::with_capacity(room);
        for buffer in buffers.iter() {
            events.append(&mut lock(buffer));
        }
        drop(buffers);
        events.retain(|event| event.stamp < end);
        events.sort_by_key(|event| event.stamp);
        assert!(
            events.is_sorted_by(|a, b| a.stamp < b.stamp),
            "an Order returned the same stamp twice"
        );
        History::from_events(events.into_iter().map(|stamped| stamped.event))
            .unwrap_or_else(|error| panic!("an Order returned stamps out of order: {error}"))
    }
}

impl<Op, Ret, O: Order + Default> Default for Recorder<Op, Ret, O> {
    fn default() -> Self {
        Self::with_order(O::default())
    }
}

impl<Op, Ret, O: fmt::Debug> fmt::Debug for Recorder<Op, Ret, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("order", &self.shared.order)
            .finish_non_exhaustive()
    }
}

impl<Op, Ret, O> Shared<Op, Ret, O> {
    fn fresh_process(&self) -> u64 {
        self.next_process.fetch_add(1, Ordering::Relaxed)
    }

    fn fresh_buffer(&self) -> Arc<Buffer<Op, Ret>> {
        let buffer = Arc::new(Mutex::new(Vec::with_capacity(ROOM)));
        lock(&self.buffers).push(Arc::clone(&buffer));
        buffer
    }
}

/// Locks what no panic can leave half done: the guarded code pushes whole events.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
