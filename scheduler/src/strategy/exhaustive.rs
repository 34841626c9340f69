use super::{Account, Execution, Next, Point, Strategy};
use crate::{Step, TaskId};

/// Goes through all schedules, one after another, depth first.
///
/// There is nothing left once all were tried: [`Statistics::is_exhausted`](crate::Statistics) tells,
/// if there are more iterations than schedules. That is a proof that the body does not fail, as far as it depends on
/// nothing but the schedule; where it does, the execution diverges.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::strategy::Named;
/// use lockstep_scheduler::sync::{Arc, atomic::{AtomicU32, Ordering::SeqCst}};
/// use lockstep_scheduler::{Runner, thread};
///
/// let body = || {
///     let count = Arc::new(AtomicU32::new(0));
///     let other = Arc::clone(&count);
///     let task = thread::spawn(move || other.fetch_add(1, SeqCst));
///     count.fetch_add(1, SeqCst);
///     task.join().unwrap();
///     assert_eq!(count.load(SeqCst), 2);
/// };
/// let statistics = Runner::new().strategy(Named::Exhaustive).search(body).expect("it never fails");
/// assert!(statistics.is_exhausted);
/// assert_eq!(statistics.executions, 3);
/// ```
///
/// # Complexity
///
/// As many executions as there are schedules: two tasks with `n` operations each have (2n)! / (n!)²,
/// 184,756 for ten. It is for tests of a few operations without loops that wait.
#[derive(Clone, Debug, Default)]
pub struct Exhaustive {
    /// The choices of the execution, of those among several tasks.
    path: Vec<Choice>,
    /// How many of them were made again.
    depth: usize,
    has_begun: bool,
    /// The last execution ended with choices left to be made again.
    ended_early: bool,
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    // invariant: below `count`
    taken: u32,
    count: u32,
}

/// Said of a body that depends on more than the schedule.
pub(super) const ENDED_EARLY: &str =
    "the execution before this one ended before it had made the same choices";

impl Exhaustive {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes back to the last choice that had another way, and takes that; false if there is none.
    fn turn_back(&mut self) -> bool {
        while let Some(last) = self.path.last_mut() {
            if last.taken + 1 < last.count {
                last.taken += 1;
                return true;
            }
            self.path.pop();
        }
        false
    }
}

impl Strategy for Exhaustive {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.ended_early = self.depth < self.path.len();
        let goes_on = !self.has_begun || self.ended_early || self.turn_back();
        self.has_begun = true;
        self.depth = 0;
        goes_on
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        if self.ended_early {
            return point.diverge(ENDED_EARLY);
        }
        let count = u32::try_from(point.ready_count()).expect("fewer than 2^32 tasks");
        if count == 1 {
            return point.nth_ready(0);
        }
        if self.depth == self.path.len() {
            self.path.push(Choice { taken: 0, count });
        }
        let choice = self.path[self.depth];
        if choice.count != count {
            return point.diverge(format!(
                "{count} tasks can go on where there were {} after the same choices",
                choice.count
            ));
        }
        self.depth += 1;
        point.nth_ready(choice.taken as usize)
    }

    fn end(&mut self, _: &[Step]) -> Next {
        Next::OneByOne
    }

    fn account(&self) -> Account {
        Account {
            wants_all: true,
            ..Account::default()
        }
    }
}
