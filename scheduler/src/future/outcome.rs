use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::{JoinError, Waiter};
use crate::TaskId;
use crate::failure::Failure;
use crate::panic::Said;
use crate::poller;
use crate::raw::suspend;
use crate::world::with;

/// What an async task has come to, or will.
pub(super) struct Outcome<T> {
    epoch: u32,
    state: Mutex<State<T>>,
}

struct State<T> {
    /// Nobody, as long as it is not spawned.
    task: TaskId,
    result: Option<Result<T, JoinError>>,
    waiter: Option<Waiter>,
}

impl<T> Outcome<T> {
    pub(super) fn new(epoch: u32) -> Arc<Self> {
        Arc::new(Self {
            epoch,
            state: Mutex::new(State {
                task: TaskId::NOBODY,
                result: None,
                waiter: None,
            }),
        })
    }

    pub(super) fn set_task(&self, task: TaskId) {
        self.state().task = task;
    }

    /// Says what the task has returned.
    pub(super) fn put(&self, value: T) {
        self.settle(Ok(value));
    }

    /// Takes the result, or waits for it.
    pub(super) fn poll(&self, waker: &Waker) -> Poll<Result<T, JoinError>> {
        let mut state = self.state();
        if let Some(result) = state.result.take() {
            return Poll::Ready(result);
        }
        state.waiter = Some(Waiter::new(waker));
        Poll::Pending
    }

    fn settle(&self, result: Result<T, JoinError>) {
        let waiter = {
            let mut state = self.state();
            state.result = Some(result);
            state.waiter.take()
        };
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> poller::Outcome for Outcome<T> {
    fn cancel(&self) {
        let task = self.state().task;
        self.settle(Err(JoinError::cancelled(task)));
    }

    fn panic(&self, payload: Box<dyn Any + Send>, said: Said) {
        let task = self.state().task;
        self.settle(Err(JoinError::panicked(task, payload, said)));
    }
}

impl<T> Drop for Outcome<T> {
    /// Makes a panic that nobody has asked about the end of the execution.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(Err(error)) = state.result.take() else {
            return;
        };
        let Some(said) = error.said() else { return };
        let failure = Failure::Panic {
            task: error.task(),
            message: said.message.clone(),
            location: said.location.clone(),
        };
        let has_failed = with(|world| {
            let fails = world.epoch == self.epoch && world.ended().is_none();
            if fails {
                world.fail(failure);
            }
            fails
        });
        if has_failed == Some(true) && !std::thread::panicking() {
            suspend();
        }
    }
}
