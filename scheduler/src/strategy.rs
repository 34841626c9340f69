//! What chooses which task goes next.
//!
//! | strategy | how it chooses | what it is for |
//! |---|---|---|
//! | [`Mix`] | another of the good ones for each execution | the default |
//! | [`Random`] | any task | to compare with |
//! | [`Pct`] | by priority, with a few changes | what needs a task to be left alone for long |
//! | [`FairPct`] | so for half of the steps, then any task | loops that wait without yielding |
//! | [`IdPct`] | so, with more and more changes | bugs of unknown depth |
//! | [`RacePct`] | so, with changes only where operations race | long tasks that share little |
//! | [`Pos`] | by the priority of what is done next, drawn anew after a race | few operations on much that is not shared |
//! | [`ReadsFrom`] | so, where some reads wait for the writes that they are to read from | many tasks that do the same |
//! | [`Urw`] | by how much each task has left to do | many short tasks |
//! | [`Surw`] | so, counting but what is done to one object | long tasks, few operations on what matters |
//! | [`RoundRobin`] | each in turn | one fair schedule |
//! | [`Dpor`] | what was not tried before, but for the order of independent steps | a proof, for some dozens of operations |
//! | [`Exhaustive`] | what was not tried before | to compare with: every schedule of a few operations |
//! | [`Bytes`] | as a fuzzer says | coverage-guided search |
//! | [`Replay`] | as it is told | one schedule again |
//!
//! # How soon they find a bug
//!
//! The median number of executions over 20 seeds until one fails, of the programs in `scheduler/tests/programs`. A
//! number in brackets says how many of the seeds found the bug within 20,000 executions, if not all did; a dash is a
//! median above that, an empty place one that was not measured.
//!
//! | program | `mix` | `surw` | `reads_from` | `urw` | `race_pct` | `pos` | `idpct` | `pct` | `pct:2` | `random` | `exhaustive` |
//! |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
//! | `lost_update` | 2 | 2 | 3 | 2 | 8.5 | 4 | 5 | 4 | 4 | 2 | 8 |
//! | `toctou` | 2 | 2 | 2 | 2 | 3 | 4 | 4 | 6 | 4.5 | 3 | 6 |
//! | `aba` | 21.5 | 12 | 19 | 17 | 17.5 | 259.5 | 10 | 14 | 10.5 | 187 | 14477 |
//! | `reorder_3` | 5.5 | 4 | 4 | 5 | 5.5 | 9 | 8.5 | 8.5 | 15.5 | 8 | 432 |
//! | `reorder_5` | 6 | 7.5 | 4 | 6.5 | 16 | 20.5 | 26 | 29.5 | 112 | 49 | — |
//! | `reorder_10` | 10 | 8 | 4 | 23 | 65 | 556.5 | 160.5 | 431 | 511 | — (10) | — |
//! | `reorder_20` | 13 | 20 | 4 | 35.5 | 670 | — | 1502.5 | 2149.5 | 4003 (19) | — | — |
//! | `reorder_50` | 13.5 | 71 | 4 | 366.5 | 7041 (19) | — | — (7) | — (8) | — (5) | — | — |
//! | `dining` | 4.5 | 6 | 4 | 3.5 | 7 | 8.5 | 8 | 15.5 | 27 | 5.5 | 13141 |
//! | `missed_wakeup` | 6 | 4.5 | 10 | 7.5 | 4.5 | 7 | 4 | 6 | 3 | 8 | 15 |
//! | `queue_commit` | 5 | 4 | 10 | 23 | 5 | 3.5 | 13 | 13.5 | 12 | 25 | — |
//! | `bank` | 3 | 2.5 | 3 | 2 | 4 | 3.5 | 4 | 6.5 | 3.5 | 3 | 29 |
//! | `wrong_lock` | 3 | 3 | 4.5 | 3.5 | 7 | 4 | 7 | 4 | 7.5 | 5.5 | 7290 |
//! | `deep_window` | 19.5 | 4 | 5.5 | — (1) | 15.5 | 1245.5 | 92.5 | 116.5 | 44 | — | — |
//!
//! Nothing was tuned on these eight:
//!
//! | program | `mix` | `surw` | `reads_from` | `urw` | `race_pct` | `pos` | `idpct` | `pct` | `pct:2` | `random` | `exhaustive` |
//! |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
//! | `closing` | 3 | 2.5 | 3 | 2 | 3 | 3 | 3 | 7.5 | 3 | 2 | 199 |
//! | `double_check` | 3 | 2.5 | 2 | 3 | 5 | 2 | 3 | 4.5 | 6.5 | 2 | — |
//! | `free_list` | 107 | 81.5 | 37.5 | 153 | 123.5 | 120.5 | 74.5 | 213 | — | 237.5 | — |
//! | `read_write` | 15 | 12.5 | 7 | 11 | 121.5 | 8 | 61.5 | 77 | — | 15 | — |
//! | `references` | 5 | 5.5 | 11.5 | — (2) | 86.5 | 14.5 | 10 | 8.5 | 31 | 172.5 | 172 |
//! | `semaphore` | 3.5 | 3 | 5 | 5 | 7.5 | 4 | 15 | 13.5 | 12 | 4.5 | 35 |
//! | `stealing` | 11.5 | 6.5 | 13.5 | 10 | 19.5 | 12 | 15 | 38.5 | 25 | 21.5 | — |
//! | `ticket_lock` | 2 | 1 | 2 | 1 | 42 | 2 | 13.5 | 38 | — | 1 | — |
//!
//! `fair_pct` does the same as `pct` wherever both were measured, and `round_robin` finds none of the bugs. `cargo bench -p
//! lockstep-bench --bench finding` makes the table anew; it does not depend on the machine.

