use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::num::NonZero;
use std::task::{Poll, Waker};

use lockstep_scheduler::future::{block_on, spawn, spawn_local, yield_now};
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::sync::{Arc, Mutex};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Failure, Runner, thread};
use lockstep_seed::Seed;

use crate::{always, failure, outcomes};

#[test]
fn a_task_returns_what_its_future_does() {
    always(|| {
        let sum = spawn(async { (1..=10).sum::<u32>() });
        assert_eq!(block_on(sum).unwrap(), 55);
        let local = spawn_local(async { std::rc::Rc::new(1) });
        assert_eq!(*block_on(local).unwrap(), 1);
    });
}

/// Two tasks, each of which adds in two steps.
async fn add_twice() -> u32 {
    let count = Arc::new(AtomicU32::new(0));
    let add = || {
        let count = Arc::clone(&count);
        spawn(async move {
            let value = count.load(SeqCst);
            count.store(value + 1, SeqCst);
        })
    };
    let (first, second) = (add(), add());
    first.await.unwrap();
    second.await.unwrap();
    count.load(SeqCst)
}

#[test]
fn a_task_can_be_left_in_the_middle_of_a_poll() {
    let counts = outcomes(|| block_on(add_twice()));
    assert_eq!(counts, BTreeSet::from([1, 2]));
}

#[test]
fn tasks_and_threads_run_side_by_side() {
    let orders = outcomes(|| {
        let order = Arc::new(Mutex::new(Vec::new()));
        let [one, two] = [Arc::clone(&order), Arc::clone(&order)];
        let thread = thread::spawn(move || one.lock().unwrap().push("thread"));
        let task = spawn(async move { two.lock().unwrap().push("task") });
        block_on(task).unwrap();
        thread.join().unwrap();
        let order = order.lock().unwrap();
        order.clone()
    });
    let both = [vec!["task", "thread"], vec!["thread", "task"]];
    assert_eq!(orders, BTreeSet::from(both));
}

#[test]
fn who_yields_lets_others_go_first() {
    let orders = outcomes(|| {
        let order = Arc::new(std::sync::Mutex::new(String::new()));
        let write = |word: &'static str| {
            let order = Arc::clone(&order);
            spawn(async move {
                for letter in word.chars() {
                    order.lock().unwrap().push(letter);
                    yield_now().await;
                }
            })
        };
        let tasks = [write("ab"), write("cd")];
        block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        let order = order.lock().unwrap();
        order.clone()
    });
    let all = ["abcd", "acbd", "acdb", "cabd", "cadb", "cdab"];
    assert_eq!(orders, all.map(String::from).into());
}

/// A flag whose future registers its waker after it has looked.
#[derive(Default)]
struct LateFlag {
    is_set: AtomicU32,
    waker: Mutex<Option<Waker>>,
}

impl LateFlag {
    fn set(&self) {
        self.is_set.store(1, SeqCst);
        if let Some(waker) = self.waker.lock().unwrap().take() {
            waker.wake();
        }
    }

