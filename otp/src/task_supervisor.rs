mod tasks;

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::gen_server::start;
use crate::supervisor::Intensity;
use crate::task::{Home, Launched};
use crate::{
    ChildError, ProcessId, Restart, Server, StartError, StartOptions, StreamOptions, Task,
    TaskStream, me,
};
use tasks::{Call, Job, Tasks};

/// The address of a supervisor whose children are tasks.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{CallError, Task, TaskSupervisor};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let supervisor = TaskSupervisor::start_link().unwrap();
///     assert_eq!(supervisor.spawn(|| 6 * 7).wait(), 42);
///     let broken: Task<()> = supervisor.spawn_nolink(|| panic!("broken"));
///     let ended = broken.try_wait(lockstep_otp::CALL_TIMEOUT);
///     assert!(matches!(ended, Err(CallError::Ended(_))));
/// });
/// ```
///
/// # Sources
///
/// Elixir's `Task.Supervisor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaskSupervisor {
    server: Server<Tasks>,
}

/// How many tasks a supervisor has, and how often it starts those again that end.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{self as otp, ChildError, StartOptions, TaskSupervisorSpec};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let spec = TaskSupervisorSpec::new().max_children(1);
///     let supervisor = spec.start_with(StartOptions::new().link()).unwrap();
///     let wait = || otp::sleep(Duration::from_secs(1));
///     assert!(supervisor.start_child(wait).is_ok());
///     let refused = supervisor.start_child(wait);
///     assert_eq!(refused, Err(ChildError::MaxChildren(1)));
/// });
/// ```
#[derive(Clone, Debug)]
pub struct TaskSupervisorSpec {
    children_max: usize,
    intensity: Intensity,
}

impl TaskSupervisorSpec {
    /// Returns that of a supervisor of any number of tasks, which may restart 3 times in 5 seconds.
    pub fn new() -> Self {
        Self {
            children_max: usize::MAX,
            intensity: Intensity::new(3, Duration::from_secs(5)),
        }
    }

    /// Sets how many tasks it may have at a time.
    #[must_use]
    pub fn max_children(self, tasks: usize) -> Self {
        let children_max = tasks;
        Self {
            children_max,
            ..self
        }
    }

    /// Sets how often it may restart in so much virtual time.
    #[must_use]
    pub fn max_restarts(self, restarts: usize, period: Duration) -> Self {
        let intensity = Intensity::new(restarts, period);
        Self { intensity, ..self }
    }

    /// Starts the supervisor.
    ///
    /// # Errors
    ///
    /// If the name is taken that the options say, or it is not ready in time.
    #[track_caller]
    pub fn start_with(self, options: StartOptions) -> Result<TaskSupervisor, StartError> {
        let server = start::<Tasks>(self, options, Location::caller())?;
        Ok(TaskSupervisor { server })
    }
}

impl Default for TaskSupervisorSpec {
    fn default() -> Self {
        Self::new()
    }
}

impl TaskSupervisor {
    /// Starts one that is linked to the caller.
    ///
    /// # Errors
    ///
    /// If its process is ended before it is ready.
    #[track_caller]
    pub fn start_link() -> Result<Self, StartError> {
        TaskSupervisorSpec::new().start_with(StartOptions::new().link())
    }

    /// Returns the one that has a name on the caller's node, if one has.
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

    /// Starts a task that is linked to the caller, too.
    ///
    /// # Panics
    ///
    /// If the supervisor has as many tasks as it may have, or has ended.
    #[doc(alias = "async")]
    #[track_caller]
    pub fn spawn<R: Send + 'static>(&self, main: impl FnOnce() -> R + Send + 'static) -> Task<R> {
        Task::spawn_at(Home::Both(*self), main, Location::caller())
    }

    /// Starts a task that is not linked to the caller: who waits for it is told how it has ended.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    #[doc(alias = "async_nolink")]
    #[track_caller]
    pub fn spawn_nolink<R: Send + 'static>(
        &self,
        main: impl FnOnce() -> R + Send + 'static,
    ) -> Task<R> {
        Task::spawn_at(Home::Supervisor(*self), main, Location::caller())
    }

    /// As [`Task::async_stream`], with tasks of the supervisor.
    ///
    /// # Panics
    ///
    /// Asking for a result panics as [`spawn`](Self::spawn) does.
    #[track_caller]
    pub fn async_stream<I, R, F>(
        &self,
        items: I,
        options: StreamOptions,
        act: F,
    ) -> TaskStream<I::IntoIter, R, F>
    where
        I: IntoIterator<Item: Send + 'static>,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let items = items.into_iter();
        TaskStream::new(items, options, act, Home::Both(*self), Location::caller())
    }

    /// As [`async_stream`](Self::async_stream), with tasks that are not linked to the caller.
    ///
    /// # Panics
    ///
    /// Asking for a result panics as [`spawn`](Self::spawn) does.
    #[track_caller]
    pub fn async_stream_nolink<I, R, F>(
        &self,
        items: I,
        options: StreamOptions,
        act: F,
    ) -> TaskStream<I::IntoIter, R, F>
    where
        I: IntoIterator<Item: Send + 'static>,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let (items, home) = (items.into_iter(), Home::Supervisor(*self));
        TaskStream::new(items, options, act, home, Location::caller())
    }

    /// Starts a task for whose result nobody waits.
    ///
    /// # Errors
    ///
    /// If the supervisor has as many tasks as it may have.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn start_child(
        &self,
        main: impl FnOnce() + Send + 'static,
    ) -> Result<ProcessId, ChildError> {
        let job = Job::Once(Box::new(main));
        self.server.call_for_ever(|reply| Call::Start(job, reply))
    }

    /// As [`start_child`](Self::start_child), with a task that may be started again when it has ended.
    ///
    /// # Errors
    ///
    /// As [`start_child`](Self::start_child).
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn start_child_again(
        &self,
        restart: Restart,
        main: impl Fn() + Send + Sync + 'static,
    ) -> Result<ProcessId, ChildError> {
        let job = Job::Again(restart, Arc::new(main));
        self.server.call_for_ever(|reply| Call::Start(job, reply))
    }

    /// Ends a task.
    ///
    /// # Errors
    ///
    /// If it is none of the supervisor's.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn terminate_child(&self, task: ProcessId) -> Result<(), ChildError> {
        self.server
            .call_for_ever(|reply| Call::Terminate(task, reply))
    }

    /// Returns its tasks, in the order in which they were started.
    ///
    /// # Panics
    ///
    /// If the supervisor ends before it answers.
    #[track_caller]
    pub fn children(&self) -> Vec<ProcessId> {
        self.server.call_for_ever(Call::Which)
    }

    /// Ends it after its tasks, and waits until it has ended, up to [`CALL_TIMEOUT`](crate::CALL_TIMEOUT).
    ///
    /// # Panics
    ///
    /// If it has not in time, or ends for another reason.
    #[track_caller]
    pub fn stop(&self) {
        self.server.stop();
    }

    /// Starts a task that waits until it is told to go.
    pub(crate) fn launch(self, main: Box<dyn FnOnce() + Send>) -> Launched {
        let owner = me();
        let launched = self
            .server
            .call_for_ever(|reply| Call::Launch { main, owner, reply });
        launched.unwrap_or_else(|error| panic!("no task was started by {}: {error}", self.id()))
    }
}

impl From<TaskSupervisor> for ProcessId {
    fn from(supervisor: TaskSupervisor) -> Self {
        supervisor.id()
    }
}