mod account;
mod bytes;
mod contention;
mod counted;
mod demotions;
mod dpor;
mod exhaustive;
mod fair_pct;
mod follow;
mod guide;
mod idpct;
mod looks;
mod mix;
mod name;
mod noted;
mod pct;
mod pos;
mod priorities;
mod profile;
mod race_pct;
mod random;
mod reads_from;
mod replay;
mod round_robin;
mod sites;
mod surw;
mod urw;

pub use account::Account;
pub use bytes::Bytes;
pub(crate) use counted::Counted;
pub use dpor::Dpor;
pub use exhaustive::Exhaustive;
pub use fair_pct::FairPct;
pub use follow::Follow;
pub(crate) use guide::{Guide, Rest};
pub use idpct::IdPct;
pub use mix::Mix;
pub use name::{Named, ParseNamedError};
pub(crate) use noted::{Note, Noted};
pub use pct::Pct;
pub use pos::Pos;
pub use profile::Profile;
pub use race_pct::RacePct;
pub use random::Random;
pub use reads_from::ReadsFrom;
pub use replay::{Replay, Unfollowed};
pub use round_robin::RoundRobin;
pub use surw::Surw;
pub use urw::Urw;

use std::cell::Cell;

use lockstep_seed::Seed;

use crate::gate::Side;
use crate::object::{Object, ObjectKind};
use crate::ready::Ready;
use crate::{Kind, ObjectId, Operation, Step, TaskId};

