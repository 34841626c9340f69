use std::collections::BTreeSet;
use std::num::NonZero;

use lockstep_scheduler::future::sync::{Notify, mpsc, oneshot};
use lockstep_scheduler::future::time::{
    MissedTickBehavior, advance, interval, sleep, sleep_until, timeout, timeout_at,
};
use lockstep_scheduler::future::{block_on, spawn};
use lockstep_scheduler::sync::mpsc::{RecvTimeoutError, channel};
use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Kind, Runner, thread};

use crate::{always, outcomes, outcomes_of};

const SECOND: Duration = Duration::from_secs(1);

fn early() -> Runner {
    Runner::new().early_timers().iterations(1_000)
}

// ---- in order ----

#[test]
fn whoever_sleeps_less_wakes_first() {
    always(|| {
        block_on(async {
            let (start, (sender, mut receiver)) = (Instant::now(), mpsc::unbounded_channel());
            for seconds in [3, 1, 2] {
                let sender = sender.clone();
                drop(spawn(async move {
                    sleep(SECOND * seconds).await;
                    sender.send(seconds).unwrap();
                }));
            }
            drop(sender);
            let mut order = Vec::new();
            while let Some(seconds) = receiver.recv().await {
                order.push((seconds, start.elapsed().as_secs()));
            }
            assert_eq!(order, [(1, 1), (2, 2), (3, 3)]);
        });
    });
}

#[test]
fn of_two_timers_at_one_time_either_is_first() {
    let first = outcomes(|| {
        block_on(async {
            let (end, (sender, mut receiver)) = (Instant::now() + SECOND, mpsc::channel(2));
            for number in 0..2 {
                let sender = sender.clone();
                drop(spawn(async move {
                    sleep_until(end).await;
                    let _ = sender.send(number).await;
                }));
            }
            receiver.recv().await.unwrap()
        })
    });
    assert_eq!(first, BTreeSet::from([0, 1]));
}

#[test]
fn a_timeout_ends_when_nobody_can_go_on_and_what_was_sent_is_not_lost() {
    always(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(1);
            let start = Instant::now();
            assert!(timeout(SECOND, receiver.recv()).await.is_err());
            assert_eq!(start.elapsed(), SECOND);
            assert!(timeout_at(start, receiver.recv()).await.is_err());
            let task = spawn(async move { sender.send(1).await });
            assert_eq!(timeout(SECOND, receiver.recv()).await, Ok(Some(1)));
            assert_eq!(start.elapsed(), SECOND);
            task.await.unwrap().unwrap();
        });
    });
}

#[test]
fn an_interval_comes_again_and_again() {
    always(|| {
        block_on(async {
            let start = Instant::now();
            let mut ticks = interval(SECOND);
            for number in 0..3 {
                assert_eq!(ticks.tick().await, start + SECOND * number);
            }
            advance(Duration::from_millis(3_500));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            assert_eq!(ticks.tick().await, start + SECOND * 3);
            assert_eq!(ticks.tick().await, start + SECOND * 6);
        });
    });
}

#[test]
fn a_timer_that_another_executor_polls_wakes_it() {
    use futures::stream::{FuturesUnordered, StreamExt};
    always(|| {
        let sleeper = |n| async move {
            sleep(SECOND * n).await;
            n
        };
        let sleeps: FuturesUnordered<_> = [2, 1, 3].into_iter().map(sleeper).collect();
        let order: Vec<u32> = block_on(sleeps.collect());
        assert_eq!(order, [1, 2, 3]);
    });
}

