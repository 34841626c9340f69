mod actions;
mod context;
mod machine;
mod timers;

use std::panic::Location;
use std::time::Duration;

pub use context::MachineContext;

use crate::address::address;
use crate::gen_server::start;
use crate::{
    CALL_TIMEOUT, CallError, ExitReason, ProcessId, ReplyTo, Server, StartError, StartOptions,
    TimerRef,
};
use machine::Engine;

/// A process that is in one of several states, and does with an event what the state says.
///
/// Its events are one enum, whoever they come from: calls carry the right to answer, timers bring what they
/// were set with, and the machine sends itself some. What comes next it says to its [`MachineContext`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp::{self as otp, ExitReason, MachineContext, ReplyTo, StateMachine};
/// use lockstep_scheduler::Runner;
///
/// /// A door that closes by itself, and is locked by a code.
/// struct Door {
///     code: u32,
/// }
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum State {
///     Locked,
///     Open,
/// }
///
/// enum Event {
///     Enter(u32),
///     IsOpen(ReplyTo<bool>),
///     Close,
/// }
///
/// impl StateMachine for Door {
///     type Args = u32;
///     type State = State;
///     type Event = Event;
///
///     fn init(code: u32, _: &mut MachineContext<Self>) -> Result<(State, Self), ExitReason> {
///         Ok((State::Locked, Door { code }))
///     }
///
///     fn handle_event(&mut self, state: State, event: Event, context: &mut MachineContext<Self>) {
///         match (state, event) {
///             (State::Locked, Event::Enter(code)) if code == self.code => {
///                 context.next_state(State::Open);
///                 context.state_timeout(Duration::from_secs(10), Event::Close);
///             }
///             (_, Event::Close) => context.next_state(State::Locked),
///             (state, Event::IsOpen(reply)) => reply.send(state == State::Open),
///             _ => {}
///         }
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let door = Door::start_link(1234).unwrap();
///     door.cast(Event::Enter(1234));
///     assert!(door.call(Event::IsOpen));
///     otp::sleep(Duration::from_secs(11));
///     assert!(!door.call(Event::IsOpen));
/// });
/// ```
///
/// # Sources
///
/// Erlang/OTP's `gen_statem`, in the mode `handle_event_function`: what callbacks return there is said to the
/// context here.
pub trait StateMachine: Sized + 'static {
    /// What it is started with.
    type Args: Send + 'static;
    /// The states that it can be in: another one is one that is not equal.
    type State: Clone + PartialEq + 'static;
    /// What happens to it.
    type Event: Send + 'static;

    /// Makes the machine and says in which state it begins, in its own process, while who starts it waits.
    ///
    /// # Errors
    ///
    /// If there is to be none; who starts it is told.
    fn init(
        args: Self::Args,
        context: &mut MachineContext<'_, Self>,
    ) -> Result<(Self::State, Self), ExitReason>;

    /// Does with an event what it does in this state.
    fn handle_event(
        &mut self,
        state: Self::State,
        event: Self::Event,
        context: &mut MachineContext<'_, Self>,
    );

    /// Does what it does whenever it comes into this state from another one, before any event; when it begins,
    /// from the state itself. By default that is nothing.
    ///
    /// It may set timers and stop.
    ///
    /// # Panics
    ///
    /// The machine panics if it changes the state, postpones or sends itself an event here.
    fn enter(
        &mut self,
        from: Self::State,
        state: Self::State,
        context: &mut MachineContext<'_, Self>,
    ) {
        let _ = (from, state, context);
    }

    /// Does what is to be done before its process ends, when [`GenServer`](crate::GenServer) does it.
    fn terminate(&mut self, reason: &ExitReason, state: Self::State) {
        let _ = (reason, state);
    }

    /// Starts the machine, and returns once [`init`](Self::init) has.
    ///
    /// # Errors
    ///
    /// What `init` has returned as an error, or why its process has ended before.
    #[track_caller]
    fn start(args: Self::Args) -> Result<Machine<Self>, StartError> {
        start_machine(args, StartOptions::new(), Location::caller())
    }

    /// As [`start`](Self::start), and links the machine to the caller.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    #[track_caller]
    fn start_link(args: Self::Args) -> Result<Machine<Self>, StartError> {
        start_machine(args, StartOptions::new().link(), Location::caller())
    }

    /// As [`start`](Self::start), as the options say.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); and if the name is taken, or it is not ready in time.
    #[track_caller]
    fn start_with(options: StartOptions, args: Self::Args) -> Result<Machine<Self>, StartError> {
        start_machine(args, options, Location::caller())
    }
}

