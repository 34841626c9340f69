//! All but one of `N` tasks set `a` and then `b`; the last finds the first set and not the second.
//!
//! It is `reorder` of `SCTBench`: once any of the setters is through, the checker finds nothing.

use super::primitives::{Arc, AtomicUsize, Mutex, Ordering::SeqCst, thread};

pub(super) fn racy<const N: usize>() {
    let pair = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let setters: Vec<_> = (1..N)
        .map(|_| {
            let pair = Arc::clone(&pair);
            thread::spawn(move || {
                pair.0.store(1, SeqCst);
                pair.1.store(1, SeqCst);
            })
        })
        .collect();
    let checker = thread::spawn(move || {
        let (a, b) = (pair.0.load(SeqCst), pair.1.load(SeqCst));
        assert!(a <= b, "the second is not set");
    });
    for task in setters.into_iter().chain([checker]) {
        task.join().unwrap();
    }
}

pub(super) fn correct<const N: usize>() {
    let pair = Arc::new(Mutex::new((0, 0)));
    let setters: Vec<_> = (1..N)
        .map(|_| {
            let pair = Arc::clone(&pair);
            thread::spawn(move || *pair.lock().unwrap() = (1, 1))
        })
        .collect();
    let checker = thread::spawn(move || {
        let (a, b) = *pair.lock().unwrap();
        assert!(a <= b, "the second is not set");
    });
    for task in setters.into_iter().chain([checker]) {
        task.join().unwrap();
    }
}
