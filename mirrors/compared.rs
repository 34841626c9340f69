//! Compares a search for a proof with all schedules, on random programs over the types of a mirror.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::rand::Seed;
use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Runner, thread};

/// What the tasks of a program share.
pub(crate) trait Shared: Default + Send + Sync + 'static {
    /// The most schedules of a program that are compared with.
    const MOST: u64;
    /// How many tasks there are, and how many operations each has.
    const SIZES: [(u64, u64); 3];

    /// Does one of some operations, and says what came of it.
    fn act(&self, act: u64, number: u64) -> String;
}

/// Runs a program, a list of operations for each task, and returns what came of each.
fn run<S: Shared>(program: &[Vec<u64>]) -> Vec<Vec<String>> {
    let shared = Arc::new(S::default());
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
fn outcomes<S: Shared>(strategy: Named, program: &[Vec<u64>]) -> Option<(BTreeSet<String>, u64)> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let (noted, program) = (Arc::clone(&seen), program.to_vec());
    let body = move || {
        let outcome = format!("{:?}", run::<S>(&program));
        noted.lock().unwrap().insert(outcome);
    };
    let runner = Runner::new().iterations(S::MOST).strategy(strategy);
    let searched = runner.search(body).map_err(|(_, failure)| failure);
    let statistics = searched.expect("it never fails");
    let seen = seen.lock().unwrap().clone();
    statistics
        .is_exhausted
        .then_some((seen, statistics.executions))
}

/// Compares programs of random operations; returns how many.
pub(crate) fn compare<S: Shared>(root: u64, programs: u64, acts: &[u64]) -> u64 {
    let mut compared = 0;
    for number in 0..programs {
        let mut stream = Seed::from(root).derive(number).stream();
        let (tasks, size) = *stream.choose(&S::SIZES);
        let task = |_| (0..size).map(|_| *stream.choose(acts)).collect();
        let program: Vec<Vec<u64>> = (0..tasks).map(task).collect();
        let Some((all, executions)) = outcomes::<S>(Named::Exhaustive, &program) else {
            continue;
        };
        let tried = outcomes::<S>(Named::Dpor(None), &program);
        let (seen, tried) = tried.expect("it is exhausted with fewer");
        assert_eq!(seen, all, "{number}: {program:?}");
        assert!(tried <= executions, "{number}: {program:?}");
        compared += 1;
    }
    compared
}
