mod event;
mod order;
mod turns;

use event::Event;
use order::Order;
use turns::Turns;

use super::exhaustive::ENDED_EARLY;
use super::{Account, Execution, Next, Point, Strategy};
use crate::{Step, TaskId};

/// Tries every schedule that differs from others in more than the order of independent steps: dynamic
/// partial order reduction.
///
/// Two schedules that order all pairs of steps alike which depend on each other, and all steps of a task,
/// lead to the same. One of them is run to its end, and only one; where that becomes known late, a
/// further execution counts as [redundant](Account::redundant). There is nothing left once all were
/// tried: [`Statistics::is_exhausted`](crate::Statistics) tells, if there are more iterations than
/// schedules. That is a proof that the body does not fail, as far as it depends on nothing but the
/// schedule, and [nothing was left out](Account):
///
/// - A task that has gone round twice in a loop, which changed nothing, with nothing changed by others
///   that it looked at, is left until something is, or nobody else can go on. A loop that counts its
///   turns may do something else after more of them.
/// - With a bound on pre-emptions, schedules with more of them.
/// - What a fair choice did after [the most steps](Execution::steps_max).
///
/// Steps are operations of mirrors; what goes past them is not seen: the counts of an `Arc`, poison that is
/// looked at without the lock, and how many senders of a channel there are, as well as whatever is std's
/// own.
///
/// Time passes when nobody else can go on, as always. A timer that fires early, and the poll of a future
/// that waits for several things, are taken to depend on every other step.
///
/// # Sources
///
/// Source sets and sleep sets: P. Abdulla, S. Aronsson, B. Jonsson, K. Sagonas, Optimal Dynamic Partial
/// Order Reduction (POPL 2014), without its wakeup trees. With a bound: Coons, Musuvathi and
/// `McKinley`, Bounded Partial-Order Reduction (OOPSLA 2013), without sleep sets. That operations wait
/// is our own addition: a step that could not have come before another one is compared with those before
/// that; tested against [`Exhaustive`](super::Exhaustive) on random programs.
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
///     let add = |count: Arc<AtomicU32>| move || for _ in 0..4 { count.fetch_add(1, SeqCst); };
///     let tasks = [thread::spawn(add(count.clone())), thread::spawn(add(count.clone()))];
///     for task in tasks {
///         task.join().unwrap();
///     }
///     assert_eq!(count.load(SeqCst), 8);
/// };
/// let statistics = Runner::new().strategy(Named::Dpor(None)).search(body).expect("it never fails");
/// assert!(statistics.is_exhausted);
/// assert_eq!(statistics.executions - statistics.account.redundant, 70);
/// ```
///
/// How many executions it takes to try all schedules of ten small tests, of those here how many are
/// redundant, and what loom 0.7.2 and the depth-first search of shuttle 0.9.9 take (`cargo bench --bench
/// proving`). A channel is taken as one object, so that each receive depends on each send.
///
/// | test | here | redundant | loom | shuttle |
/// |---|---|---|---|---|
/// | 2 tasks x 1 addition | 2 | 0 | 27 | 19 |
/// | 2 tasks x 4 additions | 70 | 0 | 1,134 | 923 |
/// | 3 tasks x 2 additions | 90 | 0 | ≥ 99,999 | 25,424 |
/// | 2 tasks x 3 sections of a mutex | 20 | 0 | 315 | 6,867 |
/// | 3 tasks x 2 sections of a mutex | 90 | 0 | ≥ 99,999 | ≥ 99,999 |
/// | two flags | 3 | 0 | 180 | 69 |
/// | increments by compare and swap | 66 | 0 | ≥ 99,999 | 70,722 |
/// | two readers and a writer | 4 | 0 | 253 | 745 |
/// | two senders, one receiver | 1,668 | 0 | 62 | 4,747 |
/// | a wait for a notification | 3 | 1 | 8 | 10 |
///
/// # Complexity
///
/// As many executions as there are partial orders, times what redundant ones add, each in time quadratic
/// in its number of steps. It is for tests of some dozens of steps.
#[derive(Clone, Debug, Default)]
pub struct Dpor {
    /// How many pre-emptions there are at most.
    bound: Option<u32>,
    /// The choices of the execution: those to be made again, then the new ones.
    nodes: Vec<Node>,
    order: Order,
    turns: Turns,
    /// How many choices were made.
    depth: usize,
    has_begun: bool,
    /// Whether all that goes on from here is known from other executions.
    is_redundant: bool,
    /// The last execution ended with choices left to be made again.
    ended_early: bool,
    account: Account,
}

