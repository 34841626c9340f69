use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crate::link::is_linked_to;
use crate::start::{ended, why};
use crate::{ExitReason, Pid, ProcessId, StartError, exit, kill, link};

/// How a supervisor starts a child, and when it does so again.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, ChildSpec, Inbox, Restart, Shutdown};
///
/// let worker = ChildSpec::new("worker", || {
///     otp::spawn_link(|mut inbox: Inbox<u32>| while inbox.recv() > 0 {})
/// });
/// let worker = worker.restart(Restart::Transient).shutdown(Shutdown::BrutalKill);
/// assert_eq!(worker.id(), "worker");
/// ```
#[derive(Clone)]
pub struct ChildSpec {
    pub(super) id: String,
    start: Arc<Start>,
    pub(super) restart: Restart,
    pub(super) shutdown: Shutdown,
    pub(super) kind: ChildKind,
}

type Start = dyn Fn() -> Result<ProcessId, StartError> + Send + Sync;

/// When a child that has ended is started again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restart {
    /// Always.
    #[default]
    Permanent,
    /// If it has ended in disorder, that is neither normally nor by shutdown.
    Transient,
    /// Never, not even if others are that have ended with it.
    Temporary,
}

/// How a supervisor ends a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It asks it to, and kills it if it has not ended after so much virtual time.
    Timeout(Duration),
    /// It kills it.
    BrutalKill,
    /// It asks it to, and waits.
    Infinity,
}

/// What a child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildKind {
    /// It works.
    Worker,
    /// It has children itself.
    Supervisor,
}

/// What the start function of a child may return: the address of a process, or why there is none.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Agent, Started};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     let process = otp::spawn::<()>(|mut inbox| inbox.recv());
///     assert_eq!(process.started(), Ok(process.id()));
///     assert!(Agent::start(|| 0).started().is_ok());
/// });
/// ```
pub trait Started {
    /// Returns the process that was started.
    ///
    /// # Errors
    ///
    /// If none was.
    fn started(self) -> Result<ProcessId, StartError>;
}

impl<P: Into<ProcessId>> Started for Result<P, StartError> {
    fn started(self) -> Result<ProcessId, StartError> {
        self.map(Into::into)
    }
}

impl<M> Started for Pid<M> {
    fn started(self) -> Result<ProcessId, StartError> {
        Ok(self.id())
    }
}

impl ChildSpec {
    /// Makes one of a permanent worker, which has 5 seconds to shut down.
    ///
    /// What `start` starts is linked to the supervisor if it is not yet.
    pub fn new<S: Started>(
        id: impl Into<String>,
        start: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        Self {
            id: id.into(),
            start: Arc::new(move || start().started()),
            restart: Restart::Permanent,
            shutdown: Shutdown::Timeout(Duration::from_secs(5)),
            kind: ChildKind::Worker,
        }
    }

    /// Makes one of a permanent supervisor, which may take its time to shut down.
    pub fn supervisor<S: Started>(
        id: impl Into<String>,
        start: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        Self {
            shutdown: Shutdown::Infinity,
            kind: ChildKind::Supervisor,
            ..Self::new(id, start)
        }
    }

    /// Sets when it is started again.
    #[must_use]
    pub fn restart(self, restart: Restart) -> Self {
        Self { restart, ..self }
    }

    /// Sets how it is ended.
    #[must_use]
    pub fn shutdown(self, shutdown: Shutdown) -> Self {
        Self { shutdown, ..self }
    }

    /// Returns its id, which no other child of the supervisor has.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn start(&self) -> Result<ProcessId, StartError> {
        run_start(&*self.start)
    }
}

/// Starts a child of the process that calls it.
fn run_start(start: &dyn Fn() -> Result<ProcessId, StartError>) -> Result<ProcessId, StartError> {
    let started = catch_unwind(AssertUnwindSafe(start));
    let process = started.unwrap_or_else(|payload| Err(StartError::Failed(why(payload))))?;
    if !is_linked_to(process) {
        link(process);
    }
    Ok(process)
}

/// Ends a child, and waits until it has ended.
pub(crate) fn shut_down(process: ProcessId, shutdown: Shutdown) {
    let location = Location::caller();
    let within = match shutdown {
        Shutdown::BrutalKill => Some(Duration::ZERO),
        Shutdown::Timeout(timeout) => Some(timeout),
        Shutdown::Infinity => None,
    };
    if shutdown != Shutdown::BrutalKill {
        exit(process, ExitReason::Shutdown);
        if ended(process, within, location).is_some() {
            return;
        }
    }
    kill(process);
    ended(process, None, location);
}

impl fmt::Debug for ChildSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildSpec")
            .field("id", &self.id)
            .field("restart", &self.restart)
            .field("shutdown", &self.shutdown)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
