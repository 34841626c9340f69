use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well; code 0.
    Good,
    /// At least one history is invalid; code 1.
    Invalid,
    /// The command line or a file cannot be understood; code 2, as with clap.
    Unusable,
    /// At least one verdict is unknown; code 3.
    Unknown,
}

impl Exit {
    /// Returns how a command ends of which two parts ended so: invalid before unusable before unknown.
    pub(crate) fn worst(self, other: Exit) -> Exit {
        let rank = |exit| match exit {
            Exit::Good => 0,
            Exit::Unknown => 1,
            Exit::Unusable => 2,
            Exit::Invalid => 3,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Good => 0,
            Exit::Invalid => 1,
            Exit::Unusable => 2,
            Exit::Unknown => 3,
        })
    }
}