/// Decides which task goes next, each time that a task comes to an operation.
///
/// What it decides may depend on the seed it is given, on what it sees, and on nothing else: then the
/// same seed gives the same execution. Each thread that searches has a strategy of its own, and gives
/// it whichever execution is next.
///
/// # Examples
///
/// One that lets the youngest task go on, but for one step in eight, which any task takes:
///
/// ```
/// use lockstep_scheduler::strategy::Strategy;
/// use lockstep_scheduler::sync::{Arc, atomic::{AtomicU32, Ordering::SeqCst}};
/// use lockstep_scheduler::{Execution, Point, Runner, TaskId, thread};
/// use lockstep_seed::{Seed, Stream};
///
/// struct Youngest(Stream);
///
/// impl Strategy for Youngest {
///     fn begin(&mut self, execution: &Execution<'_>) -> bool {
///         self.0 = execution.seed.stream();
///         true
///     }
///
///     fn choose(&mut self, point: &Point<'_>) -> TaskId {
///         let tasks: Vec<TaskId> = point.ready().collect();
///         match self.0.below(8) {
///             0 => *self.0.choose(&tasks),
///             _ => tasks[tasks.len() - 1],
///         }
///     }
/// }
///
/// let lost_update = || {
///     let count = Arc::new(AtomicU32::new(0));
///     let other = Arc::clone(&count);
///     let task = thread::spawn(move || other.store(other.load(SeqCst) + 1, SeqCst));
///     count.store(count.load(SeqCst) + 1, SeqCst);
///     task.join().unwrap();
///     assert_eq!(count.load(SeqCst), 2);
/// };
/// let runner = Runner::new().strategy_with("youngest", || Youngest(Seed::from(0).stream()));
/// assert!(runner.search(lost_update).is_err());
/// ```
pub trait Strategy: Send {
    /// Prepares for an execution; false if there is none left to try.
    fn begin(&mut self, execution: &Execution<'_>) -> bool;

    /// Returns one of the tasks that are ready. It is called once for each step.
    ///
    /// It is the end of the execution to return another one: [`Failure::Misuse`](crate::Failure), or
    /// [`Failure::Divergence`](crate::Failure) if it is what [`Point::diverge`] gave.
    ///
    /// An execution that takes more than [`Execution::steps_max`] steps is brought to its end by a fair
    /// choice, without the strategy.
    fn choose(&mut self, point: &Point<'_>) -> TaskId;

    /// Looks back at all steps of the execution, and says how the next ones depend on it. What it says
    /// after the first one holds for all.
    fn end(&mut self, _: &[Step]) -> Next {
        Next::SideBySide
    }

    /// Looks at who is left when nobody can go on any more. It is called before the end of the execution
    /// if that is so; no task is ready then.
    fn stop(&mut self, _: &Point<'_>) {}

    /// Says what all executions of this strategy together amount to.
    fn account(&self) -> Account {
        Account::default()
    }
}

/// How the executions of a strategy depend on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Each depends on its number and its seed alone: they are spread over threads.
    SideBySide,
    /// Each depends on those before it: one thread runs them in order.
    OneByOne,
}

/// An execution that is about to begin.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// Its number, from 0.
    pub iteration: u64,
    /// Where all its random choices come from.
    pub seed: Seed,
    /// The most steps that it may take.
    pub steps_max: u64,
    /// How an execution before it went, another one every fifty executions; nothing for the first.
    pub profile: Option<&'a Profile>,
}

/// The moment before a choice.
#[derive(Clone, Copy)]
pub struct Point<'a> {
    pub(crate) ready: &'a Ready,
    pub(crate) tasks: &'a [crate::task::Task],
    pub(crate) objects: &'a [Object],
    pub(crate) current: TaskId,
    pub(crate) step: u64,
    pub(crate) divergence: &'a Cell<Option<String>>,
}

