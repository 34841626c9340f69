use std::any::Any;
use std::panic::{Location, resume_unwind};
use std::time::Duration;

use lockstep_scheduler::tasks::is_ending;
use thiserror::Error;

use crate::exit::Dying;
use crate::process::{Process, ProcessId, born, tie};
use crate::reply::{ReplyTo, reply_slot};
use crate::system::system;
use crate::{CallError, ExitReason, Inbox, Pid, RegisterError, kill, register, unlink, unregister};

/// How a server is started, if not as one without a name.
///
/// # Examples
///
/// ```
/// use std::convert::Infallible;
///
/// use lockstep_otp::{Context, ExitReason, GenServer, Server, StartError, StartOptions};
/// use lockstep_scheduler::Runner;
///
/// struct Nothing;
///
/// impl GenServer for Nothing {
///     type Args = ();
///     type Call = Infallible;
///     type Cast = Infallible;
///     type Info = Infallible;
///
///     fn init((): (), _: &mut Context<Self>) -> Result<Self, ExitReason> {
///         Ok(Nothing)
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let named = StartOptions::new().name("nothing").link();
///     let first = Nothing::start_with(named.clone(), ()).unwrap();
///     assert_eq!(Server::named("nothing"), Some(first));
///     let second = Nothing::start_with(named, ());
///     assert_eq!(second, Err(StartError::AlreadyStarted(first.id())));
/// });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartOptions {
    pub(crate) name: Option<String>,
    timeout: Option<Duration>,
    tie: Tie,
}

/// Whether a server is linked to who starts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tie {
    #[default]
    None,
    Link,
}

/// Why a server was not started. Nothing is left of it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// Another process has the name that it was to have.
    #[error("{0} has that name already")]
    AlreadyStarted(ProcessId),
    /// It was not ready in time, and was killed.
    #[error("it was not ready within {0:?}")]
    Timeout(Duration),
    /// It said so itself, or ended before it was ready.
    #[error("it could not start: {0}")]
    Failed(ExitReason),
}

/// What a server tells who starts it, once it is ready or knows that it will not be.
pub(crate) type Ready = ReplyTo<Result<(), StartError>>;

impl StartOptions {
    /// Returns those of a server without a name that may take its time, linked to nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives it a name on its node.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        let name = Some(name.into());
        Self { name, ..self }
    }

    /// Sets within how much virtual time it has to be ready, no limit by default.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        let timeout = Some(timeout);
        Self { timeout, ..self }
    }

    /// Links it to who starts it.
    #[must_use]
    pub fn link(self) -> Self {
        let tie = Tie::Link;
        Self { tie, ..self }
    }

    /// Runs `main` as a process on the caller's node, and waits until it says that it is ready.
    pub(crate) fn start<M: Send + 'static>(
        self,
        main: impl FnOnce(Inbox<M>, Birth) + Send + 'static,
        location: &'static Location<'static>,
    ) -> Result<Pid<M>, StartError> {
        let all = system();
        let own = all.current();
        let (waiting, ready) = reply_slot(own.id);
        let parent = (self.tie == Tie::Link).then_some(own.id);
        let name = self.name.clone();
        let birth = Birth {
            name: self.name,
            parent,
            ready,
        };
        let pid = born(own.node, name, move |inbox| main(inbox, birth), location);
        if parent.is_some() {
            tie(pid.id());
        }
        match waiting.wait_for(&all, pid.id(), self.timeout, location) {
            Ok(Ok(())) => Ok(pid),
            Ok(Err(error)) => {
                // It has nothing left to do: whoever sees the error sees that it is gone.
                ended(pid.id(), None, location);
                Err(error)
            }
            Err(CallError::Ended(reason)) => Err(StartError::Failed(reason)),
            Err(CallError::Timeout(timeout)) => {
                unlink(pid);
                kill(pid);
                ended(pid.id(), None, location);
                Err(StartError::Timeout(timeout))
            }
        }
    }
}

/// What a server is born with.
pub(crate) struct Birth {
    name: Option<String>,
    parent: Option<ProcessId>,
    ready: Ready,
}

impl Birth {
    /// Returns who has started it, if it is linked to that.
    pub(crate) fn parent(&self) -> Option<ProcessId> {
        self.parent
    }

    /// Does what a server does before it is ready, under the name that it has from the beginning; nothing if
    /// that fails, which who starts it is told, and no signal is sent then.
    pub(crate) fn begin<T>(self, init: impl FnOnce() -> Result<T, ExitReason>) -> Option<T> {
        match self.try_begin(init) {
            Ok(server) => {
                self.ready.send(Ok(()));
                Some(server)
            }
            Err(error) => {
                self.parent.into_iter().for_each(unlink);
                self.ready.send(Err(error));
                None
            }
        }
    }

    fn try_begin<T>(&self, init: impl FnOnce() -> Result<T, ExitReason>) -> Result<T, StartError> {
        self.take_name()?;
        init().map_err(|reason| {
            // Who is told that it failed may take the name at once.
            if let Some(name) = &self.name {
                unregister(name);
            }
            StartError::Failed(reason)
        })
    }

    fn take_name(&self) -> Result<(), StartError> {
        let Some(name) = &self.name else {
            return Ok(());
        };
        register(name, crate::me()).map_err(|error| match error {
            RegisterError::Taken { by, .. } => StartError::AlreadyStarted(by),
            error => StartError::Failed(ExitReason::Other(error.to_string())),
        })
    }
}

/// Waits for the end of a process, but no longer than that, if it says how long; returns why it has ended.
pub(crate) fn ended(
    process: ProcessId,
    within: Option<Duration>,
    location: &'static Location<'static>,
) -> Option<ExitReason> {
    let all = system();
    let (waiting, never) = reply_slot::<()>(all.current().id);
    let waited = waiting.wait_for(&all, process, within, location);
    drop(never);
    match waited {
        Err(CallError::Ended(reason)) => Some(reason),
        Ok(()) | Err(CallError::Timeout(_)) => None,
    }
}

/// Returns why what a process was asked to do has panicked, if it is still for the process to go on.
pub(crate) fn why(payload: Box<dyn Any + Send>) -> ExitReason {
    if is_ending() || system().current().doom().is_some() {
        resume_unwind(payload);
    }
    Process::reason_of(payload)
}

/// Ends the process that calls it.
pub(crate) fn end_for(reason: ExitReason) {
    if reason != ExitReason::Normal {
        resume_unwind(Box::new(Dying(reason)));
    }
}
