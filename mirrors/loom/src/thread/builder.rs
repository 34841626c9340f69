use std::io;

use lockstep_scheduler::thread as inner;

use super::JoinHandle;
use super::spawn::spawn_with;

/// [`std::thread::Builder`].
///
/// # Examples
///
/// ```
/// use lockstep_loom::thread::Builder;
///
/// let named = Builder::new().name("one".into()).spawn(|| 1).unwrap();
/// assert_eq!(named.thread().name(), Some("one"));
/// # named.join().unwrap();
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
    stack_bytes: Option<usize>,
}

impl Builder {
    /// Begins with a thread that has no name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives it a name.
    #[must_use]
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Asks for a stack of at least so many bytes.
    #[must_use]
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_bytes = Some(bytes);
        self
    }

    /// Runs `main` beside what runs already.
    ///
    /// # Errors
    ///
    /// If the system has no room for another thread.
    #[track_caller]
    pub fn spawn<F, T>(self, main: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let mut builder = inner::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(bytes) = self.stack_bytes {
            builder = builder.stack_size(bytes);
        }
        spawn_with(builder, main)
    }
}
