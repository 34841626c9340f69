//! A lock for one writer or many readers that counts readers in one place and has the writer in another:
//! both may come in at once.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Ordering::SeqCst, thread};
use super::run_all;

#[derive(Default)]
struct Lock {
    readers: AtomicUsize,
    is_written: AtomicBool,
    pair: [AtomicUsize; 2],
}

impl Lock {
    fn read(&self) {
        while self.is_written.load(SeqCst) {
            thread::yield_now();
        }
        self.readers.fetch_add(1, SeqCst);
        self.compare();
    }

    /// Announces itself before it looks.
    fn read_carefully(&self) {
        loop {
            self.readers.fetch_add(1, SeqCst);
            if !self.is_written.load(SeqCst) {
                return self.compare();
            }
            self.readers.fetch_sub(1, SeqCst);
            thread::yield_now();
        }
    }

    fn compare(&self) {
        let [one, other] = [0, 1].map(|place| self.pair[place].load(SeqCst));
        assert_eq!(one, other, "it is read while it is written");
        self.readers.fetch_sub(1, SeqCst);
    }

    fn write(&self, value: usize) {
        self.is_written.store(true, SeqCst);
        while self.readers.load(SeqCst) > 0 {
            thread::yield_now();
        }
        for place in &self.pair {
            place.store(value, SeqCst);
        }
        self.is_written.store(false, SeqCst);
    }
}

pub(super) fn racy() {
    share(Lock::read);
}

pub(super) fn correct() {
    share(Lock::read_carefully);
}

fn share(read: fn(&Lock)) {
    let lock = Arc::new(Lock::default());
    let reader = || {
        let lock = Arc::clone(&lock);
        Box::new(move || (0..2).for_each(|_| read(&lock)))
    };
    let writer = Arc::clone(&lock);
    run_all([
        reader(),
        reader(),
        Box::new(move || (1..3).for_each(|value| writer.write(value))),
    ]);
}
