//! `event-listener` takes loom's types by `cfg(loom)` and its feature `loom`.

use event_listener::{Event, Listener};
use lockstep_crates::prove;
use lockstep_loom::sync::Arc;
use lockstep_loom::sync::atomic::AtomicBool;
use lockstep_loom::sync::atomic::Ordering::{Acquire, Release};
use lockstep_loom::{future, thread};

#[derive(Default)]
struct Flag {
    is_set: AtomicBool,
    changed: Event,
}

impl Flag {
    fn set(&self) {
        self.is_set.store(true, Release);
        self.changed.notify(usize::MAX);
    }

    /// Waits as the documentation of the crate says to: look, listen, look again, wait.
    fn wait(&self) {
        while !self.is_set.load(Acquire) {
            let listener = self.changed.listen();
            if self.is_set.load(Acquire) {
                return;
            }
            listener.wait();
        }
    }

    async fn wait_async(&self) {
        while !self.is_set.load(Acquire) {
            let listener = self.changed.listen();
            if self.is_set.load(Acquire) {
                return;
            }
            listener.await;
        }
    }
}

fn one_waits() {
    let flag = Arc::new(Flag::default());
    let theirs = Arc::clone(&flag);
    let task = thread::spawn(move || theirs.set());
    flag.wait();
    task.join().unwrap();
}

#[test]
fn who_waits_for_a_flag_is_woken() {
    prove("waits_for_a_flag", one_waits);
}

fn one_awaits() {
    let flag = Arc::new(Flag::default());
    let theirs = Arc::clone(&flag);
    let task = thread::spawn(move || theirs.set());
    future::block_on(flag.wait_async());
    task.join().unwrap();
}

#[test]
fn who_awaits_a_flag_is_woken() {
    prove("awaits_a_flag", one_awaits);
}

/// One notification, and a listener that goes without having waited: it has to pass it on.
fn dropped() {
    let event = Arc::new(Event::new());
    let (stays, goes) = (event.listen(), event.listen());
    let theirs = Arc::clone(&event);
    let task = thread::spawn(move || theirs.notify(2));
    drop(goes);
    stays.wait();
    task.join().unwrap();
}

#[test]
fn a_listener_that_goes_passes_its_notification_on() {
    prove("dropped_passes_on", dropped);
}
