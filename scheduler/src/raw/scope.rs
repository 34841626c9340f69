use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::coroutine::outliving;
use crate::thread::Handle;

/// Within which threads or tasks may borrow what lives longer than it.
///
/// See [`scope`](crate::thread::scope).
pub struct Scope<'scope, 'env: 'scope> {
    crew: Arc<Crew>,
    /// Its tasks, where it is one of a controlled execution.
    pub(crate) tasks: Mutex<Vec<Handle>>,
    // invariant in both lifetimes, as std's: 'scope is that of this very value
    lifetimes: PhantomData<(&'scope mut &'scope (), &'env mut &'env ())>,
}

/// The closures that a scope has lent out and that have not returned.
#[derive(Debug, Default)]
pub(crate) struct Crew {
    running: Mutex<usize>,
    none_runs: Condvar,
    has_panicked: AtomicBool,
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Calls `main` with a new scope, and then `wait`, and returns what `main` has returned, or the
    /// payload of its panic, once every closure that the scope has lent out is gone.
    pub(crate) fn enter<R>(
        main: impl for<'s> FnOnce(&'s Scope<'s, 'env>) -> R,
        wait: impl FnOnce(&Scope<'_, 'env>),
    ) -> std::thread::Result<R> {
        let crew = Arc::<Crew>::default();
        // Dropped last, even if `wait` panics or is unwound.
        let _last = Last(Arc::clone(&crew));
        let scope = Scope {
            crew,
            tasks: Mutex::default(),
            lifetimes: PhantomData,
        };
        let result = catch_unwind(AssertUnwindSafe(|| main(&scope)));
        wait(&scope);
        result
    }

    /// Makes a closure one that can be run by whoever takes as long as it takes.
    pub(crate) fn lend(
        &'scope self,
        main: impl FnOnce() + Send + 'scope,
    ) -> Box<dyn FnOnce() + Send> {
        let running = Running::new(Arc::clone(&self.crew));
        let job = Job { main, running };
        let job: Box<dyn FnOnce() + Send + 'scope> = Box::new(move || job.run());
        // SAFETY: 'scope is the lifetime of a reference to this value, and values of this type exist in
        // frames of `enter` alone. Such a frame is not left, by a return or by a panic, before `_last`
        // has seen that no closure of the crew is left: each is counted until it was called and has
        // returned or panicked, or was dropped uncalled; a `Job` gives up its place in the count after
        // all that it borrows. A frame may be given up without being left: that of a task of a failed
        // execution, whose tasks never run again and whose stack is never used for anything else, see
        // `Fiber::abandon`.
        // What it borrows is owned by that frame, by one below it on the same stack, or, where the task
        // itself is one of a scope, by the frame of that scope, which is given up as well. In an
        // execution that has passed, tasks that have not ended are unwound in the reverse of the order
        // in which they were spawned: those of a scope before the frame of the scope, which is given up,
        // too, if one of them does not come to its end.
        unsafe { outliving(job) }
    }

    /// Waits until every closure that was lent out is gone; true if one has panicked and nobody asked.
    pub(crate) fn wait_for_threads(&self) -> bool {
        self.crew.wait();
        self.crew.has_panicked.load(Ordering::Relaxed)
    }

    pub(crate) fn crew(&self) -> &Arc<Crew> {
        &self.crew
    }
}

impl Crew {
    /// Notes that a closure has panicked, and nobody has asked what became of it.
    pub(crate) fn note_panic(&self) {
        self.has_panicked.store(true, Ordering::Relaxed);
    }

    /// Waits until no closure is left.
    fn wait(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.none_runs.wait_while(running, |running| *running > 0);
        drop(done.unwrap_or_else(PoisonError::into_inner));
    }
}

/// Holds its frame until no closure is left.
struct Last(Arc<Crew>);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.wait();
    }
}

/// A closure that was lent out. What it borrows is dropped before its place is given up, by the order
/// of the fields if it is never run.
struct Job<F> {
    main: F,
    running: Running,
}

impl<F: FnOnce()> Job<F> {
    fn run(self) {
        let Self { main, running } = self;
        main();
        drop(running);
    }
}

/// A place in the count of closures that are left.
struct Running(Arc<Crew>);

impl Running {
    fn new(crew: Arc<Crew>) -> Self {
        *crew.running.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(crew)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut running = self
            .0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *running -= 1;
        if *running == 0 {
            self.0.none_runs.notify_all();
        }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
