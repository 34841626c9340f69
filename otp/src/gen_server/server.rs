use std::panic::Location;
use std::time::Duration;

use super::{GenServer, Letter};
use crate::address::address;
use crate::reply::reply_slot;
use crate::start::ended;
use crate::system::system;
use crate::{
    CALL_TIMEOUT, CallError, ExitReason, Node, Pid, ProcessId, ReplyTo, TimerRef, send_after,
    whereis, whereis_on,
};

/// The address of a [`GenServer`]. It may be copied, compared and sent in messages.
///
/// # Examples
///
/// ```
/// use std::convert::Infallible;
/// use std::time::Duration;
///
/// use lockstep_otp::{CallError, Context, ExitReason, GenServer, ReplyTo, Server, StartOptions};
/// use lockstep_scheduler::Runner;
///
/// /// Hears what it is told, and answers a call when it was told something.
/// struct Echo(Vec<ReplyTo<u32>>);
///
/// impl GenServer for Echo {
///     type Args = ();
///     type Call = ReplyTo<u32>;
///     type Cast = u32;
///     type Info = Infallible;
///
///     fn init((): (), _: &mut Context<Self>) -> Result<Self, ExitReason> {
///         Ok(Echo(Vec::new()))
///     }
///
///     fn handle_call(&mut self, call: ReplyTo<u32>, _: &mut Context<Self>) {
///         self.0.push(call);
///     }
///
///     fn handle_cast(&mut self, number: u32, _: &mut Context<Self>) {
///         self.0.drain(..).for_each(|reply| reply.send(number));
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let echo = Echo::start_with(StartOptions::new().name("echo"), ()).unwrap();
///     assert_eq!(Server::named("echo"), Some(echo));
///     let second = Duration::from_secs(1);
///     let answer = echo.try_call(second, |reply| reply);
///     assert_eq!(answer, Err(CallError::Timeout(second)));
///     echo.cast(1);
///     echo.stop();
/// });
/// ```
pub struct Server<S: GenServer> {
    pid: Pid<Letter<S>>,
}

impl<S: GenServer> Server<S> {
    pub(crate) fn at_pid(pid: Pid<Letter<S>>) -> Self {
        Self { pid }
    }

    /// Returns the server whose process that is.
    ///
    /// # Panics
    ///
    /// If it is something else; or outside of its execution.
    pub fn at(process: ProcessId) -> Self {
        system().process(process).mailbox::<Letter<S>>();
        Self::at_pid(Pid::new(process))
    }

    /// Returns the server that has a name on the caller's node, if one has.
    ///
    /// # Panics
    ///
    /// If something else has it; or outside of executions.
    #[track_caller]
    pub fn named(name: &str) -> Option<Self> {
        whereis(name).map(Self::at_pid)
    }

    /// Returns the server that has a name on a node, if one has.
    ///
    /// # Panics
    ///
    /// If something else has it; or outside of executions.
    #[track_caller]
    pub fn named_on(node: Node, name: &str) -> Option<Self> {
        whereis_on(node, name).map(Self::at_pid)
    }

    /// Returns its process.
    pub fn id(&self) -> ProcessId {
        self.pid.id()
    }

    /// Asks it something, and waits for the answer, up to [`CALL_TIMEOUT`].
    ///
    /// # Panics
    ///
    /// If there is no answer in time, or the server ends before; and as [`Pid::send`] does.
    #[track_caller]
    pub fn call<R: Send + 'static>(&self, make: impl FnOnce(ReplyTo<R>) -> S::Call) -> R {
        self.pid.call(|reply| Letter::Call(make(reply)))
    }

    /// As [`call`](Self::call), with another time to wait.
    ///
    /// # Errors
    ///
    /// If there is no answer in time, or the server ends before. It may yet do what it was asked if it is
    /// late.
    ///
    /// # Panics
    ///
    /// As [`Pid::send`] does.
    #[track_caller]
    pub fn try_call<R: Send + 'static>(
        &self,
        timeout: Duration,
        make: impl FnOnce(ReplyTo<R>) -> S::Call,
    ) -> Result<R, CallError> {
        self.pid
            .try_call(timeout, |reply| Letter::Call(make(reply)))
    }

    /// As [`call`](Self::call), and waits as long as it takes.
    #[track_caller]
    pub(crate) fn call_for_ever<R: Send + 'static>(
        self,
        make: impl FnOnce(ReplyTo<R>) -> S::Call,
    ) -> R {
        let all = system();
        let (waiting, reply) = reply_slot(all.current().id);
        self.pid.send(Letter::Call(make(reply)));
        waiting
            .wait_for(&all, self.id(), None, Location::caller())
            .unwrap_or_else(|error| panic!("the call of {self} has failed: {error}"))
    }

    /// Tells it something, and waits for nothing.
    ///
    /// # Panics
    ///
    /// As [`Pid::send`] does.
    #[track_caller]
    pub fn cast(&self, cast: S::Cast) {
        self.pid.send(Letter::Cast(cast));
    }

    /// Sends it whatever else it listens to.
    ///
    /// # Panics
    ///
    /// As [`Pid::send`] does.
    #[track_caller]
    pub fn info(&self, info: S::Info) {
        self.pid.send(Letter::Info(info));
    }

    /// As [`info`](Self::info), after so much virtual time; [`cancel_timer`](crate::cancel_timer) calls it
    /// back.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    #[track_caller]
    pub fn info_after(&self, after: Duration, info: S::Info) -> TimerRef {
        send_after(self.pid, Letter::Info(info), after)
    }

    /// Tells it to end normally, and waits until it has, up to [`CALL_TIMEOUT`].
    ///
    /// # Panics
    ///
    /// If it has not in time, or ends for another reason, such as that it had ended before.
    #[track_caller]
    pub fn stop(&self) {
        let location = Location::caller();
        stop(*self, &ExitReason::Normal, CALL_TIMEOUT, location)
            .unwrap_or_else(|error| panic!("{self} was not stopped: {error}"));
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
        stop(*self, &reason.into(), timeout, Location::caller())
    }
}

fn stop<S: GenServer>(
    server: Server<S>,
    reason: &ExitReason,
    timeout: Duration,
    location: &'static Location<'static>,
) -> Result<(), CallError> {
    server.pid.send(Letter::Stop(reason.clone()));
    match ended(server.id(), Some(timeout), location) {
        None => Err(CallError::Timeout(timeout)),
        Some(found) if found == *reason => Ok(()),
        Some(found) => Err(CallError::Ended(found)),
    }
}

address!(Server<S: GenServer>, pid);
