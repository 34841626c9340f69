use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::rand::{self, Seed};
use lockstep_scheduler::{Runner, thread};

use crate::everywhere;

#[test]
fn draws_are_within_bounds_and_go_on() {
    everywhere(|| {
        let draws: BTreeSet<u64> = (0..200).map(|_| rand::below(10)).collect();
        assert_eq!(draws.len(), 10);
        assert!(["a", "b"].contains(rand::choose(&["a", "b"])));
        assert_ne!(rand::stream().word(), rand::stream().word());
    });
}

/// Draws that the first task has made in each execution, while the second draws `others` times.
fn draws(others: usize) -> Vec<[u64; 3]> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    let body = move || {
        let keep = Arc::clone(&keep);
        let first = thread::spawn(move || {
            let drawn = [0; 3].map(|_| {
                thread::yield_now();
                rand::below(1_000_000)
            });
            keep.lock().unwrap().push(drawn);
        });
        let second = thread::spawn(move || {
            for _ in 0..others {
                rand::below(10);
                thread::spawn(thread::yield_now);
            }
        });
        first.join().unwrap();
        second.join().unwrap();
    };
    let one = 1.try_into().unwrap();
    let runner = Runner::new()
        .iterations(50)
        .seed(Seed::from(3))
        .threads(one);
    runner.search(body).expect("nothing fails");
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn a_task_draws_the_same_whatever_others_do() {
    let alone = draws(0);
    assert_eq!(alone, draws(5));
    assert_eq!(alone.iter().collect::<BTreeSet<_>>().len(), 50);
}
