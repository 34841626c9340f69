//! Tasks that poll futures.
//!
//! An async task stands before the front gate of its own object between two polls, which whoever wakes
//! it opens. What it waits for is known by what the last poll has said, so that it is seen to come to
//! that operation as any other task, and to do it when it is chosen.

use std::panic::Location;
use std::sync::Arc;
use std::task::Waker;

use super::{Turn, World};
use crate::future::TaskWaker;
use crate::gate::{Gate, GateId, Side};
use crate::object::ObjectKind;
use crate::poller::{Awaits, Outcome, Poller, Spawned, Timer, Work};
use crate::task::NOBODY;
use crate::{Kind, ObjectId, Operation, TaskId};

/// The most polls that are left in the middle at the same time; each has a stack.
const POLLS_MAX: usize = 1_024;

/// What a carrier has to do with an async task.
pub(crate) enum Errand {
    Poll {
        poller: u32,
        work: Work,
        waker: Waker,
    },
    /// It was aborted, or is left over when the execution has passed.
    Drop { poller: u32, work: Work },
}

impl World {
    // ---- pollers ----

    /// Adds an async task that can be chosen to begin.
    pub(crate) fn spawn_polled(
        &mut self,
        name: Option<String>,
        work: Work,
        outcome: Arc<dyn Outcome>,
        location: &'static Location<'static>,
    ) -> TaskId {
        let task = self.add_task(name.into(), location);
        let object = self.tasks[task.place()].object;
        let spawned = Spawned {
            work: Some(work),
            outcome,
            is_aborted: false,
        };
        self.add_poller(task, object, Some(spawned), location);
        task
    }

    /// Makes the running task one that blocks on a future, and returns the number of the poller.
    pub(crate) fn begin_blocking(&mut self, location: &'static Location<'static>) -> u32 {
        let gates = [Gate::CLOSED, Gate::CLOSED];
        let object = self.add_object(ObjectKind::Future, 0, gates, location, 0);
        self.add_poller(self.current, object, None, location)
    }

    pub(crate) fn end_blocking(&mut self, poller: u32) {
        self.tasks[self.current.place()].poller = self.pollers[poller as usize].outer;
        self.former_pollers.push(poller);
    }

    fn add_poller(
        &mut self,
        task: TaskId,
        object: u32,
        spawned: Option<Spawned>,
        location: &'static Location<'static>,
    ) -> u32 {
        let poller = Poller {
            object,
            waker: TaskWaker::of(self.epoch, task, object, location),
            location,
            awaits: Awaits::Nothing,
            rested: None,
            timers: Vec::new(),
            outer: self.tasks[task.place()].poller,
            spawned,
        };
        let number = if let Some(former) = self.former_pollers.pop() {
            self.pollers[former as usize] = poller;
            former
        } else {
            self.pollers.push(poller);
            u32::try_from(self.pollers.len() - 1).expect("fewer than 2^32 pollers")
        };
        self.tasks[task.place()].poller = number;
        number
    }

    /// Returns who polls a future now, if anybody does.
    pub(crate) fn poller(&mut self) -> Option<&mut Poller> {
        let number = self.tasks[self.current.place()].poller;
        self.pollers.get_mut(number as usize)
    }

    pub(crate) fn poller_at(&mut self, number: u32) -> &mut Poller {
        &mut self.pollers[number as usize]
    }

    fn spawned(&mut self, poller: u32) -> &mut Spawned {
        let spawned = self.pollers[poller as usize].spawned.as_mut();
        spawned.expect("it is the poller of an async task")
    }

    /// Asks an async task to end where it waits; the outcome says so once it has.
    pub(crate) fn abort(&mut self, task: TaskId) {
        let mut number = self.tasks[task.place()].poller;
        if self.tasks[task.place()].has_ended {
            return;
        }
        while let Some(poller) = self.pollers.get_mut(number as usize) {
            if let Some(spawned) = &mut poller.spawned {
                spawned.is_aborted = true;
                let gate = poller.gate();
                return self.open(gate);
            }
            number = poller.outer;
        }
    }

