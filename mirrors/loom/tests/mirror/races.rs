//! Which accesses of a cell race.

use std::sync::mpsc::TryRecvError;

use lockstep_loom::cell::Cell;
use lockstep_loom::future::{AtomicWaker, block_on};
use lockstep_loom::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use lockstep_loom::sync::atomic::{AtomicBool, AtomicU32, fence};
use lockstep_loom::sync::{Arc, Barrier, Condvar, Mutex, Notify, RwLock, mpsc};
use lockstep_loom::thread;

use crate::{Shared, assert_ordered, assert_racy, prove};

/// Runs both beside each other.
fn both(
    one: impl FnOnce(&Shared) + Send + 'static,
    other: impl FnOnce(&Shared),
) -> std::sync::Arc<Shared> {
    let shared = std::sync::Arc::new(Shared::default());
    let theirs = std::sync::Arc::clone(&shared);
    let task = thread::spawn(move || one(&theirs));
    other(&shared);
    task.join().unwrap();
    shared
}

/// Reads a cell, whatever it holds.
fn look(cell: &Shared) {
    cell.get();
}

/// Hands a cell over by a flag that is stored and loaded with these orders.
fn handed_over(store: Ordering, load: Ordering) {
    let ready = std::sync::Arc::new(AtomicBool::new(false));
    let theirs = std::sync::Arc::clone(&ready);
    let set = move |cell: &Shared| {
        cell.add();
        theirs.store(true, store);
    };
    both(set, |cell| {
        if ready.load(load) {
            assert_eq!(cell.get(), 1);
        }
    });
}

#[test]
fn writes_that_nothing_orders_race() {
    assert_racy(|| drop(both(Shared::add, Shared::add)));
}

#[test]
fn a_write_and_a_read_that_nothing_orders_race() {
    assert_racy(|| drop(both(Shared::add, look)));
}

#[test]
fn reads_do_not_race() {
    assert_ordered(|| drop(both(look, look)));
}

#[test]
fn a_task_knows_what_its_parent_did_and_tells_at_its_end() {
    assert_ordered(|| {
        let cell = both(Shared::add, |_| ());
        cell.add();
        assert_eq!(cell.get(), 2);
    });
}

#[test]
fn a_release_and_an_acquire_hand_a_cell_over_and_nothing_less_does() {
    for (store, load) in [(Release, Acquire), (SeqCst, SeqCst), (Release, SeqCst)] {
        assert_ordered(move || handed_over(store, load));
    }
    for (store, load) in [(Relaxed, Acquire), (Release, Relaxed), (Relaxed, Relaxed)] {
        assert_racy(move || handed_over(store, load));
    }
}

#[test]
fn the_report_names_both_places_and_tasks() {
    let failure = prove(|| handed_over(Relaxed, Acquire)).unwrap_err();
    let place = file!();
    let (written, read) = (
        line_of("cell.add();\n        theirs"),
        line_of("assert_eq!(cell.get(), 1)"),
    );
    assert!(
        failure.contains(&format!("T1 writes it at {place}:{written}:"))
            && failure.contains(&format!("T0 reads it at {place}:{read}:")),
        "{failure}"
    );
}

fn line_of(text: &str) -> usize {
    let source = include_str!("races.rs");
    let place = source.find(text).expect("it is there");
    source[..place].lines().count()
}

#[test]
fn fences_make_up_for_relaxed_orders() {
    let body = |before: fn(), after: fn()| {
        let ready = std::sync::Arc::new(AtomicBool::new(false));
        let theirs = std::sync::Arc::clone(&ready);
        let set = move |cell: &Shared| {
            cell.add();
            before();
            theirs.store(true, Relaxed);
        };
        both(set, |cell| {
            if ready.load(Relaxed) {
                after();
                cell.get();
            }
        });
    };
    assert_ordered(move || body(|| fence(Release), || fence(Acquire)));
    assert_ordered(move || body(|| fence(SeqCst), || fence(AcqRel)));
    assert_racy(move || body(|| (), || fence(Acquire)));
    assert_racy(move || body(|| fence(Release), || ()));
    assert_racy(move || body(|| fence(Acquire), || fence(Release)));
}

#[test]
fn a_relaxed_update_goes_on_with_a_release_and_a_relaxed_store_does_not() {
    let body = |between: fn(&AtomicU32)| {
        let state = std::sync::Arc::new(AtomicU32::new(0));
        let (first, second) = (state.clone(), state.clone());
        let cell = std::sync::Arc::new(Shared::default());
        let theirs = cell.clone();
        let sets = thread::spawn(move || {
            theirs.add();
            first.store(1, Release);
        });
        let changes = thread::spawn(move || between(&second));
        if state.load(Acquire) == 2 {
            cell.get();
        }
        sets.join().unwrap();
        changes.join().unwrap();
    };
    assert_ordered(move || {
        body(|state| _ = state.compare_exchange(1, 2, Relaxed, Relaxed));
    });
    assert_racy(move || {
        body(|state| {
            if state.load(Relaxed) == 1 {
                state.store(2, Relaxed);
            }
        });
    });
}

