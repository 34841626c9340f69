use lockstep_otp::{ExitReason, Machine, MachineContext, Pid, ReplyTo, StateMachine};

/// A machine that does what its events say, and notes what happens in which state.
pub(crate) struct Script {
    log: Vec<String>,
    pub(crate) tell_end: Option<Pid<String>>,
}

type State = &'static str;

type Act = Box<dyn FnOnce(&mut Script, &mut MachineContext<Script>) + Send>;

pub(crate) enum Event {
    Act(&'static str, Act),
    /// To be noted in one state only.
    UnlessIn(State, &'static str),
    Ask(ReplyTo<State>),
    Log(ReplyTo<Vec<String>>),
}

impl StateMachine for Script {
    type Args = State;
    type State = State;
    type Event = Event;

    fn init(state: State, _: &mut MachineContext<Self>) -> Result<(State, Self), ExitReason> {
        if state == "nowhere" {
            return Err("no such state".into());
        }
        let (log, tell_end) = (Vec::new(), None);
        Ok((state, Self { log, tell_end }))
    }

    fn handle_event(&mut self, state: State, event: Event, context: &mut MachineContext<Self>) {
        match event {
            Event::Act(name, act) => {
                self.log.push(format!("{name} in {state}"));
                act(self, context);
            }
            Event::UnlessIn(only, name) if only == state => {
                self.log.push(format!("{name} in {state}"));
            }
            Event::Ask(reply) if state == "ready" => reply.send(state),
            Event::Log(reply) => reply.send(self.log.clone()),
            postponed => context.postpone(postponed),
        }
    }

    fn enter(&mut self, from: State, state: State, context: &mut MachineContext<Self>) {
        self.log.push(format!("{state} from {from}"));
        if state == "restless" {
            context.next_state("idle");
        }
    }

    fn terminate(&mut self, reason: &ExitReason, state: State) {
        if let Some(watch) = self.tell_end {
            watch.send(format!("{reason} in {state}"));
        }
    }
}

pub(crate) fn act(
    name: &'static str,
    act: impl FnOnce(&mut Script, &mut MachineContext<Script>) + Send + 'static,
) -> Event {
    Event::Act(name, Box::new(act))
}

pub(crate) fn unless_in(state: State, name: &'static str) -> Event {
    Event::UnlessIn(state, name)
}

pub(crate) fn ask_in_ready(reply: ReplyTo<State>) -> Event {
    Event::Ask(reply)
}

#[track_caller]
pub(crate) fn log(machine: Machine<Script>) -> Vec<String> {
    machine.call(Event::Log)
}
