use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// Gives out what threads make in the order of its numbers, from 0, whichever is there first.
#[derive(Debug)]
pub(crate) struct InOrder<T> {
    /// The number of what is given out next.
    next: u64,
    /// What was made although its predecessors were not.
    waiting: BTreeMap<u64, T>,
}

impl<T> InOrder<T> {
    pub(crate) fn new() -> Self {
        Self {
            next: 0,
            waiting: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, number: u64, made: T) {
        self.waiting.insert(number, made);
    }

    /// Returns what is next, once it is there.
    pub(crate) fn next(&mut self) -> Option<T> {
        let made = self.waiting.remove(&self.next)?;
        self.next += 1;
        Some(made)
    }
}

/// Does the same work on so many threads, this one among them, until all have ended.
pub(crate) fn on_threads(threads: NonZero<usize>, work: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(&work);
        }
        work();
    });
}

/// A thread that panicked ends [`on_threads`] with its panic; nobody looks at what it left behind.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns what such a mutex holds, once the threads have ended.
pub(crate) fn unlock<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_early_waits_for_what_comes_before_it() {
        let mut in_order = InOrder::new();
        let mut given = Vec::new();
        for number in [2, 0, 1, 4, 3] {
            in_order.add(number, number);
            let mut turn = Vec::new();
            while let Some(made) = in_order.next() {
                turn.push(made);
            }
            given.push(turn);
        }
        assert_eq!(given, [vec![], vec![0], vec![1, 2], vec![], vec![3, 4]]);
    }
}
