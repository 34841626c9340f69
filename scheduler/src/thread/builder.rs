use std::io;
use std::panic::Location;

use super::scope::{Scope, ScopedJoinHandle};
use super::spawn::{About, JoinHandle, spawn_inside};
use crate::world::is_controlled;

/// [`std::thread::Builder`]: spawns a thread, or a task, with a name and a stack of its own size.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let named = thread::Builder::new().name("reader".into());
/// let reader = named.spawn(|| thread::current().name().map(String::from)).unwrap();
/// assert_eq!(reader.join().unwrap().as_deref(), Some("reader"));
/// ```
#[derive(Debug, Default)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// Makes one that asks for nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets how large the stack is, in bytes. A task gets at least what the runner gives to all.
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Runs `main` beside what runs already.
    ///
    /// # Errors
    ///
    /// If the system has no room for another thread. In a controlled execution that ends the execution.
    ///
    /// # Panics
    ///
    /// If the name has a null byte in it.
    #[track_caller]
    pub fn spawn<F, T>(self, main: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        if is_controlled() {
            return Ok(spawn_inside(self.about(), main, Location::caller()));
        }
        self.outside().spawn(main).map(JoinHandle::outside)
    }

    /// Runs `main` beside what runs already, until the scope ends at the latest.
    ///
    /// # Errors
    ///
    /// If the system has no room for another thread. In a controlled execution that ends the execution.
    ///
    /// # Panics
    ///
    /// If the name has a null byte in it.
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        main: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        scope.spawn_with(self, main, Location::caller())
    }

    pub(super) fn about(self) -> About {
        let has_null = self.name.as_ref().is_some_and(|name| name.contains('\0'));
        assert!(!has_null, "thread name may not contain interior null bytes");
        About {
            name: self.name,
            stack_bytes: self.stack_size.unwrap_or_default(),
        }
    }

    pub(super) fn outside(self) -> std::thread::Builder {
        let mut builder = std::thread::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(size) = self.stack_size {
            builder = builder.stack_size(size);
        }
        builder
    }
}
