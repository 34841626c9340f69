//! The tests on Lockstep's scheduler.

use lockstep_scheduler::Runner;

use crate::{MOST, cell};

#[path = "../../../scheduler/tests/dpor/small.rs"]
pub(crate) mod small;

mod primitives {
    pub(crate) use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
    pub(crate) use lockstep_scheduler::sync::mpsc::channel;
    pub(crate) use lockstep_scheduler::sync::{Arc, Condvar, Mutex, RwLock};
    pub(crate) use lockstep_scheduler::thread::spawn;
}

/// Returns how many executions there were, and how many of them were redundant.
pub(crate) fn search(body: fn()) -> (String, u64) {
    let runner = Runner::new().iterations(MOST).strategy("dpor");
    let statistics = runner.search(body).expect("the tests never fail");
    (cell(statistics.executions), statistics.account.redundant)
}
