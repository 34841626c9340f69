use std::io;
use std::sync::Arc;
use std::thread::Result;

use lockstep_scheduler::thread as inner;

use super::{Builder, Thread};
use crate::causality::{Released, take_token};

/// [`std::thread::JoinHandle`].
#[derive(Debug)]
pub struct JoinHandle<T> {
    inner: inner::JoinHandle<T>,
    thread: Thread,
    ended: Arc<Released>,
}

/// Runs `main` beside what runs already.
///
/// # Panics
///
/// If the system has no room for another thread.
///
/// # Examples
///
/// ```
/// use lockstep_loom::thread;
///
/// assert_eq!(thread::spawn(|| 42).join().unwrap(), 42);
/// ```
#[track_caller]
pub fn spawn<F, T>(main: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let spawned = Builder::new().spawn(main);
    spawned.expect("failed to spawn thread")
}

/// Runs `main` as a thread that knows what its parent knows, and whose end tells what it knew.
#[track_caller]
pub(super) fn spawn_with<F, T>(builder: inner::Builder, main: F) -> io::Result<JoinHandle<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let [begun, ended, token] = [(); 3].map(|()| Arc::new(Released::new()));
    begun.release();
    let (end, own) = (Arc::clone(&ended), Arc::clone(&token));
    let inner = builder.spawn(move || {
        begun.begin();
        take_token(own);
        let value = main();
        end.release();
        value
    })?;
    Ok(JoinHandle {
        thread: Thread::new(inner.thread().clone(), token),
        inner,
        ended,
    })
}

impl<T> JoinHandle<T> {
    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    ///
    /// If it panicked: what it panicked with. In an execution a panic ends the execution.
    ///
    /// # Panics
    ///
    /// If it was spawned in another execution.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let value = self.inner.join()?;
        self.ended.acquire();
        Ok(value)
    }

    /// Returns the thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}
