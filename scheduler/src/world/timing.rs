//! Virtual time: who waits until when, and what happens then.
//!
//! Time moves when no task can go on, to the next deadline. If timers may fire early, a task that waits
//! for one can be chosen at once, and time moves to its deadline when it is.

use std::cmp::Reverse;
use std::time::Duration;

use super::World;
use crate::{Kind, TaskId};

/// How far the time moves while all who can go on only wait, in nanoseconds: a millisecond.
const TICK: u64 = 1_000_000;

impl World {
    /// Returns the virtual time since the start, in nanoseconds.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// Returns when so much time has passed; nothing if that is never.
    pub(crate) fn after(&self, within: Option<Duration>) -> Option<u64> {
        let nanoseconds = u64::try_from(within?.as_nanos()).ok()?;
        self.now.checked_add(nanoseconds)
    }

    /// Lets the running task wait no longer than until a time.
    #[cold]
    pub(super) fn stand_until(&mut self, deadline: u64) {
        let fires_early = self.may_fire_early(self.current);
        let task = &mut self.tasks[self.current.place()];
        // What is due already is not left waiting until nobody else can go on.
        if deadline <= self.now {
            task.timed_out = true;
            return;
        }
        task.deadline = Some(deadline);
        task.fires_early = fires_early;
        self.deadlines.push(Reverse((deadline, self.current.0)));
    }

    /// Moves the time to the next deadline; false if nobody has one.
    pub(super) fn pass_time(&mut self) -> bool {
        while let Some(&Reverse((deadline, task))) = self.deadlines.peek() {
            if self.tasks[task as usize].deadline == Some(deadline) {
                self.move_time_to(deadline);
                return true;
            }
            self.deadlines.pop();
        }
        false
    }

    pub(super) fn move_time_to(&mut self, time: u64) {
        self.now = self.now.max(time);
        while let Some(&Reverse((deadline, number))) = self.deadlines.peek() {
            if deadline > self.now {
                return;
            }
            self.deadlines.pop();
            let task = &mut self.tasks[number as usize];
            if task.deadline == Some(deadline) {
                task.timed_out = true;
                task.deadline = None;
                self.ready.insert(TaskId(number));
            }
        }
    }

    /// Lets time pass once the running task is done.
    pub(crate) fn advance(&mut self, by: Duration) {
        if let Some(time) = self.after(Some(by)) {
            self.move_time_to(time);
        }
    }

    /// Lets a little time pass if all who can go on only let others go first: who looks at the clock
    /// again and again must see it move.
    pub(super) fn tick(&mut self) {
        let yields = |task: TaskId| self.tasks[task.place()].pending.kind == Kind::Yield;
        if self.ready.iter().all(yields) {
            self.move_time_to(self.now + TICK);
        }
    }

    /// As [`tick`](Self::tick), but looks only once for as many yields as there are tasks that can go on,
    /// of which there may be a great many.
    pub(super) fn tick_now_and_then(&mut self) {
        self.yields += 1;
        if self.yields >= self.ready.len() {
            self.yields = 0;
            self.tick();
        }
    }

    // ---- early timers ----

    /// Returns true if a task that begins to wait now may be chosen before its deadline.
    ///
    /// Somebody else has to take a step between two early timers of a task: one that waits in a loop
    /// would keep all others from going on, if the strategy prefers it.
    fn may_fire_early(&self, task: TaskId) -> bool {
        let is_on = self.limits.early_timers && !self.tasks[0].has_ended;
        is_on && self.tasks[task.place()].fired_at != Some(self.steps_of_others(task))
    }

    fn steps_of_others(&self, task: TaskId) -> u64 {
        self.steps.len() as u64 - self.tasks[task.place()].steps
    }

    /// Lets a task that was left be chosen before its deadline, now that another one has taken a step.
    #[cold]
    pub(super) fn fire_again(&mut self, task: TaskId) {
        if self.tasks[task.place()].deadline.is_some() && self.may_fire_early(task) {
            self.tasks[task.place()].fires_early = true;
            self.ready.insert(task);
        }
    }

    /// Takes its deadline from a task that was chosen; true if it goes on for that reason alone, and
    /// before anybody else had to wait for it.
    #[cold]
    pub(super) fn meets_deadline_early(&mut self, task: TaskId) -> bool {
        let (deadline, gate) = {
            let task = &mut self.tasks[task.place()];
            (task.deadline.take(), task.gate)
        };
        if gate.is_some_and(|gate| self.can_go_through(task, gate)) {
            return false;
        }
        let others = self.steps_of_others(task);
        let waited = &mut self.tasks[task.place()];
        waited.timed_out = true;
        waited.fired_at = Some(others);
        self.move_time_to(deadline.unwrap_or(self.now));
        true
    }

    /// Lets no timer fire early any more: what goes on after the main task has ended need not end.
    pub(super) fn fire_no_more(&mut self) {
        for number in 0..self.tasks.len() {
            let task = TaskId(u32::try_from(number).expect("tasks are numbered so"));
            if std::mem::take(&mut self.tasks[number].fires_early) {
                let gate = self.tasks[number].gate;
                let goes_on = self.tasks[number].timed_out
                    || gate.is_some_and(|gate| self.can_go_through(task, gate));
                if !goes_on {
                    self.ready.remove(task);
                }
            }
        }
    }
}