    // ---- polls ----

    /// Says what the future waits for that is polled.
    pub(crate) fn note_wait(&mut self, operation: Operation) {
        if let Some(poller) = self.poller() {
            poller.note(operation);
        }
    }

    /// Returns what the running task comes to between two polls, and until when it waits for that.
    fn wait_of(&self, poller: u32) -> (Operation, GateId, Option<u64>) {
        let poller = &self.pollers[poller as usize];
        let operation = match poller.awaits {
            Awaits::One(operation) | Awaits::Time(operation) => operation,
            Awaits::Nothing | Awaits::Several => Operation {
                object: ObjectId(poller.object),
                kind: Kind::Poll,
                location: poller.location,
            },
        };
        (operation, poller.gate(), poller.deadline())
    }

    /// Lets the running task wait until its future was woken.
    pub(crate) fn rest(&mut self, poller: u32) -> Turn {
        let (operation, gate, deadline) = self.wait_of(poller);
        if self.ended.is_some() {
            return self.arrive_late(operation);
        }
        if std::thread::panicking() {
            return self.pass_by(operation, Some(gate));
        }
        self.credit = None;
        self.is_odd = self.is_crowded();
        self.pollers[poller as usize].rested = Some(operation);
        self.stand(operation, Some(gate), deadline);
        if operation.kind == Kind::Yield {
            self.tick_now_and_then();
        }
        self.let_choose(operation, deadline)
    }

    /// Lets the running task wait before a gate that need not be one of what it is about to use.
    pub(crate) fn arrive_before(
        &mut self,
        operation: Operation,
        gate: GateId,
        deadline: Option<u64>,
    ) -> Turn {
        if self.ended.is_some() {
            return self.arrive_late(operation);
        }
        if std::thread::panicking() {
            return self.pass_by(operation, Some(gate));
        }
        self.credit = None;
        self.is_odd = self.is_crowded();
        self.stand(operation, Some(gate), deadline);
        self.let_choose(operation, deadline)
    }

    /// Chooses who goes on, once the running task stands where it waits.
    fn let_choose(&mut self, operation: Operation, deadline: Option<u64>) -> Turn {
        let before = self.current;
        self.choose();
        if self.ended.is_none() && self.current == before {
            return Turn::Stay;
        }
        self.beat.leave(before, &operation);
        if deadline.is_some() {
            self.fire_again(before);
        }
        Turn::Leave
    }

    /// Returns whom to wake besides the poller, since their time has come.
    pub(crate) fn take_due(&mut self, poller: u32) -> Vec<Waker> {
        let now = self.now;
        let timers = &mut self.pollers[poller as usize].timers;
        let due = timers.extract_if(.., |timer| timer.deadline <= now);
        due.filter_map(|timer| timer.waker).collect()
    }

    /// Prepares for a poll by the running task. Who is woken from now on is polled again.
    pub(crate) fn begin_poll(&mut self, poller: u32) {
        let poller = &mut self.pollers[poller as usize];
        let gate = poller.gate();
        poller.awaits = Awaits::Nothing;
        self.credit = poller.rested.take();
        self.is_odd |= self.credit.is_some();
        self.close(gate);
    }

    // ---- timers ----

    /// Wakes the poller that goes on now when it is time, or another that polls what it polls, and returns
    /// the number of the timer.
    pub(crate) fn set_timer(&mut self, deadline: u64, waker: &Waker) -> Option<(u32, u64)> {
        let number = self.timers;
        let place = self.tasks[self.current.place()].poller;
        let poller = self.poller()?;
        let is_own = waker.will_wake(&poller.waker);
        poller.timers.push(Timer {
            number,
            deadline,
            waker: (!is_own).then(|| waker.clone()),
        });
        self.timers += 1;
        Some((place, number))
    }

