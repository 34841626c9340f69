//! Choices among channels, in executions and outside.

use std::sync::{Arc, Mutex};

use crossbeam as theirs;
use lockstep_crossbeam as ours;
use lockstep_crossbeam::channel::{Receiver, Select, Sender, after, bounded, never, unbounded};
use lockstep_crossbeam::{select, select_biased};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Runner, thread};
use proptest::prelude::*;

use crate::{fails, holds, is_proved};

const SECOND: Duration = Duration::from_secs(1);

/// Sums what comes out of two channels, whichever comes first.
fn sum(mut one: Receiver<u32>, mut other: Receiver<u32>) -> u32 {
    let (mut sum, mut open) = (0, 2);
    while open > 0 {
        select_biased! {
            recv(one) -> number => if let Ok(number) = number {
                sum += number;
            } else {
                one = never();
                open -= 1;
            },
            recv(other) -> number => if let Ok(number) = number {
                sum += number;
            } else {
                other = never();
                open -= 1;
            },
        }
    }
    sum
}

#[test]
fn nothing_is_lost_between_two_channels() {
    for capacity in [0, 1] {
        let executions = is_proved(move || {
            let (one, two) = (bounded(capacity), bounded(capacity));
            let tasks = [(one.0, 1), (two.0, 10)]
                .map(|(sender, number)| thread::spawn(move || sender.send(number).unwrap()));
            assert_eq!(sum(one.1, two.1), 11);
            for task in tasks {
                task.join().unwrap();
            }
        });
        assert!(executions > 1);
    }
}

#[test]
fn two_choices_meet_where_there_is_no_room() {
    holds(|| {
        let (sender, receiver) = bounded(0);
        let (_closed, empty) = unbounded::<u32>();
        let task = thread::spawn(move || {
            select! {
                send(sender, 7) -> sent => sent.unwrap(),
                recv(empty) -> _ => unreachable!("nobody sends"),
            }
        });
        let other = unbounded::<u32>();
        let got = select! {
            recv(other.1) -> _ => unreachable!("nobody sends"),
            recv(receiver) -> number => number.unwrap(),
        };
        assert_eq!(got, 7);
        task.join().unwrap();
    });
}

#[test]
fn nobody_meets_itself() {
    holds(|| {
        let (sender, receiver) = bounded::<u32>(0);
        let start = Instant::now();
        select! {
            send(sender, 7) -> _ => unreachable!("nobody receives"),
            recv(receiver) -> _ => unreachable!("nobody sends"),
            default(SECOND) => assert_eq!(start.elapsed(), SECOND),
        }
    });
}

#[test]
fn who_tries_is_met_by_one_who_waits_for_several() {
    is_proved(|| {
        let (sender, receiver) = bounded(0);
        let stop = unbounded::<()>();
        let task = thread::spawn(move || {
            select_biased! {
                recv(receiver) -> number => number.ok(),
                recv(stop.1) -> _ => None,
            }
        });
        let tried = sender.try_send(7).is_ok();
        drop((sender, stop.0));
        let got = task.join().unwrap();
        assert_eq!(got, tried.then_some(7));
    });
}

#[test]
fn a_choice_ends_both_ways_with_early_timers() {
    let seen = Arc::new(Mutex::new([false; 2]));
    let noted = Arc::clone(&seen);
    let body = move || {
        let (sender, receiver) = unbounded();
        let task = thread::spawn(move || sender.send(1));
        let is_late = select! {
            recv(receiver) -> _ => false,
            recv(after(SECOND)) -> _ => true,
        };
        noted.lock().unwrap()[usize::from(is_late)] = true;
        // The receiver may have been dropped before it was sent.
        let _ = task.join().unwrap();
    };
    let runner = Runner::new().iterations(300).early_timers();
    assert!(runner.search(body).is_ok());
    assert_eq!(*seen.lock().unwrap(), [true; 2]);
}

