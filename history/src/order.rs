use std::sync::atomic::{AtomicU64, Ordering};

/// Puts the events of all threads into one order.
///
/// # Examples
///
/// An order that also counts how often it was asked is as long as this:
///
/// ```
/// use lockstep_history::{AtomicOrder, Order, Recorder};
///
/// struct Announced(AtomicOrder);
///
/// impl Order for Announced {
///     fn stamp(&self) -> u64 {
///         std::thread::yield_now(); // a place where a scheduler could choose who runs
///         self.0.stamp()
///     }
/// }
///
/// let recorder = Recorder::<&str, u64, _>::with_order(Announced(AtomicOrder::new()));
/// recorder.process().op("read", |_| 0);
/// assert_eq!(recorder.finish().event_count(), 2);
/// ```
pub trait Order {
    /// Returns the place of the event that happens now.
    ///
    /// Every stamp is greater than all that were returned before it, on any thread, and no two are
    /// equal. Whatever a thread did before it took a stamp happens before what another does after it
    /// took a greater one, in the sense of the memory model: who implements it with an atomic needs
    /// read-modify-write operations that acquire and release.
    fn stamp(&self) -> u64;
}

/// The order in which threads reach one atomic counter.
///
/// This is the order of real time, as far as anything inside the program can tell.
#[derive(Debug, Default)]
pub struct AtomicOrder {
    next: AtomicU64,
}

impl AtomicOrder {
    /// Makes an order that starts at 0.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Order for AtomicOrder {
    fn stamp(&self) -> u64 {
        // All stamps are read-modify-write operations on one atomic, so the counter itself orders
        // them. Acquire and release make that order mean something for the rest of memory: each
        // stamp reads from the one before it, which released, so what stands before a stamp in its
        // thread happens before all that follows a greater stamp in any thread.
        //
        // Say that A is stamped complete before B is stamped invoked. Then A's effect happens before
        // B runs and B must see it: no history shows a correct object as wrong. With relaxed stamps
        // the invocation of A could be stamped after its effect is visible; a reader between the two
        // would then have read, by the history, what nobody had written yet.
        self.next.fetch_add(1, Ordering::AcqRel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_threads_get_the_same_stamp() {
        let order = AtomicOrder::new();
        let mut stamps: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..1000).map(|_| order.stamp()).collect::<Vec<_>>()))
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| {
                    let own = thread.join().expect("no thread panics");
                    assert!(own.is_sorted_by(|a, b| a < b));
                    own
                })
                .collect()
        });
        stamps.sort_unstable();
        assert!(stamps.into_iter().eq(0..4000));
    }
}
