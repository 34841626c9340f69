//! Runs against real servers, which are started from the programs that are installed.
//!
//! A server that is not installed has its tests ignored, and a line says so.

use std::process::ExitCode;

use libtest_mimic::Arguments;

#[path = "servers/bench.rs"]
mod bench;
#[path = "servers/faults.rs"]
mod faults;
#[path = "servers/isolation.rs"]
mod isolation;
#[path = "servers/objects.rs"]
mod objects;

use bench::Bench;

const TESTS_AT_ONCE: usize = 6;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // A test waits most of the time.
    arguments.test_threads.get_or_insert(TESTS_AT_ONCE);
    let bench = Bench::new();
    let mut trials = objects::trials(&bench);
    trials.extend(isolation::trials(&bench));
    trials.extend(faults::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The servers end before this process does.
    drop(bench);
    conclusion.exit_code()
}