#[test]
fn an_exchange_that_fails_acquires_by_its_second_order() {
    let body = |failure: Ordering| {
        let state = std::sync::Arc::new(AtomicU32::new(0));
        let theirs = std::sync::Arc::clone(&state);
        let set = move |cell: &Shared| {
            cell.add();
            theirs.store(1, Release);
        };
        both(set, |cell| {
            if state.compare_exchange(7, 8, AcqRel, failure) == Err(1) {
                cell.get();
            }
        });
    };
    assert_ordered(move || body(Acquire));
    assert_racy(move || body(Relaxed));
}

#[test]
fn what_is_released_in_the_middle_of_an_access_does_not_tell_of_its_end() {
    assert_racy(|| {
        let ready = std::sync::Arc::new(AtomicBool::new(false));
        let theirs = std::sync::Arc::clone(&ready);
        let set = move |cell: &Shared| {
            cell.0.with_mut(|_| theirs.store(true, Release));
        };
        both(set, |cell| {
            if ready.load(Acquire) {
                cell.get();
            }
        });
    });
}

#[test]
fn an_access_in_the_middle_of_one_that_conflicts_is_refused_in_one_task_too() {
    let failure = prove(|| {
        let cell = Shared::default();
        cell.0.with(|_| cell.add());
    });
    assert!(
        failure
            .unwrap_err()
            .contains("overlapping access to a cell: while T0 reads it at")
    );
    assert_ordered(|| {
        let cell = Shared::default();
        cell.0.with(|_| cell.get());
        cell.add();
    });
}

#[test]
fn a_checked_cell_races_as_an_unsafe_one() {
    struct Flag(Cell<bool>);
    #[expect(unsafe_code, reason = "whoever shares a cell says so in this way")]
    // SAFETY: only one task of an execution runs at a time.
    unsafe impl Sync for Flag {}
    assert_racy(|| {
        let flag = std::sync::Arc::new(Flag(Cell::new(false)));
        let theirs = std::sync::Arc::clone(&flag);
        thread::spawn(move || theirs.0.set(true));
        flag.0.get();
    });
}

#[test]
fn locks_hand_a_cell_over() {
    assert_ordered(|| {
        let lock = std::sync::Arc::new(Mutex::new(()));
        let theirs = std::sync::Arc::clone(&lock);
        let add = |lock: &Mutex<()>, cell: &Shared| {
            let _held = lock.lock().unwrap();
            cell.add();
        };
        let cell = both(move |cell| add(&theirs, cell), |cell| add(&lock, cell));
        assert_eq!(cell.get(), 2);
    });
}

#[test]
fn readers_of_a_lock_do_not_hand_over_to_each_other() {
    let body = |second: fn(&RwLock<()>, &Shared)| {
        let lock = std::sync::Arc::new(RwLock::new(()));
        let theirs = std::sync::Arc::clone(&lock);
        both(
            move |cell| {
                let _held = theirs.read().unwrap();
                cell.add();
            },
            |cell| second(&lock, cell),
        );
    };
    assert_racy(move || {
        body(|lock, cell| {
            let _held = lock.read().unwrap();
            cell.add();
        });
    });
    assert_ordered(move || {
        body(|lock, cell| {
            let _held = lock.write().unwrap();
            cell.add();
        });
    });
}

#[test]
fn whoever_is_notified_knows_what_came_before() {
    assert_ordered(|| {
        let pair = std::sync::Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = std::sync::Arc::clone(&pair);
        let set = move |cell: &Shared| {
            cell.add();
            *theirs.0.lock().unwrap() = true;
            theirs.1.notify_one();
        };
        both(set, |cell| {
            let mut is_set = pair.0.lock().unwrap();
            while !*is_set {
                is_set = pair.1.wait(is_set).unwrap();
            }
            cell.get();
        });
    });
    assert_ordered(|| {
        let notify = std::sync::Arc::new(Notify::new());
        let theirs = std::sync::Arc::clone(&notify);
        let set = move |cell: &Shared| {
            cell.add();
            theirs.notify();
        };
        both(set, |cell| {
            notify.wait();
            cell.get();
        });
    });
}

#[test]
fn messages_tokens_and_barriers_hand_a_cell_over() {
    assert_ordered(|| {
        let (sender, receiver) = mpsc::channel();
        let set = move |cell: &Shared| {
            cell.add();
            sender.send(()).unwrap();
        };
        both(set, |cell| {
            receiver.recv().unwrap();
            cell.get();
        });
    });
    assert_ordered(|| {
        let main = thread::current();
        let set = move |cell: &Shared| {
            cell.add();
            main.unpark();
        };
        both(set, |cell| {
            thread::park();
            cell.get();
        });
    });
    assert_ordered(|| {
        let barrier = std::sync::Arc::new(Barrier::new(2));
        let theirs = std::sync::Arc::clone(&barrier);
        let set = move |cell: &Shared| {
            cell.add();
            theirs.wait();
        };
        both(set, |cell| {
            barrier.wait();
            cell.get();
        });
    });
}

