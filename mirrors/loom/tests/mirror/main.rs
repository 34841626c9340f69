//! Loom's types on Lockstep's scheduler, each used as a crate under test would.

mod memory;
mod model;
mod races;
mod values;

use lockstep_loom::cell::UnsafeCell;
use lockstep_scheduler::{Runner, Statistics};

/// A cell that tasks share, although it does nothing to order what they do to it.
#[derive(Debug, Default)]
struct Shared(UnsafeCell<u32>);

#[expect(unsafe_code, reason = "whoever shares a cell says so in this way")]
// SAFETY: only one task of an execution runs at a time.
unsafe impl Sync for Shared {}

impl Shared {
    #[track_caller]
    fn add(&self) {
        self.0.with_mut(write);
    }

    #[track_caller]
    fn get(&self) -> u32 {
        self.0.with(read)
    }
}

#[expect(unsafe_code, reason = "a cell is written to by its pointer")]
fn write(value: *mut u32) {
    // SAFETY: the pointer is the cell's, and only one task runs at a time.
    unsafe { *value += 1 };
}

#[expect(unsafe_code, reason = "a cell is read by its pointer")]
fn read(value: *const u32) -> u32 {
    // SAFETY: as above.
    unsafe { *value }
}

/// Tries every schedule.
fn prove(body: impl Fn() + Send + Sync + 'static) -> Result<Statistics, String> {
    let runner = Runner::new().strategy("dpor").iterations(100_000);
    let statistics = runner.search(body);
    statistics.map_err(|(_, failure)| failure.to_string())
}

#[track_caller]
fn assert_ordered(body: impl Fn() + Send + Sync + 'static) {
    let statistics = prove(body).expect("nothing races");
    assert!(statistics.is_exhausted, "{statistics}");
}

#[track_caller]
fn assert_racy(body: impl Fn() + Send + Sync + 'static) {
    let failure = prove(body).expect_err("there is a race");
    assert!(failure.contains("data race on a cell"), "{failure}");
}
