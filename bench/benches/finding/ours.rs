//! The programs on Lockstep's scheduler.

use std::num::NonZero;

use lockstep_scheduler::Runner;
use lockstep_seed::Seed;

use crate::SCHEDULES_MAX;

#[expect(dead_code, reason = "what is correct is for the tests")]
#[path = "../../../scheduler/tests/programs/catalogue.rs"]
pub(crate) mod catalogue;

mod primitives {
    pub(crate) use lockstep_scheduler::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(crate) use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
    pub(crate) use lockstep_scheduler::thread;
}

/// Returns how many schedules it took until the first failed.
pub(crate) fn search(racy: fn(), strategy: &str, seed: u64) -> Option<u64> {
    let runner = Runner::new()
        .iterations(SCHEDULES_MAX)
        .threads(NonZero::<usize>::MIN)
        .seed(Seed::from(seed))
        .strategy(strategy);
    let (iteration, _) = runner.search(racy).err()?;
    Some(iteration + 1)
}