#[test]
fn an_end_of_a_channel_that_is_gone_hands_a_cell_over() {
    assert_ordered(|| {
        let (sender, receiver) = mpsc::channel::<()>();
        let also = sender.clone();
        let set = move |cell: &Shared| {
            cell.add();
            drop(sender);
        };
        both(set, |cell| {
            drop(also);
            receiver.recv().unwrap_err();
            cell.get();
        });
    });
    assert_ordered(|| {
        let (sender, receiver) = mpsc::channel();
        let set = move |cell: &Shared| {
            cell.add();
            drop(receiver);
        };
        both(set, |cell| {
            if sender.send(()).is_err() {
                cell.get();
            }
        });
    });
}

#[test]
fn a_receiver_that_is_told_nothing_of_the_end_knows_nothing_of_it() {
    assert_racy(|| {
        let (sender, receiver) = mpsc::channel::<()>();
        let set = move |cell: &Shared| {
            cell.add();
            drop(sender);
        };
        both(set, |cell| {
            if receiver.try_recv() == Err(TryRecvError::Empty) {
                cell.get();
            }
        });
    });
}

#[test]
fn a_waker_hands_a_cell_over() {
    assert_ordered(|| {
        let shared = std::sync::Arc::new((
            Shared::default(),
            AtomicWaker::new(),
            AtomicBool::new(false),
        ));
        let theirs = std::sync::Arc::clone(&shared);
        let task = thread::spawn(move || {
            theirs.0.add();
            theirs.2.store(true, Relaxed);
            theirs.1.wake();
        });
        let mut was_pending = false;
        block_on(std::future::poll_fn(|context| {
            shared.1.register_by_ref(context.waker());
            if shared.2.load(Acquire) {
                return std::task::Poll::Ready(());
            }
            was_pending = true;
            std::task::Poll::Pending
        }));
        if was_pending {
            shared.0.get();
        }
        task.join().unwrap();
    });
}

/// Two tasks let the main task go on: one has written before and says so by a flag that hands nothing over,
/// the other does it if it has seen the flag.
fn let_on_by_two(cell: &std::sync::Arc<Shared>, let_on: impl Fn() + Clone + Send + 'static) {
    let shared = std::sync::Arc::new((std::sync::Arc::clone(cell), AtomicBool::new(false)));
    let (theirs, also) = (std::sync::Arc::clone(&shared), let_on.clone());
    thread::spawn(move || {
        theirs.0.add();
        theirs.1.store(true, Relaxed);
        also();
    });
    thread::spawn(move || {
        if shared.1.load(Relaxed) {
            let_on();
        }
    });
}

#[test]
fn who_was_let_on_by_one_task_knows_nothing_of_another_that_is_about_to() {
    assert_racy(|| {
        let (cell, main) = (std::sync::Arc::default(), thread::current());
        let_on_by_two(&cell, move || main.unpark());
        thread::park();
        cell.get();
    });
    assert_racy(|| {
        let (cell, mut was_polled) = (std::sync::Arc::default(), false);
        block_on(std::future::poll_fn(|context| {
            if was_polled {
                return std::task::Poll::Ready(());
            }
            was_polled = true;
            let waker = context.waker().clone();
            let_on_by_two(&cell, move || waker.wake_by_ref());
            std::task::Poll::Pending
        }));
        cell.get();
    });
}

/// What an `Arc` owns, which looks at a cell when it goes.
struct Last(std::sync::Arc<Shared>);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.get();
    }
}

#[test]
fn the_last_owner_knows_what_all_others_did() {
    assert_ordered(|| {
        let cell = std::sync::Arc::new(Shared::default());
        let last = Arc::new(Last(cell));
        let theirs = Arc::clone(&last);
        thread::spawn(move || theirs.0.add());
        drop(last);
    });
    assert_ordered(|| {
        let mut cell = Arc::new(Shared::default());
        let theirs = Arc::clone(&cell);
        thread::spawn(move || theirs.add());
        if let Some(cell) = Arc::get_mut(&mut cell) {
            cell.get();
        }
    });
    assert_racy(|| {
        let cell = Arc::new(Shared::default());
        let theirs = Arc::clone(&cell);
        thread::spawn(move || theirs.add());
        cell.get();
    });
}

#[test]
fn a_task_that_others_have_spawned_races_with_nobody() {
    use lockstep_scheduler::thread;

    assert_ordered(|| {
        let cell = std::sync::Arc::new(Shared::default());
        let theirs = std::sync::Arc::clone(&cell);
        let task = thread::spawn(move || theirs.add());
        task.join().unwrap();
        cell.add();
    });
}
