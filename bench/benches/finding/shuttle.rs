//! The programs on shuttle.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lockstep_seed::Seed;
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler, UrwRandomScheduler};
use shuttle::{Config, FailurePersistence, Runner};

use crate::SCHEDULES_MAX;

#[expect(dead_code, reason = "what is correct is for the tests")]
#[path = "../../../scheduler/tests/programs/catalogue.rs"]
pub(crate) mod catalogue;

mod primitives {
    pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(crate) use shuttle::sync::{Arc, Condvar, Mutex};
    pub(crate) use shuttle::thread;
}

pub(crate) const STRATEGIES: [&str; 3] = ["random", "pct:3", "urw"];

/// Returns how many schedules it took until the first failed.
pub(crate) fn search(racy: fn(), strategy: &str, seed: u64) -> Option<u64> {
    // Neighbouring seeds of its generators have correlated beginnings.
    let seed = Seed::from(seed).derive(0).number();
    let max = usize::try_from(SCHEDULES_MAX).expect("few");
    match strategy {
        "random" => run(racy, RandomScheduler::new_from_seed(seed, max)),
        "pct:3" => run(racy, PctScheduler::new_from_seed(seed, 3, max)),
        "urw" => run(racy, UrwRandomScheduler::new_from_seed(seed, max)),
        _ => unreachable!("there are no other names"),
    }
}

/// Runs it on a thread of its own: what a failure leaves unwinding fails whatever runs there next.
fn run(racy: fn(), scheduler: impl Scheduler + Send + 'static) -> Option<u64> {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let body = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        racy();
    };
    let search = std::thread::spawn(|| {
        let mut config = Config::new();
        config.failure_persistence = FailurePersistence::None;
        config.silence_warnings = true;
        Runner::new(scheduler, config).run(body);
    });
    let failed = search.join().is_err();
    failed.then(|| count.load(Ordering::Relaxed))
}