    async fn wait(&self, looks_again: bool) {
        poll_fn(|context| {
            if self.is_set.load(SeqCst) == 1 {
                return Poll::Ready(());
            }
            *self.waker.lock().unwrap() = Some(context.waker().clone());
            if looks_again && self.is_set.load(SeqCst) == 1 {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }
}

fn wait_for_flag(looks_again: bool) {
    let flag = Arc::new(LateFlag::default());
    let set = Arc::clone(&flag);
    let setter = spawn(async move { set.set() });
    block_on(flag.wait(looks_again));
    block_on(setter).unwrap();
}

#[test]
fn a_lost_wakeup_is_a_deadlock() {
    let failure = failure(|| wait_for_flag(false));
    assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    assert!(
        failure.to_string().contains("T0 waits to poll future 0"),
        "{failure}"
    );
    always(|| wait_for_flag(true));
}

#[test]
fn a_waker_that_others_wrap_wakes_too() {
    use futures::stream::{FuturesUnordered, StreamExt};
    always(|| {
        let tasks: FuturesUnordered<_> =
            (0..3).map(|number| spawn(async move { number })).collect();
        let mut numbers: Vec<u32> = block_on(tasks.map(Result::unwrap).collect());
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2]);
    });
}

#[test]
fn join_and_select_of_the_ecosystem_work() {
    use futures::FutureExt;
    let firsts = outcomes(|| {
        block_on(async {
            let (a, b) = (spawn(async { 1 }), spawn(async { 2 }));
            let (a, b) = futures::join!(a, b);
            let (mut c, mut d) = (
                spawn(async move { a.unwrap() }).fuse(),
                spawn(async move { b.unwrap() }).fuse(),
            );
            futures::select_biased! {
                first = c => first.unwrap(),
                first = d => first.unwrap(),
            }
        })
    });
    assert_eq!(firsts, BTreeSet::from([1, 2]));
}

#[test]
fn a_task_that_waits_for_ever_is_named() {
    let failure = failure(|| {
        let task = spawn(pending::<()>());
        block_on(task).unwrap();
    });
    let text = failure.to_string();
    assert!(text.contains("T0 waits to join T1"), "{text}");
    assert!(text.contains("T1 waits to poll T1"), "{text}");
}

// ---- panics ----

fn panics(message: &'static str) {
    std::panic::panic_any(message);
}

#[test]
fn who_awaits_a_task_is_told_of_its_panic() {
    always(|| {
        let task = spawn(async { panics("in the task") });
        let error = block_on(task).unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert!(error.to_string().contains("in the task"), "{error}");
        let payload = error.into_panic();
        assert_eq!(payload.downcast_ref(), Some(&"in the task"));
    });
}

#[test]
fn a_panic_that_nobody_asks_about_is_a_failure() {
    let early = failure(|| {
        drop(spawn(async { panic!("alone") }));
        thread::yield_now();
    });
    assert!(early.to_string().contains("T1 panicked at"), "{early}");
    assert!(early.to_string().ends_with("alone"), "{early}");
    let late = failure(|| {
        let task = spawn(async { panic!("not asked") });
        while !task.is_finished() {
            thread::yield_now();
        }
    });
    assert!(late.to_string().ends_with("not asked"), "{late}");
}

// ---- abort ----

/// Drops a note when it is dropped.
struct Note(Arc<AtomicU32>);

impl Drop for Note {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_task_is_aborted_at_any_of_its_awaits_and_drops_what_it_has() {
    let places = outcomes(|| {
        let (place, dropped) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (reached, note) = (Arc::clone(&place), Note(Arc::clone(&dropped)));
        let task = spawn(async move {
            let _note = note;
            for number in 1..=3 {
                reached.store(number, SeqCst);
                yield_now().await;
            }
        });
        task.abort();
        let result = block_on(task);
        assert_eq!(dropped.load(SeqCst), 1, "a future is dropped once");
        if let Err(error) = &result {
            assert!(error.is_cancelled());
        }
        (place.load(SeqCst), result.is_ok())
    });
    let all = [(0, false), (1, false), (2, false), (3, false), (3, true)];
    assert_eq!(places, BTreeSet::from(all));
}

#[test]
fn a_task_that_waits_for_ever_can_be_aborted() {
    always(|| {
        let task = spawn(pending::<()>());
        task.abort_handle().abort();
        let error = block_on(task).unwrap_err();
        assert_eq!(error.to_string(), "T1 was aborted");
    });
}

/// Counts, across executions, how often one is dropped.
struct Count(std::sync::Arc<std::sync::atomic::AtomicU32>);
impl Drop for Count {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn tasks_that_are_left_over_are_dropped() {
    let dropped = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let shared = std::sync::Arc::clone(&dropped);
    let body = move || {
        for _ in 0..3 {
            let count = Count(std::sync::Arc::clone(&shared));
            drop(spawn(async move {
                pending::<()>().await;
                drop(count);
            }));
        }
        // One is left in the middle of a poll.
        let (count, mutex) = (
            Count(std::sync::Arc::clone(&shared)),
            Arc::new(Mutex::new(())),
        );
        let guard = mutex.lock().unwrap();
        let other = Arc::clone(&mutex);
        drop(spawn(async move {
            drop(other.lock());
            drop(count);
        }));
        drop(guard);
    };
    let searched = Runner::new().iterations(50).search(body);
    assert!(searched.is_ok());
    assert_eq!(dropped.load(SeqCst), 200);
}

// ---- what the scheduler does with them ----

fn lossy() {
    assert_eq!(block_on(add_twice()), 2, "an update is lost");
}

#[test]
fn every_strategy_finds_a_race_between_tasks() {
    for strategy in ["random", "pct:3", "pos", "urw", "mix", "exhaustive"] {
        let runner = Runner::new().strategy(strategy).iterations(2_000);
        let searched = runner.search(lossy);
        assert!(searched.is_err(), "{strategy}");
    }
}

#[test]
fn a_failure_is_shrunk_and_can_be_replayed() {
    let runner = Runner::new().seed(Seed::from(7)).without_traces();
    let bug = runner.try_run(lossy).unwrap_err();
    assert_eq!(bug.divergence, None);
    let shrunk = bug.shrunk.as_ref().expect("it can be simpler");
    assert_eq!(shrunk.preemptions, 1);
    for trace in [&bug.trace, &shrunk.trace] {
        let again = runner.replay(trace, lossy).unwrap_err();
        assert_eq!(again.reason.category(), bug.reason.category());
        let text = trace.to_string();
        assert_eq!(text.parse(), Ok(trace.clone()));
    }
}

#[test]
fn the_same_is_found_on_one_thread_and_on_two() {
    let report = |threads| {
        let runner = Runner::new().threads(NonZero::new(threads).unwrap());
        runner
            .without_traces()
            .test("lossy")
            .try_run(lossy)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(report(1), report(2));
}

#[test]
fn a_hundred_thousand_tasks_fit_into_one_execution() {
    const TASKS: u32 = 100_000;
    let body = || {
        let sum = block_on(async {
            let tasks: Vec<_> = (0..TASKS)
                .map(|number| {
                    spawn(async move {
                        yield_now().await;
                        number % 2
                    })
                })
                .collect();
            let mut sum = 0;
            for task in tasks {
                sum += task.await.unwrap();
            }
            sum
        });
        assert_eq!(sum, TASKS / 2);
    };
    let runner = Runner::new().iterations(1).strategy("random");
    let statistics = runner.steps_max(1_000_000).search(body);
    assert!(statistics.unwrap().steps > 300_000);
}

#[test]
fn more_tasks_can_be_in_the_middle_of_a_poll_than_there_are_stacks() {
    const TASKS: u32 = 3_000;
    let body = || {
        let count = Arc::new(AtomicU32::new(0));
        block_on(async {
            let add = |_| {
                let count = Arc::clone(&count);
                spawn(async move {
                    count.fetch_add(1, SeqCst);
                    yield_now().await;
                    count.fetch_add(1, SeqCst);
                })
            };
            let tasks: Vec<_> = (0..TASKS).map(add).collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(count.load(SeqCst), 2 * TASKS);
    };
    let runner = Runner::new().iterations(3).strategy("random");
    let searched = runner.steps_max(1_000_000).search(body);
    assert!(searched.is_ok());
}

#[test]
fn in_a_crowd_a_task_still_sleeps_and_spawns() {
    const TASKS: u32 = 1_200;
    let body = || {
        let count = Arc::new(AtomicU32::new(0));
        let work = |_| {
            let count = Arc::clone(&count);
            spawn(async move {
                count.fetch_add(1, SeqCst);
                let start = Instant::now();
                thread::sleep(Duration::from_secs(1));
                assert!(start.elapsed() >= Duration::from_secs(1));
                let child = spawn(async move { count.fetch_add(1, SeqCst) });
                child.await.unwrap();
            })
        };
        let tasks: Vec<_> = (0..TASKS).map(work).collect();
        block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(count.load(SeqCst), 2 * TASKS);
    };
    let runner = Runner::new().iterations(2).strategy("random");
    let searched = runner.steps_max(1_000_000).search(body);
    assert!(searched.is_ok());
}
