use std::convert::Infallible;
use std::panic::Location;
use std::time::Duration;

use crate::address::address;
use crate::gen_server::start;
use crate::{
    CALL_TIMEOUT, CallError, Context, ExitReason, GenServer, ProcessId, Server, StartError,
    StartOptions,
};

/// The address of a process that holds a value for others, who send it functions.
///
/// The functions run in the process of the agent, one after the other: what one does cannot be seen half done,
/// but what was got may be out of date when the next one runs.
///
/// # Examples
///
/// ```
/// use lockstep_otp::Agent;
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let numbers = Agent::start_link(Vec::new).unwrap();
///     numbers.update(|numbers| numbers.push(1));
///     numbers.cast(|numbers| numbers.push(2));
///     assert_eq!(numbers.get_and_update(|numbers| numbers.pop()), Some(2));
///     assert_eq!(numbers.get(|numbers| numbers.len()), 1);
///     numbers.stop();
/// });
/// ```
///
/// # Sources
///
/// Elixir's `Agent`; a function that updates changes the value where it is.
pub struct Agent<T: 'static> {
    server: Server<Holder<T>>,
}

/// The server that an agent is.
pub(crate) struct Holder<T>(T);

/// What to do with what it holds.
type Act<T> = Box<dyn FnOnce(&mut T) + Send>;

/// How to make it.
pub(crate) type Make<T> = Box<dyn FnOnce() -> T + Send>;

impl<T: 'static> GenServer for Holder<T> {
    type Args = Make<T>;
    type Call = Act<T>;
    type Cast = Act<T>;
    type Info = Infallible;

    fn init(make: Make<T>, _: &mut Context<Self>) -> Result<Self, ExitReason> {
        Ok(Self(make()))
    }

    fn handle_call(&mut self, act: Act<T>, _: &mut Context<Self>) {
        act(&mut self.0);
    }

    fn handle_cast(&mut self, act: Act<T>, _: &mut Context<Self>) {
        act(&mut self.0);
    }
}

impl<T: 'static> Agent<T> {
    /// Starts an agent that holds what `make` makes, in the process of the agent.
    ///
    /// # Errors
    ///
    /// Why its process has ended before it held anything.
    #[track_caller]
    pub fn start(make: impl FnOnce() -> T + Send + 'static) -> Result<Self, StartError> {
        Self::start_at(StartOptions::new(), make, Location::caller())
    }

    /// As [`start`](Self::start), and links the agent to the caller.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    #[track_caller]
    pub fn start_link(make: impl FnOnce() -> T + Send + 'static) -> Result<Self, StartError> {
        Self::start_at(StartOptions::new().link(), make, Location::caller())
    }

    /// As [`start`](Self::start), as the options say.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); and if the name is taken, or it is not ready in time.
    #[track_caller]
    pub fn start_with(
        options: StartOptions,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Self, StartError> {
        Self::start_at(options, make, Location::caller())
    }

    fn start_at(
        options: StartOptions,
        make: impl FnOnce() -> T + Send + 'static,
        location: &'static Location<'static>,
    ) -> Result<Self, StartError> {
        let make: Make<T> = Box::new(make);
        let server = start(make, options, location)?;
        Ok(Self { server })
    }

    /// Returns the agent whose process that is.
    ///
    /// # Panics
    ///
    /// If it is something else; or outside of its execution.
    pub fn at(process: ProcessId) -> Self {
        let server = Server::at(process);
        Self { server }
    }

    /// Returns the agent that has a name on the caller's node, if one has.
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

    /// Returns what a function makes of the value.
    ///
    /// # Panics
    ///
    /// If it takes longer than [`CALL_TIMEOUT`], or the agent ends before.
    #[track_caller]
    pub fn get<R: Send + 'static>(&self, look: impl FnOnce(&T) -> R + Send + 'static) -> R {
        self.get_and_update(|value| look(value))
    }

    /// Changes the value, and waits until that is done.
    ///
    /// # Panics
    ///
    /// If it takes longer than [`CALL_TIMEOUT`], or the agent ends before.
    #[track_caller]
    pub fn update(&self, change: impl FnOnce(&mut T) + Send + 'static) {
        self.get_and_update(change);
    }

    /// Changes the value, and returns what the function returns.
    ///
    /// # Panics
    ///
    /// If it takes longer than [`CALL_TIMEOUT`], or the agent ends before.
    #[track_caller]
    pub fn get_and_update<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> R {
        self.try_get_and_update(CALL_TIMEOUT, change)
            .unwrap_or_else(|error| panic!("the call of {self:?} has failed: {error}"))
    }

    /// As [`get_and_update`](Self::get_and_update), with another time to wait.
    ///
    /// # Errors
    ///
    /// If it takes longer, or the agent ends before. It may yet change the value if it is late.
    #[track_caller]
    pub fn try_get_and_update<R: Send + 'static>(
        &self,
        timeout: Duration,
        change: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Result<R, CallError> {
        self.server.try_call(timeout, |reply| {
            Box::new(move |value| reply.send(change(value)))
        })
    }

    /// Changes the value some time, and waits for nothing.
    #[track_caller]
    pub fn cast(&self, change: impl FnOnce(&mut T) + Send + 'static) {
        self.server.cast(Box::new(change));
    }

    /// Ends it, and waits until it has ended, up to [`CALL_TIMEOUT`].
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

address!(Agent<T>, server);
