use std::sync::atomic::{AtomicU64, Ordering};

/// How far a check has come: shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    operations: AtomicU64,
    configurations: AtomicU64,
}

impl Progress {
    /// Returns how many operations have been placed for good, the fastest attempt counted.
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// Returns how many configurations have been visited, over all attempts.
    pub fn configurations(&self) -> u64 {
        self.configurations.load(Ordering::Relaxed)
    }

    pub(crate) fn add_operations(&self, count: u64) {
        self.operations.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn add_configurations(&self, count: u64) {
        self.configurations.fetch_add(count, Ordering::Relaxed);
    }
}
