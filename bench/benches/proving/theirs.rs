//! The tests on loom.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{MOST, cell};

#[path = "../../../scheduler/tests/dpor/small.rs"]
pub(crate) mod small;

mod primitives {
    pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering};
    pub(crate) use loom::sync::mpsc::channel;
    pub(crate) use loom::sync::{Arc, Condvar, Mutex, RwLock};
    pub(crate) use loom::thread::spawn;
}

/// Returns how many executions there were.
pub(crate) fn search(body: fn()) -> String {
    let count = std::sync::Arc::new(AtomicU64::new(0));
    let counted = std::sync::Arc::clone(&count);
    let mut model = loom::model::Builder::new();
    model.max_permutations = usize::try_from(MOST).ok();
    model.check(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        body();
    });
    cell(count.load(Ordering::Relaxed))
}
