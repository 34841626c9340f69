mod home;
mod stream;

use std::fmt;
use std::panic::Location;
use std::time::Duration;

pub(crate) use home::{Go, Home, Launched};
pub use stream::{OnTimeout, Order, StreamOptions, TaskStream};

use crate::monitor::unwatch;
use crate::process::born_without_inbox;
use crate::reply::{Waiting, reply_slot};
use crate::supervisor::shut_down;
use crate::system::{place, system};
use crate::{CALL_TIMEOUT, CallError, ExitReason, ProcessId, Shutdown, unlink};

/// A process that does one thing, for whose result the one who has started it waits.
///
/// The two are linked: if one ends in disorder, so does the other. A task of a
/// [`TaskSupervisor`](crate::TaskSupervisor) may do without.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{self as otp, Task};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut task = Task::spawn(|| {
///         otp::sleep(Duration::from_secs(2));
///         6 * 7
///     });
///     assert_eq!(task.yield_for(Duration::from_secs(1)), None);
///     assert_eq!(task.wait(), 42);
/// });
/// ```
///
/// # Sources
///
/// Elixir's `Task`; `async` and `await` are keywords of Rust's, and [`spawn`](Self::spawn) and
/// [`wait`](Self::wait) here.
pub struct Task<R> {
    process: ProcessId,
    owner: ProcessId,
    monitor: u64,
    waiting: Waiting<R>,
}

impl<R: Send + 'static> Task<R> {
    /// Starts a task that is linked to the caller.
    #[doc(alias = "async")]
    #[track_caller]
    pub fn spawn(main: impl FnOnce() -> R + Send + 'static) -> Self {
        Self::spawn_at(Home::Caller, main, Location::caller())
    }

    pub(crate) fn spawn_at(
        home: Home,
        main: impl FnOnce() -> R + Send + 'static,
        location: &'static Location<'static>,
    ) -> Self {
        let owner = system().current().id;
        let (waiting, reply) = reply_slot(owner);
        let task = home.launch(Box::new(move || reply.send(main())), location);
        let monitor = waiting.watch(task.process, location);
        task.go();
        Self {
            process: task.process,
            owner,
            monitor,
            waiting,
        }
    }

    /// Returns its process.
    pub fn id(&self) -> ProcessId {
        self.process
    }

    /// Waits for its result, up to [`CALL_TIMEOUT`].
    ///
    /// # Panics
    ///
    /// If there is none in time, or the task ends before; if it was waited for already; or in another process
    /// than the one that has started it.
    #[doc(alias = "await")]
    #[track_caller]
    pub fn wait(self) -> R {
        let process = self.process;
        self.try_wait(CALL_TIMEOUT)
            .unwrap_or_else(|error| panic!("the task {process} has no result: {error}"))
    }

    /// As [`wait`](Self::wait), with another time to wait.
    ///
    /// # Errors
    ///
    /// If there is none in time, or the task ends before. It is not ended if it is late.
    ///
    /// # Panics
    ///
    /// If it was waited for already, or in another process than the one that has started it.
    #[track_caller]
    pub fn try_wait(mut self, timeout: Duration) -> Result<R, CallError> {
        match self.yield_at(timeout, Location::caller()) {
            Some(Ok(result)) => Ok(result),
            Some(Err(reason)) => Err(CallError::Ended(reason)),
            None => Err(CallError::Timeout(timeout)),
        }
    }

    /// Waits for the results of several tasks, up to [`CALL_TIMEOUT`] for all; they come in the order of the
    /// tasks.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait), for one of them.
    #[doc(alias = "await_many")]
    #[track_caller]
    pub fn wait_many(tasks: impl IntoIterator<Item = Self>) -> Vec<R> {
        Self::try_wait_many(tasks, CALL_TIMEOUT)
            .unwrap_or_else(|error| panic!("one of several tasks has no result: {error}"))
    }

    /// As [`wait_many`](Self::wait_many), with another time to wait.
    ///
    /// # Errors
    ///
    /// If one has no result in time, or ends before.
    ///
    /// # Panics
    ///
    /// As [`try_wait`](Self::try_wait), for one of them.
    #[track_caller]
    pub fn try_wait_many(
        tasks: impl IntoIterator<Item = Self>,
        timeout: Duration,
    ) -> Result<Vec<R>, CallError> {
        let deadline = place().time.saturating_add(timeout);
        let wait = |task: Self| {
            let left = deadline.saturating_sub(place().time);
            let waited = task.try_wait(left);
            waited.map_err(|error| match error {
                CallError::Timeout(_) => CallError::Timeout(timeout),
                error => error,
            })
        };
        tasks.into_iter().map(wait).collect()
    }

    /// Waits for its result, or for its end, but no longer than that; it may be waited for again if there was
    /// nothing.
    ///
    /// # Panics
    ///
    /// If it was waited for already, or in another process than the one that has started it.
    #[doc(alias = "yield")]
    #[track_caller]
    pub fn yield_for(&mut self, timeout: Duration) -> Option<Result<R, ExitReason>> {
        self.yield_at(timeout, Location::caller())
    }

    fn yield_at(
        &mut self,
        timeout: Duration,
        location: &'static Location<'static>,
    ) -> Option<Result<R, ExitReason>> {
        let own = system().current();
        let (task, owner) = (self.process, self.owner);
        assert!(
            own.id == owner,
            "{} waits for the task {task}, which is one of {owner}",
            own.id
        );
        assert!(
            !self.waiting.is_closed(),
            "the task {task} was waited for already"
        );
        let found = self.waiting.poll(Some(timeout), location);
        if found.is_some() {
            unwatch(&system(), &own, self.monitor);
        }
        found
    }

    /// Ends the task, and returns its result if there is one, or why it has ended, if not for that.
    ///
    /// # Panics
    ///
    /// If it was waited for already, or in another process than the one that has started it.
    #[track_caller]
    pub fn shutdown(mut self, shutdown: Shutdown) -> Option<Result<R, ExitReason>> {
        unlink(self.process);
        shut_down(self.process, shutdown);
        match self.yield_for(Duration::ZERO) {
            Some(Err(ExitReason::Shutdown | ExitReason::Killed)) => None,
            found => found,
        }
    }
}

