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
pub struct Builder(inner::Builder);

impl Builder {
    /// Begins with a thread that has no name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives it a name.
    #[must_use]
    pub fn name(self, name: String) -> Self {
        Self(self.0.name(name))
    }

    /// Asks for a stack of at least so many bytes.
    #[must_use]
    pub fn stack_size(self, bytes: usize) -> Self {
        Self(self.0.stack_size(bytes))
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
        spawn_with(self.0, main)
    }
}
