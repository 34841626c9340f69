use crate::Thread;

/// A time that does not come: what a generator waits for that waits for something to happen.
pub const NEVER: u64 = u64::MAX;

/// What a generator answers when it is asked for an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
// A tag of its own, where the compiler would hide it in the op's: reading it from there costs up to 5 ns
// an op.
#[repr(u8)]
pub enum Ask<Op> {
    /// The next op, to be done now by the free thread whose turn it is.
    Op(Op),
    /// The next op, to be done now by this thread, which is free.
    For(Thread, Op),
    /// No op before this time, in nanoseconds since the run began, unless something happens first.
    ///
    /// It lies after the time of the context that was asked with. [`NEVER`] waits for nothing but an
    /// event: that an op begins or ends.
    Wait(u64),
    /// No op now or ever.
    Done,
}

impl<Op> Ask<Op> {
    /// Changes the op, if there is one.
    pub fn map<Other>(self, change: impl FnOnce(Op) -> Other) -> Ask<Other> {
        match self {
            Ask::Op(op) => Ask::Op(change(op)),
            Ask::For(thread, op) => Ask::For(thread, change(op)),
            Ask::Wait(until_ns) => Ask::Wait(until_ns),
            Ask::Done => Ask::Done,
        }
    }

    /// Returns true if there is an op.
    pub fn is_op(&self) -> bool {
        matches!(self, Ask::Op(_) | Ask::For(..))
    }

    /// Gives the op, if it is for whoever is next, to this thread.
    #[must_use]
    pub fn or_for(self, thread: Thread) -> Self {
        match self {
            Ask::Op(op) => Ask::For(thread, op),
            other => other,
        }
    }
}