fn start_machine<M: StateMachine>(
    args: M::Args,
    options: StartOptions,
    location: &'static Location<'static>,
) -> Result<Machine<M>, StartError> {
    let server = start::<Engine<M>>(args, options, location)?;
    Ok(Machine { server })
}

/// The address of a [`StateMachine`]. It may be copied, compared and sent in messages.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{ExitReason, MachineContext, ReplyTo, StartOptions, StateMachine};
/// use lockstep_scheduler::Runner;
///
/// /// A switch, which tells how it stands.
/// struct Switch;
///
/// enum Event {
///     Flip,
///     IsOn(ReplyTo<bool>),
/// }
///
/// impl StateMachine for Switch {
///     type Args = ();
///     type State = bool;
///     type Event = Event;
///
///     fn init((): (), _: &mut MachineContext<Self>) -> Result<(bool, Self), ExitReason> {
///         Ok((false, Switch))
///     }
///
///     fn handle_event(&mut self, is_on: bool, event: Event, context: &mut MachineContext<Self>) {
///         match event {
///             Event::Flip => context.next_state(!is_on),
///             Event::IsOn(reply) => reply.send(is_on),
///         }
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let switch = Switch::start_with(StartOptions::new().name("lamp"), ()).unwrap();
///     switch.cast(Event::Flip);
///     assert!(switch.call(Event::IsOn));
///     switch.stop();
/// });
/// ```
pub struct Machine<M: StateMachine> {
    server: Server<Engine<M>>,
}

impl<M: StateMachine> Machine<M> {
    /// Returns the machine whose process that is.
    ///
    /// # Panics
    ///
    /// If it is something else; or outside of its execution.
    pub fn at(process: ProcessId) -> Self {
        let server = Server::at(process);
        Self { server }
    }

    /// Returns the machine that has a name on the caller's node, if one has.
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

    /// Asks it something, and waits for the answer, up to [`CALL_TIMEOUT`].
    ///
    /// # Panics
    ///
    /// If there is no answer in time, or the machine ends before.
    #[track_caller]
    pub fn call<R: Send + 'static>(&self, make: impl FnOnce(ReplyTo<R>) -> M::Event) -> R {
        self.try_call(CALL_TIMEOUT, make)
            .unwrap_or_else(|error| panic!("the call of {self:?} has failed: {error}"))
    }

    /// As [`call`](Self::call), with another time to wait.
    ///
    /// # Errors
    ///
    /// If there is no answer in time, or the machine ends before.
    #[track_caller]
    pub fn try_call<R: Send + 'static>(
        &self,
        timeout: Duration,
        make: impl FnOnce(ReplyTo<R>) -> M::Event,
    ) -> Result<R, CallError> {
        self.server.try_call(timeout, make)
    }

    /// Sends it an event, and waits for nothing.
    #[track_caller]
    pub fn cast(&self, event: M::Event) {
        self.server.cast(event);
    }

    /// As [`cast`](Self::cast), after so much virtual time; [`cancel_timer`](crate::cancel_timer) calls it
    /// back.
    #[track_caller]
    pub fn cast_after(&self, after: Duration, event: M::Event) -> TimerRef {
        let info = machine::Info::Event(event);
        self.server.info_after(after, info)
    }

    /// Tells it to end normally, and waits until it has, up to [`CALL_TIMEOUT`].
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

address!(Machine<M: StateMachine>, server);
