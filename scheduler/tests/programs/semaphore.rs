//! Tasks wait for permits; who gives one back looks for waiting ones without the lock, and may miss one.

use super::primitives::{Arc, AtomicUsize, Condvar, Mutex, Ordering::SeqCst};
use super::run_all;

#[derive(Default)]
struct Semaphore {
    permits: Mutex<usize>,
    waiting: AtomicUsize,
    given: Condvar,
}

impl Semaphore {
    fn acquire(&self) {
        let mut permits = self.permits.lock().unwrap();
        while *permits == 0 {
            self.waiting.fetch_add(1, SeqCst);
            permits = self.given.wait(permits).unwrap();
            self.waiting.fetch_sub(1, SeqCst);
        }
        *permits -= 1;
    }

    /// Looks before it gives the permit back.
    fn release_early(&self) {
        let is_awaited = self.waiting.load(SeqCst) > 0;
        *self.permits.lock().unwrap() += 1;
        if is_awaited {
            self.given.notify_one();
        }
    }

    fn release(&self) {
        *self.permits.lock().unwrap() += 1;
        self.given.notify_one();
    }
}

pub(super) fn racy() {
    share(Semaphore::release_early);
}

pub(super) fn correct() {
    share(Semaphore::release);
}

fn share(release: fn(&Semaphore)) {
    let semaphore = Arc::new(Semaphore::default());
    *semaphore.permits.lock().unwrap() = 1;
    run_all([0; 3].map(|_| {
        let semaphore = Arc::clone(&semaphore);
        Box::new(move || {
            for _ in 0..2 {
                semaphore.acquire();
                release(&semaphore);
            }
        }) as _
    }));
}
