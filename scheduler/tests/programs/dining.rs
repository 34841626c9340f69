//! Three philosophers take the fork on their left, and then the one on their right.

use super::primitives::{Arc, Mutex};
use super::run_all;

pub(super) fn racy() {
    dine([(0, 1), (1, 2), (2, 0)]);
}

/// The last one takes the lower fork first, as the others do.
pub(super) fn correct() {
    dine([(0, 1), (1, 2), (0, 2)]);
}

fn dine(seats: [(usize, usize); 3]) {
    let forks = Arc::new([0, 1, 2].map(Mutex::new));
    run_all(seats.map(|(first, second)| {
        let forks = Arc::clone(&forks);
        Box::new(move || {
            let _first = forks[first].lock().unwrap();
            let _second = forks[second].lock().unwrap();
        }) as _
    }));
}
