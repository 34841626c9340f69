use std::time::Duration;

use crate::system::system;

/// How processes of one execution behave.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Settings};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     Settings::new().mailbox_max(100).configure();
///     let me = otp::inbox::<u32>().pid();
///     me.send(1);
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(crate) mailbox_max: usize,
    pub(crate) local_in_flight: bool,
    pub(crate) net_tick_time: Duration,
    pub(crate) crashes_are_exits: bool,
}

impl Settings {
    /// Returns the settings of an execution that says nothing else.
    pub fn new() -> Self {
        Self {
            mailbox_max: usize::MAX,
            local_in_flight: false,
            net_tick_time: Duration::from_secs(15),
            crashes_are_exits: false,
        }
    }

    /// Sets how many messages may wait in a mailbox, no limit by default. A message to a full one is a panic
    /// of who sends it.
    #[must_use]
    pub fn mailbox_max(self, messages: usize) -> Self {
        let mailbox_max = messages;
        Self {
            mailbox_max,
            ..self
        }
    }

    /// Sets whether signals between processes of one node take their time, as those between nodes do; by
    /// default they arrive at once.
    ///
    /// Only the order between two processes is promised, either way. What arrives at once arrives before all
    /// that it causes, as it nearly always does on a real node.
    #[must_use]
    pub fn local_in_flight(self, is_so: bool) -> Self {
        let local_in_flight = is_so;
        Self {
            local_in_flight,
            ..self
        }
    }

    /// Sets after how much virtual time two nodes that cannot reach each other take themselves for
    /// disconnected, 15 seconds by default.
    #[must_use]
    pub fn net_tick_time(self, time: Duration) -> Self {
        let net_tick_time = time;
        Self {
            net_tick_time,
            ..self
        }
    }

    /// Sets whether a process that panics while nobody is linked to it or monitors it just ends; by default
    /// that fails the test, even if somebody waits for its reply to a call.
    #[must_use]
    pub fn crashes_are_exits(self, is_so: bool) -> Self {
        let crashes_are_exits = is_so;
        Self {
            crashes_are_exits,
            ..self
        }
    }

    /// Makes them those of this execution, from now on.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn configure(self) {
        system().configure(self);
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}