impl<'a> Point<'a> {
    /// Returns the tasks that can go on, by number. There is at least one.
    pub fn ready(&self) -> impl Iterator<Item = TaskId> + 'a {
        self.ready.iter()
    }

    /// Returns how many tasks can go on.
    #[inline]
    pub fn ready_count(&self) -> usize {
        self.ready.len()
    }

    /// Returns the task at a place among those that can go on.
    ///
    /// # Panics
    ///
    /// If there are no more than `place` of them.
    #[inline]
    pub fn nth_ready(&self, place: usize) -> TaskId {
        self.ready.nth(place)
    }

    /// Returns true if the task can go on.
    pub fn is_ready(&self, task: TaskId) -> bool {
        self.ready.contains(task)
    }

    /// Returns the task that took the last step. It may have ended, or have to wait.
    pub fn current(&self) -> TaskId {
        self.current
    }

    /// Returns what a task does when it is chosen next.
    ///
    /// # Panics
    ///
    /// If there is no such task.
    pub fn next_of(&self, task: TaskId) -> &'a Operation {
        &self.tasks[task.place()].pending
    }

    /// Returns what the last step did.
    pub fn last(&self) -> &'a Operation {
        &self.tasks[self.current.place()].last
    }

    /// Returns how many tasks there are, with those that have ended.
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Returns true if the task has ended.
    ///
    /// # Panics
    ///
    /// If there is no such task.
    pub fn has_ended(&self, task: TaskId) -> bool {
        self.tasks[task.place()].has_ended
    }

    /// Returns the mutex that a task lets go when it is chosen next to wait at a condition variable.
    pub(crate) fn second_of(&self, task: TaskId) -> Option<ObjectId> {
        let task = &self.tasks[task.place()];
        (task.pending.kind == Kind::Wait).then_some(ObjectId(task.second))
    }

    /// Returns the gate before which a task stands.
    pub(crate) fn gate_of(&self, task: TaskId) -> Option<Side> {
        self.tasks[task.place()].gate.map(|gate| gate.side)
    }

    /// Returns true if a task stands before a gate of an object.
    pub(crate) fn is_before_gate_of(&self, task: TaskId, object: ObjectId) -> bool {
        let gate = self.tasks[task.place()].gate;
        gate.is_some_and(|gate| gate.object == object.0)
    }

    /// Returns how many steps there were when the time of a task was over, if it can go on because of that;
    /// 0 if it was over when the task came to what it does.
    pub(crate) fn late_since(&self, task: TaskId) -> Option<u64> {
        let task = &self.tasks[task.place()];
        task.timed_out.then_some(task.late_since)
    }

    /// Returns true if a task may go on before its time is over.
    pub(crate) fn fires_early(&self, task: TaskId) -> bool {
        self.tasks[task.place()].fires_early
    }

    /// Tells of the gates of an object whether they are open.
    pub(crate) fn open_gates(&self, object: ObjectId) -> [bool; 4] {
        let object = self.objects.get(object.0 as usize);
        object.map_or([true; 4], |object| {
            Side::ALL.map(|side| object.gate(side).is_open)
        })
    }

    /// Returns what an atomic holds or a lock counts, and who holds it.
    pub(crate) fn state_of(&self, object: ObjectId) -> (u64, u32) {
        let object = self.objects.get(object.0 as usize);
        object.map_or((0, 0), |object| (object.value, object.holder))
    }

    /// Returns the sort of an object.
    pub(crate) fn kind_of(&self, object: ObjectId) -> Option<ObjectKind> {
        let object = self.objects.get(object.0 as usize);
        object.map(|object| object.kind)
    }

    /// Returns the object that stands for a task.
    pub(crate) fn tasks_object(&self, task: TaskId) -> Option<ObjectId> {
        let task = self.tasks.get(task.place());
        task.map(|task| ObjectId(task.object))
    }

    /// Returns the task that spawned another; the main task has none.
    pub fn parent(&self, task: TaskId) -> Option<TaskId> {
        self.tasks[task.place()].parent
    }

    /// Returns how many steps were taken so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Returns the task that goes on without a pre-emption: the same as before, or the next by number
    /// once that cannot go on or has let others go first.
    pub(crate) fn most_natural(&self) -> TaskId {
        if self.is_ready(self.current) && !self.has_yielded() {
            return self.current;
        }
        let after = self.ready().find(|task| *task > self.current);
        after.unwrap_or_else(|| self.nth_ready(0))
    }

    /// Returns true if the last step let others go first.
    pub(crate) fn has_yielded(&self) -> bool {
        matches!(self.last().kind, Kind::Yield | Kind::Sleep)
    }

    /// Gives up, since the program is not where what the strategy follows says it should be.
    ///
    /// [`Strategy::choose`] has to return what this returns, a task that is never ready. The execution
    /// ends with a [`Failure::Divergence`](crate::Failure) that names this step and has the message.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::strategy::Strategy;
    /// use lockstep_scheduler::{Execution, Point, Runner, TaskId, thread};
    ///
    /// struct Alone;
    ///
    /// impl Strategy for Alone {
    ///     fn begin(&mut self, _: &Execution<'_>) -> bool {
    ///         true
    ///     }
    ///
    ///     fn choose(&mut self, point: &Point<'_>) -> TaskId {
    ///         match point.tasks() {
    ///             1 => point.nth_ready(0),
    ///             count => point.diverge(format!("there are {count} tasks, not one")),
    ///         }
    ///     }
    /// }
    ///
    /// let runner = Runner::new().strategy_with("alone", || Alone);
    /// let (_, failure) = runner.search(|| drop(thread::spawn(|| {}))).unwrap_err();
    /// assert_eq!(failure.to_string(), "step 3 is not what it was: there are 2 tasks, not one");
    /// ```
    pub fn diverge(&self, message: impl Into<String>) -> TaskId {
        self.divergence.set(Some(message.into()));
        TaskId::NOBODY
    }
}
