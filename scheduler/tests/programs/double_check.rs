//! Tasks use a value that one of them makes on first use; the flag that it is made goes up too early.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering::SeqCst};
use super::run_all;

const VALUE: usize = 7;

#[derive(Default)]
struct Lazy {
    is_made: AtomicBool,
    making: Mutex<()>,
    parts: [AtomicUsize; 3],
}

impl Lazy {
    fn sum(&self, make: fn(&Self)) -> usize {
        if !self.is_made.load(SeqCst) {
            let _making = self.making.lock().unwrap();
            if !self.is_made.load(SeqCst) {
                make(self);
            }
        }
        self.parts.iter().map(|part| part.load(SeqCst)).sum()
    }

    fn make_parts(&self) {
        for part in &self.parts {
            part.store(VALUE, SeqCst);
        }
    }
}

pub(super) fn racy() {
    use_it(|lazy| {
        lazy.is_made.store(true, SeqCst);
        lazy.make_parts();
    });
}

pub(super) fn correct() {
    use_it(|lazy| {
        lazy.make_parts();
        lazy.is_made.store(true, SeqCst);
    });
}

fn use_it(make: fn(&Lazy)) {
    let lazy = Arc::new(Lazy::default());
    run_all([0; 4].map(|_| {
        let lazy = Arc::clone(&lazy);
        Box::new(move || assert_eq!(lazy.sum(make), 3 * VALUE, "it is used half made")) as _
    }));
}
