use std::task::Waker;

use crate::world::with;

/// Somebody to be woken.
#[derive(Clone, Debug)]
pub(crate) enum Waiter {
    /// Who polls the future itself: it can be woken as a part of what another task does.
    Poller { epoch: u32, object: u32 },
    /// Whoever polls it in some other way.
    Other(Waker),
}

impl Waiter {
    pub(crate) fn new(waker: &Waker) -> Self {
        let object = with(|world| {
            let epoch = world.epoch;
            let poller = world.poller()?;
            let is_it = waker.will_wake(&poller.waker);
            is_it.then_some(Self::Poller {
                epoch,
                object: poller.object,
            })
        });
        object
            .flatten()
            .unwrap_or_else(|| Self::Other(waker.clone()))
    }

    pub(crate) fn wake(self) {
        match self {
            Self::Poller { epoch, object } => {
                with(|world| {
                    if world.epoch == epoch {
                        world.wake(object);
                    }
                });
            }
            Self::Other(waker) => waker.wake(),
        }
    }
}
