use std::fmt;
use std::time::Duration;

use super::actions::{Actions, Setting};
use super::machine::{Engine, Info};
use super::timers::Which;
use super::{Machine, StateMachine};
use crate::{Context, Down, Exit, ExitReason, MonitorRef, ProcessId};

/// What a machine says of what comes next, and whom it listens to.
///
/// What it says counts once its function has returned: first the state changes, then its own events come, then
/// those that it has postponed, then what has arrived.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{ExitReason, MachineContext, ReplyTo, StateMachine};
/// use lockstep_scheduler::Runner;
///
/// /// A lock: who finds it taken has to wait.
/// struct Lock;
///
/// enum Event {
///     Acquire(ReplyTo<()>),
///     Release,
/// }
///
/// impl StateMachine for Lock {
///     type Args = ();
///     type State = bool;
///     type Event = Event;
///
///     fn init((): (), _: &mut MachineContext<Self>) -> Result<(bool, Self), ExitReason> {
///         Ok((false, Lock))
///     }
///
///     fn handle_event(&mut self, is_taken: bool, event: Event, context: &mut MachineContext<Self>) {
///         match event {
///             Event::Acquire(reply) if !is_taken => {
///                 reply.send(());
///                 context.next_state(true);
///             }
///             Event::Release => context.next_state(false),
///             acquire => context.postpone(acquire),
///         }
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let lock = Lock::start_link(()).unwrap();
///     lock.call(Event::Acquire);
///     lock.cast(Event::Release);
///     lock.call(Event::Acquire);
/// });
/// ```
pub struct MachineContext<'a, M: StateMachine> {
    inner: &'a mut Context<Engine<M>>,
    pub(super) actions: Actions<M>,
}

impl<'a, M: StateMachine> MachineContext<'a, M> {
    pub(super) fn new(inner: &'a mut Context<Engine<M>>) -> Self {
        let actions = Actions::default();
        Self { inner, actions }
    }

    /// Returns the machine itself.
    pub fn machine(&self) -> Machine<M> {
        let server = self.inner.server();
        Machine { server }
    }

    /// Goes to a state. If that is another one, postponed events come again, the state timeout is stopped and
    /// the state is [entered](StateMachine::enter).
    pub fn next_state(&mut self, state: M::State) {
        self.actions.state = Some(state);
    }

    /// Keeps the event for another state, after those that are kept.
    pub fn postpone(&mut self, event: M::Event) {
        self.actions.postponed = Some(event);
    }

    /// Lets an event come next, before all that has arrived; what is said first comes first.
    pub fn next_event(&mut self, event: M::Event) {
        self.actions.events.push(event);
    }

    /// Lets an event come after so much virtual time, unless the state changes before.
    ///
    /// Set in a function that changes the state, it is that of the new one. There is one: setting it again
    /// stops what was set before.
    pub fn state_timeout(&mut self, after: Duration, event: M::Event) {
        self.set(Which::State, after, event);
    }

    /// Lets an event come after so much virtual time, unless any other comes before.
    pub fn event_timeout(&mut self, after: Duration, event: M::Event) {
        self.set(Which::Event, after, event);
    }

    /// Lets an event come after so much virtual time, whatever comes before.
    ///
    /// Setting it again under the same name stops what was set before.
    pub fn timeout(&mut self, name: &'static str, after: Duration, event: M::Event) {
        self.set(Which::Named(name), after, event);
    }

    /// Stops the state timeout, if it is set.
    pub fn cancel_state_timeout(&mut self) {
        self.actions.timers.push(Setting::Stop(Which::State));
    }

    /// Stops the timeout of a name, if it is set.
    pub fn cancel_timeout(&mut self, name: &'static str) {
        let setting = Setting::Stop(Which::Named(name));
        self.actions.timers.push(setting);
    }

    /// Ends the machine after this function, for a reason.
    pub fn stop(&mut self, reason: impl Into<ExitReason>) {
        self.actions.stop.get_or_insert(reason.into());
    }

    /// Asks to be told of the end of a process.
    #[track_caller]
    pub fn monitor(
        &self,
        process: impl Into<ProcessId>,
        tell: impl FnOnce(Down) -> M::Event + 'static,
    ) -> MonitorRef {
        let tell = |down| Info::Event(tell(down));
        self.inner.monitor(process, tell)
    }

    /// Asks not to be told any more, and takes back what was told and not handled yet.
    #[track_caller]
    pub fn demonitor(&self, monitor: MonitorRef) {
        self.inner.demonitor(monitor);
    }

    /// Is told of the ends of linked processes, as a server that [traps exits](Context::trap_exit).
    pub fn trap_exit(&self, tell: impl Fn(Exit) -> M::Event + 'static) {
        self.inner.trap_exit(move |exit| Info::Event(tell(exit)));
    }

    fn set(&mut self, which: Which, after: Duration, event: M::Event) {
        let setting = Setting::Start(which, after, event);
        self.actions.timers.push(setting);
    }
}

impl<M: StateMachine> fmt::Debug for MachineContext<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let machine = self.machine();
        f.debug_tuple("MachineContext").field(&machine).finish()
    }
}
