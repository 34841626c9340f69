/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// From clients to the server.
    ToServer,
    /// From the server to clients.
    ToClients,
    /// Both.
    Both,
}

impl Way {
    pub(super) fn includes(self, one: OneWay) -> bool {
        match self {
            Way::ToServer => one == OneWay::ToServer,
            Way::ToClients => one == OneWay::ToClients,
            Way::Both => true,
        }
    }
}

/// The way that one pump moves bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OneWay {
    ToServer,
    ToClients,
}

/// What happens to bytes that come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Flow {
    #[default]
    Passes,
    /// They wait.
    Held,
    /// They are thrown away, and the connection is closed.
    Cut,
}
