use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Side, Use};

use crate::mail::{Letterbox, Mail, Mailbox};
use crate::monitor::{forget, watch};
use crate::process::Process;
use crate::system::{place, system};
use crate::{Down, Exit, MonitorRef, Pid, ProcessId};

/// Where a process receives its messages.
///
/// Each process has one; [`inbox`] returns that of a task that was not spawned as a process, such as the body
/// of a test.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp as otp;
/// use lockstep_scheduler::Runner;
///
/// #[derive(Debug, PartialEq)]
/// enum Message {
///     Number(u32),
///     Word(&'static str),
/// }
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox();
///     inbox.pid().send(Message::Word("one"));
///     inbox.pid().send(Message::Number(1));
///     let number = inbox.recv_match(|message| match message {
///         Message::Number(number) => Ok(number),
///         other => Err(other),
///     });
///     assert_eq!(number, 1);
///     assert_eq!(inbox.recv(), Message::Word("one"));
///     assert_eq!(inbox.recv_timeout(Duration::from_secs(1)), None);
/// });
/// ```
pub struct Inbox<M> {
    process: Rc<Process>,
    mailbox: Rc<Mailbox<M>>,
    /// False if no receive has left a message that it has looked at.
    may_have_left: Cell<bool>,
}

/// Returns the inbox of the process that calls it, if it was not spawned with one.
///
/// # Panics
///
/// If it has one already; or outside of executions.
pub fn inbox<M: Send + 'static>() -> Inbox<M> {
    system().current().open_inbox()
}

