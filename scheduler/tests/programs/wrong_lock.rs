//! Tasks count up under a lock, but not all of them under the same.

use super::primitives::{Arc, AtomicUsize, Mutex, Ordering::SeqCst};
use super::run_all;

pub(super) fn racy() {
    count([0, 1, 1]);
}

pub(super) fn correct() {
    count([0, 0, 0]);
}

fn count(locks_of: [usize; 3]) {
    let locks = Arc::new([Mutex::new(()), Mutex::new(())]);
    let count = Arc::new(AtomicUsize::new(0));
    run_all(locks_of.map(|lock| {
        let (locks, count) = (Arc::clone(&locks), Arc::clone(&count));
        Box::new(move || {
            let _held = locks[lock].lock().unwrap();
            let before = count.load(SeqCst);
            count.store(before + 1, SeqCst);
            assert_eq!(count.load(SeqCst), before + 1, "somebody else counts, too");
        }) as _
    }));
}
