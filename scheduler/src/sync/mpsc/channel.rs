use std::collections::VecDeque;
use std::panic::Location;
use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::ELSEWHERE;
use crate::gate::{Gate, GateId, Side};
use crate::object::ObjectKind;
use crate::world::{World, perform, perform_within, with};
use crate::{Kind, TaskId};

/// A channel of a controlled execution.
///
/// The front gate, of who receives, is open while there is something to learn: a message, or that
/// nobody sends any more. The back gate, of who sends, is open while there is room, or nobody receives.
pub(super) struct Channel<T> {
    epoch: u32,
    object: u32,
    capacity: Capacity,
    /// Where it was made: its ends are dropped at no place of their own.
    location: &'static Location<'static>,
    /// Never waited for: one task runs at a time, and none is left while it has it.
    state: Mutex<State<T>>,
}

/// How many messages a channel holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capacity {
    Any,
    UpTo(usize),
}

struct State<T> {
    messages: VecDeque<Message<T>>,
    senders: usize,
    has_receiver: bool,
    sent: u64,
}

struct Message<T> {
    number: u64,
    /// Who waits until it is taken.
    from: Option<TaskId>,
    value: T,
}

impl<T> Channel<T> {
    /// Makes a channel with one sender; nothing if no execution is running.
    pub(super) fn new(capacity: Capacity, location: &'static Location<'static>) -> Option<Self> {
        let room = match capacity {
            Capacity::UpTo(0) => Gate::CLOSED,
            _ => Gate::OPEN,
        };
        let (epoch, object) = with(|world| {
            let gates = [Gate::CLOSED, room];
            let object = world.add_object(ObjectKind::Channel, 0, gates, location, 0);
            (world.epoch, object)
        })?;
        let state = State {
            messages: VecDeque::new(),
            senders: 1,
            has_receiver: true,
            sent: 0,
        };
        Some(Self {
            epoch,
            object,
            capacity,
            location,
            state: Mutex::new(state),
        })
    }

    // ---- sending ----

    pub(super) fn send(
        &self,
        value: T,
        location: &'static Location<'static>,
    ) -> Result<(), SendError<T>> {
        let side = match self.capacity {
            Capacity::Any | Capacity::UpTo(0) => None,
            Capacity::UpTo(_) => Some(Side::Back),
        };
        let is_handed_over = self.capacity == Capacity::UpTo(0);
        let number = self.perform(Kind::Send, side, location, |world| {
            let from = is_handed_over.then(|| world.current());
            self.put(world, from, value)
        })?;
        if is_handed_over {
            let left = self.perform(Kind::Sent, Some(Side::Back), location, |_| {
                self.take_back(number)
            });
            return left.map_or(Ok(()), |value| Err(SendError(value)));
        }
        Ok(())
    }

    pub(super) fn try_send(
        &self,
        value: T,
        location: &'static Location<'static>,
    ) -> Result<(), TrySendError<T>> {
        self.perform(Kind::TrySend, None, location, |world| {
            let has_room = !self.state().has_receiver || self.has_room_now(world);
            if !has_room {
                return Err(TrySendError::Full(value));
            }
            let put = self.put(world, None, value);
            put.map(drop)
                .map_err(|SendError(value)| TrySendError::Disconnected(value))
        })
    }

    /// Returns the number of the message.
    fn put(&self, world: &mut World, from: Option<TaskId>, value: T) -> Result<u64, SendError<T>> {
        let mut state = self.state();
        if !state.has_receiver {
            return Err(SendError(value));
        }
        let number = state.sent;
        state.sent += 1;
        state.messages.push_back(Message {
            number,
            from,
            value,
        });
        world.open(self.gate(Side::Front));
        // Where there is no room at all the gate stays as it is, and who was let through stays so.
        if self.is_full(&state) && self.capacity != Capacity::UpTo(0) {
            world.close(self.gate(Side::Back));
        }
        Ok(number)
    }

    /// Takes a message back that nobody has received.
    fn take_back(&self, number: u64) -> Option<T> {
        let mut state = self.state();
        let place = state.messages.iter().position(|it| it.number == number)?;
        state.messages.remove(place).map(|message| message.value)
    }

