use crate::task::NOBODY;

/// One of the gates of an object.
///
/// A task that comes to an operation which is not always possible stands before a gate, and can be
/// chosen while the gate is open. Going through does not close it; who goes through does that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GateId {
    pub(crate) object: u32,
    pub(crate) side: Side,
}

/// Which of the gates of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Of those who acquire, write, receive, join or wait; of readers who may write later.
    Front,
    /// Of readers, and of those who send, park, or wait for what somebody else does once.
    Back,
    /// Of those who may read already, and read again; of a task: of what it is woken for by somebody else.
    Left,
    /// Of the writer who is next, once the last readers have gone.
    Right,
}

impl Side {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Front, Self::Back, Self::Left, Self::Right];
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate {
    pub(crate) is_open: bool,
    /// The first task of those who stand before it, or [`NOBODY`].
    pub(crate) first: u32,
}

impl Gate {
    pub(crate) const OPEN: Self = Self {
        is_open: true,
        first: NOBODY,
    };
    pub(crate) const CLOSED: Self = Self {
        is_open: false,
        first: NOBODY,
    };
}
