//! Tasks take slots out of a list of free ones and put them back; two may get the same slot, since the
//! head can be what it was while all behind it has changed.

use super::primitives::{Arc, AtomicBool, AtomicUsize, Ordering::SeqCst};
use super::run_all;

const SLOTS: usize = 3;
const NONE: usize = SLOTS;
/// By how much a head grows each time that it changes, where it counts that.
const CHANGE: usize = 16;

struct FreeList {
    /// The first free slot, and above it how often it has changed.
    head: AtomicUsize,
    next: [AtomicUsize; SLOTS],
    is_taken: [AtomicBool; SLOTS],
    change: usize,
}

impl FreeList {
    fn new(change: usize) -> Self {
        Self {
            head: AtomicUsize::new(0),
            next: [1, 2, NONE].map(AtomicUsize::new),
            is_taken: [false; SLOTS].map(AtomicBool::new),
            change,
        }
    }

    fn take(&self) -> Option<usize> {
        loop {
            let head = self.head.load(SeqCst);
            let slot = head % CHANGE;
            if slot == NONE {
                return None;
            }
            let next = self.next[slot].load(SeqCst);
            if self.set_head(head, next) {
                let was_taken = self.is_taken[slot].swap(true, SeqCst);
                assert!(!was_taken, "a slot was taken twice");
                return Some(slot);
            }
        }
    }

    fn put_back(&self, slot: usize) {
        self.is_taken[slot].store(false, SeqCst);
        loop {
            let head = self.head.load(SeqCst);
            self.next[slot].store(head % CHANGE, SeqCst);
            if self.set_head(head, slot) {
                return;
            }
        }
    }

    fn set_head(&self, before: usize, slot: usize) -> bool {
        let after = before - before % CHANGE + self.change + slot;
        let set = self.head.compare_exchange(before, after, SeqCst, SeqCst);
        set.is_ok()
    }
}

pub(super) fn racy() {
    take_and_put_back(0);
}

pub(super) fn correct() {
    take_and_put_back(CHANGE);
}

fn take_and_put_back(change: usize) {
    let list = Arc::new(FreeList::new(change));
    run_all([0; 3].map(|_| {
        let list = Arc::clone(&list);
        Box::new(move || {
            let taken = [list.take(), list.take()];
            for slot in taken.into_iter().flatten() {
                list.put_back(slot);
            }
        }) as _
    }));
}
