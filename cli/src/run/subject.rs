use std::any::Any;

use lockstep::workloads::{BoxedSystem, Nemesis};

use super::fault::Fault;
use super::{Op, Ret, Runnable};

/// What is run against, and what can happen to it meanwhile.
pub(super) struct Subject<R: Runnable> {
    pub(super) system: BoxedSystem<Op<R>, Ret<R>>,
    pub(super) nemesis: Option<Box<dyn Nemesis<Fault = Fault>>>,
    /// What was started for it, and ends with it.
    pub(super) started: Option<Box<dyn Any>>,
    /// Ends what was started, where there is no time to end it in good order.
    pub(super) abandon: Box<dyn Fn() + Send>,
}

impl<R: Runnable> Subject<R> {
    /// Makes one of a system to which nothing happens.
    pub(super) fn of(system: BoxedSystem<Op<R>, Ret<R>>) -> Self {
        Self {
            system,
            nemesis: None,
            started: None,
            abandon: Box::new(|| {}),
        }
    }
}