/// A choice.
#[derive(Clone, Debug)]
struct Node {
    chosen: TaskId,
    /// Those that could be chosen, but for who waits in a loop.
    ready: Vec<TaskId>,
    /// Those of which one after the other is chosen.
    wanted: Vec<TaskId>,
    /// Those with which all was tried, here or at an earlier choice.
    // invariant: empty with a bound, but for those that were chosen here
    asleep: Vec<TaskId>,
    /// Who would go on without a pre-emption, if somebody would.
    natural: Option<TaskId>,
    /// How many pre-emptions there were before.
    preemptions: u32,
}

impl Node {
    fn preemptions_with(&self, task: TaskId) -> u32 {
        let is_preemption = self.natural.is_some_and(|natural| natural != task);
        self.preemptions + u32::from(is_preemption)
    }

    /// Wants one of the tasks to be chosen, unless one of them is already.
    fn want_one_of(&mut self, tasks: &[TaskId]) {
        if tasks.iter().any(|task| self.wanted.contains(task)) {
            return;
        }
        match tasks.iter().find(|task| self.ready.contains(task)) {
            Some(&task) => self.wanted.push(task),
            None => self.want_all(),
        }
    }

    fn want_all(&mut self) {
        for &task in &self.ready {
            if !self.wanted.contains(&task) {
                self.wanted.push(task);
            }
        }
    }
}

impl Dpor {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the strategy for schedules in which a task is left at most so often that could go on.
    pub fn with_preemptions(bound: u32) -> Self {
        Self {
            bound: Some(bound),
            ..Self::default()
        }
    }

    /// Goes back to the last choice that is to be made otherwise, too; false if there is none.
    fn turn_back(&mut self) -> bool {
        while let Some(node) = self.nodes.last_mut() {
            node.asleep.push(node.chosen);
            let others = node
                .wanted
                .iter()
                .filter(|task| !node.asleep.contains(task));
            let others: Vec<TaskId> = others.copied().collect();
            let is_within = |task: &TaskId| {
                self.bound
                    .is_none_or(|bound| node.preemptions_with(*task) <= bound)
            };
            let next = others.iter().copied().find(is_within);
            if let Some(next) = next {
                node.chosen = next;
                return true;
            }
            self.account.beyond_bound += others.len() as u64;
            self.nodes.pop();
        }
        false
    }

    /// Makes a choice that was not made before; nothing if all that can follow is known.
    fn add_node(&mut self, point: &Point<'_>) -> Option<TaskId> {
        let asleep = self.asleep(point);
        let all: Vec<TaskId> = point.ready().collect();
        let waits = |task: &TaskId| self.turns.is_waiting(*task, point);
        let mut ready: Vec<TaskId> = all.iter().copied().filter(|task| !waits(task)).collect();
        if ready.is_empty() {
            // They may count their turns, or wait for the time to pass.
            ready = all;
        } else {
            self.account.turns_cut += (all.len() - ready.len()) as u64;
        }
        let (current, is_new) = (point.current(), point.step() == 0);
        let goes_on = !is_new && !point.has_yielded() && ready.contains(&current);
        let natural = goes_on.then_some(current);
        let awake = |task: &&TaskId| !asleep.contains(task);
        let most_natural = point.most_natural();
        let first = ready.iter().filter(|task| **task == most_natural);
        let chosen = first.chain(&ready).find(awake).copied()?;
        let preemptions = self
            .nodes
            .last()
            .map_or(0, |last| last.preemptions_with(last.chosen));
        self.nodes.push(Node {
            chosen,
            ready,
            wanted: vec![chosen],
            asleep,
            natural,
            preemptions,
        });
        Some(chosen)
    }

