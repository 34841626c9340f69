//! Tasks without stacks, and tasks that others end.

use std::any::Any;
use std::panic::Location;

use super::World;
use crate::name::Name;
use crate::task::NOBODY;
use crate::tasks::{Act, Commons, Next};
use crate::{Kind, ObjectId, Operation, TaskId};

impl World {
    /// Adds a courier, who rests.
    pub(crate) fn add_courier(
        &mut self,
        name: Name,
        act: Act,
        location: &'static Location<'static>,
    ) -> TaskId {
        let task = self.add_task(name, location);
        self.ready.remove(task);
        self.tasks[task.place()].courier =
            u32::try_from(self.couriers.len()).expect("fewer than 2^32 couriers");
        self.couriers.push(act);
        task
    }

    /// Returns what the courier does that was chosen, if the task that was chosen is one.
    pub(crate) fn take_courier(&mut self) -> Option<Act> {
        let courier = self.tasks[self.current.place()].courier;
        let act = self.couriers.get(courier as usize).cloned()?;
        self.end_sleep();
        Some(act)
    }

    pub(crate) fn is_courier(&self, task: TaskId) -> bool {
        self.tasks[task.place()].courier != NOBODY
    }

    /// Sends a courier out, unless it is out already.
    pub(crate) fn call_courier(&mut self, courier: TaskId, next: Next) {
        let is_out = courier == self.current
            || self.ready.contains(courier)
            || self.tasks[courier.place()].deadline.is_some();
        if !is_out && self.ended.is_none() {
            self.send_out(courier, next);
        }
    }

    /// Lets a courier rest, whatever it was about to do.
    pub(crate) fn recall_courier(&mut self, courier: TaskId) {
        if courier != self.current {
            self.put_to_rest(courier);
        }
    }

    fn put_to_rest(&mut self, courier: TaskId) {
        let task = &mut self.tasks[courier.place()];
        task.deadline = None;
        task.fires_early = false;
        // What it did last is nothing that it waits to do.
        task.pending = Operation {
            object: ObjectId(task.object),
            kind: Kind::Begin,
            location: task.pending.location,
        };
        self.ready.remove(courier);
    }

    fn send_out(&mut self, courier: TaskId, next: Next) {
        let task = &mut self.tasks[courier.place()];
        task.pending = next.operation;
        task.timed_out = false;
        task.fires_early = false;
        task.deadline = None;
        self.ready.insert(courier);
        if let Some(deadline) = next.after.and_then(|after| self.after(Some(after))) {
            self.wait_until(courier, deadline);
        }
    }

    /// Puts the courier where it goes next that was chosen and has done what it had to, and chooses another
    /// task.
    pub(crate) fn end_errand(&mut self, next: Option<Next>) {
        let courier = self.current;
        match next {
            Some(next) => self.send_out(courier, next),
            None => self.put_to_rest(courier),
        }
        if self.ended.is_none() {
            self.choose_at_once();
        }
    }

    /// Lets a task panic where it waits, or returns what it would have panicked with.
    pub(crate) fn interrupt(
        &mut self,
        task: TaskId,
        payload: Box<dyn Any + Send>,
    ) -> Option<Box<dyn Any + Send>> {
        let waits = &mut self.tasks[task.place()];
        let is_waiting = waits.steps > 0 && !waits.has_ended && task != self.current;
        if !is_waiting || self.is_courier(task) || self.is_interrupted(task) || self.ended.is_some()
        {
            return Some(payload);
        }
        let waits = &mut self.tasks[task.place()];
        // It goes on from wherever it stands, as one whose time is over.
        waits.timed_out = true;
        waits.late_since = 0;
        waits.fires_early = false;
        waits.deadline = None;
        self.interrupts.push((task, payload));
        self.ready.insert(task);
        None
    }

    /// Returns what couriers do, and what all tasks shared, to be dropped or forgotten.
    pub(crate) fn take_shared(&mut self) -> (Vec<Act>, Commons) {
        let couriers = std::mem::take(&mut self.couriers);
        (couriers, std::mem::take(&mut self.commons))
    }

    /// Returns true if a task is to panic when it is chosen.
    #[inline]
    pub(crate) fn is_interrupted(&self, task: TaskId) -> bool {
        self.interrupts.iter().any(|(other, _)| *other == task)
    }

    /// Takes what the task that was chosen panics with, if it was interrupted.
    pub(crate) fn take_interrupt(&mut self) -> Option<Box<dyn Any + Send>> {
        let current = self.current;
        let mut interrupts = self.interrupts.iter();
        let place = interrupts.position(|(task, _)| *task == current)?;
        if let Some(step) = self.steps.last_mut() {
            step.operation.kind = Kind::Interrupted;
        }
        Some(self.interrupts.swap_remove(place).1)
    }
}
