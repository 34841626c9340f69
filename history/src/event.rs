use std::fmt;

use crate::Value;

/// The type of an event, and with it what it says of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The operation begins.
    Invoke,
    /// It took effect.
    Ok,
    /// It did not happen.
    Fail,
    /// Nobody knows: it may take effect at any later time, or never.
    Info,
}

impl Kind {
    /// Returns the name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Invoke => "invoke",
            Kind::Ok => "ok",
            Kind::Fail => "fail",
            Kind::Info => "info",
        }
    }

    /// Returns the type with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        match name {
            "invoke" => Some(Kind::Invoke),
            "ok" => Some(Kind::Ok),
            "fail" => Some(Kind::Fail),
            "info" => Some(Kind::Info),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who acted: a client by its number, or something else (`nemesis`) by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Process {
    /// A logical client: it has one open operation at a time.
    Client(u64),
    /// No client: its events are kept as annotations and never paired.
    Other(Value),
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Process::Client(number) => write!(f, "{number}"),
            Process::Other(name) => match name.as_text() {
                Some(text) => f.write_str(text),
                None => write!(f, "{name}"),
            },
        }
    }
}
