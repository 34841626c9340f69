//! The programs, written once for whatever `primitives` there are beside this file's module.

mod aba;
mod bank;
mod closing;
mod deep_window;
mod dining;
mod double_check;
mod free_list;
mod lost_update;
mod missed_wakeup;
mod queue_commit;
mod read_write;
mod references;
mod reorder;
mod semaphore;
mod stealing;
mod ticket_lock;
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

pub(crate) const PROGRAMS: [Program; 14] = [
    program!("lost_update", lost_update::racy, lost_update::correct),
    program!("toctou", toctou::racy, toctou::correct),
    program!("aba", aba::racy, aba::correct),
    program!("reorder_3", reorder::racy::<3>, reorder::correct::<3>),
    program!("reorder_5", reorder::racy::<5>, reorder::correct::<5>),
    program!("reorder_10", reorder::racy::<10>, reorder::correct::<10>),
    program!("reorder_20", reorder::racy::<20>, reorder::correct::<20>),
    program!("reorder_50", reorder::racy::<50>, reorder::correct::<50>),
    program!("dining", dining::racy, dining::correct),
    program!("missed_wakeup", missed_wakeup::racy, missed_wakeup::correct),
    program!("queue_commit", queue_commit::racy, queue_commit::correct),
    program!("bank", bank::racy, bank::correct),
    program!("wrong_lock", wrong_lock::racy, wrong_lock::correct),
    program!("deep_window", deep_window::racy, deep_window::correct),
];

/// Programs that no strategy was tuned on: what is said of the others is checked on these.
pub(crate) const HELD_OUT: [Program; 8] = [
    program!("closing", closing::racy, closing::correct),
    program!("double_check", double_check::racy, double_check::correct),
    program!("free_list", free_list::racy, free_list::correct),
    program!("read_write", read_write::racy, read_write::correct),
    program!("references", references::racy, references::correct),
    program!("semaphore", semaphore::racy, semaphore::correct),
    program!("stealing", stealing::racy, stealing::correct),
    program!("ticket_lock", ticket_lock::racy, ticket_lock::correct),
];

/// Runs tasks beside one another, and waits for all of them.
fn run_all<const N: usize>(tasks: [Box<dyn FnOnce() + Send>; N]) {
    for task in tasks.map(primitives::thread::spawn) {
        task.join().unwrap();
    }
}
