//! A long task leaves something open for one step; another has to take 16 steps in just that.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Ordering::SeqCst};
use super::run_all;

/// The steps of each task before and after.
const AROUND: usize = 30;
const WITHIN: usize = 16;

pub(super) fn racy() {
    open_and_close(|is_open, _| {
        is_open.store(true, SeqCst);
        is_open.store(false, SeqCst);
    });
}

/// Does the two as one.
pub(super) fn correct() {
    open_and_close(|is_open, busy| {
        work(busy, 1);
        is_open.swap(false, SeqCst);
    });
}

fn open_and_close(act: fn(&AtomicBool, &AtomicUsize)) {
    let is_open = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_open);
    run_all([
        Box::new(move || {
            let busy = AtomicUsize::new(0);
            work(&busy, AROUND);
            act(&is_open, &busy);
            work(&busy, AROUND);
        }),
        Box::new(move || {
            let busy = AtomicUsize::new(0);
            work(&busy, AROUND);
            let before = seen.load(SeqCst);
            work(&busy, WITHIN);
            let after = seen.load(SeqCst);
            work(&busy, AROUND);
            assert!(!(before && after), "it is open");
        }),
    ]);
}

fn work(busy: &AtomicUsize, steps: usize) {
    for _ in 0..steps {
        busy.fetch_add(1, SeqCst);
    }
}
