use std::convert::Infallible;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use super::TaskSupervisorSpec;
use crate::supervisor::{Intensity, shut_down};
use crate::system::place;
use crate::task::{Go, Home, Launched};
use crate::{
    ChildError, Context, Exit, ExitReason, GenServer, Inbox, ProcessId, ReplyTo, Restart, Shutdown,
    spawn_link,
};

/// The server that a supervisor of tasks is.
pub(crate) struct Tasks {
    children: Vec<Child>,
    children_max: usize,
    intensity: Intensity,
}

struct Child {
    process: ProcessId,
    /// When it is started again, and as what.
    again: Option<(Restart, Again)>,
}

type Again = Arc<dyn Fn() + Send + Sync>;

/// What a task does for whose result nobody waits.
pub(crate) enum Job {
    Once(Box<dyn FnOnce() + Send>),
    Again(Restart, Again),
}

pub(crate) enum Call {
    Start(Job, ReplyTo<Result<ProcessId, ChildError>>),
    Launch {
        main: Box<dyn FnOnce() + Send>,
        owner: ProcessId,
        reply: ReplyTo<Result<Launched, ChildError>>,
    },
    Terminate(ProcessId, ReplyTo<Result<(), ChildError>>),
    Which(ReplyTo<Vec<ProcessId>>),
}

impl GenServer for Tasks {
    type Args = TaskSupervisorSpec;
    type Call = Call;
    type Cast = Infallible;
    type Info = Exit;

    fn init(spec: TaskSupervisorSpec, context: &mut Context<Self>) -> Result<Self, ExitReason> {
        context.trap_exit(|exit| exit);
        Ok(Self {
            children: Vec::new(),
            children_max: spec.children_max,
            intensity: spec.intensity,
        })
    }

    fn handle_call(&mut self, call: Call, _: &mut Context<Self>) {
        match call {
            Call::Start(job, reply) => {
                let has_room = self.has_room();
                reply.send(has_room.map(|()| self.start(job)));
            }
            Call::Launch { main, owner, reply } => {
                let has_room = self.has_room();
                reply.send(has_room.map(|()| self.launch(main, owner)));
            }
            Call::Terminate(process, reply) => reply.send(self.end(process)),
            Call::Which(reply) => {
                let children = self.children.iter().map(|child| child.process);
                reply.send(children.collect());
            }
        }
    }

    fn handle_info(&mut self, exit: Exit, context: &mut Context<Self>) {
        let Some(child) = self.forget(exit.from) else {
            return;
        };
        let Some((restart, again)) = child.again else {
            return;
        };
        let is_again = match restart {
            Restart::Permanent => true,
            Restart::Transient => !exit.reason.is_orderly(),
            Restart::Temporary => false,
        };
        if is_again && self.intensity.allows(place().time) {
            self.start(Job::Again(restart, again));
        } else if is_again {
            context.stop(ExitReason::Shutdown);
        }
    }

    fn terminate(&mut self, _: &ExitReason) {
        while let Some(child) = self.children.pop() {
            shut_down(child.process, SHUTDOWN);
        }
    }
}

const SHUTDOWN: Shutdown = Shutdown::Timeout(Duration::from_secs(5));

impl Tasks {
    fn has_room(&self) -> Result<(), ChildError> {
        let children = self.children.len();
        if children < self.children_max {
            Ok(())
        } else {
            Err(ChildError::MaxChildren(children))
        }
    }

    fn start(&mut self, job: Job) -> ProcessId {
        let (main, again): (Box<dyn FnOnce() + Send>, _) = match job {
            Job::Once(main) => (main, None),
            Job::Again(restart, main) => {
                let again = Some((restart, Arc::clone(&main)));
                (Box::new(move || main()), again)
            }
        };
        let process = Home::Caller.launch(main, Location::caller()).process;
        self.children.push(Child { process, again });
        process
    }

    /// Starts a task that waits until its owner knows it, and does nothing if that has ended before.
    fn launch(&mut self, main: Box<dyn FnOnce() + Send>, owner: ProcessId) -> Launched {
        let pid = spawn_link(move |mut inbox: Inbox<Go>| {
            let monitor = inbox.monitor(owner, |_| Go::Never);
            if let Go::Now = inbox.recv() {
                inbox.demonitor(monitor);
                main();
            }
        });
        let (process, again) = (pid.id(), None);
        self.children.push(Child { process, again });
        Launched::waiting(pid)
    }

    fn end(&mut self, process: ProcessId) -> Result<(), ChildError> {
        let child = self.forget(process).ok_or(ChildError::NotFound)?;
        shut_down(child.process, SHUTDOWN);
        Ok(())
    }

    fn forget(&mut self, process: ProcessId) -> Option<Child> {
        let is_it = |child: &Child| child.process == process;
        let place = self.children.iter().position(is_it)?;
        Some(self.children.remove(place))
    }
}
