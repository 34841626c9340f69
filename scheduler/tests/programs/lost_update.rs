//! Two tasks count up by reading and then writing: one of the two can be lost.

use super::primitives::{Arc, AtomicUsize, Ordering::SeqCst};
use super::run_all;

pub(super) fn racy() {
    count(|count| {
        let before = count.load(SeqCst);
        count.store(before + 1, SeqCst);
    });
}

pub(super) fn correct() {
    count(|count| {
        count.fetch_add(1, SeqCst);
    });
}

fn count(up: fn(&AtomicUsize)) {
    let count = Arc::new(AtomicUsize::new(0));
    run_all([0, 1].map(|_| {
        let count = Arc::clone(&count);
        Box::new(move || up(&count)) as _
    }));
    assert_eq!(count.load(SeqCst), 2, "an update is lost");
}
