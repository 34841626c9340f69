//! Virtual time: who waits until when, and what happens then.
//!
//! Time moves when no task can go on, to the next deadline. If timers may fire early, a task that waits
//! for one can be chosen at once, and time moves to its deadline when it is.

use std::cmp::Reverse;
use std::time::Duration;

use super::World;
use crate::gate::GateId;
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

    /// Lets the running task, which stands where it has to wait, go on after a time.
    #[cold]
    pub(super) fn stand_until(&mut self, deadline: u64) {
        self.wait_until(self.current, deadline);
    }

    /// Lets a task, which stands where it has to wait, go on after a time.
    pub(super) fn wait_until(&mut self, number: TaskId, deadline: u64) {
        let fires_early = self.may_fire_early(number);
        let task = &mut self.tasks[number.place()];
        // What is due already is not left waiting until nobody else can go on.
        task.timed_out = deadline <= self.now;
        // It has to wait for nothing that others do.
        task.late_since = 0;
        let can_go_on = task.timed_out || fires_early;
        if !task.timed_out {
            task.deadline = Some(deadline);
            task.fires_early = fires_early;
            self.deadlines.push(Reverse((deadline, number.0)));
        }
        if can_go_on {
            self.ready.insert(number);
        } else if task.gate.is_none() {
            self.ready.remove(number);
        }
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
                task.late_since = self.steps.len() as u64;
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

    /// Says that the running task has slept.
    pub(crate) fn end_sleep(&mut self) {
        if self.ended.is_none() && self.tasks[self.current.place()].deadline.is_some() {
            self.meet_deadline(None);
        }
    }

    /// Takes its deadline from the task that was chosen, and moves the time there if that is the only reason for which it
    /// can go on: its timer fires before anybody else had to wait for it.
    #[cold]
    pub(super) fn meet_deadline(&mut self, gate: Option<GateId>) {
        let current = self.current;
        let deadline = self.tasks[current.place()].deadline.take();
        if gate.is_some_and(|gate| self.can_go_through(current, gate)) {
            return;
        }
        let others = self.steps_of_others(current);
        let task = &mut self.tasks[current.place()];
        task.timed_out = true;
        task.fired_at = Some(others);
        if let Some(step) = self.steps.last_mut() {
            step.operation.kind = Kind::FireEarly;
        }
        self.move_time_to(deadline.unwrap_or(self.now));
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
