//! Lets tasks through a gate that stays closed.
//!
//! Whoever notifies decides how many go through, and the strategy decides who: all who stood before the
//! gate when a permit was given can be chosen, and the first that is chosen uses it up. Whoever comes
//! later has no part in it.
//!
//! The line before a gate is last come, first. A permit is kept by the last task that may use it, so
//! that a task may go through if it or one ahead of it in the line keeps one:
//!
//! ```text
//!   gate ── T4 ── T3 (1 permit) ── T1 ── T2        T3, T1 and T2 can be chosen, T4 cannot
//! ```

use super::World;
use crate::TaskId;
use crate::gate::GateId;
use crate::task::NOBODY;

impl World {
    /// Lets one of those who stand before a closed gate through. It is lost if there is none left who
    /// has not been let through; returns whether there was one.
    pub(crate) fn permit_one(&mut self, gate: GateId) -> bool {
        let line = self.line(gate);
        let given: u32 = line.iter().map(|&task| self.permits_of(task)).sum();
        if let Some(&last) = line.first()
            && (given as usize) < line.len()
        {
            self.tasks[last.place()].permits += 1;
            self.admit(gate);
            return true;
        }
        false
    }

    /// Lets all of those who stand before a closed gate through, and returns how many there were who had
    /// not been let through.
    pub(crate) fn permit_all(&mut self, gate: GateId) -> usize {
        let line = self.line(gate);
        let given: u32 = line.iter().map(|&task| self.permits_of(task)).sum();
        for task in &line {
            self.tasks[task.place()].permits = 1;
        }
        self.admit(gate);
        line.len().saturating_sub(given as usize)
    }

    /// Lets a task go on, whatever gate it stands before.
    pub(crate) fn let_through(&mut self, task: TaskId) {
        self.ready.insert(task);
    }

    /// Returns how many stand before a gate and have time to wait.
    pub(crate) fn count_waiting(&mut self, gate: GateId) -> usize {
        self.line(gate).len()
    }

    /// Uses up the permit by which the running task has just come through a gate.
    ///
    /// Of those that it may use it takes the one that the fewest others may use, so that each of the
    /// rest still finds somebody.
    pub(crate) fn use_permit(&mut self, gate: GateId) {
        let current = self.current;
        let behind = self.tasks[current.place()].behind;
        let own = std::mem::take(&mut self.tasks[current.place()].permits);
        let line = self.line(gate);
        let place = line.iter().position(|task| task.0 == behind);
        let (ahead, rest) = line.split_at(place.unwrap_or(line.len()));
        if own > 0 {
            if let Some(next) = rest.first() {
                self.tasks[next.place()].permits += own - 1;
            }
        } else if let Some(keeper) = ahead.iter().rfind(|&&task| self.permits_of(task) > 0) {
            self.tasks[keeper.place()].permits -= 1;
        }
        self.admit(gate);
    }

    fn permits_of(&self, task: TaskId) -> u32 {
        self.tasks[task.place()].permits
    }

    /// Returns those who stand before a gate, last come, first, but for those whose time is over: they
    /// do not wait any more.
    fn line(&mut self, id: GateId) -> Vec<TaskId> {
        let mut next = self.at(id.object).gate(id.side).first;
        let mut line = Vec::new();
        while next != NOBODY {
            let task = &self.tasks[next as usize];
            if !task.timed_out {
                line.push(TaskId(next));
            }
            next = task.behind;
        }
        line
    }

    /// Makes those ready who may go through, and only those.
    fn admit(&mut self, gate: GateId) {
        let mut is_admitted = false;
        for task in self.line(gate) {
            is_admitted |= self.permits_of(task) > 0;
            if is_admitted {
                self.ready.insert(task);
            } else if !self.tasks[task.place()].fires_early {
                self.ready.remove(task);
            }
        }
    }

    /// Returns true if a task can go through the gate that it stands before.
    pub(super) fn can_go_through(&mut self, task: TaskId, gate: GateId) -> bool {
        if self.is_open(gate) {
            return true;
        }
        let line = self.line(gate);
        let ahead = line.iter().take_while(|other| **other != task);
        let permits: u32 = ahead
            .chain([&task])
            .map(|task| self.permits_of(*task))
            .sum();
        permits > 0
    }
}