impl Task<()> {
    /// Starts a process for whose result nobody waits, linked to nobody.
    #[track_caller]
    pub fn start(main: impl FnOnce() + Send + 'static) -> ProcessId {
        let node = system().current().node;
        born_without_inbox(node, None, main, Location::caller()).id
    }

    /// As [`start`](Self::start), linked to the caller.
    #[track_caller]
    pub fn start_link(main: impl FnOnce() + Send + 'static) -> ProcessId {
        Home::Caller
            .launch(Box::new(main), Location::caller())
            .process
    }

    /// Does the same with many items, each in a task of its own that is linked to the caller; the results
    /// are an iterator, which starts tasks as it is asked for them.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{StreamOptions, Task};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(10).run(|| {
    ///     let options = StreamOptions::new().max_concurrency(2);
    ///     let doubled = Task::async_stream(1..=4, options, |number| 2 * number);
    ///     let doubled: Result<Vec<u32>, _> = doubled.collect();
    ///     assert_eq!(doubled, Ok(vec![2, 4, 6, 8]));
    /// });
    /// ```
    #[track_caller]
    pub fn async_stream<I, R, F>(
        items: I,
        options: StreamOptions,
        act: F,
    ) -> TaskStream<I::IntoIter, R, F>
    where
        I: IntoIterator<Item: Send + 'static>,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let items = items.into_iter();
        TaskStream::new(items, options, act, Home::Caller, Location::caller())
    }
}

impl<R> fmt::Debug for Task<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.process).finish()
    }
}
