//! What is seen in the schedules that a search for a proof tries is what is seen in all.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as StdMutex};

use lockstep_parking_lot::{
    Condvar, Mutex, ReentrantMutex, RwLock, RwLockUpgradableReadGuard, RwLockWriteGuard,
};
use lockstep_scheduler::rand::Seed;
use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::time::Duration;
use lockstep_scheduler::{Runner, thread};

const SECOND: Duration = Duration::from_secs(1);

/// The most schedules of a program that are compared with.
const MOST: u64 = 2_000;

/// What tasks share.
#[derive(Default)]
struct Shared {
    lock: RwLock<u64>,
    mutex: Mutex<u64>,
    reentrant: ReentrantMutex<()>,
    changed: Condvar,
}

impl Shared {
    /// Does one of some operations, and says what came of it.
    fn act(&self, act: u64, number: u64) -> String {
        match act {
            0 => self.lock.read().to_string(),
            1 => format!("{:?}", self.lock.try_read().as_deref()),
            2 => {
                *self.lock.write() += number;
                String::new()
            }
            3 => format!("{:?}", self.lock.try_write().map(|mut it| *it += number)),
            4 => {
                let mut writer = RwLockUpgradableReadGuard::upgrade(self.lock.upgradable_read());
                *writer += number;
                RwLockWriteGuard::downgrade(writer).to_string()
            }
            5 => {
                let reader = self.lock.try_upgradable_read();
                let writer = reader.map(RwLockUpgradableReadGuard::try_upgrade);
                format!("{:?}", writer.map(|writer| writer.is_ok()))
            }
            6 => format!("{:?}", self.lock.try_write_for(SECOND).as_deref()),
            7 => {
                *self.mutex.lock() += number;
                self.changed.notify_one().to_string()
            }
            8 => {
                let mut guard = self.mutex.lock();
                let waited = self.changed.wait_for(&mut guard, SECOND);
                format!("{} {}", waited.timed_out(), *guard)
            }
            9 => {
                let _outer = self.reentrant.lock();
                let inner = self.reentrant.try_lock().is_some();
                format!("{inner} {:?}", self.mutex.try_lock().as_deref())
            }
            _ => {
                let got = self.reentrant.try_lock().is_some();
                format!("{got} {}", self.changed.notify_all())
            }
        }
    }
}

/// Runs a program, a list of operations for each task, and returns what came of each.
fn run(program: &[Vec<u64>]) -> Vec<Vec<String>> {
    let shared = Arc::new(Shared::default());
    let tasks: Vec<_> = (program.iter().cloned().zip(1..))
        .map(|(acts, number): (Vec<u64>, u64)| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || -> Vec<String> {
                let acts = acts.iter().zip(number * 10..);
                acts.map(|(act, number)| shared.act(*act, number)).collect()
            })
        })
        .collect();
    tasks.into_iter().map(|task| task.join().unwrap()).collect()
}

/// Returns all that is seen, if every schedule was tried, and how many there were.
fn outcomes(strategy: Named, program: &[Vec<u64>]) -> Option<(BTreeSet<String>, u64)> {
    let seen = Arc::new(StdMutex::new(BTreeSet::new()));
    let (noted, program) = (Arc::clone(&seen), program.to_vec());
    let body = move || {
        let outcome = format!("{:?}", run(&program));
        noted.lock().unwrap().insert(outcome);
    };
    let runner = Runner::new().iterations(MOST).strategy(strategy);
    let searched = runner.search(body).map_err(|(_, failure)| failure);
    let statistics = searched.expect("it never fails");
    let seen = seen.lock().unwrap().clone();
    statistics
        .is_exhausted
        .then_some((seen, statistics.executions))
}

/// Compares programs of random operations; returns how many.
fn compare(root: u64, programs: u64, acts: &[u64]) -> u64 {
    let mut compared = 0;
    for number in 0..programs {
        let mut stream = Seed::from(root).derive(number).stream();
        let (tasks, size) = [(2, 2), (2, 1), (3, 1)][usize::try_from(stream.below(3)).unwrap()];
        let task = |_| (0..size).map(|_| *stream.choose(acts)).collect();
        let program: Vec<Vec<u64>> = (0..tasks).map(task).collect();
        let Some((all, executions)) = outcomes(Named::Exhaustive, &program) else {
            continue;
        };
        let tried = outcomes(Named::Dpor(None), &program);
        let (seen, tried) = tried.expect("it is exhausted with fewer");
        assert_eq!(seen, all, "{number}: {program:?}");
        assert!(tried <= executions, "{number}: {program:?}");
        compared += 1;
    }
    compared
}

#[test]
fn of_rwlocks() {
    assert!(compare(1, 60, &[0, 1, 2, 3, 4, 5, 6]) > 30);
}

#[test]
fn of_mutexes_and_condition_variables() {
    assert!(compare(2, 60, &[7, 8, 9, 10]) > 20);
}
