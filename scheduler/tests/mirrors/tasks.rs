use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc as Shared;
use std::sync::Mutex as Kept;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Gates, Side};
use lockstep_scheduler::sync::{Arc, Mutex, mpsc};
use lockstep_scheduler::tasks::{self, Courier, Next, interrupt, per_execution};
use lockstep_scheduler::{Here, Kind, ObjectKind, Runner, TaskId, here, thread};

/// Numbers that arrive.
struct Mail(Vec<u32>);

impl Gates for Mail {
    fn is_open(&self, _: Side) -> bool {
        !self.0.is_empty()
    }
}

fn runner() -> Runner {
    Runner::new().without_traces().iterations(200)
}

fn own() -> TaskId {
    let Here { task, .. } = here().unwrap();
    task
}

/// Interrupts a task where `wait` waits, and returns true if it ended there.
fn ends(wait: impl FnOnce() + Send + 'static) -> bool {
    let number = Shared::new(Kept::new(None));
    let told = Shared::clone(&number);
    let task = thread::spawn(move || {
        *told.lock().unwrap() = Some(own());
        let caught = catch_unwind(AssertUnwindSafe(wait));
        caught.is_err_and(|payload| payload.is::<&str>())
    });
    thread::sleep(Duration::from_millis(1));
    let number = number.lock().unwrap().unwrap();
    assert!(interrupt(number, Box::new("enough")));
    assert!(!interrupt(number, Box::new("it is ended once")));
    task.join().unwrap()
}

#[test]
fn a_task_is_ended_wherever_it_waits_and_others_go_on() {
    runner().run(|| {
        assert!(ends(thread::park));
        assert!(ends(|| thread::sleep(Duration::from_secs(9))));
        let (sender, receiver) = mpsc::channel::<()>();
        assert!(ends(move || receiver.recv().unwrap()));
        drop(sender);
        let mutex = Arc::new(Mutex::new(0));
        let guard = mutex.lock().unwrap();
        let other = Arc::clone(&mutex);
        assert!(ends(move || *other.lock().unwrap() += 1));
        drop(guard);
        assert_eq!(*mutex.lock().unwrap(), 0);
    });
}

#[test]
fn a_task_that_has_ended_or_not_begun_is_not_interrupted() {
    runner().run(|| {
        let task = tasks::spawn(None, Box::new(|| ()), Location::caller());
        assert!(!interrupt(task, Box::new("before")));
        thread::sleep(Duration::from_millis(1));
        assert!(!interrupt(task, Box::new("after")));
        assert!(!interrupt(own(), Box::new("itself")));
    });
}

#[test]
fn a_courier_that_rests_is_in_nobodys_way() {
    runner().forbid_leaks().run(|| {
        let courier = Courier::new("idle", Location::caller(), || None);
        assert_eq!(courier.task().number(), 1);
    });
    let waits_for_ever = || {
        Courier::new("idle", Location::caller(), || None);
        thread::park();
    };
    let (_, failure) = runner().search(waits_for_ever).unwrap_err();
    let failure = failure.to_string();
    assert!(
        failure.contains("T0 waits to park") && !failure.contains("T1"),
        "{failure}"
    );
}

#[test]
fn couriers_that_are_due_at_once_come_in_any_order_and_one_that_is_recalled_does_not() {
    let orders = Shared::new(Kept::new(BTreeSet::new()));
    let seen = Shared::clone(&orders);
    runner().run(move || {
        let here = Location::caller();
        let mail = Arc::new(Gated::new(ObjectKind::Mailbox, Mail(Vec::new())));
        let couriers = [0, 1, 2].map(|number| {
            let mail = Arc::clone(&mail);
            Courier::new("timer", here, move || {
                mail.amend(here, |mail| mail.0.push(number));
                None
            })
        });
        for courier in couriers {
            let operation = mail.operation(Kind::Deliver, here);
            let after = Some(Duration::from_secs(1));
            courier.call(Next { operation, after });
        }
        couriers[2].recall();
        thread::sleep(Duration::from_secs(2));
        seen.lock()
            .unwrap()
            .insert(mail.amend(here, |mail| mail.0.clone()));
    });
    let orders = orders.lock().unwrap();
    assert_eq!(*orders, BTreeSet::from([vec![0, 1], vec![1, 0]]));
}

#[test]
fn a_courier_that_panics_fails_the_execution() {
    let (_, failure) = runner()
        .search(|| {
            let here = Location::caller();
            let mail = Gated::new(ObjectKind::Mailbox, Mail(Vec::new()));
            let courier = Courier::new("careless", here, || panic!("dropped it"));
            courier.call(Next::now(mail.operation(Kind::Deliver, here)));
            thread::sleep(Duration::from_secs(1));
        })
        .unwrap_err();
    let failure = failure.to_string();
    assert!(
        failure.starts_with("T1 panicked") && failure.ends_with("dropped it"),
        "{failure}"
    );
}

#[test]
fn what_tasks_share_is_dropped_after_them_in_each_execution() {
    #[derive(Default)]
    struct Table(Kept<Vec<Shared<Kept<u32>>>>);
    struct Counts(Shared<Kept<u32>>);
    impl Drop for Counts {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let drops = Shared::new(Kept::new(0));
    let counted = Shared::clone(&drops);
    runner().iterations(3).run(move || {
        let counts = Counts(Shared::clone(&counted));
        thread::spawn(move || {
            let _counts = counts;
            thread::park();
        });
        let table = per_execution::<Table>().unwrap();
        assert!(
            table.0.lock().unwrap().is_empty(),
            "it is another one each time"
        );
        table.0.lock().unwrap().push(Shared::clone(&counted));
    });
    assert_eq!(*drops.lock().unwrap(), 3);
    assert_eq!(Shared::strong_count(&drops), 1, "nothing of it is left");
}

#[test]
fn nothing_of_the_body_is_left_once_the_search_has_returned() {
    let kept = Shared::new(());
    for _ in 0..1_000 {
        let in_body = Shared::clone(&kept);
        runner()
            .iterations(1)
            .run(move || drop(Shared::clone(&in_body)));
        assert_eq!(Shared::strong_count(&kept), 1);
    }
}