impl<M: Send + 'static> Inbox<M> {
    pub(crate) fn new(process: Rc<Process>, mailbox: Rc<Mailbox<M>>) -> Self {
        Self {
            process,
            mailbox,
            may_have_left: Cell::new(false),
        }
    }

    /// Returns the address of the process.
    pub fn pid(&self) -> Pid<M> {
        Pid::new(self.process.id)
    }

    /// Waits for a message, and takes the one that arrived first.
    #[track_caller]
    pub fn recv(&mut self) -> M {
        let location = Location::caller();
        loop {
            // After the end of an execution nothing is waited for: destructors may come here then.
            if let Some(message) = self.next(None, location) {
                return message;
            }
        }
    }

    /// As [`recv`](Self::recv), but waits no longer than that.
    #[track_caller]
    pub fn recv_timeout(&mut self, timeout: Duration) -> Option<M> {
        self.next(Some(timeout), Location::caller())
    }

    /// Takes the message that arrived first, if there is one.
    #[track_caller]
    pub fn try_recv(&mut self) -> Option<M> {
        let location = Location::caller();
        self.begin(location);
        let kind = Kind::TryReceive;
        self.mailbox.perform(kind, location, |mail| mail.pop())
    }

    /// Waits for a message for which `is_it` returns true, and takes the first of them; the others stay.
    #[track_caller]
    pub fn recv_first(&mut self, is_it: impl FnMut(&M) -> bool) -> M {
        self.pick(None, Location::caller(), choosing(is_it))
    }

    /// As [`recv_first`](Self::recv_first), but waits no longer than that.
    #[track_caller]
    pub fn recv_first_timeout(
        &mut self,
        timeout: Duration,
        is_it: impl FnMut(&M) -> bool,
    ) -> Option<M> {
        self.select(Some(timeout), Location::caller(), choosing(is_it))
    }

    /// Waits for a message that `take` takes, which hands back those that are to stay.
    ///
    /// # Errors
    ///
    /// What `take` returns as an error stays where it was.
    #[track_caller]
    pub fn recv_match<T>(&mut self, take: impl FnMut(M) -> Result<T, M>) -> T {
        self.pick(None, Location::caller(), take)
    }

    /// As [`recv_match`](Self::recv_match), but waits no longer than that.
    #[track_caller]
    pub fn recv_match_timeout<T>(
        &mut self,
        timeout: Duration,
        take: impl FnMut(M) -> Result<T, M>,
    ) -> Option<T> {
        self.select(Some(timeout), Location::caller(), take)
    }

    /// Asks to be told of the end of a process, by a message that `tell` makes.
    ///
    /// It is told at once if the process has ended or its node cannot be reached.
    #[track_caller]
    pub fn monitor(
        &self,
        process: impl Into<ProcessId>,
        tell: impl FnOnce(Down) -> M + 'static,
    ) -> MonitorRef {
        let location = Location::caller();
        let mailbox = Rc::clone(&self.mailbox);
        let tell = move |down: Down| {
            let (most, monitor) = (system().settings().mailbox_max, down.monitor.number());
            let message = tell(down);
            drop(mailbox.amend(location, |mail| mail.push(message, Some(monitor), most)));
        };
        watch(&self.process, process.into(), Box::new(tell), location)
    }

    /// Asks not to be told any more. What was told already stays in the mailbox.
    #[track_caller]
    pub fn demonitor(&self, monitor: MonitorRef) {
        forget(&self.process, monitor, Location::caller());
    }

    /// As [`demonitor`](Self::demonitor), and takes back what was told and not received yet.
    #[track_caller]
    pub fn demonitor_flush(&self, monitor: MonitorRef) {
        let location = Location::caller();
        forget(&self.process, monitor, location);
        Letterbox::flush(&*self.mailbox, monitor.number(), location);
    }

    /// Makes messages of the signals that linked processes have ended, which would end this one otherwise.
    pub fn trap_exit(&self, tell: impl Fn(Exit) -> M + 'static) {
        let location = Location::caller();
        let trap = Some(Rc::new(self.telling(tell, location)) as Rc<dyn Fn(Exit)>);
        let before = self
            .process
            .amend(|life| std::mem::replace(&mut life.trap, trap));
        drop(before);
    }

    /// Lets such signals end the process again.
    pub fn trap_exit_no_more(&self) {
        let before = self.process.amend(|life| life.trap.take());
        drop(before);
    }

    pub(crate) fn process(&self) -> Rc<Process> {
        Rc::clone(&self.process)
    }

    /// Returns what puts news into the mailbox, as messages that `tell` makes.
    pub(crate) fn telling<N>(
        &self,
        tell: impl Fn(N) -> M + 'static,
        location: &'static Location<'static>,
    ) -> impl Fn(N) + 'static {
        let mailbox = Rc::clone(&self.mailbox);
        move |news| {
            let most = system().settings().mailbox_max;
            let message = tell(news);
            drop(mailbox.amend(location, |mail| mail.push(message, None, most)));
        }
    }

    fn next(
        &mut self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Option<M> {
        self.begin(location);
        let (kind, side) = (Kind::Receive, Side::Front);
        let pop = |mail: &mut Use<'_, Mail<M>>| mail.pop();
        self.mailbox
            .perform_within(kind, side, within, location, pop)
    }

    fn begin(&self, location: &'static Location<'static>) {
        // Most receives leave nothing, and need not lock the mailbox to see it.
        if self.may_have_left.replace(false) {
            self.mailbox.amend(location, |mail| {
                if mail.is_looked_at() {
                    mail.begin();
                }
            });
        }
    }

    fn pick<T>(
        &mut self,
        within: Option<Duration>,
        location: &'static Location<'static>,
        mut take: impl FnMut(M) -> Result<T, M>,
    ) -> T {
        loop {
            if let Some(taken) = self.select(within, location, &mut take) {
                return taken;
            }
        }
    }

    fn select<T>(
        &mut self,
        within: Option<Duration>,
        location: &'static Location<'static>,
        mut take: impl FnMut(M) -> Result<T, M>,
    ) -> Option<T> {
        self.begin(location);
        let deadline = within.map(|within| place().time.saturating_add(within));
        loop {
            let left = deadline.map(|deadline| deadline.saturating_sub(place().time));
            let (kind, side) = (Kind::Receive, Side::Front);
            let look = |mail: &mut Use<'_, Mail<M>>| mail.look();
            let mut looked = self
                .mailbox
                .perform_within(kind, side, left, location, look);
            if looked.is_none() {
                self.begin(location);
                return None;
            }
            // It is looked at while the mailbox is not in use.
            while let Some(message) = looked {
                match take(message) {
                    Ok(taken) => {
                        self.mailbox.amend(location, |mail| mail.accept());
                        return Some(taken);
                    }
                    Err(message) => {
                        self.may_have_left.set(true);
                        looked = self.mailbox.amend(location, |mail| {
                            mail.leave(message);
                            mail.look()
                        });
                    }
                }
            }
        }
    }
}

fn choosing<M>(mut is_it: impl FnMut(&M) -> bool) -> impl FnMut(M) -> Result<M, M> {
    move |message| {
        if is_it(&message) {
            Ok(message)
        } else {
            Err(message)
        }
    }
}

impl<M> fmt::Debug for Inbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inbox").field(&self.process.id).finish()
    }
}
