use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::iter::Fuse;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Gates, Side};
use lockstep_scheduler::{Kind, ObjectKind};

use super::Home;
use crate::life::Tell;
use crate::monitor::{unwatch, watch_silently};
use crate::supervisor::shut_down;
use crate::system::{place, system};
use crate::wire::{Manner, Signal, signal};
use crate::{CALL_TIMEOUT, Down, ExitReason, ProcessId, Shutdown, unlink};

/// How many tasks of a stream run at a time, and for how long.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{self as otp, OnTimeout, Order, StreamOptions, Task};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let options = StreamOptions::new()
///         .order(Order::Unordered)
///         .timeout(Duration::from_secs(2))
///         .on_timeout(OnTimeout::KillTask);
///     let results = Task::async_stream([9, 1], options, |seconds| {
///         otp::sleep(Duration::from_secs(seconds));
///         seconds
///     });
///     let results: Vec<_> = results.collect();
///     assert_eq!(results, [Ok(1), Err("timeout".into())]);
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamOptions {
    max_concurrency: usize,
    order: Order,
    timeout: Option<Duration>,
    on_timeout: OnTimeout,
}

/// In which order the results of a stream come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In that of the items.
    Ordered,
    /// As they arrive.
    Unordered,
}

/// What a stream does when a task takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTimeout {
    /// Who asks for the result panics.
    Exit,
    /// It kills the task, whose result is an error that says "timeout".
    KillTask,
}

/// The results of many tasks, as [`Task::async_stream`](super::Task::async_stream) returns them.
///
/// A task that ends without a result has an error for a result, unless it takes the caller with it.
pub struct TaskStream<I: Iterator, R, F> {
    items: Fuse<I>,
    act: Arc<F>,
    home: Home,
    options: StreamOptions,
    location: &'static Location<'static>,
    arrivals: Arc<Gated<Arrivals<R>>>,
    running: Vec<Running>,
    /// What has arrived and was not asked for yet.
    done: BTreeMap<usize, Result<R, ExitReason>>,
    started: usize,
    returned: usize,
}

/// What tasks leave for who asks for results.
struct Arrivals<R>(VecDeque<(usize, Result<R, ExitReason>)>);

struct Running {
    number: usize,
    process: ProcessId,
    monitor: u64,
    deadline: Option<Duration>,
}

impl StreamOptions {
    /// Returns those of up to eight tasks at a time, in order, each of which takes up to [`CALL_TIMEOUT`] or
    /// the caller panics.
    pub fn new() -> Self {
        Self {
            max_concurrency: 8,
            order: Order::Ordered,
            timeout: Some(CALL_TIMEOUT),
            on_timeout: OnTimeout::Exit,
        }
    }

    /// Sets how many run at a time.
    ///
    /// # Panics
    ///
    /// If it is none.
    #[must_use]
    pub fn max_concurrency(self, tasks: usize) -> Self {
        assert!(tasks > 0, "a stream runs at least one task at a time");
        let max_concurrency = tasks;
        Self {
            max_concurrency,
            ..self
        }
    }

    /// Sets in which order results come.
    #[must_use]
    pub fn order(self, order: Order) -> Self {
        Self { order, ..self }
    }

    /// Sets how much virtual time each may take from its start; nothing for no limit. It counts while somebody
    /// waits for results.
    #[must_use]
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into();
        Self { timeout, ..self }
    }

    /// Sets what happens when one takes longer.
    #[must_use]
    pub fn on_timeout(self, on_timeout: OnTimeout) -> Self {
        Self { on_timeout, ..self }
    }
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> Gates for Arrivals<R> {
    fn is_open(&self, _: Side) -> bool {
        !self.0.is_empty()
    }
}

