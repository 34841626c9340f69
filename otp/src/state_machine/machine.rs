use std::collections::VecDeque;

use super::actions::{Actions, Setting};
use super::timers::{Timers, Which};
use super::{MachineContext, StateMachine};
use crate::{Context, ExitReason, GenServer};

/// The server that a machine is.
pub(crate) struct Engine<M: StateMachine> {
    machine: M,
    state: M::State,
    /// What comes before all that arrives.
    queue: VecDeque<Queued<M>>,
    /// What is kept for another state.
    postponed: Vec<M::Event>,
    timers: Timers,
}

struct Queued<M: StateMachine> {
    event: M::Event,
    /// Which timer it is of, if it is of one.
    timer: Option<u64>,
}

pub(crate) enum Info<E> {
    Event(E),
    /// A timer has fired, of this number.
    Timeout(u64, E),
    /// There is something in the queue.
    GoOn,
}

impl<M: StateMachine> GenServer for Engine<M> {
    type Args = M::Args;
    type Call = M::Event;
    type Cast = M::Event;
    type Info = Info<M::Event>;

    fn init(args: M::Args, context: &mut Context<Self>) -> Result<Self, ExitReason> {
        let mut own = MachineContext::new(context);
        let (state, machine) = M::init(args, &mut own)?;
        let actions = own.actions;
        let mut engine = Self {
            machine,
            state: state.clone(),
            queue: VecDeque::new(),
            postponed: Vec::new(),
            timers: Timers::default(),
        };
        engine.enter(state, context);
        engine.follow(actions, context);
        Ok(engine)
    }

    fn handle_call(&mut self, event: M::Event, context: &mut Context<Self>) {
        self.handle(event, context);
    }

    fn handle_cast(&mut self, event: M::Event, context: &mut Context<Self>) {
        self.handle(event, context);
    }

    fn handle_info(&mut self, info: Info<M::Event>, context: &mut Context<Self>) {
        match info {
            Info::Event(event) => self.handle(event, context),
            Info::Timeout(number, event) => {
                if self.timers.fire(number) {
                    self.handle(event, context);
                }
            }
            Info::GoOn => {
                if let Some(Queued { event, timer }) = self.queue.pop_front() {
                    if timer.is_none_or(|number| self.timers.fire(number)) {
                        self.handle(event, context);
                    } else {
                        self.go_on(context);
                    }
                }
            }
        }
    }

    fn terminate(&mut self, reason: &ExitReason) {
        self.machine.terminate(reason, self.state.clone());
    }
}

impl<M: StateMachine> Engine<M> {
    fn handle(&mut self, event: M::Event, context: &mut Context<Self>) {
        self.timers.stop(Which::Event);
        let mut own = MachineContext::new(context);
        let state = self.state.clone();
        self.machine.handle_event(state, event, &mut own);
        let actions = own.actions;
        self.follow(actions, context);
    }

    /// Does what the machine has said that comes next.
    fn follow(&mut self, actions: Actions<M>, context: &mut Context<Self>) {
        if let Some(reason) = actions.stop {
            return context.stop(reason);
        }
        self.postponed.extend(actions.postponed);
        let changed = actions.state.filter(|next| *next != self.state);
        let from = changed.map(|next| self.leave_for(next));
        put_first(&mut self.queue, actions.events);
        self.set_timers(actions.timers, context);
        if let Some(from) = from {
            self.enter(from, context);
        }
        self.go_on(context);
    }

    /// Goes to another state, and returns the one that it was in.
    fn leave_for(&mut self, next: M::State) -> M::State {
        self.timers.stop(Which::State);
        // Those that were postponed have come before all others.
        put_first(&mut self.queue, std::mem::take(&mut self.postponed));
        std::mem::replace(&mut self.state, next)
    }

    /// Lets the machine enter its state.
    fn enter(&mut self, from: M::State, context: &mut Context<Self>) {
        let mut own = MachineContext::new(context);
        self.machine.enter(from, self.state.clone(), &mut own);
        let actions = own.actions;
        assert!(
            actions.state.is_none() && actions.postponed.is_none() && actions.events.is_empty(),
            "a machine that enters a state can only set timers and stop"
        );
        if let Some(reason) = actions.stop {
            context.stop(reason);
        }
        self.set_timers(actions.timers, context);
    }

    fn set_timers(&mut self, timers: Vec<Setting<M::Event>>, context: &Context<Self>) {
        for setting in timers {
            match setting {
                Setting::Stop(which) => self.timers.stop(which),
                Setting::Start(which, after, event) => {
                    let due = self.timers.set(context.server(), which, after, event);
                    if let Some((number, event)) = due {
                        let timer = Some(number);
                        self.queue.push_back(Queued { event, timer });
                    }
                }
            }
        }
    }

    /// Goes on with the queue before anything that has arrived.
    fn go_on(&self, context: &mut Context<Self>) {
        if !self.queue.is_empty() {
            context.continue_with(Info::GoOn);
        }
    }
}

/// Puts events before the others, in their order.
fn put_first<M: StateMachine>(queue: &mut VecDeque<Queued<M>>, events: Vec<M::Event>) {
    for event in events.into_iter().rev() {
        queue.push_front(Queued { event, timer: None });
    }
}
