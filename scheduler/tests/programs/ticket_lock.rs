//! Who wants to enter draws a ticket and waits until it is called; two may draw the same.

use super::primitives::{Arc, AtomicUsize, Ordering::SeqCst, thread};
use super::run_all;

const ENTRIES: usize = 3;

#[derive(Default)]
struct Doors {
    next: AtomicUsize,
    called: AtomicUsize,
    inside: AtomicUsize,
}

impl Doors {
    fn pass(&self, draw: fn(&AtomicUsize) -> usize) {
        let ticket = draw(&self.next);
        // Later ones are never called if a ticket was drawn twice.
        while self.called.load(SeqCst) < ticket {
            thread::yield_now();
        }
        assert_eq!(self.inside.fetch_add(1, SeqCst), 0, "two are inside");
        self.inside.fetch_sub(1, SeqCst);
        self.called.fetch_add(1, SeqCst);
    }
}

pub(super) fn racy() {
    pass_often(|next| {
        let ticket = next.load(SeqCst);
        next.store(ticket + 1, SeqCst);
        ticket
    });
}

pub(super) fn correct() {
    pass_often(|next| next.fetch_add(1, SeqCst));
}

fn pass_often(draw: fn(&AtomicUsize) -> usize) {
    let doors = Arc::new(Doors::default());
    run_all([0; 3].map(|_| {
        let doors = Arc::clone(&doors);
        Box::new(move || (0..ENTRIES).for_each(|_| doors.pass(draw))) as _
    }));
}
