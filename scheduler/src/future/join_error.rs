use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::TaskId;
use crate::panic::Said;

/// Why an async task has no value: it was aborted, or it panicked.
pub struct JoinError {
    task: TaskId,
    reason: Reason,
}

enum Reason {
    Cancelled,
    Panicked {
        said: Said,
        /// In a mutex, so that the error can be shared though the payload cannot.
        payload: Mutex<Box<dyn Any + Send>>,
    },
}

impl JoinError {
    pub(super) fn cancelled(task: TaskId) -> Self {
        let reason = Reason::Cancelled;
        Self { task, reason }
    }

    pub(super) fn panicked(task: TaskId, payload: Box<dyn Any + Send>, said: Said) -> Self {
        let payload = Mutex::new(payload);
        Self {
            task,
            reason: Reason::Panicked { said, payload },
        }
    }

    /// Returns which task it was.
    pub fn task(&self) -> TaskId {
        self.task
    }

    /// Returns true if the task was aborted before it had returned.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.reason, Reason::Cancelled)
    }

    /// Returns true if the task panicked.
    pub fn is_panic(&self) -> bool {
        !self.is_cancelled()
    }

    /// Returns what the task panicked with.
    ///
    /// # Panics
    ///
    /// If it was aborted.
    #[track_caller]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        let payload = self.try_into_panic();
        payload.unwrap_or_else(|error| panic!("{error}; expected a task that panicked"))
    }

    /// Returns what the task panicked with.
    ///
    /// # Errors
    ///
    /// If it was aborted: this error.
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, Self> {
        match self.reason {
            Reason::Panicked { payload, .. } => {
                Ok(payload.into_inner().unwrap_or_else(PoisonError::into_inner))
            }
            Reason::Cancelled => Err(self),
        }
    }

    /// Returns what the panic said, if it was one.
    pub(super) fn said(&self) -> Option<&Said> {
        match &self.reason {
            Reason::Cancelled => None,
            Reason::Panicked { said, .. } => Some(said),
        }
    }
}

impl Error for JoinError {}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.said() {
            None => write!(f, "{} was aborted", self.task),
            Some(said) => {
                write!(f, "{} panicked", self.task)?;
                if let Some(location) = &said.location {
                    write!(f, " at {location}")?;
                }
                write!(f, ": {}", said.message)
            }
        }
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError({self})")
    }
}