    fn is_full(&self, state: &State<T>) -> bool {
        match self.capacity {
            Capacity::Any => false,
            Capacity::UpTo(bound) => state.messages.len() >= bound,
        }
    }

    /// Looks whether a message would be taken without waiting: where there is no room at all, by one
    /// who waits for it.
    fn has_room_now(&self, world: &mut World) -> bool {
        let waiting = match self.capacity {
            Capacity::UpTo(0) => world.count_waiting(self.gate(Side::Front)),
            _ => 0,
        };
        let state = self.state();
        !self.is_full(&state) || state.messages.len() < waiting
    }

    // ---- receiving ----

    pub(super) fn receive(&self, location: &'static Location<'static>) -> Result<T, RecvError> {
        let taken = self.perform(Kind::Receive, Some(Side::Front), location, |world| {
            self.take(world)
        });
        taken.map_err(|_| RecvError)
    }

    pub(super) fn try_receive(
        &self,
        location: &'static Location<'static>,
    ) -> Result<T, TryRecvError> {
        self.perform(Kind::TryReceive, None, location, |world| self.take(world))
    }

    pub(super) fn receive_within(
        &self,
        timeout: Duration,
        location: &'static Location<'static>,
    ) -> Result<T, RecvTimeoutError> {
        let find = |world: &mut World| self.object_in(world);
        let within = Some(timeout);
        let take = |world: &mut World, _| self.take(world);
        let taken = perform_within(find, Kind::Receive, Side::Front, within, location, take);
        taken.expect(ELSEWHERE).map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// Takes the next message, if there is one.
    fn take(&self, world: &mut World) -> Result<T, TryRecvError> {
        let mut state = self.state();
        let Some(message) = state.messages.pop_front() else {
            return Err(match state.senders {
                0 => TryRecvError::Disconnected,
                _ => TryRecvError::Empty,
            });
        };
        if state.messages.is_empty() && state.senders > 0 {
            world.close(self.gate(Side::Front));
        }
        match message.from {
            Some(from) => world.let_through(from),
            None if self.is_full(&state) => {}
            None => world.open(self.gate(Side::Back)),
        }
        Ok(message.value)
    }

    // ---- ends ----

    pub(super) fn add_sender(&self) {
        self.state().senders += 1;
    }

    pub(super) fn drop_sender(&self) {
        self.close(|world| {
            let mut state = self.state();
            state.senders -= 1;
            if state.senders == 0 {
                world.open(self.gate(Side::Front));
            }
        });
    }

    pub(super) fn drop_receiver(&self) {
        let unread = self.close(|world| {
            let mut state = self.state();
            state.has_receiver = false;
            world.open(self.gate(Side::Back));
            let (theirs, unread) = std::mem::take(&mut state.messages)
                .into_iter()
                .partition::<VecDeque<_>, _>(|message| message.from.is_some());
            // Who still waits with a message gets it back.
            state.messages = theirs;
            unread
        });
        // They may have destructors that use the execution, or the channel.
        drop(unread);
    }

    /// Closes an end where the channel was made, once the strategy has chosen the task to do it.
    fn close<R>(&self, act: impl FnOnce(&mut World) -> R) -> Option<R> {
        let is_here = with(|world| world.epoch == self.epoch);
        if is_here != Some(true) {
            return None;
        }
        let find = |world: &mut World| self.object_in(world);
        let act = |world: &mut World, _| act(world);
        perform(find, Kind::Close, None, self.location, act)
    }

    fn perform<R>(
        &self,
        kind: Kind,
        side: Option<Side>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World) -> R,
    ) -> R {
        let find = |world: &mut World| self.object_in(world);
        let act = |world: &mut World, _| act(world);
        perform(find, kind, side, location, act).expect(ELSEWHERE)
    }

    fn object_in(&self, world: &mut World) -> u32 {
        assert!(world.epoch == self.epoch, "{ELSEWHERE}");
        self.object
    }

    fn gate(&self, side: Side) -> GateId {
        let object = self.object;
        GateId { object, side }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
