/// What a generator answers when it is asked for an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
// A tag of its own, where the compiler would hide it in the op's: reading it from there costs up to 5 ns
// an op.
#[repr(u8)]
pub enum Ask<Op> {
    /// The next op, to be done now.
    Op(Op),
    /// No op yet: ask again at this time, in nanoseconds since the run began.
    ///
    /// It lies after the time of the context that was asked with.
    Wait(u64),
    /// No op now or ever.
    Done,
}

impl<Op> Ask<Op> {
    /// Changes the op, if there is one.
    pub fn map<Other>(self, change: impl FnOnce(Op) -> Other) -> Ask<Other> {
        match self {
            Ask::Op(op) => Ask::Op(change(op)),
            Ask::Wait(until_ns) => Ask::Wait(until_ns),
            Ask::Done => Ask::Done,
        }
    }
}
