//! [`tokio::runtime`](https://docs.rs/tokio/latest/tokio/runtime/): the execution is the runtime.

use std::io;
use std::marker::PhantomData;

use lockstep_scheduler::future::{JoinHandle, block_on, spawn};

use crate::task::spawn_blocking;
use crate::time::Duration;

/// What runs tasks: the execution that is running.
///
/// # Examples
///
/// ```
/// use lockstep_tokio::runtime::Builder;
///
/// let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
/// assert_eq!(runtime.block_on(async { 42 }), 42);
/// ```
#[derive(Debug)]
pub struct Runtime(Handle);

/// A way to a [`Runtime`].
#[derive(Clone, Debug)]
pub struct Handle(());

/// Settings of a [`Runtime`], which change nothing here.
#[derive(Debug)]
pub struct Builder(());

/// Says that a runtime is entered, which makes no difference here.
#[derive(Debug)]
pub struct EnterGuard<'a>(PhantomData<&'a Handle>);

macro_rules! runs {
    ($type:ty) => {
        impl $type {
            /// Waits for a future on this thread.
            #[track_caller]
            pub fn block_on<F: Future>(&self, future: F) -> F::Output {
                block_on(future)
            }

            /// Runs a future as a task.
            ///
            /// # Panics
            ///
            /// Outside of an execution.
            #[track_caller]
            pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
            where
                F: Future + Send + 'static,
                F::Output: Send + 'static,
            {
                spawn(future)
            }

            /// Runs a closure that may block, on a thread of its own.
            ///
            /// # Panics
            ///
            /// Outside of an execution.
            #[track_caller]
            pub fn spawn_blocking<F, T>(&self, main: F) -> JoinHandle<T>
            where
                F: FnOnce() -> T + Send + 'static,
                T: Send + 'static,
            {
                spawn_blocking(main)
            }

            /// Enters it.
            pub fn enter(&self) -> EnterGuard<'_> {
                EnterGuard(PhantomData)
            }
        }
    };
}

runs!(Runtime);
runs!(Handle);

impl Runtime {
    /// Makes one.
    ///
    /// # Errors
    ///
    /// Never; tokio's can fail.
    pub fn new() -> io::Result<Self> {
        Builder::new_multi_thread().build()
    }

    /// Returns a way to it.
    pub fn handle(&self) -> &Handle {
        &self.0
    }

    /// Drops it; its tasks go on.
    pub fn shutdown_background(self) {}

    /// Drops it; its tasks go on.
    pub fn shutdown_timeout(self, _: Duration) {}
}

impl Handle {
    /// Returns a way to the execution that is running.
    pub fn current() -> Self {
        Self(())
    }
}

impl Builder {
    /// Begins with a runtime of several threads, which are tasks of one here.
    pub fn new_multi_thread() -> Self {
        Self(())
    }

    /// Begins with a runtime of one thread.
    pub fn new_current_thread() -> Self {
        Self(())
    }

    /// Sets nothing.
    pub fn worker_threads(&mut self, _: usize) -> &mut Self {
        self
    }

    /// Sets nothing.
    pub fn max_blocking_threads(&mut self, _: usize) -> &mut Self {
        self
    }

    /// Sets nothing.
    pub fn thread_name(&mut self, _: impl Into<String>) -> &mut Self {
        self
    }

    /// Sets nothing.
    pub fn enable_all(&mut self) -> &mut Self {
        self
    }

    /// Sets nothing: there are timers.
    pub fn enable_time(&mut self) -> &mut Self {
        self
    }

    /// Sets nothing: time is always paused.
    pub fn start_paused(&mut self, _: bool) -> &mut Self {
        self
    }

    /// Makes the runtime.
    ///
    /// # Errors
    ///
    /// Never; tokio's can fail.
    pub fn build(&mut self) -> io::Result<Runtime> {
        Ok(Runtime(Handle(())))
    }
}
