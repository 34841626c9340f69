use std::convert::Infallible;

use super::children::{Child, Children};
use super::{ChildError, ChildSpec, Intensity, RestartStrategy, SupervisorSpec};
use crate::system::place;
use crate::{Context, Exit, ExitReason, GenServer, ProcessId, ReplyTo};

/// The server that a supervisor is.
pub(crate) struct Supervising {
    strategy: RestartStrategy,
    intensity: Intensity,
    children: Children,
}

pub(crate) enum Call {
    Start(ChildSpec, ReplyTo<Result<ProcessId, ChildError>>),
    Terminate(String, ReplyTo<Result<(), ChildError>>),
    Restart(String, ReplyTo<Result<ProcessId, ChildError>>),
    Delete(String, ReplyTo<Result<(), ChildError>>),
    Which(ReplyTo<Vec<Child>>),
}

pub(crate) enum Info {
    Exit(Exit),
    /// A child was to be started again, and did not start.
    TryAgain(String),
}

impl GenServer for Supervising {
    type Args = SupervisorSpec;
    type Call = Call;
    type Cast = Infallible;
    type Info = Info;

    fn init(spec: SupervisorSpec, context: &mut Context<Self>) -> Result<Self, ExitReason> {
        context.trap_exit(Info::Exit);
        let mut supervisor = Self {
            strategy: spec.strategy,
            intensity: spec.intensity,
            children: Children::default(),
        };
        for child in spec.children {
            let id = child.id.clone();
            if let Err(error) = supervisor.children.add(child) {
                supervisor.children.end_from(0);
                return Err(ExitReason::Other(format!("the child {id:?}: {error}")));
            }
        }
        Ok(supervisor)
    }

    fn handle_call(&mut self, call: Call, _: &mut Context<Self>) {
        let children = &mut self.children;
        match call {
            Call::Start(spec, reply) => reply.send(children.add(spec)),
            Call::Terminate(id, reply) => reply.send(children.terminate(&id)),
            Call::Restart(id, reply) => reply.send(children.restart(&id)),
            Call::Delete(id, reply) => reply.send(children.delete(&id)),
            Call::Which(reply) => reply.send(children.list()),
        }
    }

    fn handle_info(&mut self, info: Info, context: &mut Context<Self>) {
        match info {
            Info::Exit(Exit { from, reason }) => {
                // Those that it has ended itself are known to have ended.
                if let Some(place) = self.children.place_of_process(from)
                    && self.children.note_end(place, &reason)
                {
                    self.restart(place, context);
                }
            }
            Info::TryAgain(id) => {
                // Meanwhile it may have been deleted, or started with others.
                if let Some(place) = self.children.place_of(&id)
                    && self.children.is_restarting(place)
                {
                    self.restart(place, context);
                }
            }
        }
    }

    fn terminate(&mut self, _: &ExitReason) {
        self.children.end_from(0);
    }
}

impl Supervising {
    /// Starts a child again that has ended, with those that the strategy says, unless that is too often.
    fn restart(&mut self, ended: usize, context: &mut Context<Self>) {
        if !self.intensity.allows(place().time) {
            return context.stop(ExitReason::Shutdown);
        }
        let started = match self.strategy {
            RestartStrategy::OneForOne => self.children.start_one(ended),
            RestartStrategy::OneForAll => {
                self.children.end_from(0);
                self.children.start_from(0)
            }
            RestartStrategy::RestForOne => {
                self.children.end_from(ended + 1);
                self.children.start_from(ended)
            }
        };
        if let Err(id) = started {
            // Others are heard before.
            context.server().info(Info::TryAgain(id));
        }
    }
}
