use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::{Client, ClientError, Opening, System};

/// A system that is a function, which all processes call.
///
/// # Examples
///
/// ```
/// use lockstep_models::{CounterOp, CounterRet};
/// use lockstep_scheduler::sync::atomic::{AtomicI64, Ordering};
/// use lockstep_workloads::Calls;
///
/// let sum = AtomicI64::new(0);
/// let counter = Calls::new(move |op: &CounterOp| match op {
///     CounterOp::Add(amount) => {
///         sum.fetch_add(*amount, Ordering::SeqCst);
///         Ok(CounterRet::Done)
///     }
///     CounterOp::Read => Ok(CounterRet::Got(sum.load(Ordering::SeqCst))),
/// });
/// # let _: Calls<CounterOp, CounterRet, _> = counter;
/// ```
pub struct Calls<Op, Ret, F> {
    call: Arc<F>,
    types: PhantomData<fn(&Op) -> Ret>,
}

impl<Op, Ret, F> Calls<Op, Ret, F> {
    /// Makes a system whose operations call this function with the number of the worker and the operation.
    pub fn of_workers(call: F) -> Self
    where
        F: Fn(u32, &Op) -> Result<Ret, ClientError> + Send + Sync + 'static,
    {
        Self {
            call: Arc::new(call),
            types: PhantomData,
        }
    }
}

impl<Op, Ret> Calls<Op, Ret, ()> {
    /// Makes a system whose operations call this function.
    pub fn new<F>(
        call: F,
    ) -> Calls<Op, Ret, impl Fn(u32, &Op) -> Result<Ret, ClientError> + Send + Sync + 'static>
    where
        F: Fn(&Op) -> Result<Ret, ClientError> + Send + Sync + 'static,
    {
        Calls::of_workers(move |_, op: &Op| call(op))
    }
}

impl<Op, Ret, F> System for Calls<Op, Ret, F>
where
    F: Fn(u32, &Op) -> Result<Ret, ClientError> + Send + Sync + 'static,
{
    type Op = Op;
    type Ret = Ret;

    fn open(&self, opening: &Opening) -> Result<Box<dyn Client<Op, Ret>>, ClientError> {
        let worker = opening.worker;
        let call = Arc::clone(&self.call);
        Ok(Box::new(Caller { worker, call }))
    }
}

struct Caller<F> {
    worker: u32,
    call: Arc<F>,
}

impl<Op, Ret, F: Fn(u32, &Op) -> Result<Ret, ClientError>> Client<Op, Ret> for Caller<F> {
    fn invoke(&mut self, op: &Op) -> Result<Ret, ClientError> {
        (self.call)(self.worker, op)
    }
}

impl<Op, Ret, F> fmt::Debug for Calls<Op, Ret, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").finish_non_exhaustive()
    }
}
