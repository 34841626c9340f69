use super::event::Event;
use crate::Kind;
use crate::TaskId;

/// The steps of an execution, and which of them happened before which: those of one task in their
/// order, what spawned a task before what it does, and what [depends](Event::depends_on) on each other
/// as it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    events: Vec<Event>,
    /// By event: of each task, how many of its events happened before this one or are it.
    clocks: Vec<Clock>,
    /// By event: how many of its task's events there were up to it.
    counts: Vec<u32>,
    tasks: Vec<Line>,
}

/// How many events of each task happened before something.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock(Vec<u32>);

/// The events of a task.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// How many events there were before the task.
    born: usize,
    /// The last of its events.
    last: Option<usize>,
}

/// Whether a step could come before one that came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reversible {
    Yes,
    No,
    /// It hangs on what else would have come before it.
    Perhaps,
}

impl Clock {
    fn of(&self, task: TaskId) -> u32 {
        self.0.get(task.place()).copied().unwrap_or(0)
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (own, &others) in self.0.iter_mut().zip(&other.0) {
            *own = others.max(*own);
        }
    }

    fn set(&mut self, task: TaskId, count: u32) {
        if self.0.len() <= task.place() {
            self.0.resize(task.place() + 1, 0);
        }
        self.0[task.place()] = count;
    }
}

impl Order {
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn event(&self, place: usize) -> &Event {
        &self.events[place]
    }

    /// Forgets all events but the first.
    pub(super) fn truncate(&mut self, len: usize) {
        self.events.truncate(len);
        self.clocks.truncate(len);
        self.counts.truncate(len);
        // A task that was spawned by the last event that is left is met again.
        self.tasks.retain(|line| line.born < len.max(1));
        for line in &mut self.tasks {
            line.last = None;
        }
        for (place, event) in self.events.iter().enumerate() {
            self.tasks[event.task.place()].last = Some(place);
        }
    }

    /// Takes note of tasks that were spawned by the last event.
    pub(super) fn meet(&mut self, tasks: usize) {
        let born = self.events.len();
        let newborn = Line { born, last: None };
        self.tasks.resize(tasks.max(self.tasks.len()), newborn);
    }

    /// Adds the event that comes next.
    pub(super) fn push(&mut self, event: Event) {
        let mut clock = self.before(event.task);
        for (place, other) in self.events.iter().enumerate().rev() {
            let is_before = event.is_after_time_passed(place) || event.depends_on(other);
            if is_before && !self.covers(&clock, place) {
                clock.join(&self.clocks[place]);
            }
        }
        let line = &mut self.tasks[event.task.place()];
        let count = line.last.map_or(0, |last| self.counts[last]) + 1;
        line.last = Some(self.events.len());
        clock.set(event.task, count);
        self.counts.push(count);
        self.clocks.push(clock);
        self.events.push(event);
    }

    /// Returns what happened before the next event of a task, whatever that is done to.
    fn before(&self, task: TaskId) -> Clock {
        let line = self.tasks[task.place()];
        let last = line.last.or_else(|| line.born.checked_sub(1));
        last.map_or_else(Clock::default, |last| self.clocks[last].clone())
    }

    fn covers(&self, clock: &Clock, place: usize) -> bool {
        clock.of(self.events[place].task) >= self.counts[place]
    }

    fn precedes(&self, one: usize, other: usize) -> bool {
        self.covers(&self.clocks[other], one)
    }

    /// Returns the places of events that could have come after the next one of a task, where nothing
    /// else stands between the two.
    ///
    /// `is_ready` tells whether a task could have been chosen at a place, if it stood where it stands now.
    pub(super) fn reversals(&self, next: &Event, is_ready: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut covered = self.before(next.task);
        for (place, event) in self.events.iter().enumerate().rev() {
            let is_other = event.task != next.task && event.depends_on(next);
            if !is_other || self.covers(&covered, place) {
                continue;
            }
            match self.reversible(place, next, &is_ready) {
                Reversible::Yes => {
                    found.push(place);
                    covered.join(&self.clocks[place]);
                }
                // Perhaps it could only have come before one that is earlier still.
                Reversible::Perhaps => found.push(place),
                Reversible::No => {}
            }
        }
        found
    }

    fn reversible(
        &self,
        place: usize,
        next: &Event,
        is_ready: impl Fn(usize) -> bool,
    ) -> Reversible {
        let kind = next.operation.kind;
        if next.waits_for_end && next.watches(&self.events[place]) {
            return Reversible::No;
        }
        if self.arrived(next.task) <= place {
            return if is_ready(place) {
                Reversible::Yes
            } else {
                Reversible::No
            };
        }
        // What came too late could have been in time before something that was in its way.
        let has_waited = next.is_after_time_passed(place);
        let is_late = next.late_since.is_some() && !has_waited;
        if is_late || next.gate.is_none() && kind != Kind::Sleep {
            return Reversible::Yes;
        }
        let event = &self.events[place];
        if event.finds_open(next) {
            return Reversible::Yes;
        }
        let is_let_through = matches!(
            kind,
            Kind::Wake | Kind::Pass | Kind::Sent | Kind::Received | Kind::Sleep
        );
        let is_only = (place + 1..self.events.len())
            .all(|later| !self.events[later].meets(next) || self.precedes(place, later));
        if is_let_through || !is_only || event.operation.object != next.operation.object {
            Reversible::Perhaps
        } else {
            Reversible::No
        }
    }

    /// Returns how many events there were when a task came to what it does next.
    fn arrived(&self, task: TaskId) -> usize {
        let line = self.tasks[task.place()];
        line.last.map_or(line.born, |last| last + 1)
    }

    /// Returns the tasks of which one has to come first where `next` is to come before the event at a
    /// place: those whose first event has to wait for no other, of the events that need not come after
    /// that one, and `next` behind them.
    pub(super) fn initials(&self, place: usize, next: &Event) -> Vec<TaskId> {
        let mut initials = Vec::new();
        let mut met: Vec<TaskId> = Vec::new();
        let mut kept: Vec<usize> = Vec::new();
        for later in place + 1..self.events.len() {
            if self.precedes(place, later) {
                continue;
            }
            let task = self.events[later].task;
            if !met.contains(&task) {
                met.push(task);
                if !kept.iter().any(|&kept| self.precedes(kept, later)) {
                    initials.push(task);
                }
            }
            kept.push(later);
        }
        let before = self.before(next.task);
        let waits =
            |&kept: &usize| self.covers(&before, kept) || self.events[kept].depends_on(next);
        if !met.contains(&next.task) && !kept.iter().any(waits) {
            initials.insert(0, next.task);
        }
        initials
    }

    /// Returns where the task of an event began to take the steps that lead up to it without a switch.
    pub(super) fn stretch(&self, place: usize) -> usize {
        let task = self.events[place].task;
        let is_same = |event: &&Event| event.task == task;
        place + 1
            - self.events[..=place]
                .iter()
                .rev()
                .take_while(is_same)
                .count()
    }
}
