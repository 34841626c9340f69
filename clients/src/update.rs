use std::fmt;

/// Where a new value is computed from the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Update {
    /// In the server: one statement reads and writes, as in `SET v = v + 1`.
    #[default]
    Server,
    /// In the client: it reads, computes, and writes back, in one transaction.
    ///
    /// Below serializable that loses updates: of two that read the same, the later one wipes out the other.
    Client,
}

impl Update {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "server" => Some(Update::Server),
            "client" => Some(Update::Client),
            _ => None,
        }
    }
}

impl fmt::Display for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Update::Server => "server",
            Update::Client => "client",
        })
    }
}
