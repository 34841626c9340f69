//! The programs, written once for whatever `primitives` there are beside this file's module.

mod aba;
mod bank;
mod deep_window;
mod dining;
mod lost_update;
mod missed_wakeup;
mod queue_commit;
mod reorder;
mod toctou;
mod wrong_lock;

use super::primitives;

/// A program that fails under some schedules, and one that does the same right.
#[derive(Clone, Copy)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) racy: fn(),
    pub(crate) correct: fn(),
}

macro_rules! program {
    ($name:literal, $racy:path, $correct:path) => {
        Program {
            name: $name,
            racy: $racy,
            correct: $correct,
        }
    };
}

pub(crate) const PROGRAMS: [Program; 12] = [
    program!("lost_update", lost_update::racy, lost_update::correct),
    program!("toctou", toctou::racy, toctou::correct),
    program!("aba", aba::racy, aba::correct),
    program!("reorder_3", reorder::racy::<3>, reorder::correct::<3>),
    program!("reorder_5", reorder::racy::<5>, reorder::correct::<5>),
    program!("reorder_10", reorder::racy::<10>, reorder::correct::<10>),
    program!("dining", dining::racy, dining::correct),
    program!("missed_wakeup", missed_wakeup::racy, missed_wakeup::correct),
    program!("queue_commit", queue_commit::racy, queue_commit::correct),
    program!("bank", bank::racy, bank::correct),
    program!("wrong_lock", wrong_lock::racy, wrong_lock::correct),
    program!("deep_window", deep_window::racy, deep_window::correct),
];

/// Runs tasks beside one another, and waits for all of them.
fn run_all<const N: usize>(tasks: [Box<dyn FnOnce() + Send>; N]) {
    for task in tasks.map(primitives::thread::spawn) {
        task.join().unwrap();
    }
}