impl<I, R, F> TaskStream<I, R, F>
where
    I: Iterator<Item: Send + 'static>,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    pub(crate) fn new(
        items: I,
        options: StreamOptions,
        act: F,
        home: Home,
        location: &'static Location<'static>,
    ) -> Self {
        let arrivals = Gated::new(ObjectKind::Mailbox, Arrivals(VecDeque::new()));
        Self {
            items: items.fuse(),
            act: Arc::new(act),
            home,
            options,
            location,
            arrivals: Arc::new(arrivals),
            running: Vec::new(),
            done: BTreeMap::new(),
            started: 0,
            returned: 0,
        }
    }

    /// Starts as many tasks as may run.
    fn fill(&mut self) {
        while self.running.len() < self.options.max_concurrency {
            let Some(item) = self.items.next() else {
                return;
            };
            self.start(item);
        }
    }

    fn start(&mut self, item: I::Item) {
        let (number, location) = (self.started, self.location);
        self.started += 1;
        let own = system().current();
        let (act, owner) = (Arc::clone(&self.act), own.id);
        let arrivals = Arc::clone(&self.arrivals);
        let main = move || deliver(&arrivals, owner, number, act(item), location);
        let task = self.home.launch(Box::new(main), location);
        let arrivals = Arc::clone(&self.arrivals);
        let arrival = arrivals.operation(Kind::Send, location);
        let tell = move |down: Down| {
            arrivals.amend(location, |all| all.0.push_back((number, Err(down.reason))));
        };
        let tell = Tell::Do(Box::new(tell));
        let monitor = watch_silently(&system(), &own, task.process, arrival, tell);
        task.go();
        let timeout = self.options.timeout;
        self.running.push(Running {
            number,
            process: task.process,
            monitor,
            deadline: timeout.map(|timeout| place().time.saturating_add(timeout)),
        });
    }

    /// Returns what is to be returned next, if it has arrived.
    fn take(&mut self) -> Option<Result<R, ExitReason>> {
        let next = match self.options.order {
            Order::Ordered => self.done.remove(&self.returned),
            Order::Unordered => self.done.pop_first().map(|(_, result)| result),
        };
        self.returned += usize::from(next.is_some());
        next
    }

    /// Waits until a task has ended or takes too long.
    fn wait(&mut self) {
        let deadlines = self.running.iter().filter_map(|task| task.deadline);
        let within = deadlines
            .min()
            .map(|deadline| deadline.saturating_sub(place().time));
        let (kind, side) = (Kind::Receive, Side::Front);
        let arrived = self
            .arrivals
            .perform_within(kind, side, within, self.location, |all| all.0.pop_front());
        match arrived {
            Some((number, result)) => self.finish(number, result),
            None => self.time_out(),
        }
    }

    fn finish(&mut self, number: usize, result: Result<R, ExitReason>) {
        // The news that it has ended may come after its result.
        let is_it = |task: &Running| task.number == number;
        if let Some(place) = self.running.iter().position(is_it) {
            let task = self.running.remove(place);
            unwatch(&system(), &system().current(), task.monitor);
            self.done.insert(number, result);
        }
    }

    /// Ends those that have taken too long.
    fn time_out(&mut self) {
        let now = place().time;
        let is_late = |task: &Running| task.deadline.is_some_and(|deadline| deadline <= now);
        let late: Vec<_> = self.running.extract_if(.., |task| is_late(task)).collect();
        for task in late {
            assert!(
                self.options.on_timeout == OnTimeout::KillTask,
                "the task {} of a stream took too long: {:?}",
                task.process,
                self.options.timeout.unwrap_or_default()
            );
            unwatch(&system(), &system().current(), task.monitor);
            unlink(task.process);
            shut_down(task.process, Shutdown::BrutalKill);
            self.done.insert(task.number, Err("timeout".into()));
        }
    }
}

/// Hands a result to who asks for results.
fn deliver<R: Send + 'static>(
    arrivals: &Arc<Gated<Arrivals<R>>>,
    owner: ProcessId,
    number: usize,
    result: R,
    location: &'static Location<'static>,
) {
    let system = system();
    let (from, to) = (system.current(), system.process(owner));
    let arrive = Arc::clone(arrivals);
    let arrival = arrivals.operation(Kind::Send, location);
    let manner = (Signal::Reply(arrival), Manner::Step);
    signal(&system, &from, &to, manner, location, move || {
        arrive.amend(location, |all| all.0.push_back((number, Ok(result))));
    });
}

impl<I, R, F> Iterator for TaskStream<I, R, F>
where
    I: Iterator<Item: Send + 'static>,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    type Item = Result<R, ExitReason>;

    fn next(&mut self) -> Option<Result<R, ExitReason>> {
        loop {
            self.fill();
            if let Some(result) = self.take() {
                return Some(result);
            }
            if self.running.is_empty() {
                return None;
            }
            self.wait();
        }
    }
}

impl<I: Iterator, R, F> fmt::Debug for TaskStream<I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskStream")
            .field("options", &self.options)
            .field("started", &self.started)
            .field("returned", &self.returned)
            .finish_non_exhaustive()
    }
}
