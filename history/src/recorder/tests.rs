use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread;

use super::*;
use crate::{Failure, Outcome};

/// A register that tells at which place of its own order each operation took effect.
#[derive(Default)]
struct Register(Mutex<u64>);

impl Register {
    fn touch(&self) -> u64 {
        let mut effects = self.0.lock().expect("nobody panics in here");
        *effects += 1;
        *effects
    }
}

fn caught(run: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast_ref::<&str>().expect("a text")).to_owned(),
    }
}

fn outcomes<Op>(history: &History<Op, u64>) -> Vec<(u64, Outcome<u64>)> {
    let operations = history.operations().iter();
    operations
        .map(|operation| (operation.process, operation.outcome.clone()))
        .collect()
}

/// Asserts that operations that do not overlap took effect in the order of the history.
fn assert_effects_in_order(history: &History<(), u64>) {
    let mut by_event = vec![None; history.event_count() as usize];
    for operation in history.operations() {
        if let (Outcome::Done(Some(effect)), Some(end)) = (&operation.outcome, operation.completed)
        {
            by_event[operation.invoked as usize] = Some((*effect, true));
            by_event[end as usize] = Some((*effect, false));
        }
    }
    let mut latest_completed = 0;
    for (effect, invoked) in by_event.into_iter().flatten() {
        if invoked {
            assert!(
                effect > latest_completed,
                "{effect} after {latest_completed}"
            );
        } else {
            latest_completed = latest_completed.max(effect);
        }
    }
}

#[test]
fn what_the_history_orders_took_effect_in_that_order() {
    for _ in 0..100 {
        let register = Register::default();
        let recorder = Recorder::new();
        thread::scope(|scope| {
            for _ in 0..4 {
                let mut process = recorder.process();
                let register = &register;
                scope.spawn(move || {
                    for _ in 0..25 {
                        process.op((), |()| register.touch());
                    }
                });
            }
        });
        let history = recorder.finish();
        assert_eq!(history.operations().len(), 100);
        assert_effects_in_order(&history);
    }
}

#[test]
fn a_history_finished_in_the_middle_holds_whatever_its_reads_saw() {
    for _ in 0..50 {
        let (latest, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let recorder = Recorder::new();
        let (mut writer, mut reader) = (recorder.process(), recorder.process());
        let history = thread::scope(|scope| {
            scope.spawn(|| {
                for value in 1.. {
                    writer.op(Some(value), |_| latest.store(value, Ordering::Relaxed));
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
            let reads = scope.spawn(|| {
                let mut seen = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    reader.op(None, |_| seen.push(latest.load(Ordering::Relaxed)));
                }
                seen
            });
            thread::yield_now();
            let history = recorder.finish();
            stop.store(true, Ordering::Relaxed);
            let seen = reads.join().expect("no thread panics");
            (history, seen)
        });
        assert_reads_were_written(&history.0, &history.1);
    }
}

fn assert_reads_were_written(history: &History<Option<u64>, ()>, seen: &[u64]) {
    let operations = history.operations().iter();
    let (reads, writes): (Vec<_>, Vec<_>) =
        operations.partition(|operation| operation.op.is_none());
    let completed = reads.iter().filter(|read| read.completed.is_some());
    let latest_seen = completed.zip(seen).last().map_or(0, |(_, value)| *value);
    let written = writes.last().and_then(|write| write.op).unwrap_or(0);
    assert!(
        latest_seen <= written,
        "{latest_seen} is read, {written} invoked"
    );
}

#[test]
fn a_panic_is_recorded_as_info_and_goes_on() {
    let recorder = Recorder::new();
    let mut process = recorder.process();
    let _other = recorder.process();
    assert_eq!(
        caught(|| _ = process.op("read", |_| panic!("connection lost"))),
        "connection lost"
    );
    assert_eq!(process.number(), 2);
    process.op("read", |_| 7);
    assert_eq!(
        outcomes(&recorder.finish()),
        [(0, Outcome::Unknown), (2, Outcome::Done(Some(7)))]
    );
}

#[test]
fn a_panic_inside_an_operation_inside_an_operation_ends_both() {
    let recorder = Recorder::new();
    let (mut outer, mut inner) = (recorder.process(), recorder.process());
    let message = caught(|| _ = outer.op("outer", |_| inner.op("inner", |_| panic!("deep"))));
    assert_eq!(message, "deep");
    assert_eq!((outer.number(), inner.number()), (3, 2));
    let history = recorder.finish();
    assert_eq!(
        outcomes(&history),
        [(0, Outcome::Unknown), (1, Outcome::Unknown)]
    );
    let ends: Vec<_> = history
        .operations()
        .iter()
        .map(|operation| operation.completed)
        .collect();
    assert_eq!(ends, [Some(3), Some(2)]);
}

#[test]
fn records_while_another_panic_unwinds() {
    struct Closing<'a>(&'a Recorder<&'static str, u64>);
    impl Drop for Closing<'_> {
        fn drop(&mut self) {
            let mut process = self.0.process();
            let close = || _ = process.op("close", |_| panic!("close failed"));
            assert_eq!(caught(close), "close failed");
        }
    }
    let recorder = Recorder::new();
    let mut process = recorder.process();
    let message = caught(|| {
        process.op("read", |_| {
            let _closing = Closing(&recorder);
            panic!("read failed")
        });
    });
    assert_eq!(message, "read failed");
    assert_eq!(
        outcomes(&recorder.finish()),
        [(0, Outcome::Unknown), (1, Outcome::Unknown)]
    );
}

#[test]
fn no_two_processes_share_a_number_however_many_crash() {
    let recorder = Recorder::<u64, u64>::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            let mut process = recorder.process();
            scope.spawn(move || {
                for _ in 0..100 {
                    let number = process.number();
                    assert_eq!(
                        process.try_op(number, |_| Err(Failure::Info)),
                        Err(Failure::Info)
                    );
                }
            });
        }
    });
    let history = recorder.finish();
    let mut numbers: Vec<_> = history
        .operations()
        .iter()
        .map(|operation| operation.process)
        .collect();
    assert!(
        history
            .operations()
            .iter()
            .all(|operation| operation.op == operation.process)
    );
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 400);
}

