use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

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

    pub(crate) fn add_configurations(&self, count: u64) {
        self.configurations.fetch_add(count, Ordering::Relaxed);
    }
}

/// How far the attempts at one part have come, as part of the whole.
#[derive(Debug)]
pub(crate) struct Advance<'a> {
    progress: &'a Progress,
    /// The most returns that an attempt has passed.
    furthest: AtomicU32,
}

impl<'a> Advance<'a> {
    pub(crate) fn new(progress: &'a Progress) -> Self {
        Self {
            progress,
            furthest: AtomicU32::new(0),
        }
    }

    /// Says that an attempt stands before a return, and how many configurations it took to get there.
    pub(crate) fn reach(&self, layer: u32, visited: u64) {
        self.progress.add_configurations(visited);
        let before = self.furthest.fetch_max(layer, Ordering::Relaxed);
        let further = u64::from(layer.saturating_sub(before));
        self.progress
            .operations
            .fetch_add(further, Ordering::Relaxed);
    }
}
