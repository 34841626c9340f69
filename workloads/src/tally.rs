use std::sync::atomic::{AtomicU64, Ordering};

use lockstep_generator::EventKind;

/// How many operations have begun and ended, for whoever looks on while a run goes on.
#[derive(Debug, Default)]
pub struct Tally {
    invoked: AtomicU64,
    ok: AtomicU64,
    failed: AtomicU64,
    unknown: AtomicU64,
}

impl Tally {
    /// Returns how many operations have begun.
    pub fn invoked(&self) -> u64 {
        self.invoked.load(Ordering::Relaxed)
    }

    /// Returns how many took effect.
    pub fn ok(&self) -> u64 {
        self.ok.load(Ordering::Relaxed)
    }

    /// Returns how many did not happen.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Returns how many ended nobody knows how.
    pub fn unknown(&self) -> u64 {
        self.unknown.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self, kind: EventKind) {
        let counter = match kind {
            EventKind::Invoke => &self.invoked,
            EventKind::Ok => &self.ok,
            EventKind::Fail => &self.failed,
            EventKind::Info => &self.unknown,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
