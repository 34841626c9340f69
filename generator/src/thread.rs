use std::fmt;

/// One of those that do the ops of a generator, side by side: a client, or the nemesis.
///
/// A thread does one op at a time. What acts in its name may change: where nobody knows how an op ended, its
/// process is given up and the thread goes on with a new one ([`Context::process`](crate::Context::process)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thread {
    /// A client of the system under test, by its number from 0.
    Client(u32),
    /// What causes faults.
    Nemesis,
}

impl Thread {
    /// Returns true for a client.
    pub fn is_client(self) -> bool {
        matches!(self, Thread::Client(_))
    }
}

impl fmt::Display for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Thread::Client(number) => write!(f, "{number}"),
            Thread::Nemesis => f.write_str("nemesis"),
        }
    }
}
