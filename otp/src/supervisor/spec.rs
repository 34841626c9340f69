use std::panic::Location;
use std::time::Duration;

use super::supervising::Supervising;
use super::{ChildSpec, Intensity, Supervisor};
use crate::gen_server::start;
use crate::{StartError, StartOptions};

/// Which children are restarted when one has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestartStrategy {
    /// That one.
    OneForOne,
    /// All: the others are ended, the last first.
    OneForAll,
    /// That one and those behind it, which are ended, the last first.
    RestForOne,
}

/// Which children a supervisor has, and what it does when they end.
///
/// If it restarts them too often, it ends them and itself, by shutdown.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{
///     self as otp, ChildSpec, ExitReason, Inbox, RestartStrategy, SupervisorSpec,
/// };
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox();
///     let fails = ChildSpec::new("fails", || otp::spawn_link::<()>(|_| otp::quit("again")));
///     let spec = SupervisorSpec::new(RestartStrategy::OneForOne)
///         .max_restarts(9, Duration::from_secs(1))
///         .child(fails);
///     inbox.monitor(spec.start().unwrap(), |down| down.reason);
///     let why = inbox.recv();
///     assert!([ExitReason::Shutdown, ExitReason::NoProcess].contains(&why));
/// });
/// ```
#[derive(Clone, Debug)]
pub struct SupervisorSpec {
    pub(super) strategy: RestartStrategy,
    pub(super) intensity: Intensity,
    pub(super) children: Vec<ChildSpec>,
}

impl SupervisorSpec {
    /// Makes one without children, which may restart 3 times in 5 seconds.
    pub fn new(strategy: RestartStrategy) -> Self {
        Self {
            strategy,
            intensity: Intensity::new(3, Duration::from_secs(5)),
            children: Vec::new(),
        }
    }

    /// Sets how often it may restart in so much virtual time.
    #[must_use]
    pub fn max_restarts(self, restarts: usize, period: Duration) -> Self {
        let intensity = Intensity::new(restarts, period);
        Self { intensity, ..self }
    }

    /// Adds a child, which is started after the others.
    #[must_use]
    pub fn child(mut self, child: ChildSpec) -> Self {
        self.children.push(child);
        self
    }

    /// Starts the supervisor, and returns once its children have started.
    ///
    /// # Errors
    ///
    /// If one does not start, or two have one id; those that have started are ended then, the last first.
    #[track_caller]
    pub fn start(self) -> Result<Supervisor, StartError> {
        self.start_at(StartOptions::new(), Location::caller())
    }

    /// As [`start`](Self::start), and links the supervisor to the caller.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    #[track_caller]
    pub fn start_link(self) -> Result<Supervisor, StartError> {
        self.start_at(StartOptions::new().link(), Location::caller())
    }

    /// As [`start`](Self::start), as the options say.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); and if the name is taken, or it is not ready in time.
    #[track_caller]
    pub fn start_with(self, options: StartOptions) -> Result<Supervisor, StartError> {
        self.start_at(options, Location::caller())
    }

    fn start_at(
        self,
        options: StartOptions,
        location: &'static Location<'static>,
    ) -> Result<Supervisor, StartError> {
        let server = start::<Supervising>(self, options, location)?;
        Ok(Supervisor { server })
    }
}
