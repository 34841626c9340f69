use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::{GenServer, Letter, Server};
use crate::{Down, Exit, ExitReason, Inbox, MonitorRef, ProcessId};

/// What a server says of what it does next, and whom it listens to.
///
/// # Examples
///
/// ```
/// use std::convert::Infallible;
///
/// use lockstep_otp::{self as otp, Context, Down, ExitReason, GenServer, ProcessId, ReplyTo};
/// use lockstep_scheduler::Runner;
///
/// /// Tells why a process has ended, once it has.
/// #[derive(Default)]
/// struct Watch {
///     ended: Option<ExitReason>,
///     asked: Vec<ReplyTo<ExitReason>>,
/// }
///
/// impl GenServer for Watch {
///     type Args = ProcessId;
///     type Call = ReplyTo<ExitReason>;
///     type Cast = Infallible;
///     type Info = Down;
///
///     fn init(process: ProcessId, context: &mut Context<Self>) -> Result<Self, ExitReason> {
///         context.monitor(process, |down| down);
///         Ok(Watch::default())
///     }
///
///     fn handle_call(&mut self, reply: ReplyTo<ExitReason>, _: &mut Context<Self>) {
///         match &self.ended {
///             Some(reason) => reply.send(reason.clone()),
///             None => self.asked.push(reply),
///         }
///     }
///
///     fn handle_info(&mut self, down: Down, _: &mut Context<Self>) {
///         self.asked.drain(..).for_each(|reply| reply.send(down.reason.clone()));
///         self.ended = Some(down.reason);
///     }
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let process = otp::spawn::<()>(|mut inbox| inbox.recv());
///     let watch = Watch::start(process.id()).unwrap();
///     process.send(());
///     assert_eq!(watch.call(|reply| reply), ExitReason::Normal);
/// });
/// ```
pub struct Context<S: GenServer> {
    inbox: Inbox<Letter<S>>,
    /// Who has started it, if it is linked to that.
    parent: Option<ProcessId>,
    continues: VecDeque<S::Info>,
    within: Option<Duration>,
    stopping: Option<ExitReason>,
}

impl<S: GenServer> Context<S> {
    pub(super) fn new(inbox: Inbox<Letter<S>>, parent: Option<ProcessId>) -> Self {
        Self {
            inbox,
            parent,
            continues: VecDeque::new(),
            within: None,
            stopping: None,
        }
    }

    /// Returns the server itself.
    pub fn server(&self) -> Server<S> {
        Server::at_pid(self.inbox.pid())
    }

    /// Ends the server after this function, for a reason.
    pub fn stop(&mut self, reason: impl Into<ExitReason>) {
        self.stopping.get_or_insert(reason.into());
    }

    /// Goes on with that after this function, before anything that has arrived.
    ///
    /// What is said first is done first.
    pub fn continue_with(&mut self, info: S::Info) {
        self.continues.push_back(info);
    }

    /// Calls [`handle_timeout`](GenServer::handle_timeout) if nothing arrives for so much virtual time after
    /// this function.
    pub fn timeout(&mut self, after: Duration) {
        self.within = Some(after);
    }

    /// Asks to be told of the end of a process.
    #[track_caller]
    pub fn monitor(
        &self,
        process: impl Into<ProcessId>,
        tell: impl FnOnce(Down) -> S::Info + 'static,
    ) -> MonitorRef {
        let tell = |down| Letter::Info(tell(down));
        self.inbox.monitor(process, tell)
    }

    /// Asks not to be told any more, and takes back what was told and not handled yet.
    #[track_caller]
    pub fn demonitor(&self, monitor: MonitorRef) {
        self.inbox.demonitor_flush(monitor);
    }

    /// Is told of the ends of linked processes, which would end the server otherwise.
    ///
    /// The end of who has started it and is linked to it ends the server in any case, but now it may
    /// [`terminate`](GenServer::terminate).
    pub fn trap_exit(&self, tell: impl Fn(Exit) -> S::Info + 'static) {
        let parent = self.parent;
        self.inbox.trap_exit(move |exit| {
            if Some(exit.from) == parent {
                Letter::ParentExit(exit.reason)
            } else {
                Letter::Info(tell(exit))
            }
        });
    }

    pub(super) fn stopping(&mut self) -> Option<ExitReason> {
        self.stopping.take()
    }

    pub(super) fn next_continue(&mut self) -> Option<S::Info> {
        self.continues.pop_front()
    }

    /// Waits for what arrives next; nothing if it takes too long.
    pub(super) fn next_letter(&mut self) -> Option<Letter<S>> {
        match self.within.take() {
            None => Some(self.inbox.recv()),
            Some(within) => self.inbox.recv_timeout(within),
        }
    }
}

impl<S: GenServer> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(&self.inbox.pid()).finish()
    }
}