    pub(crate) fn clear_timer(&mut self, (poller, number): (u32, u64)) {
        if let Some(poller) = self.pollers.get_mut(poller as usize) {
            poller.timers.retain(|timer| timer.number != number);
        }
    }

    // ---- stacks ----

    pub(super) fn is_crowded(&self) -> bool {
        self.polls >= POLLS_MAX
    }

    /// Returns true if the running task is an async one.
    pub(super) fn is_in_poll(&self) -> bool {
        self.outermost(self.current).is_some()
    }

    /// Returns the poller of an async task.
    fn outermost(&self, task: TaskId) -> Option<u32> {
        let mut number = self.tasks[task.place()].poller;
        while let Some(poller) = self.pollers.get(number as usize) {
            if poller.spawned.is_some() {
                return Some(number);
            }
            number = poller.outer;
        }
        None
    }

    /// Says that a task has a stack from now on.
    pub(crate) fn put_on_stack(&mut self, task: TaskId, stack: usize) {
        self.tasks[task.place()].stack = u32::try_from(stack).expect("fewer than 2^32 stacks");
    }

    /// Takes a carrier that polls nothing, if there is one.
    pub(crate) fn take_idle_stack(&mut self) -> Option<usize> {
        self.idle_stacks.pop().map(|stack| stack as usize)
    }

    pub(crate) fn add_idle_stack(&mut self, stack: usize) {
        let stack = u32::try_from(stack).expect("fewer than 2^32 stacks");
        self.idle_stacks.push(stack);
    }

    /// Takes what the carrier on a stack has to do now, if that is anything.
    pub(crate) fn take_errand(&mut self, stack: usize) -> Option<Errand> {
        let task = self.current;
        let poller = self.tasks[task.place()].poller;
        let has_passed = self.ended.is_some();
        if has_passed && !self.is_unwinding {
            return None;
        }
        let held = self.pollers.get_mut(poller as usize)?;
        let waker = held.waker.clone();
        let spawned = held.spawned.as_mut()?;
        let work = spawned.work.take()?;
        let is_dropped = spawned.is_aborted || has_passed;
        self.put_on_stack(task, stack);
        self.polls += 1;
        self.is_odd |= self.is_crowded();
        Some(if is_dropped {
            Errand::Drop { poller, work }
        } else {
            Errand::Poll {
                poller,
                work,
                waker,
            }
        })
    }

    /// Says that the running task has left the stack of its carrier.
    pub(crate) fn leave_stack(&mut self) {
        self.tasks[self.current.place()].stack = NOBODY;
        self.polls -= 1;
    }

    /// Puts away an async task until it is woken.
    pub(crate) fn put_away(&mut self, poller: u32, work: Work) -> Turn {
        self.spawned(poller).work = Some(work);
        self.leave_stack();
        self.rest(poller)
    }

    /// Returns whom to tell how an async task has ended.
    pub(crate) fn outcome(&mut self, poller: u32) -> Arc<dyn Outcome> {
        Arc::clone(&self.spawned(poller).outcome)
    }

    /// Takes what an async task had besides, once it is done.
    pub(crate) fn take_spawned(&mut self, poller: u32) -> Option<Spawned> {
        self.pollers[poller as usize].spawned.take()
    }

    /// Ends the async task that is running, and chooses another.
    pub(crate) fn end_polled(&mut self, poller: u32) {
        self.former_pollers.push(poller);
        self.tasks[self.current.place()].poller = NOBODY;
        self.credit = None;
        self.leave_stack();
        self.end_task();
    }

    /// Returns the async tasks that are left over, to be forgotten.
    pub(crate) fn take_pollers(&mut self) -> Vec<Poller> {
        std::mem::take(&mut self.pollers)
    }

    /// Opens the gate at which a poller of this execution stands between two polls.
    pub(crate) fn wake(&mut self, object: u32) {
        let side = Side::Front;
        self.open(GateId { object, side });
    }
}
