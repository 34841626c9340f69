//! The owner of a queue takes from its end, others steal from its beginning: both may take the last one.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Ordering::SeqCst};
use super::run_all;

const JOBS: usize = 6;

struct Queue {
    /// The first job that nobody has stolen.
    begin: AtomicUsize,
    /// The end of those that the owner has not taken.
    end: AtomicUsize,
    is_done: [AtomicBool; JOBS],
}

impl Queue {
    fn run(&self, job: usize) {
        assert!(!self.is_done[job].swap(true, SeqCst), "a job is done twice");
    }

    fn steal(&self) {
        let begin = self.begin.load(SeqCst);
        let is_some = begin < self.end.load(SeqCst);
        if is_some && self.is_stolen(begin) {
            self.run(begin);
        }
    }

    fn is_stolen(&self, job: usize) -> bool {
        let set = self.begin.compare_exchange(job, job + 1, SeqCst, SeqCst);
        set.is_ok()
    }

    fn take_any(&self) {
        let end = self.end.load(SeqCst) - 1;
        self.end.store(end, SeqCst);
        if self.begin.load(SeqCst) <= end {
            self.run(end);
        } else {
            self.end.store(end + 1, SeqCst);
        }
    }

    /// Takes the last one as a thief does.
    fn take(&self) {
        let end = self.end.load(SeqCst) - 1;
        self.end.store(end, SeqCst);
        let begin = self.begin.load(SeqCst);
        if begin < end {
            return self.run(end);
        }
        if begin == end && self.is_stolen(end) {
            self.run(end);
        }
        self.end.store(end + 1, SeqCst);
    }
}

pub(super) fn racy() {
    take_and_steal(Queue::take_any);
}

pub(super) fn correct() {
    take_and_steal(Queue::take);
}

fn take_and_steal(take: fn(&Queue)) {
    let queue = Arc::new(Queue {
        begin: AtomicUsize::new(0),
        end: AtomicUsize::new(JOBS),
        is_done: [false; JOBS].map(AtomicBool::new),
    });
    let thief = || {
        let queue = Arc::clone(&queue);
        Box::new(move || (0..3).for_each(|_| queue.steal()))
    };
    let owner = Arc::clone(&queue);
    run_all([
        Box::new(move || (0..4).for_each(|_| take(&owner))),
        thief(),
        thief(),
    ]);
}