#[test]
fn a_deadlock_of_a_choice_is_found() {
    let failure = fails(&Runner::new().iterations(20), || {
        let (one, two) = (unbounded::<()>(), unbounded::<()>());
        select! {
            recv(one.1) -> _ => {}
            recv(two.1) -> _ => {}
        }
        drop((one.0, two.0));
    });
    assert!(failure.contains("select"), "{failure}");
}

#[test]
fn what_is_ready_may_be_taken_by_another() {
    let failure = fails(&Runner::new().iterations(300), || {
        let (sender, receiver) = unbounded();
        let other = receiver.clone();
        let task = thread::spawn(move || other.try_recv().is_ok());
        sender.send(1).unwrap();
        let mut select = Select::new();
        select.recv(&receiver);
        assert_eq!(select.ready(), 0);
        receiver.try_recv().unwrap();
        task.join().unwrap();
    });
    assert!(failure.contains("Empty"), "{failure}");
}

#[test]
fn threads_choose_too() {
    for capacity in [0, 2] {
        let (one, two): ((Sender<u32>, _), (Sender<u32>, _)) =
            (bounded(capacity), bounded(capacity));
        let (first, second) = (one.0, two.0);
        let producer = std::thread::spawn(move || {
            for number in 0..500 {
                select! {
                    send(first, number) -> sent => sent.unwrap(),
                    send(second, number) -> sent => sent.unwrap(),
                }
            }
        });
        assert_eq!(sum(one.1, two.1), (0..500).sum());
        producer.join().unwrap();
    }
}

/// Tries choices among two channels on one thread, and writes down every answer.
macro_rules! choices {
    ($of:ident, $capacities:expr, $program:expr) => {{
        let capacities: (usize, usize) = $capacities;
        let one = $of::channel::bounded::<u32>(capacities.0);
        let (sender, receiver) = $of::channel::bounded::<u32>(capacities.1);
        let mut other = (Some(sender), Some(receiver));
        let mut said = Vec::new();
        for act in $program {
            match *act {
                0 => drop(other.0.take()),
                1 => drop(other.1.take()),
                2 | 3 => {
                    let mut select = $of::channel::Select::new_biased();
                    let index = select.recv(&one.1);
                    let second = other.1.as_ref().map(|end| (select.recv(end), end));
                    said.push(format!("{:?}", select.try_ready()));
                    said.push(match select.try_select() {
                        Ok(chosen) if chosen.index() == index => {
                            format!("{:?}", chosen.recv(&one.1))
                        }
                        Ok(chosen) => format!("{:?}", chosen.recv(second.unwrap().1)),
                        Err(error) => error.to_string(),
                    });
                }
                number => {
                    let mut select = $of::channel::Select::new_biased();
                    let second = other.0.as_ref().map(|end| (select.send(end), end));
                    let index = select.send(&one.0);
                    said.push(format!("{:?}", select.ready_timeout(Duration::ZERO)));
                    said.push(match select.select_timeout(Duration::ZERO) {
                        Ok(chosen) if chosen.index() == index => {
                            format!("{:?}", chosen.send(&one.0, number))
                        }
                        Ok(chosen) => format!("{:?}", chosen.send(second.unwrap().1, number)),
                        Err(error) => error.to_string(),
                    });
                }
            }
        }
        said
    }};
}

proptest! {
    #[test]
    fn choices_are_those_of_crossbeam(
        capacities in (0_usize..3, 0_usize..3),
        program in prop::collection::vec(0_u32..12, 1..30),
    ) {
        let expected = choices!(theirs, capacities, &program);
        prop_assert_eq!(&choices!(ours, capacities, &program), &expected);
        let found = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&found);
        let run = move || *kept.lock().unwrap() = choices!(ours, capacities, &program);
        prop_assert!(Runner::new().iterations(1).search(run).is_ok());
        prop_assert_eq!(&*found.lock().unwrap(), &expected);
    }
}
