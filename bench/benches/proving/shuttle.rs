//! The tests on shuttle.

use shuttle::scheduler::DfsScheduler;
use shuttle::{Config, FailurePersistence, Runner};

use crate::{MOST, cell};

#[path = "../../../scheduler/tests/dpor/small.rs"]
pub(crate) mod small;

mod primitives {
    pub(crate) use shuttle::sync::atomic::{AtomicUsize, Ordering};
    pub(crate) use shuttle::sync::mpsc::channel;
    pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, RwLock};
    pub(crate) use shuttle::thread::spawn;
}

/// Returns how many executions there were.
pub(crate) fn search(body: fn()) -> String {
    let most = usize::try_from(MOST).expect("few");
    let scheduler = DfsScheduler::new(Some(most), false);
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    let count = Runner::new(scheduler, config).run(body);
    cell(count as u64)
}
