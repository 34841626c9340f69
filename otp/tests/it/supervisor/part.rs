use std::convert::Infallible;
use std::fmt;

use lockstep_otp::{
    ChildSpec, ChildState, Context, ExitReason, GenServer, Inbox, Pid, Server, Supervisor,
};

/// A child that says when it begins and ends, and ends for what it is told.
pub(crate) struct Part {
    name: &'static str,
    notes: Pid<Note>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Note {
    Begins(&'static str),
    Ends(&'static str),
    SupervisorEnds(ExitReason),
}

impl GenServer for Part {
    type Args = (&'static str, Pid<Note>);
    type Call = Infallible;
    type Cast = ExitReason;
    type Info = ();

    fn init((name, notes): Self::Args, context: &mut Context<Self>) -> Result<Self, ExitReason> {
        context.trap_exit(|_| ());
        notes.send(Note::Begins(name));
        Ok(Self { name, notes })
    }

    fn handle_cast(&mut self, reason: ExitReason, context: &mut Context<Self>) {
        context.stop(reason);
    }

    fn terminate(&mut self, _: &ExitReason) {
        self.notes.send(Note::Ends(self.name));
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins(name) => write!(f, "{name} begins"),
            Self::Ends(name) => write!(f, "{name} ends"),
            Self::SupervisorEnds(reason) => write!(f, "the supervisor ends: {reason}"),
        }
    }
}

pub(crate) fn part(name: &'static str, notes: Pid<Note>) -> ChildSpec {
    ChildSpec::new(name, move || Part::start_link((name, notes)))
}

#[track_caller]
pub(crate) fn notes(inbox: &mut Inbox<Note>, messages: usize) -> Vec<String> {
    (0..messages).map(|_| inbox.recv().to_string()).collect()
}

/// Returns a child that is running.
#[track_caller]
pub(crate) fn running(supervisor: Supervisor, id: &str) -> Server<Part> {
    let children = supervisor.which_children();
    let child = children.into_iter().find(|child| child.id == id).unwrap();
    match child.state {
        ChildState::Running(process) => Server::at(process),
        other => panic!("{id} is {other:?}"),
    }
}
