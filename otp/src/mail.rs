use std::any::Any;
use std::collections::VecDeque;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::gated::{Gated, Gates, Side};
use lockstep_scheduler::{Kind, ObjectKind, Operation};

/// Where the messages to a process wait until it receives them, in the order in which they arrived.
pub(crate) type Mailbox<M> = Gated<Mail<M>>;

pub(crate) struct Mail<M> {
    letters: VecDeque<Letter<M>>,
    /// How many of them the process has looked at and left, in the receive that goes on.
    seen: usize,
    /// Whether nobody will receive any more.
    is_closed: bool,
}

struct Letter<M> {
    /// Taken out while the process looks at it.
    message: Option<M>,
    /// Which monitor it comes from, if it does.
    monitor: Option<u64>,
}

/// A mailbox of whatever messages.
pub(crate) trait Letterbox {
    /// Returns the operation that whoever comes to it comes to.
    fn operation(&self, kind: Kind, location: &'static Location<'static>) -> Operation;

    /// Drops all messages, and those that come later.
    fn close(&self, location: &'static Location<'static>);

    /// Drops the message of a monitor, if it has arrived.
    fn flush(&self, monitor: u64, location: &'static Location<'static>);

    fn into_any(self: Rc<Self>) -> Rc<dyn Any>;
}

impl<M> Gates for Mail<M> {
    fn is_open(&self, _: Side) -> bool {
        self.letters.len() > self.seen
    }
}

impl<M> Mail<M> {
    pub(crate) fn mailbox() -> Rc<Mailbox<M>> {
        let mail = Self {
            letters: VecDeque::new(),
            seen: 0,
            is_closed: false,
        };
        Rc::new(Gated::new(ObjectKind::Mailbox, mail))
    }

    /// Puts a message behind those that have arrived before; returns it if nobody will receive it.
    ///
    /// # Panics
    ///
    /// If the mailbox is full.
    pub(crate) fn push(&mut self, message: M, monitor: Option<u64>, most: usize) -> Option<M> {
        if self.is_closed {
            return Some(message);
        }
        assert!(
            self.letters.len() < most,
            "a mailbox is full: {most} messages were sent to a process and not received; \
             Settings::mailbox_max is the most"
        );
        let message = Some(message);
        self.letters.push_back(Letter { message, monitor });
        None
    }

    /// Takes the first message, if there is one.
    pub(crate) fn pop(&mut self) -> Option<M> {
        let letter = self.letters.pop_front()?;
        letter.message
    }

    /// Begins to look at the messages from the first one on.
    pub(crate) fn begin(&mut self) {
        self.seen = 0;
    }

    pub(crate) fn is_looked_at(&self) -> bool {
        self.seen > 0
    }

    /// Takes the first message out that was not looked at in this receive, and leaves its place.
    pub(crate) fn look(&mut self) -> Option<M> {
        self.letters.get_mut(self.seen)?.message.take()
    }

    /// Puts the message back that is looked at, and goes on to the next.
    pub(crate) fn leave(&mut self, message: M) {
        if let Some(letter) = self.letters.get_mut(self.seen) {
            letter.message = Some(message);
            self.seen += 1;
        }
    }

    /// Removes the place of the message that was looked at, and ends the receive.
    pub(crate) fn accept(&mut self) {
        self.letters.remove(self.seen);
        self.seen = 0;
    }
}

impl<M: 'static> Letterbox for Mailbox<M> {
    fn operation(&self, kind: Kind, location: &'static Location<'static>) -> Operation {
        Gated::operation(self, kind, location)
    }

    fn close(&self, location: &'static Location<'static>) {
        // They are dropped while the mailbox is not in use: a destructor may send.
        let left = self.amend(location, |mail| {
            mail.is_closed = true;
            mail.seen = 0;
            std::mem::take(&mut mail.letters)
        });
        drop(left);
    }

    fn flush(&self, monitor: u64, location: &'static Location<'static>) {
        let flushed = self.amend(location, |mail| {
            let mut letters = mail.letters.iter();
            let place = letters.position(|letter| letter.monitor == Some(monitor));
            place.and_then(|place| mail.letters.remove(place))
        });
        drop(flushed);
    }

    fn into_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
