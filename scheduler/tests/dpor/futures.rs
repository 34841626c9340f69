//! What async tasks can see is seen, also where a future waits for several things.

use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use lockstep_scheduler::Runner;
use lockstep_scheduler::future::sync::{Notify, Semaphore, mpsc, oneshot};
use lockstep_scheduler::future::time::{sleep, timeout};
use lockstep_scheduler::future::{block_on, spawn, yield_now};
use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::thread;
use lockstep_scheduler::time::Duration;

/// Returns what a body returns under all schedules that a strategy tries.
fn outcomes(strategy: Named, early: bool, body: fn() -> u32) -> (BTreeSet<u32>, u64) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let keep = Arc::clone(&seen);
    let runner = Runner::new().iterations(200_000).strategy(strategy);
    let runner = if early { runner.early_timers() } else { runner };
    let search = move || {
        let outcome = body();
        keep.lock().unwrap().insert(outcome);
    };
    let statistics = runner.search(search).expect("it never fails");
    assert!(statistics.is_exhausted && statistics.account.is_whole());
    (seen.lock().unwrap().clone(), statistics.executions)
}

#[track_caller]
fn compare(early: bool, body: fn() -> u32) {
    let (all, many) = outcomes(Named::Exhaustive, early, body);
    let (tried, few) = outcomes(Named::Dpor(None), early, body);
    assert_eq!(tried, all);
    assert!(few <= many, "{few} of {many}");
}

async fn first_of_two(one: impl Future<Output = u32>, other: impl Future<Output = u32>) -> u32 {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(move |context| match one.as_mut().poll(context) {
        Poll::Ready(number) => Poll::Ready(number),
        Poll::Pending => other.as_mut().poll(context),
    })
    .await
}

#[test]
fn of_two_answers_either_may_be_the_first() {
    compare(false, || {
        block_on(async {
            let ((one, one_answer), (two, two_answer)) = (oneshot::channel(), oneshot::channel());
            spawn(async move { one.send(1).unwrap_or(()) });
            spawn(async move { two.send(2).unwrap_or(()) });
            let (one, two) = (async { one_answer.await.unwrap() }, async {
                two_answer.await.unwrap()
            });
            first_of_two(one, two).await
        })
    });
}

#[test]
fn messages_of_two_tasks_come_in_any_order() {
    compare(false, || {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(1);
            for number in 1..3 {
                let sender = sender.clone();
                spawn(async move { sender.send(number).await.unwrap() });
            }
            drop(sender);
            let mut seen = 0;
            while let Some(number) = receiver.recv().await {
                seen = seen * 10 + number;
            }
            seen
        })
    });
}

#[test]
fn one_of_two_that_wait_is_notified_or_comes_too_late() {
    compare(false, || {
        block_on(async {
            let notify = Arc::new(Notify::new());
            let other = Arc::clone(&notify);
            let task = spawn(async move {
                other.notified().await;
                1
            });
            yield_now().await;
            notify.notify_one();
            let first = task.await.unwrap();
            notify.notify_one();
            notify.notified().await;
            first
        })
    });
}

#[test]
fn a_task_that_is_aborted_may_have_ended() {
    compare(false, || {
        block_on(async {
            let permits = Arc::new(Semaphore::new(0));
            let held = Arc::clone(&permits);
            let task = spawn(async move {
                held.acquire().await.unwrap().forget();
                7
            });
            permits.add_permits(1);
            task.abort();
            let ended = task.await.unwrap_or(0);
            ended + u32::try_from(permits.available_permits()).unwrap()
        })
    });
}

#[test]
fn a_timer_that_may_fire_early_does_and_does_not() {
    compare(true, || {
        block_on(async {
            let (sender, answer) = oneshot::channel();
            spawn(async move {
                sleep(Duration::from_millis(1)).await;
                sender.send(3).unwrap_or(());
            });
            match timeout(Duration::from_millis(2), answer).await {
                Ok(answer) => answer.unwrap(),
                Err(_) => 0,
            }
        })
    });
}

#[test]
fn who_looks_whether_a_thread_has_ended_sees_both() {
    compare(false, || {
        let number = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&number);
        let task = thread::spawn(move || {
            theirs.fetch_add(1, SeqCst);
            theirs.fetch_add(1, SeqCst);
        });
        let has_ended = task.is_finished();
        let seen = number.load(SeqCst);
        task.join().unwrap();
        u32::from(has_ended) * 10 + seen
    });
}

#[test]
fn who_looks_whether_a_task_has_ended_sees_both() {
    compare(false, || {
        block_on(async {
            let number = Arc::new(AtomicU32::new(0));
            let theirs = Arc::clone(&number);
            let task = spawn(async move { theirs.fetch_add(1, SeqCst) });
            let has_ended = task.is_finished();
            task.await.unwrap();
            u32::from(has_ended)
        })
    });
}

#[test]
fn a_handle_is_polled_before_its_task_has_ended_and_after() {
    compare(false, || {
        block_on(async {
            let number = Arc::new(AtomicU32::new(0));
            let theirs = Arc::clone(&number);
            let mut task = pin!(spawn(async move { theirs.fetch_add(1, SeqCst) }));
            let mut polls = 0;
            let count = poll_fn(|context| {
                polls += 1;
                task.as_mut().poll(context)
            });
            count.await.unwrap();
            polls
        })
    });
}

#[test]
fn of_two_tasks_either_may_be_the_first_to_end() {
    compare(false, || {
        block_on(async {
            let number = Arc::new(AtomicU32::new(0));
            let add = |by| {
                let number = Arc::clone(&number);
                let task = spawn(async move { number.fetch_add(by, SeqCst) });
                async move { task.await.unwrap() * 10 + by }
            };
            let (one, other) = (add(1), add(2));
            first_of_two(one, other).await
        })
    });
}
