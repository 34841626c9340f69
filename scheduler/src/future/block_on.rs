use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use crate::carrier::wake_due;
use crate::raw::suspend;
use crate::world::{Turn, with};

/// Polls a future until it is ready, and returns its value.
///
/// In between the task waits until the future was woken; outside of an execution the thread does.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future;
///
/// assert_eq!(future::block_on(async { 6 * 7 }), 42);
/// ```
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let location = Location::caller();
    match with(|world| world.begin_blocking(location)) {
        None => block_outside(future),
        Some(poller) => {
            let _blocking = Blocking(poller);
            block_inside(poller, future)
        }
    }
}

/// Takes the poller back when it is over, also by a panic.
struct Blocking(u32);

impl Drop for Blocking {
    fn drop(&mut self) {
        with(|world| world.end_blocking(self.0));
    }
}

fn block_inside<F: Future>(poller: u32, future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = with(|world| world.poller_at(poller).waker.clone());
    let waker = waker.expect("an execution is running");
    let mut context = Context::from_waker(&waker);
    loop {
        wake_due(poller);
        with(|world| world.begin_poll(poller));
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        if with(|world| world.rest(poller)) == Some(Turn::Leave) {
            suspend();
        }
    }
}

/// Unparks a thread.
struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_outside<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::park();
    }
}
