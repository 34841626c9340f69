//! What is seen in the schedules that a search for a proof tries is what is seen in all.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_crossbeam::channel::{Receiver, Select, Sender, bounded};
use lockstep_crossbeam::queue::ArrayQueue;
use lockstep_scheduler::rand::Seed;
use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::time::Duration;
use lockstep_scheduler::{Runner, thread};

const SECOND: Duration = Duration::from_secs(1);

/// The most schedules of a program that are compared with.
const MOST: u64 = 4_000;

/// What tasks share.
struct Shared {
    ends: [(Sender<u64>, Receiver<u64>); 2],
    queue: ArrayQueue<u64>,
}

impl Shared {
    fn new() -> Self {
        Self {
            ends: [bounded(0), bounded(1)],
            queue: ArrayQueue::new(1),
        }
    }

    /// Does one of some operations, and says what came of it.
    fn act(&self, act: u64, number: u64) -> String {
        let (sender, receiver) = &self.ends[usize::from(act % 2 == 1)];
        match act / 2 {
            0 => format!("{:?}", sender.try_send(number)),
            1 => format!("{:?}", receiver.try_recv()),
            2 => format!("{:?}", sender.send_timeout(number, SECOND)),
            3 => format!("{:?}", receiver.recv_timeout(SECOND * 2)),
            4 => self.choose_to_receive(),
            5 => self.choose_to_send(number),
            6 => format!("{:?} {:?}", self.queue.push(number), self.queue.pop()),
            _ => format!("{:?}", sender.len()),
        }
    }

    fn choose_to_receive(&self) -> String {
        let mut select = Select::new_biased();
        let first = select.recv(&self.ends[0].1);
        select.recv(&self.ends[1].1);
        let Ok(chosen) = select.select_timeout(SECOND) else {
            return "late".into();
        };
        let place = usize::from(chosen.index() != first);
        format!("{place} {:?}", chosen.recv(&self.ends[place].1))
    }

    fn choose_to_send(&self, number: u64) -> String {
        let mut select = Select::new_biased();
        let first = select.send(&self.ends[0].0);
        select.recv(&self.ends[1].1);
        let Ok(chosen) = select.select_timeout(SECOND) else {
            return "late".into();
        };
        if chosen.index() == first {
            format!("sent {:?}", chosen.send(&self.ends[0].0, number))
        } else {
            format!("got {:?}", chosen.recv(&self.ends[1].1))
        }
    }
}

/// Runs a program, a list of operations for each task, and returns what came of each.
fn run(program: &[Vec<u64>]) -> Vec<Vec<String>> {
    let shared = Arc::new(Shared::new());
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
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
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
        let (tasks, size) = [(2, 2), (2, 3), (3, 1)][usize::try_from(stream.below(3)).unwrap()];
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
fn of_messages_from_hand_to_hand() {
    assert!(compare(1, 60, &[0, 2, 4, 6]) > 30);
}

#[test]
fn of_channels_with_room_and_queues() {
    assert!(compare(2, 60, &[1, 3, 5, 7, 12, 15]) > 30);
}

#[test]
fn of_choices() {
    assert!(compare(3, 60, &[0, 1, 2, 4, 5, 6, 7, 8, 10]) > 30);
}
