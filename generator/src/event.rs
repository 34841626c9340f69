use std::any::Any;
use std::fmt;

use crate::Thread;

/// Something that happened to an op: what [`Generator::update`](crate::Generator::update) is told.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Who does the op.
    pub thread: Thread,
    /// What happened to it.
    pub kind: EventKind,
    op: Option<&'a dyn Any>,
    ret: Option<&'a dyn Any>,
}

/// What happened to an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// It begins.
    Invoke,
    /// It took effect.
    Ok,
    /// It did not happen.
    Fail,
    /// Nobody knows.
    Info,
}

impl<'a> Event<'a> {
    /// Makes an event of an op of this thread.
    pub fn new(thread: Thread, kind: EventKind) -> Self {
        Self {
            thread,
            kind,
            op: None,
            ret: None,
        }
    }

    /// Tells the op, as the thread was given it.
    #[must_use]
    pub fn with_op(self, op: &'a dyn Any) -> Self {
        Self {
            op: Some(op),
            ..self
        }
    }

    /// Tells what the op returned.
    #[must_use]
    pub fn with_ret(self, ret: &'a dyn Any) -> Self {
        Self {
            ret: Some(ret),
            ..self
        }
    }

    /// Returns the op, if who runs the generator tells it and it is of this type.
    ///
    /// It is the op that the outermost generator gave: behind a [`map`](crate::Generator::map) it is what
    /// that one made of it.
    pub fn op<Op: 'static>(&self) -> Option<&'a Op> {
        self.op?.downcast_ref()
    }

    /// Returns what the op returned, if who runs the generator tells it and it is of this type.
    pub fn ret<Ret: 'static>(&self) -> Option<&'a Ret> {
        self.ret?.downcast_ref()
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EventKind::Invoke => "invoke",
            EventKind::Ok => "ok",
            EventKind::Fail => "fail",
            EventKind::Info => "info",
        })
    }
}
