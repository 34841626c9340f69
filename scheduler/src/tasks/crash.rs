use std::any::Any;
use std::fmt;

use crate::Failure;
use crate::panic::{Said, take_last};
use crate::world::with;

/// A panic that was caught: what it said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crash(Said);

impl Crash {
    /// Makes one of what was caught last on this thread.
    pub fn of(payload: Box<dyn Any + Send>) -> Self {
        let said = take_last(&*payload);
        // What it carries may have a destructor that panics.
        std::mem::forget(payload);
        Self(said)
    }

    /// Returns where it panicked, if that is known: file, line and column.
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// Returns what the panic said.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Ends the execution as if nobody had caught the panic.
    pub fn fail(self) {
        let Said { message, location } = self.0;
        with(|world| {
            let task = world.current();
            world.fail(Failure::Panic {
                task,
                message,
                location,
            });
        });
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.location {
            Some(location) => write!(f, " (panicked at {location})"),
            None => Ok(()),
        }
    }
}