#[test]
fn ten_thousand_tasks_sleep_to_ten_thousand_times() {
    let body = || {
        block_on(async {
            let sleeper = |number| spawn(async move { sleep(SECOND * number).await });
            let tasks: Vec<_> = (0..10_000).map(sleeper).collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
    };
    let runner = Runner::new().iterations(1).strategy("random");
    assert!(runner.steps_max(1_000_000).search(body).is_ok());
}

#[test]
fn a_timer_that_is_polled_by_hand_is_not_ready_before_its_time() {
    use futures::FutureExt;
    always(|| {
        assert!(sleep(SECOND).now_or_never().is_none());
        assert!(sleep(Duration::ZERO).now_or_never().is_some());
    });
}

// ---- early ----

#[test]
fn by_default_a_timeout_waits_for_all_who_can_go_on() {
    let is_received = || {
        let (sender, receiver) = channel();
        let other = thread::spawn(move || sender.send(1).is_ok());
        let first = receiver.recv_timeout(SECOND);
        other.join().unwrap();
        first == Ok(1)
    };
    assert_eq!(outcomes(is_received), BTreeSet::from([true]));
    assert_eq!(
        outcomes_of(&early(), is_received),
        BTreeSet::from([false, true])
    );
}

#[test]
fn each_wait_of_std_has_both_outcomes() {
    let waits = outcomes_of(&early(), || {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&pair);
        let setter = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let guard = pair.0.lock().unwrap();
        let (guard, result) = pair.1.wait_timeout(guard, SECOND).unwrap();
        let outcome = (*guard, result.timed_out());
        drop(guard);
        setter.join().unwrap();
        outcome
    });
    assert!(waits.contains(&(true, false)), "notified: {waits:?}");
    assert!(waits.contains(&(false, true)), "timed out: {waits:?}");
    let parks = outcomes_of(&early(), || {
        let (start, main) = (Instant::now(), thread::current());
        let other = thread::spawn(move || main.unpark());
        thread::park_timeout(SECOND);
        other.join().unwrap();
        start.elapsed().as_secs()
    });
    assert_eq!(parks, BTreeSet::from([0, 1]));
}

fn answers_in_time() -> bool {
    block_on(async {
        let (sender, receiver) = oneshot::channel();
        let task = spawn(async move { sender.send(()).is_ok() });
        let is_in_time = timeout(SECOND, receiver).await.is_ok();
        task.await.unwrap();
        is_in_time
    })
}

#[test]
fn a_timeout_of_a_future_has_both_outcomes() {
    assert_eq!(outcomes(answers_in_time), BTreeSet::from([true]));
    assert_eq!(
        outcomes_of(&early(), answers_in_time),
        BTreeSet::from([false, true])
    );
}

#[test]
fn early_timers_keep_nobody_from_going_on() {
    for strategy in ["random", "pct:3", "pos", "urw", "mix"] {
        let runner = early().strategy(strategy).iterations(200);
        let searched = runner.search(|| {
            let (sender, receiver) = channel();
            let other = thread::spawn(move || sender.send(1).is_ok());
            while receiver.recv_timeout(SECOND) == Err(RecvTimeoutError::Timeout) {}
            other.join().unwrap();
            block_on(async {
                let notify = Arc::new(Notify::new());
                let notified = Arc::clone(&notify);
                let task = spawn(async move { notify.notify_one() });
                while timeout(SECOND, notified.notified()).await.is_err() {}
                task.await.unwrap();
            });
        });
        let statistics = searched.expect(strategy);
        assert!(statistics.steps < 200 * 500, "{strategy}: {statistics}");
    }
}

#[test]
fn what_is_left_over_fires_no_timers() {
    let searched = early().iterations(20).search(|| {
        drop(spawn(async {
            let mut ticks = interval(SECOND);
            loop {
                ticks.tick().await;
            }
        }));
        thread::spawn(|| {
            loop {
                thread::sleep(SECOND);
            }
        });
    });
    assert!(searched.unwrap().steps < 20 * 100);
}

#[test]
fn an_exhaustive_search_of_early_timers_comes_to_its_end() {
    let runner = early().strategy("exhaustive").iterations(100_000);
    let searched = runner.search(|| {
        answers_in_time();
    });
    assert!(searched.unwrap().is_exhausted);
}

fn is_always_in_time() {
    assert!(answers_in_time(), "the answer came too late");
}

#[test]
fn a_trace_says_that_a_timer_fired_early_and_can_be_replayed() {
    let runner = early().without_traces();
    let bug = runner.try_run(is_always_in_time).unwrap_err();
    assert_eq!(bug.divergence, None);
    let trace = &bug
        .shrunk
        .as_ref()
        .map_or(&bug.trace, |shrunk| &shrunk.trace);
    assert!(trace.steps.iter().any(|step| step.kind == Kind::FireEarly));
    let text = trace.to_string();
    assert!(text.contains("\nearly_timers\n"), "{text}");
    assert_eq!(text.parse().as_ref(), Ok(*trace));
    // The trace says so itself.
    let again = Runner::new().replay(trace, is_always_in_time).unwrap_err();
    assert_eq!(again.reason.category(), bug.reason.category());
}

#[test]
fn early_timers_are_the_same_on_one_thread_and_on_two() {
    let report = |threads| {
        let runner = early().threads(NonZero::new(threads).unwrap());
        let bug = runner
            .without_traces()
            .test("late")
            .try_run(is_always_in_time);
        bug.unwrap_err().to_string()
    };
    assert_eq!(report(1), report(2));
}
