use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use crate::locals::drop_own;
use crate::panic::take_last;
use crate::poller::Work;
use crate::raw::suspend;
use crate::tasks::Crash;
use crate::world::{Errand, World, with};

/// Polls async tasks, one after the other, on a stack of its own.
///
/// A task is on the stack only in the middle of a poll: between two polls the carrier goes on with
/// whatever async task is chosen, or waits for one. It returns once the execution is over.
pub(crate) fn carry(stack: usize) {
    while with(|world| world.is_over()) == Some(false) {
        while let Some(errand) = with(|world| world.take_errand(stack)).flatten() {
            run(errand);
        }
        with(|world| world.add_idle_stack(stack));
        suspend();
    }
}

/// How an async task has come to its end.
enum End {
    Returned,
    Cancelled,
    Panicked(Box<dyn Any + Send>),
}

fn run(errand: Errand) {
    let (poller, done) = match errand {
        Errand::Poll {
            poller,
            work,
            waker,
        } => (poller, catching(|| poll(poller, work, &waker))),
        Errand::Drop { poller, work } => (poller, catching(|| end(poller, work, End::Cancelled))),
    };
    if let Err(payload) = done {
        // A waker, or a destructor of what the task had kept.
        Crash::of(payload).fail();
        with(|world| world.end_polled(poller));
    }
}

/// Polls an async task once, and puts it away or ends it.
fn poll(poller: u32, mut work: Work, waker: &Waker) {
    wake_due(poller);
    with(|world| world.begin_poll(poller));
    let result = catching(|| work.as_mut().poll(&mut Context::from_waker(waker)));
    match result {
        Ok(Poll::Pending) => {
            with(|world| world.put_away(poller, work));
        }
        Ok(Poll::Ready(())) => end(poller, work, End::Returned),
        Err(payload) => end(poller, work, End::Panicked(payload)),
    }
}

/// Wakes whatever else a poller polls whose time has come.
pub(crate) fn wake_due(poller: u32) {
    let due = with(|world| world.take_due(poller)).unwrap_or_default();
    due.into_iter().for_each(Waker::wake);
}

fn end(poller: u32, work: Work, end: End) {
    let dropped = catching(|| drop(work));
    if with(|world| world.ended().is_some()) == Some(true) {
        // It was left over, and is unwound; nobody is told.
        forget_panic(dropped);
        if let End::Panicked(payload) = end {
            std::mem::forget(payload);
        }
        forget_panic(catching(drop_own));
        with(World::leave_stack);
        return;
    }
    let end = dropped.map_or_else(End::Panicked, |()| end);
    let outcome = with(|world| world.outcome(poller));
    match (end, &outcome) {
        (End::Cancelled, Some(outcome)) => outcome.cancel(),
        (End::Panicked(payload), Some(outcome)) => {
            let said = take_last(&*payload);
            outcome.panic(payload, said);
        }
        _ => {}
    }
    drop_own();
    // Nobody may be left to ask what became of it, which shows when it is dropped.
    let spawned = with(|world| world.take_spawned(poller));
    drop((outcome, spawned));
    with(|world| world.end_polled(poller));
}

fn catching<R>(act: impl FnOnce() -> R) -> std::thread::Result<R> {
    catch_unwind(AssertUnwindSafe(act))
}

fn forget_panic(result: std::thread::Result<()>) {
    if let Err(payload) = result {
        std::mem::forget(payload);
    }
}
