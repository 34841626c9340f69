use std::time::Duration;

use super::StateMachine;
use super::timers::Which;
use crate::ExitReason;

/// What a machine has said that comes next, while it did something.
pub(super) struct Actions<M: StateMachine> {
    pub(super) state: Option<M::State>,
    pub(super) postponed: Option<M::Event>,
    /// To be handled before all that has arrived, the first one first.
    pub(super) events: Vec<M::Event>,
    /// Done in this order.
    pub(super) timers: Vec<Setting<M::Event>>,
    pub(super) stop: Option<ExitReason>,
}

/// What to do with a timer.
pub(super) enum Setting<E> {
    Start(Which, Duration, E),
    Stop(Which),
}

impl<M: StateMachine> Default for Actions<M> {
    fn default() -> Self {
        Self {
            state: None,
            postponed: None,
            events: Vec::new(),
            timers: Vec::new(),
            stop: None,
        }
    }
}
