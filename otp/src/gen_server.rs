mod context;
mod server;

use std::panic::{AssertUnwindSafe, Location, catch_unwind};

pub use context::Context;
pub use server::Server;

use crate::start::{Birth, end_for, why};
use crate::{ExitReason, Inbox, StartError, StartOptions};

/// A process that answers calls, one after the other.
///
/// What it is asked are enums, and a call carries the right to answer it: who keeps that answers later. What
/// the server does next it says to its [`Context`].
///
/// # When it ends
///
/// [`terminate`](Self::terminate) is called when the server [stops](Context::stop) or is
/// [told to](Server::stop), when one of its functions panics or [quits](crate::quit), and when it
/// [traps exits](Context::trap_exit) and whoever has started it ends or asks it to, such as its supervisor. It
/// is not called when another process ends it where it waits: by [`kill`](crate::kill), or by any exit that it
/// does not trap.
///
/// # Examples
///
/// ```
/// use std::convert::Infallible;
///
/// use lockstep_otp::{Context, ExitReason, GenServer, ReplyTo};
/// use lockstep_scheduler::Runner;
///
/// struct Counter(i64);
///
/// enum Call {
///     Value(ReplyTo<i64>),
///     Add(i64, ReplyTo<()>),
/// }
///
/// impl GenServer for Counter {
///     type Args = i64;
///     type Call = Call;
///     type Cast = Infallible;
///     type Info = Infallible;
///
///     fn init(args: i64, _: &mut Context<Self>) -> Result<Self, ExitReason> {
///         Ok(Counter(args))
///     }
///
///     fn handle_call(&mut self, call: Call, _: &mut Context<Self>) {
///         match call {
///             Call::Value(reply) => reply.send(self.0),
///             Call::Add(number, reply) => {
///                 self.0 += number;
///                 reply.send(());
///             }
///         }
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let counter = Counter::start_link(40).unwrap();
///     counter.call(|reply| Call::Add(2, reply));
///     assert_eq!(counter.call(Call::Value), 42);
/// });
/// ```
///
/// # Sources
///
/// Erlang/OTP's `gen_server` and Elixir's `GenServer`. What they return from a callback is said to the
/// [`Context`] here, and a failed start sends no signal to a caller that is linked.
pub trait GenServer: Sized + 'static {
    /// What it is started with.
    type Args: Send + 'static;
    /// What it is asked, with the right to answer.
    type Call: Send + 'static;
    /// What it is told, without an answer.
    type Cast: Send + 'static;
    /// Whatever else arrives: news of other processes, timers, what it tells itself.
    type Info: Send + 'static;

    /// Makes the server, in its own process, while who starts it waits.
    ///
    /// # Errors
    ///
    /// If there is to be none; who starts it is told.
    fn init(args: Self::Args, context: &mut Context<Self>) -> Result<Self, ExitReason>;

    /// Answers a call, or keeps the right to answer for later.
    ///
    /// # Panics
    ///
    /// A server that has not defined it panics.
    fn handle_call(&mut self, call: Self::Call, context: &mut Context<Self>) {
        drop(call);
        panic!("{} was called and handles no calls", context.server());
    }

    /// Does what it was told.
    ///
    /// # Panics
    ///
    /// A server that has not defined it panics.
    fn handle_cast(&mut self, cast: Self::Cast, context: &mut Context<Self>) {
        drop(cast);
        panic!("{} was cast to and handles no casts", context.server());
    }

    /// Learns of whatever else has arrived; by default it does not care.
    fn handle_info(&mut self, info: Self::Info, context: &mut Context<Self>) {
        let _ = (info, context);
    }

    /// Goes on with what it said that it would [go on with](Context::continue_with), before anything else that
    /// has arrived; by default as if it had arrived.
    fn handle_continue(&mut self, info: Self::Info, context: &mut Context<Self>) {
        self.handle_info(info, context);
    }

    /// Learns that nothing has arrived for as long as it [said](Context::timeout); by default it does not care.
    fn handle_timeout(&mut self, context: &mut Context<Self>) {
        let _ = context;
    }

    /// Does what is to be done before its process ends.
    ///
    /// After a panic the server is as the panic has left it.
    fn terminate(&mut self, reason: &ExitReason) {
        let _ = reason;
    }

    /// Starts the server, and returns once [`init`](Self::init) has.
    ///
    /// # Errors
    ///
    /// What `init` has returned as an error, or why its process has ended before.
    #[track_caller]
    fn start(args: Self::Args) -> Result<Server<Self>, StartError> {
        start(args, StartOptions::new(), Location::caller())
    }

    /// As [`start`](Self::start), and links the server to the caller.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    #[track_caller]
    fn start_link(args: Self::Args) -> Result<Server<Self>, StartError> {
        start(args, StartOptions::new().link(), Location::caller())
    }

    /// As [`start`](Self::start), as the options say.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); and if the name is taken, or it is not ready in time.
    #[track_caller]
    fn start_with(options: StartOptions, args: Self::Args) -> Result<Server<Self>, StartError> {
        start(args, options, Location::caller())
    }
}

/// What arrives at a server.
pub(crate) enum Letter<S: GenServer> {
    Call(S::Call),
    Cast(S::Cast),
    Info(S::Info),
    /// Who has started it has ended, or asks it to.
    ParentExit(ExitReason),
    Stop(ExitReason),
}

pub(crate) fn start<S: GenServer>(
    args: S::Args,
    options: StartOptions,
    location: &'static Location<'static>,
) -> Result<Server<S>, StartError> {
    let live = |inbox, birth| live::<S>(args, inbox, birth);
    options.start(live, location).map(Server::at_pid)
}

/// Is the process of a server.
fn live<S: GenServer>(args: S::Args, inbox: Inbox<Letter<S>>, birth: Birth) {
    let mut context = Context::new(inbox, birth.parent());
    let init = || {
        let made = catch_unwind(AssertUnwindSafe(|| S::init(args, &mut context)));
        made.unwrap_or_else(|payload| Err(why(payload)))
    };
    if let Some(server) = birth.begin(init) {
        end_for(serve(server, &mut context));
    }
}

/// Lets a server do what it is asked, until it ends; returns why.
fn serve<S: GenServer>(mut server: S, context: &mut Context<S>) -> ExitReason {
    let reason = loop {
        match catch_unwind(AssertUnwindSafe(|| step(&mut server, context))) {
            Ok(None) => {}
            Ok(Some(reason)) => break reason,
            Err(payload) => break why(payload),
        }
    };
    match catch_unwind(AssertUnwindSafe(|| server.terminate(&reason))) {
        Ok(()) => reason,
        Err(payload) => why(payload),
    }
}

/// Does the next thing; returns why it ends, if it does.
fn step<S: GenServer>(server: &mut S, context: &mut Context<S>) -> Option<ExitReason> {
    if let Some(reason) = context.stopping() {
        return Some(reason);
    }
    if let Some(info) = context.next_continue() {
        server.handle_continue(info, context);
        return None;
    }
    match context.next_letter() {
        None => server.handle_timeout(context),
        Some(Letter::Call(call)) => server.handle_call(call, context),
        Some(Letter::Cast(cast)) => server.handle_cast(cast, context),
        Some(Letter::Info(info)) => server.handle_info(info, context),
        Some(Letter::ParentExit(reason) | Letter::Stop(reason)) => return Some(reason),
    }
    None
}
