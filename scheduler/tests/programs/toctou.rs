//! Four callers look whether there is room for one more among three, and then come in.

use super::primitives::{Arc, AtomicUsize, Ordering::SeqCst};
use super::run_all;

const LIMIT: usize = 3;

pub(super) fn racy() {
    admit(|inside| {
        if inside.load(SeqCst) < LIMIT {
            inside.fetch_add(1, SeqCst);
        }
    });
}

pub(super) fn correct() {
    admit(|inside| {
        let mut seen = inside.load(SeqCst);
        while seen < LIMIT {
            match inside.compare_exchange(seen, seen + 1, SeqCst, SeqCst) {
                Ok(_) => return,
                Err(other) => seen = other,
            }
        }
    });
}

fn admit(come_in: fn(&AtomicUsize)) {
    let inside = Arc::new(AtomicUsize::new(0));
    run_all([0, 1, 2, 3].map(|_| {
        let inside = Arc::clone(&inside);
        Box::new(move || come_in(&inside)) as _
    }));
    assert!(inside.load(SeqCst) <= LIMIT, "too many are inside");
}
