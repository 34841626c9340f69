use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Gates, Side};
use lockstep_scheduler::time::Instant;
use lockstep_scheduler::{Kind, ObjectKind};

/// Where one waits for a token, of which there is at most one.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::sync::Parker;
///
/// let parker = Parker::new();
/// parker.unparker().unpark();
/// parker.park();
/// ```
pub struct Parker(Unparker);

/// By which a token is left.
#[derive(Clone)]
pub struct Unparker(Arc<Gated<Token>>);

struct Token {
    is_there: bool,
}

impl Gates for Token {
    fn is_open(&self, _: Side) -> bool {
        self.is_there
    }
}

impl Parker {
    /// Makes one without a token.
    pub fn new() -> Self {
        let token = Token { is_there: false };
        Self(Unparker(Arc::new(Gated::new(ObjectKind::Parker, token))))
    }

    /// Waits until there is a token, and takes it.
    #[track_caller]
    pub fn park(&self) {
        self.park_within(None, Location::caller());
    }

    /// As [`park`](Self::park), but no longer than `timeout`.
    #[track_caller]
    pub fn park_timeout(&self, timeout: Duration) {
        self.park_within(Some(timeout), Location::caller());
    }

    /// As [`park`](Self::park), but not after `deadline`.
    #[track_caller]
    pub fn park_deadline(&self, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        self.park_within(Some(left), Location::caller());
    }

    /// Returns by what a token is left for it.
    pub fn unparker(&self) -> &Unparker {
        &self.0
    }

    fn park_within(&self, within: Option<Duration>, location: &'static Location<'static>) {
        let token = &self.0.0;
        token.perform_within(Kind::Park, Side::Front, within, location, |token| {
            if token.is_there {
                token.is_there = false;
            }
        });
    }
}

impl Unparker {
    /// Leaves a token.
    #[track_caller]
    pub fn unpark(&self) {
        let leave = Location::caller();
        self.0
            .perform(Kind::Unpark, leave, |token| token.is_there = true);
    }
}

impl Default for Parker {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Parker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Parker { .. }")
    }
}

impl fmt::Debug for Unparker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Unparker { .. }")
    }
}
