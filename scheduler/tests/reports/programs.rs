//! Small programs that fail under some schedules.

use lockstep_scheduler::strategy::Random;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::sync::{Arc, Mutex};
use lockstep_scheduler::{BugFound, Runner, thread};
use lockstep_seed::Seed;

pub(crate) fn lost_update() {
    let count = Arc::new(AtomicU32::new(0));
    let adders: Vec<_> = (0..2)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let before = count.load(SeqCst);
                count.store(before + 1, SeqCst);
            })
        })
        .collect();
    for adder in adders {
        adder.join().unwrap();
    }
    assert_eq!(count.load(SeqCst), 2);
}

pub(crate) fn two_mutexes() {
    let (left, right) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let other = {
        let (left, right) = (Arc::clone(&left), Arc::clone(&right));
        thread::spawn(move || {
            let _left = left.lock().unwrap();
            let _right = right.lock().unwrap();
        })
    };
    {
        let _right = right.lock().unwrap();
        let _left = left.lock().unwrap();
    }
    other.join().unwrap();
}

pub(crate) fn panic_in_a_task() {
    let flag = Arc::new(AtomicU32::new(0));
    let reader = {
        let flag = Arc::clone(&flag);
        thread::spawn(move || assert_ne!(flag.load(SeqCst), 1, "the flag is up"))
    };
    flag.store(1, SeqCst);
    flag.store(0, SeqCst);
    reader.join().unwrap();
}

/// One task fails; two others work on something else.
pub(crate) fn bystanders() {
    for _ in 0..2 {
        thread::spawn(|| {
            let own = AtomicU32::new(0);
            own.fetch_add(1, SeqCst);
            own.fetch_add(1, SeqCst);
        });
    }
    panic_in_a_task();
}

/// Twelve tasks add to a counter; an update is lost.
pub(crate) fn crowd() {
    let count = Arc::new(AtomicU32::new(0));
    let add = |_| {
        let count = Arc::clone(&count);
        thread::spawn(move || count.store(count.load(SeqCst) + 1, SeqCst))
    };
    let adders: Vec<_> = (0..12).map(add).collect();
    for adder in adders {
        adder.join().unwrap();
    }
    assert_eq!(count.load(SeqCst), 12);
}

pub(crate) fn endless() {
    let flag = Arc::new(AtomicU32::new(0));
    let setter = {
        let flag = Arc::clone(&flag);
        thread::spawn(move || {
            let _ = flag.compare_exchange(1, 2, SeqCst, SeqCst);
        })
    };
    while flag.load(SeqCst) == 0 {
        thread::yield_now();
    }
    setter.join().unwrap();
}

/// A transfer that looks before it locks.
pub(crate) fn bank() {
    let accounts = Arc::new([AtomicU32::new(1), AtomicU32::new(0)]);
    let clerks: Vec<_> = (0..3)
        .map(|_| {
            let accounts = Arc::clone(&accounts);
            thread::spawn(move || {
                if accounts[0].load(SeqCst) > 0 {
                    accounts[0].fetch_sub(1, SeqCst);
                    accounts[1].fetch_add(1, SeqCst);
                }
            })
        })
        .collect();
    for clerk in clerks {
        clerk.join().unwrap();
    }
    assert_eq!(accounts[1].load(SeqCst), 1, "money was made");
}

pub(crate) fn dining() {
    let forks: Arc<Vec<Mutex<()>>> = Arc::new((0..3).map(|_| Mutex::new(())).collect());
    let philosophers: Vec<_> = (0..3)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            thread::spawn(move || {
                let _left = forks[seat].lock().unwrap();
                let _right = forks[(seat + 1) % 3].lock().unwrap();
            })
        })
        .collect();
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
}

/// Returns a runner whose traces stay where they are.
pub(crate) fn runner(test: &str, seed: u64) -> Runner {
    Runner::new()
        .suite("programs")
        .test(test)
        .seed(Seed::from(seed))
        .strategy_with("random", Random::new)
        .without_traces()
}

/// Returns the first failure that a search finds.
pub(crate) fn bug(test: &str, seed: u64, body: fn()) -> BugFound {
    bug_of(&runner(test, seed), body)
}

/// Returns the first failure that a runner finds.
pub(crate) fn bug_of(runner: &Runner, body: fn()) -> BugFound {
    *runner
        .try_run(body)
        .expect_err("the program fails under some schedule")
}
