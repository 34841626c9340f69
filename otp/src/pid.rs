use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::Use;

use crate::address::address;
use crate::mail::Mail;
use crate::process::{Process, ProcessId};
use crate::system::{System, system};
use crate::wire::{Manner, Signal, arrives_at_once, signal};

/// The address of a process that receives messages of the type `M`.
///
/// It may be copied, compared and sent in messages.
pub struct Pid<M> {
    id: ProcessId,
    receives: PhantomData<fn(M)>,
}

impl<M> Pid<M> {
    pub(crate) fn new(id: ProcessId) -> Self {
        let receives = PhantomData;
        Self { id, receives }
    }

    /// Returns which process it is.
    pub fn id(&self) -> ProcessId {
        self.id
    }
}

impl<M: Send + 'static> Pid<M> {
    /// Sends a message, which is lost if the process has ended.
    ///
    /// Messages from one process to another arrive in the order in which they were sent. Those to another
    /// node take their time: when one arrives is the strategy's choice.
    ///
    /// # Panics
    ///
    /// Outside of executions; in another execution than that of the process; or if its mailbox is full.
    #[track_caller]
    #[inline(never)]
    pub fn send(&self, message: M) {
        let (all, location) = (system(), Location::caller());
        self.send_from(&all, &all.current(), message, location);
    }

    /// Sends a message from a process, as an operation of it.
    pub(crate) fn send_from(
        self,
        all: &System,
        from: &Process,
        message: M,
        location: &'static Location<'static>,
    ) {
        let to = all.process(self.id);
        send(all, from, &to, message, Manner::Step, location);
    }
}

/// Sends a message from one process to another.
pub(crate) fn send<M: 'static>(
    all: &System,
    from: &Process,
    to: &Rc<Process>,
    message: M,
    manner: Manner,
    location: &'static Location<'static>,
) {
    let mailbox = to.mailbox::<M>();
    let most = all.settings().mailbox_max;
    if manner == Manner::Step && arrives_at_once(all, from, to) {
        let push = |mail: &mut Use<'_, Mail<M>>| mail.push(message, None, most);
        // What nobody will receive is dropped while the mailbox is not in use.
        return drop(mailbox.perform(Kind::Send, location, push));
    }
    let arrival = mailbox.operation(Kind::Send, location);
    signal(
        all,
        from,
        to,
        (Signal::Message(arrival), manner),
        location,
        move || {
            drop(mailbox.amend(location, |mail| mail.push(message, None, most)));
        },
    );
}

address!(Pid<M>, id);
