//! What is shared is freed with its last reference; who looks it up may get it while it is being freed.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Ordering::SeqCst};
use super::run_all;

/// The steps of each user.
const USES: usize = 10;

struct Shared {
    references: AtomicUsize,
    is_freed: AtomicBool,
    value: AtomicUsize,
}

impl Shared {
    fn get_if_there(&self) -> bool {
        let is_there = self.references.load(SeqCst) > 0;
        if is_there {
            self.references.fetch_add(1, SeqCst);
        }
        is_there
    }

    /// Counts itself only as long as somebody else is counted.
    fn get(&self) -> bool {
        let more = |count: usize| (count > 0).then_some(count + 1);
        let counted = self.references.fetch_update(SeqCst, SeqCst, more);
        counted.is_ok()
    }

    fn use_it(&self) {
        for _ in 0..USES {
            self.value.fetch_add(1, SeqCst);
        }
        assert!(!self.is_freed.load(SeqCst), "it is used after it was freed");
    }

    fn put(&self) {
        if self.references.fetch_sub(1, SeqCst) == 1 {
            self.is_freed.store(true, SeqCst);
        }
    }
}

pub(super) fn racy() {
    look_up(Shared::get_if_there);
}

pub(super) fn correct() {
    look_up(Shared::get);
}

fn look_up(get: fn(&Shared) -> bool) {
    let shared = Arc::new(Shared {
        references: AtomicUsize::new(1),
        is_freed: AtomicBool::new(false),
        value: AtomicUsize::new(0),
    });
    let user = || {
        let shared = Arc::clone(&shared);
        Box::new(move || {
            if get(&shared) {
                shared.use_it();
                shared.put();
            }
        })
    };
    let owner = Arc::clone(&shared);
    run_all([
        Box::new(move || {
            owner.use_it();
            owner.put();
        }),
        user(),
        user(),
    ]);
}
