mod child;
mod children;
mod intensity;
mod spec;
mod supervising;

use std::fmt;
use std::time::Duration;

use thiserror::Error;

pub use child::{ChildKind, ChildSpec, Restart, Shutdown, Started};
pub use children::{Child, ChildCount, ChildState};
pub use spec::{RestartStrategy, SupervisorSpec};

pub(crate) use child::shut_down;
pub(crate) use intensity::Intensity;

use crate::{CallError, ExitReason, ProcessId, Server, StartError};
use supervising::{Call, Supervising};

/// The address of a process that starts others, and starts them again when they end.
///
/// It is made of a [`SupervisorSpec`]. Its calls wait as long as it takes.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{
///     self as otp, Agent, ChildSpec, RestartStrategy, StartOptions, SupervisorSpec,
/// };
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let total = || StartOptions::new().name("total").link();
///     let child = ChildSpec::new("total", move || Agent::start_with(total(), || 0));
///     let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
///     let supervisor = spec.start_link().unwrap();
///     let first = Agent::<i32>::named("total").unwrap();
///     first.update(|total| *total += 1);
///     otp::kill(first);
///     supervisor.terminate_child("total").unwrap();
///     supervisor.restart_child("total").unwrap();
///     assert_eq!(Agent::named("total").unwrap().get(|total: &i32| *total), 0);
/// });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Supervisor {
    server: Server<Supervising>,
}

/// Why a supervisor did not do with a child what it was asked to.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChildError {
    /// It has a child of that id, which is running.
    #[error("that child is {0} already")]
    AlreadyStarted(ProcessId),
    /// It has a child of that id, which is not running: it can be restarted or deleted.
    #[error("there is a child of that id, which is not running")]
    AlreadyPresent,
    /// It has no child of that id.
    #[error("there is no child of that id")]
    NotFound,
    /// The child is running.
    #[error("that child is running: {0}")]
    Running(ProcessId),
    /// The child has ended, and will be tried again.
    #[error("that child is being restarted")]
    Restarting,
    /// It has as many children as it may have.
    #[error("it has {0} children, and may have no more")]
    MaxChildren(usize),
    /// The child was not started.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Supervisor {
    /// Returns the supervisor whose process that is.
    ///
    /// # Panics
    ///
    /// If it is something else; or outside of its execution.
    pub fn at(process: ProcessId) -> Self {
        let server = Server::at(process);
        Self { server }
    }

    /// Returns the supervisor that has a name on the caller's node, if one has.
    ///
    /// # Panics
    ///
    /// If something else has it; or outside of executions.
    #[track_caller]
    pub fn named(name: &str) -> Option<Self> {
        let server = Server::named(name)?;
        Some(Self { server })
    }

    /// Returns its process.
    pub fn id(&self) -> ProcessId {
        self.server.id()
    }

    /// Adds a child behind the others, and starts it.
    ///
    /// # Errors
    ///
    /// If there is a child of its id, or it does not start: then it is not added.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn start_child(&self, spec: ChildSpec) -> Result<ProcessId, ChildError> {
        self.server.call_for_ever(|reply| Call::Start(spec, reply))
    }

    /// Ends a child, which is not started again until [asked for](Self::restart_child). A temporary one is
    /// forgotten.
    ///
    /// # Errors
    ///
    /// If there is no such child.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn terminate_child(&self, id: &str) -> Result<(), ChildError> {
        let id = id.to_owned();
        self.server
            .call_for_ever(|reply| Call::Terminate(id, reply))
    }

    /// Starts a child that has ended.
    ///
    /// # Errors
    ///
    /// If there is no such child, if it is running or being restarted, or if it does not start.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn restart_child(&self, id: &str) -> Result<ProcessId, ChildError> {
        let id = id.to_owned();
        self.server.call_for_ever(|reply| Call::Restart(id, reply))
    }

    /// Forgets a child that has ended.
    ///
    /// # Errors
    ///
    /// If there is no such child, or it is running or being restarted.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn delete_child(&self, id: &str) -> Result<(), ChildError> {
        let id = id.to_owned();
        self.server.call_for_ever(|reply| Call::Delete(id, reply))
    }

    /// Returns its children, in the order in which they are started.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn which_children(&self) -> Vec<Child> {
        self.server.call_for_ever(Call::Which)
    }

    /// Returns how many children it has.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn count_children(&self) -> ChildCount {
        let children = self.which_children();
        ChildCount::of(&children)
    }

    /// Ends it after its children, and waits until it has ended, up to [`CALL_TIMEOUT`](crate::CALL_TIMEOUT).
    ///
    /// # Panics
    ///
    /// If it has not in time, or ends for another reason.
    #[track_caller]
    pub fn stop(&self) {
        self.server.stop();
    }

    /// As [`stop`](Self::stop), for another reason and with another time to wait.
    ///
    /// # Errors
    ///
    /// If it has not ended in time, or for another reason.
    #[track_caller]
    pub fn try_stop(
        &self,
        reason: impl Into<ExitReason>,
        timeout: Duration,
    ) -> Result<(), CallError> {
        self.server.try_stop(reason, timeout)
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.server.fmt(f)
    }
}

impl From<Supervisor> for ProcessId {
    fn from(supervisor: Supervisor) -> Self {
        supervisor.id()
    }
}
