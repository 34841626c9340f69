use std::sync::atomic::{AtomicBool, Ordering};

use crate::progress::Advance;
use crate::{Limit, Limits};

/// What one attempt at a search may use, and who may end it.
#[derive(Clone)]
pub(crate) struct Budget<'a> {
    pub(crate) limits: &'a Limits,
    /// Set once the answer of this attempt is not needed any more.
    pub(crate) cancelled: &'a AtomicBool,
    pub(crate) advance: &'a Advance<'a>,
    /// The most configurations that this attempt may visit.
    pub(crate) configurations: u64,
    /// The most bytes that this attempt may hold.
    pub(crate) memory_bytes: u64,
}

/// Why an attempt ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// It used what was given to it; the same on every run.
    Budget,
    /// The clock or another attempt ended it.
    Stopped,
    /// It used what the whole check may use.
    Limit(Limit),
}

impl Budget<'_> {
    /// Returns why the attempt must end, if it must.
    ///
    /// The budget comes first: what it says does not depend on time.
    pub(crate) fn check(&self, visited: u64, bytes: u64) -> Result<(), GaveUp> {
        if visited > self.limits.configurations {
            return Err(GaveUp::Limit(Limit::Configurations {
                count: self.limits.configurations,
            }));
        }
        if visited > self.configurations {
            return Err(GaveUp::Budget);
        }
        if bytes > self.memory_bytes {
            return Err(GaveUp::Limit(Limit::Memory {
                bytes: self.limits.memory_bytes,
            }));
        }
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(GaveUp::Stopped);
        }
        if self.limits.stop.is_due() {
            return Err(GaveUp::Limit(Limit::Time));
        }
        Ok(())
    }
}
