//! Code that is written for tokio, with one import swapped.

use std::collections::BTreeSet;
use std::sync::Arc;

use lockstep_scheduler::Runner;
use lockstep_tokio as tokio;
use tokio::sync::{Barrier, Mutex, OnceCell, SetOnce, mpsc, oneshot};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Duration, Instant, advance, interval, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

/// Answers requests until nobody can ask any more.
async fn serve(mut requests: mpsc::Receiver<(u32, oneshot::Sender<u32>)>) {
    while let Some((number, answer)) = requests.recv().await {
        // Whoever asked may have given up.
        let _ = answer.send(number * 2);
    }
}

#[tokio::test(crate = lockstep_tokio, flavor = "multi_thread", iterations = 300)]
async fn a_server_answers_everybody() {
    let (sender, requests) = mpsc::channel(2);
    let server = tokio::spawn(serve(requests));
    let mut clients = JoinSet::new();
    for number in 1..=3 {
        let sender = sender.clone();
        clients.spawn(async move {
            let (answer, answered) = oneshot::channel();
            sender.send((number, answer)).await.unwrap();
            answered.await.unwrap()
        });
    }
    drop(sender);
    let mut answers = clients.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [2, 4, 6]);
    server.await.unwrap();
}

#[tokio::test(crate = lockstep_tokio, start_paused = true, iterations = 100)]
async fn time_moves_by_itself() -> Result<(), tokio::time::error::Elapsed> {
    let start = Instant::now();
    let mut ticks = interval(SECOND);
    ticks.tick().await;
    ticks.tick().await;
    assert_eq!(start.elapsed(), SECOND);
    advance(SECOND).await;
    assert_eq!(start.elapsed(), SECOND * 2);
    timeout(SECOND, sleep(SECOND / 2)).await
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
async fn select_takes_what_comes_first_and_loses_nothing() {
    let (sender, mut numbers) = mpsc::channel(1);
    let (stop, mut stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        for number in 1..=3 {
            sender.send(number).await.unwrap();
        }
        drop(stop);
    });
    let mut sum = 0;
    let mut is_on = true;
    loop {
        tokio::select! {
            _ = &mut stopped, if is_on => is_on = false,
            Some(number) = numbers.recv() => {
                sum += number;
            }
            else => break,
        }
    }
    assert_eq!(sum, 6);
    task.await.unwrap();
}

#[tokio::test(crate = lockstep_tokio, iterations = 100)]
async fn select_in_order_prefers_the_first() {
    let first = tokio::select! {
        biased;
        number = async { 1 } => number,
        number = async { 2 } => number,
    };
    assert_eq!(first, 1);
    let mut turns = 0;
    loop {
        tokio::select! {
            () = std::future::pending() => unreachable!(),
            () = sleep(SECOND), if turns < 2 => turns += 1,
            () = sleep(SECOND) => break,
        }
    }
    assert!(turns <= 2);
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
async fn a_set_of_tasks_tells_how_each_has_ended() {
    let mut set = JoinSet::new();
    let endless = set.spawn(std::future::pending::<u32>());
    set.spawn(async { 1 });
    set.spawn_blocking_like(|| 2).await;
    endless.abort();
    let mut sum = 0;
    let mut cancelled = 0;
    while let Some(ended) = set.join_next().await {
        match ended {
            Ok(number) => sum += number,
            Err(error) => cancelled += u32::from(error.is_cancelled()),
        }
    }
    assert_eq!((sum, cancelled), (3, 1));
}

/// Adds what a blocking closure returns to a set.
trait SpawnBlockingLike {
    fn spawn_blocking_like(&mut self, main: fn() -> u32) -> impl Future<Output = ()>;
}

impl SpawnBlockingLike for JoinSet<u32> {
    async fn spawn_blocking_like(&mut self, main: fn() -> u32) {
        let task = spawn_blocking(main);
        self.spawn(async move { task.await.unwrap() });
    }
}

/// A proof has to see that it matters whether a value is looked for before or after it is set.
#[test]
fn every_schedule_of_cells_is_tried() {
    let seen = Arc::new(std::sync::Mutex::new(BTreeSet::new()));
    let kept = Arc::clone(&seen);
    let body = move || {
        let cells = Arc::new((OnceCell::new(), SetOnce::new()));
        let same = Arc::clone(&cells);
        let task = lockstep_scheduler::thread::spawn(move || {
            same.0.set(1).unwrap();
            same.1.set(1).unwrap();
        });
        let found = (cells.0.initialized(), cells.1.initialized());
        task.join().unwrap();
        kept.lock().unwrap().insert(found);
    };
    let covered = Runner::new().strategy("dpor").run(body);
    assert!(covered.is_exhausted, "{covered}");
    let all = [(false, false), (false, true), (true, false), (true, true)];
    assert_eq!(*seen.lock().unwrap(), BTreeSet::from(all));
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
async fn a_value_that_is_set_once_is_waited_for() {
    let value = Arc::new(SetOnce::new());
    let set = |number| {
        let value = Arc::clone(&value);
        tokio::spawn(async move { value.set(number) })
    };
    let (one, other) = (set(1), set(2));
    let waited = *value.wait().await;
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    assert_eq!(one.is_ok(), waited == 1);
    assert_eq!(other.is_ok(), waited == 2);
    assert_eq!(value.get(), Some(&waited));
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
async fn a_cell_is_set_once() {
    let cell = Arc::new(OnceCell::new());
    let calls = Arc::new(Mutex::new(0));
    let get = || {
        let (cell, calls) = (Arc::clone(&cell), Arc::clone(&calls));
        tokio::spawn(async move {
            let value = cell.get_or_init(|| async {
                *calls.lock().await += 1;
                tokio::task::yield_now().await;
                7
            });
            *value.await
        })
    };
    let (one, other) = tokio::join!(get(), get());
    assert_eq!((one.unwrap(), other.unwrap()), (7, 7));
    assert_eq!(*calls.lock().await, 1);
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
async fn a_barrier_lets_all_on_at_once_and_again() {
    let barrier = Arc::new(Barrier::new(3));
    let mut set = JoinSet::new();
    for _ in 0..3 {
        let barrier = Arc::clone(&barrier);
        set.spawn(async move {
            let first = barrier.wait().await.is_leader();
            let second = barrier.wait().await.is_leader();
            (u32::from(first), u32::from(second))
        });
    }
    let leaders = set.join_all().await;
    assert_eq!(leaders.iter().map(|(first, _)| first).sum::<u32>(), 1);
    assert_eq!(leaders.iter().map(|(_, second)| second).sum::<u32>(), 1);
}

#[tokio::test(crate = lockstep_tokio, iterations = 300)]
#[should_panic(expected = "tasks wait for each other in a circle")]
async fn a_deadlock_of_awaited_locks_is_found() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let other = Arc::clone(&locks);
    let task = tokio::spawn(async move {
        let _second = other.1.lock().await;
        let _first = other.0.lock().await;
    });
    let first = locks.0.lock().await;
    drop((locks.1.lock().await, first));
    task.await.unwrap();
}

#[test]
#[should_panic(expected = "no execution is running on this thread")]
fn outside_of_an_execution_a_task_cannot_be_spawned() {
    tokio::spawn(async {});
}