    /// Returns the tasks that need not be chosen now, since what follows was tried when they were chosen
    /// earlier: nothing happened since then that their next steps depend on.
    fn asleep(&self, point: &Point<'_>) -> Vec<TaskId> {
        let (Some(last), None) = (self.nodes.last(), self.bound) else {
            return Vec::new();
        };
        let taken = self.order.event(self.order.len() - 1);
        let stays = |task: &&TaskId| {
            let next = Event::next_of(**task, point);
            **task != taken.task && taken.late_since.is_none() && !next.depends_on(taken)
        };
        last.asleep.iter().filter(stays).copied().collect()
    }

    /// Wants the next step of a task to be tried before those that it may have come before.
    fn reverse(&mut self, next: &Event) {
        let is_ready = |place: usize| self.nodes[place].ready.contains(&next.task);
        for place in self.order.reversals(next, is_ready) {
            if self.bound.is_none() {
                let initials = self.order.initials(place, next);
                self.nodes[place].want_one_of(&initials);
                continue;
            }
            // It matters who of several comes first: that may be a pre-emption, and one too many, which
            // may be made where a switch is due anyway.
            for place in [place, self.order.stretch(place)] {
                self.nodes[place].want_one_of(&[next.task]);
            }
        }
    }

    /// Wants what tasks come to that cannot go on to be tried before what may have kept them from it. It
    /// may be that they never do it.
    fn reverse_waiting(&mut self, point: &Point<'_>) {
        let all = (0..).map(TaskId).take(point.tasks());
        for task in all.filter(|task| !point.has_ended(*task) && !point.is_ready(*task)) {
            self.reverse(&Event::next_of(task, point));
        }
    }

    /// Says what is otherwise than after the same choices before, if anything is: then the body depends
    /// on more than the schedule, and nothing is proved.
    fn obstacle(&self, task: TaskId, point: &Point<'_>) -> Option<String> {
        if !point.is_ready(task) {
            return Some(format!(
                "{task} cannot go on where it could after the same choices"
            ));
        }
        let known = (self.depth < self.order.len()).then(|| self.order.event(self.depth));
        known
            .filter(|known| known.operation != *point.next_of(task))
            .map(|_| format!("{task} comes to something else than after the same choices"))
    }
}

impl Strategy for Dpor {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        let goes_on = !self.has_begun || self.ended_early || self.turn_back();
        self.has_begun = true;
        self.depth = 0;
        self.is_redundant = false;
        self.turns.clear();
        self.order.truncate(self.nodes.len().saturating_sub(1));
        goes_on
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        if self.is_redundant {
            return point.most_natural();
        }
        if self.ended_early {
            return point.diverge(ENDED_EARLY);
        }
        self.turns.look_back(point);
        self.order.meet(point.tasks());
        let known = self.nodes.get(self.depth).map(|node| node.chosen);
        let Some(chosen) = known.or_else(|| self.add_node(point)) else {
            self.reverse_waiting(point);
            self.is_redundant = true;
            self.account.redundant += 1;
            return point.most_natural();
        };
        if let Some(message) = self.obstacle(chosen, point) {
            return point.diverge(message);
        }
        if self.depth == self.order.len() {
            let next = Event::next_of(chosen, point);
            self.reverse(&next);
            self.order.push(next);
        }
        self.turns.look_ahead(chosen, point);
        self.depth += 1;
        chosen
    }

    fn stop(&mut self, point: &Point<'_>) {
        if self.is_redundant {
            return;
        }
        self.order.meet(point.tasks());
        self.reverse_waiting(point);
    }

    fn end(&mut self, _: &[Step]) -> Next {
        self.ended_early = self.depth < self.nodes.len();
        Next::OneByOne
    }

    fn account(&self) -> Account {
        Account {
            wants_all: true,
            ..self.account
        }
    }
}
