use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use lockstep_scheduler::future as inner;

use crate::causality::Released;

/// Waits for a future on this thread.
///
/// # Examples
///
/// ```
/// assert_eq!(lockstep_loom::future::block_on(async { 42 }), 42);
/// ```
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut telling = None::<Arc<Telling>>;
    inner::block_on(poll_fn(move |context| {
        let told = telling.get_or_insert_with(|| Telling::new(context.waker()));
        if !told.waker.will_wake(context.waker()) {
            *told = Telling::new(context.waker());
        }
        told.released.acquire();
        let waker = Waker::from(Arc::clone(told));
        future.as_mut().poll(&mut Context::from_waker(&waker))
    }))
}

/// A waker that tells what whoever wakes knows.
struct Telling {
    waker: Waker,
    released: Released,
}

impl Telling {
    fn new(waker: &Waker) -> Arc<Self> {
        Arc::new(Self {
            waker: waker.clone(),
            released: Released::new(),
        })
    }
}

impl Wake for Telling {
    #[track_caller]
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    #[track_caller]
    fn wake_by_ref(self: &Arc<Self>) {
        self.waker.wake_by_ref();
        // Not before: until then another may wake it, who has not heard of this.
        self.released.release();
    }
}
