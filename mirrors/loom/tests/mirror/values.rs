//! What the mirror's types hold and return, in an execution and outside.

use lockstep_loom::cell::UnsafeCell;
use lockstep_loom::sync::atomic::Ordering::SeqCst;
use lockstep_loom::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicUsize};
use lockstep_loom::sync::{Arc, Mutex, RwLock};
use lockstep_loom::{lazy_static, thread, thread_local};

use crate::{assert_ordered, prove, read};

lazy_static! {
    static ref COUNT: AtomicUsize = AtomicUsize::new(7);
}

thread_local! {
    static OWN: std::cell::Cell<u32> = std::cell::Cell::new(1);
}

fn counts() {
    let number = AtomicU8::new(250);
    assert_eq!(number.fetch_add(10, SeqCst), 250);
    assert_eq!(number.fetch_max(5, SeqCst), 4);
    assert_eq!(number.compare_and_swap(5, 6, SeqCst), 5);
    assert_eq!(number.compare_and_swap(5, 7, SeqCst), 6);
    assert_eq!(number.fetch_update(SeqCst, SeqCst, |_| None), Err(6));
    assert_eq!(
        number.fetch_update(SeqCst, SeqCst, |held| Some(held * 2)),
        Ok(6)
    );
    assert_eq!(number.into_inner(), 12);
    let mut flag = AtomicBool::default();
    assert!(!flag.fetch_or(true, SeqCst));
    assert!(flag.with_mut(|flag| std::mem::replace(flag, false)));
    assert!(!flag.load(SeqCst));
    let mut here = 3;
    let pointer = AtomicPtr::default();
    assert!(pointer.swap(&raw mut here, SeqCst).is_null());
    assert_eq!(pointer.load(SeqCst), &raw mut here);
    let cell = UnsafeCell::new(4);
    assert_eq!(cell.get().with(read), 4);
    assert_eq!(cell.into_inner(), 4);
    assert_eq!(*Mutex::new(5).try_lock().unwrap(), 5);
    assert_eq!(*RwLock::new(6).try_read().unwrap(), 6);
    OWN.set(2);
    assert_eq!(thread::spawn(|| OWN.get()).join().unwrap(), 1);
}

#[test]
fn they_hold_the_same_in_an_execution_and_outside() {
    counts();
    assert_ordered(counts);
}

#[test]
fn a_lazy_static_is_made_anew_in_each_execution() {
    assert_ordered(|| {
        let other = thread::spawn(|| COUNT.fetch_add(1, SeqCst));
        COUNT.fetch_add(1, SeqCst);
        other.join().unwrap();
        assert_eq!(COUNT.load(SeqCst), 9);
    });
}

#[expect(unsafe_code, reason = "raw owners are what is tested")]
fn owners() {
    let pointer = Arc::into_raw(Arc::new(String::from("one")));
    // SAFETY: each owner is taken back as often as it was given away.
    unsafe {
        Arc::increment_strong_count(pointer);
        let one = Arc::from_raw(pointer);
        assert_eq!(Arc::strong_count(&one), 2);
        Arc::decrement_strong_count(pointer);
        assert_eq!(Arc::try_unwrap(one).unwrap(), "one");
    }
    let one: Arc<[u8]> = Arc::from_std(std::sync::Arc::new([1, 2]));
    let other = Arc::clone(&one);
    assert!(Arc::ptr_eq(&one, &other));
    assert_eq!(Arc::strong_count(&one), 2);
    drop(one);
    assert_eq!(*other, [1, 2]);
}

#[test]
fn owners_are_counted_in_an_execution_and_outside() {
    owners();
    assert_ordered(owners);
}

#[test]
fn only_the_last_of_two_owners_gets_the_value() {
    let lasts = std::sync::Arc::new(std::sync::Mutex::new(std::collections::BTreeSet::new()));
    let seen = std::sync::Arc::clone(&lasts);
    assert_ordered(move || {
        let one = Arc::new(());
        let other = Arc::clone(&one);
        let task = thread::spawn(move || Arc::try_unwrap(other).is_ok());
        let mine = Arc::try_unwrap(one).is_ok();
        let theirs = task.join().unwrap();
        assert!(!(mine && theirs));
        seen.lock().unwrap().insert((mine, theirs));
    });
    let lasts = lasts.lock().unwrap().iter().copied().collect::<Vec<_>>();
    assert_eq!(lasts, [(false, false), (false, true), (true, false)]);
}

#[test]
fn two_tasks_of_four_updates_have_seventy_schedules() {
    let statistics = prove(|| {
        let count = std::sync::Arc::new(AtomicUsize::new(0));
        let add = |count: &AtomicUsize| (0..4).for_each(|_| _ = count.fetch_add(1, SeqCst));
        let theirs = std::sync::Arc::clone(&count);
        let task = thread::spawn(move || add(&theirs));
        add(&count);
        task.join().unwrap();
    });
    assert_eq!(statistics.unwrap().executions, 70);
}
