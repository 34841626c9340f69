use std::collections::BTreeSet;

use lockstep_scheduler::sync::mpsc::channel;
use lockstep_scheduler::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use lockstep_scheduler::{Runner, thread};

use crate::{everywhere, outcomes};

const HOUR: Duration = Duration::from_secs(3_600);

#[test]
fn an_hour_takes_no_time_and_is_an_hour() {
    let body = || {
        let (start, date) = (Instant::now(), SystemTime::now());
        thread::sleep(HOUR);
        assert_eq!(start.elapsed(), HOUR);
        assert_eq!(date.elapsed().unwrap(), HOUR);
        assert_eq!(
            date.duration_since(UNIX_EPOCH).unwrap().as_secs(),
            946_684_800
        );
    };
    Runner::new()
        .iterations(20)
        .search(body)
        .expect("time is virtual");
}

#[test]
fn whoever_sleeps_less_wakes_first() {
    // On real threads nobody promises that.
    let body = || {
        let (sender, receiver) = channel();
        let sleepers: Vec<_> = [30, 10, 20]
            .into_iter()
            .map(|milliseconds| {
                let sender = sender.clone();
                thread::spawn(move || {
                    thread::sleep(Duration::from_millis(milliseconds));
                    sender.send(milliseconds).unwrap();
                })
            })
            .collect();
        drop(sender);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [10, 20, 30]);
        for sleeper in sleepers {
            sleeper.join().unwrap();
        }
    };
    let runner = Runner::new().iterations(300);
    runner.search(body).expect("virtual time is in order");
}

#[test]
fn of_two_that_wake_at_one_time_either_is_first() {
    let first = outcomes(|| {
        let (sender, receiver) = channel();
        let start = Instant::now();
        for number in 0..2 {
            let sender = sender.clone();
            thread::spawn(move || {
                let end = start + Duration::from_millis(5);
                thread::sleep(end.saturating_duration_since(Instant::now()));
                // Who is second sends to nobody.
                let _ = sender.send(number);
            });
        }
        receiver.recv().unwrap()
    });
    assert_eq!(first, BTreeSet::from([0, 1]));
}

#[test]
fn who_sleeps_for_no_time_does_not_wait_for_the_others() {
    let first = outcomes(|| {
        let (sender, receiver) = channel();
        let other = sender.clone();
        let tasks = [
            thread::spawn(move || {
                thread::sleep(Duration::ZERO);
                sender.send("slept").unwrap();
            }),
            thread::spawn(move || {
                for _ in 0..3 {
                    thread::yield_now();
                }
                other.send("did not").unwrap();
            }),
        ];
        let first = receiver.recv().unwrap();
        for task in tasks {
            task.join().unwrap();
        }
        first
    });
    assert_eq!(first, BTreeSet::from(["did not", "slept"]));
}

#[test]
fn instants_are_reckoned_with_as_std_s() {
    everywhere(|| {
        let now = Instant::now();
        let later = now + HOUR;
        assert_eq!(
            (later - now, now.duration_since(later)),
            (HOUR, Duration::ZERO)
        );
        assert_eq!(now.checked_duration_since(later), None);
        assert_eq!(later.checked_sub(HOUR), Some(now));
        assert_eq!(now.checked_add(Duration::MAX), None);
        let mut moved = later;
        moved -= HOUR;
        moved += Duration::from_nanos(1);
        assert!(now < moved && moved < later);
        let date = SystemTime::now();
        assert!((date - HOUR).duration_since(date).is_err());
        assert_eq!(
            std::time::SystemTime::from(date + HOUR),
            (date + HOUR).into()
        );
    });
}

#[test]
fn who_looks_at_the_clock_again_and_again_sees_it_move() {
    let body = || {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(5) {
            thread::yield_now();
        }
    };
    Runner::new()
        .iterations(10)
        .search(body)
        .expect("time passes");
}
