use std::error::Error;

use lockstep_seed::Seed;

use crate::ClientError;

/// The system under test: how it is made ready, and how processes come to it.
///
/// The same workload runs against any system with its operations: values in memory, nodes of a simulated
/// cluster, a server. A run calls [`setup`](System::setup) once, [`open`](System::open) for each process,
/// and [`teardown`](System::teardown) once all have ended. [`Calls`](crate::Calls) makes a system of a
/// function.
///
/// # Examples
///
/// A register that each process uses by a handle of its own, which counts what it did:
///
/// ```
/// use std::error::Error;
/// use std::sync::Arc;
///
/// use lockstep_models::{RegisterOp, RegisterRet};
/// use lockstep_scheduler::sync::Mutex;
/// use lockstep_workloads::{Client, ClientError, Opening, System};
///
/// #[derive(Default)]
/// struct Register(Arc<Mutex<i64>>);
///
/// struct Handle {
///     value: Arc<Mutex<i64>>,
///     writes: u32,
/// }
///
/// impl System for Register {
///     type Op = RegisterOp<i64>;
///     type Ret = RegisterRet<i64>;
///
///     fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
///         *self.0.lock().unwrap() = 0;
///         Ok(())
///     }
///
///     fn open(
///         &self,
///         _: &Opening,
///     ) -> Result<Box<dyn Client<Self::Op, Self::Ret>>, ClientError> {
///         Ok(Box::new(Handle { value: Arc::clone(&self.0), writes: 0 }))
///     }
/// }
///
/// impl Client<RegisterOp<i64>, RegisterRet<i64>> for Handle {
///     fn invoke(&mut self, op: &RegisterOp<i64>) -> Result<RegisterRet<i64>, ClientError> {
///         let mut value = self.value.lock().unwrap();
///         match op {
///             RegisterOp::Read => Ok(RegisterRet::Got(*value)),
///             RegisterOp::Write(new) if self.writes < 3 => {
///                 self.writes += 1;
///                 *value = *new;
///                 Ok(RegisterRet::Done)
///             }
///             _ => Err(ClientError::fail("three writes a process are enough")),
///         }
///     }
/// }
/// ```
pub trait System: Send + Sync {
    /// What a client asks for.
    type Op;
    /// What it is told.
    type Ret;

    /// Makes the system ready: empty tables, first values.
    ///
    /// # Errors
    ///
    /// What is wrong; then nothing is run.
    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }

    /// Opens what one process uses, on the thread that acts for it.
    ///
    /// It is called before the process's first operation, and again for each new process: after one whose
    /// operation ended nobody knows how.
    ///
    /// # Errors
    ///
    /// Why there is no way to the system now. The operation that it was wanted for fails, whatever the
    /// error says, for nothing was sent; the next one tries again.
    fn open(&self, opening: &Opening) -> Result<Box<dyn Client<Self::Op, Self::Ret>>, ClientError>;

    /// Leaves the system as it was found.
    ///
    /// # Errors
    ///
    /// What is wrong. The history is good all the same.
    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// A system whose type is known only when the program runs.
impl<S: System + ?Sized> System for Box<S> {
    type Op = S::Op;
    type Ret = S::Ret;

    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).setup()
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Client<Self::Op, Self::Ret>>, ClientError> {
        (**self).open(opening)
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).teardown()
    }
}

/// For whom a client is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The number of the worker, from 0; its processes have this number modulo the number of workers.
    pub worker: u32,
    /// The number of the process.
    pub process: u64,
    /// What the client may draw its own choices from; it is derived for this process.
    pub seed: Seed,
}

/// One process's way to the system.
pub trait Client<Op, Ret> {
    /// Does an operation.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fail`] if it did not happen for certain, [`ClientError::Info`] if nobody knows. A
    /// time-out is the second, unless what it waited for never was sent. After that the client is closed,
    /// and another one opened for a new process.
    fn invoke(&mut self, op: &Op) -> Result<Ret, ClientError>;

    /// Ends the process's use of the system, on the thread that opened it.
    fn close(self: Box<Self>) {}
}