#[test]
fn an_operation_that_hangs_has_an_unknown_end() {
    let recorder = Recorder::new();
    let (mut stuck, mut fine) = (recorder.process(), recorder.process());
    let (started, has_started) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        stuck.op("read", |_| {
            started.send(()).expect("the test waits");
            _ = released.recv();
            1
        })
    });
    has_started.recv().expect("it starts");
    fine.op("read", |_| 2);
    let history = recorder.finish();
    drop(release);
    assert_eq!(thread.join().expect("no panic"), 1);
    assert_eq!(
        outcomes(&history),
        [(0, Outcome::Unknown), (1, Outcome::Done(Some(2)))]
    );
}

#[test]
fn failures_are_recorded_as_what_they_are() {
    let recorder = Recorder::<_, u64>::new();
    let mut process = recorder.process();
    assert_eq!(
        process.try_op("cas", |_| Err(Failure::Fail)),
        Err(Failure::Fail)
    );
    assert_eq!(process.number(), 0);
    assert_eq!(
        process.try_op("cas", |_| Err(Failure::Info)),
        Err(Failure::Info)
    );
    assert_eq!(process.number(), 1);
    assert_eq!(process.try_op("cas", |_| Ok::<_, Failure>(3)), Ok(3));
    assert_eq!(
        outcomes(&recorder.finish()),
        [
            (0, Outcome::Failed),
            (0, Outcome::Unknown),
            (1, Outcome::Done(Some(3)))
        ]
    );
}

#[test]
fn a_handle_that_is_dropped_leaves_its_operation_open() {
    let recorder = Recorder::<_, u64>::new();
    recorder.process().invoke("read");
    assert_eq!(outcomes(&recorder.finish()), [(0, Outcome::Unknown)]);
}

#[test]
fn a_recorder_that_nobody_used_gives_an_empty_history() {
    assert_eq!(Recorder::<(), ()>::new().finish().event_count(), 0);
}

#[test]
#[should_panic(expected = "process 0 invokes while its operation is open; complete that one first")]
fn refuses_a_second_open_operation() {
    let recorder = Recorder::<_, ()>::new();
    let mut process = recorder.process();
    process.invoke(1);
    process.invoke(2);
}

#[test]
#[should_panic(
    expected = "process 0 completes an operation that it did not invoke; invoke one first"
)]
fn refuses_a_completion_of_nothing() {
    Recorder::<(), _>::new().process().ok(1);
}

#[test]
#[should_panic(expected = "an Order returned the same stamp twice")]
fn refuses_an_order_that_repeats_itself() {
    struct Stopped;
    impl Order for Stopped {
        fn stamp(&self) -> u64 {
            thread_local!(static ASKED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) });
            ASKED.set(ASKED.get() + 1);
            ASKED.get() / 2
        }
    }
    let recorder = Recorder::with_order(Stopped);
    let mut process = recorder.process();
    for _ in 0..4 {
        process.op((), |()| ());
    }
    recorder.finish();
}
