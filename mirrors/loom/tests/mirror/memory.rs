//! Blocks of memory, which may be used until they are freed.
#![expect(unsafe_code, reason = "memory is got and freed by hand")]
#![expect(
    clippy::cast_ptr_alignment,
    reason = "it is got with the layout of what it is for"
)]

use std::ptr;

use lockstep_loom::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use lockstep_loom::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};
use lockstep_loom::sync::atomic::{AtomicU32, fence};
use lockstep_loom::thread;

use crate::{assert_ordered, prove};

/// How many owners it has.
#[derive(Clone, Copy)]
struct Owned(*const AtomicU32);

// SAFETY: only one task of an execution runs at a time.
unsafe impl Send for Owned {}

impl Owned {
    fn by(owners: u32) -> Self {
        // SAFETY: the layout is that of the value, and has a size.
        let place = unsafe { alloc(Layout::new::<AtomicU32>()) }.cast::<AtomicU32>();
        // SAFETY: the place was got for it.
        unsafe { ptr::write(place, AtomicU32::new(owners)) };
        Self(place)
    }

    fn count(&self) -> &AtomicU32 {
        // SAFETY: the mirror keeps memory until the end of the execution.
        unsafe { &*self.0 }
    }

    fn free(self) {
        // SAFETY: it was got with this layout.
        unsafe { dealloc(self.0.cast_mut().cast(), Layout::new::<AtomicU32>()) };
    }

    /// Frees it if this owner is the last.
    fn let_go(self, order: Ordering, before: fn()) {
        if self.count().fetch_sub(1, order) == 1 {
            before();
            self.free();
        }
    }
}

fn two_owners(order: Ordering, before: fn()) {
    let owned = Owned::by(2);
    let theirs = owned;
    thread::spawn(move || { theirs }.let_go(order, before));
    owned.let_go(order, before);
}

#[test]
fn the_last_owner_frees_what_all_have_released() {
    assert_ordered(|| two_owners(AcqRel, || ()));
    assert_ordered(|| two_owners(Release, || fence(Acquire)));
}

#[test]
fn what_others_may_still_use_is_not_freed() {
    for order in [Relaxed, Release, Acquire] {
        let failure = prove(move || two_owners(order, || ())).unwrap_err();
        assert!(failure.contains("data race on memory"), "{failure}");
    }
}

#[test]
fn what_was_freed_is_not_used() {
    let failure = prove(|| {
        let owned = Owned::by(1);
        let theirs = owned;
        thread::spawn(move || { theirs }.free()).join().unwrap();
        owned.count().load(Relaxed);
    });
    let failure = failure.unwrap_err();
    assert!(
        failure.contains("use of memory after it was freed: T1 frees it at"),
        "{failure}"
    );
}

#[test]
fn what_was_freed_is_not_freed_again() {
    let failure = prove(|| {
        let owned = Owned::by(1);
        owned.free();
        owned.free();
    });
    let failure = failure.unwrap_err();
    assert!(
        failure.contains("T0 frees it at") && failure.contains("and then T0 frees it at"),
        "{failure}"
    );
}

#[test]
fn what_was_freed_is_not_loaded_without_synchronization() {
    let failure = prove(|| {
        let owned = Owned::by(1);
        owned.free();
        // SAFETY: nobody stores.
        unsafe { owned.count().unsync_load() };
    });
    let failure = failure.unwrap_err();
    assert!(
        failure.contains("use of memory after it was freed"),
        "{failure}"
    );
}

#[test]
fn what_was_got_outside_of_an_execution_is_given_back_at_once() {
    let owned = Owned::by(1);
    owned.let_go(AcqRel, || ());
    assert_ordered(|| {
        let layout = Layout::new::<u64>();
        // SAFETY: the layout has a size; zeroes are a number; it is freed once.
        unsafe {
            let place = alloc_zeroed(layout);
            assert_eq!(place.cast::<u64>().read(), 0);
            dealloc(place, layout);
        }
    });
}
