//! Two producers claim places of a ring and count up when they have written them.
//!
//! Who claimed the second place may be done first: then the count covers the first, which is empty.

use super::primitives::{Arc, AtomicUsize, Ordering::SeqCst};
use super::run_all;

const EACH: usize = 2;
const PLACES: usize = 2 * EACH;

#[derive(Default)]
struct Ring {
    claimed: AtomicUsize,
    committed: AtomicUsize,
    places: [AtomicUsize; PLACES],
}

/// How one of the places is given to the consumer, once it is written.
type Commit = fn(&Ring, usize);

pub(super) fn racy() {
    produce(|ring, _| {
        ring.committed.fetch_add(1, SeqCst);
    });
}

/// Commits as far as all is written; the last to write covers everybody.
pub(super) fn correct() {
    produce(|ring, _| {
        loop {
            let committed = ring.committed.load(SeqCst);
            let is_written = |place: &AtomicUsize| place.load(SeqCst) > 0;
            if !ring.places.get(committed).is_some_and(is_written) {
                return;
            }
            // Whoever is ahead has committed this one.
            let _ = ring
                .committed
                .compare_exchange(committed, committed + 1, SeqCst, SeqCst);
        }
    });
}

fn produce(commit: Commit) {
    let ring = Arc::new(Ring::default());
    let producer = |ring: &Arc<Ring>| {
        let ring = Arc::clone(ring);
        Box::new(move || {
            for _ in 0..EACH {
                let place = ring.claimed.fetch_add(1, SeqCst);
                ring.places[place].store(1, SeqCst);
                commit(&ring, place);
            }
        })
    };
    let (one, other) = (producer(&ring), producer(&ring));
    run_all([one, other, Box::new(move || consume(&ring))]);
}

fn consume(ring: &Ring) {
    let mut taken = 0;
    for _ in 0..PLACES {
        let committed = ring.committed.load(SeqCst);
        while taken < committed {
            let message = ring.places[taken].load(SeqCst);
            assert!(message > 0, "an empty place was taken");
            taken += 1;
        }
    }
}
