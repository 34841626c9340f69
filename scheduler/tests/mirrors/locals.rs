//! Values that each task has of its own.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use lockstep_scheduler::{Runner, thread, thread_local};

use crate::everywhere;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
    pub static NAMES: RefCell<Vec<u32>> = RefCell::new(vec![7]);
    static MUST_BE_SET: Cell<u32> = panic!("it was not set")
}

#[test]
fn each_task_counts_for_itself() {
    everywhere(|| {
        let tasks: Vec<_> = (1..4)
            .map(|times| {
                thread::spawn(move || {
                    for _ in 0..times {
                        COUNT.set(COUNT.get() + 1);
                        thread::yield_now();
                    }
                    COUNT.with(Cell::get) == times
                })
            })
            .collect();
        COUNT.replace(100);
        for task in tasks {
            assert!(task.join().unwrap());
        }
        assert_eq!((COUNT.take(), COUNT.get()), (100, 0));
    });
}

#[test]
fn what_is_borrowed_is_as_std_s() {
    everywhere(|| {
        let task = thread::spawn(|| {
            NAMES.with_borrow_mut(|names| names.push(8));
            assert_eq!(NAMES.with_borrow(Vec::len), 2);
            assert_eq!(NAMES.replace(vec![1]), [7, 8]);
            NAMES.set(vec![2]);
            assert_eq!((NAMES.take(), NAMES.take()), (vec![2], vec![]));
            MUST_BE_SET.set(5);
            assert_eq!(MUST_BE_SET.get(), 5);
        });
        task.join().unwrap();
        let read = || catch_unwind(AssertUnwindSafe(|| MUST_BE_SET.get()));
        assert!(read().is_err());
    });
}

type Events = Arc<Mutex<Vec<&'static str>>>;

/// Says when it is dropped, and what it finds then.
struct Says(&'static str, Events);

impl Drop for Says {
    fn drop(&mut self) {
        let found = FIRST.try_with(|_| ()).is_ok();
        let mut events = self.1.lock().unwrap();
        events.push(self.0);
        events.push(if found {
            "first is there"
        } else {
            "first is gone"
        });
    }
}

thread_local! {
    static FIRST: RefCell<Option<Says>> = const { RefCell::new(None) };
    static SECOND: RefCell<Option<Says>> = const { RefCell::new(None) };
}

#[test]
fn destructors_run_before_the_task_has_ended_last_made_first() {
    everywhere(|| {
        let events = Events::default();
        let (first, second) = (Arc::clone(&events), Arc::clone(&events));
        let task = thread::spawn(move || {
            FIRST.with_borrow_mut(|it| *it = Some(Says("first", first)));
            SECOND.with_borrow_mut(|it| *it = Some(Says("second", second)));
        });
        task.join().unwrap();
        let events = events.lock().unwrap();
        let expected = ["second", "first is there", "first", "first is gone"];
        assert_eq!(*events, expected);
    });
}

#[test]
fn what_a_task_keeps_that_has_not_ended_is_dropped_with_the_execution() {
    let events = Events::default();
    let keep = Arc::clone(&events);
    let body = move || {
        let keep = Arc::clone(&keep);
        thread::spawn(move || {
            FIRST.with_borrow_mut(|it| *it = Some(Says("left", keep)));
            thread::park();
        });
        thread::yield_now();
    };
    let runner = Runner::new().iterations(50);
    runner.search(body).expect("nobody is waited for");
    assert_eq!(events.lock().unwrap().len(), 100);
}
