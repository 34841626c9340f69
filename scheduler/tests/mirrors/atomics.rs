use std::{panic, ptr};

use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicUsize, Ordering, compiler_fence, fence,
};
use lockstep_scheduler::{hint, thread};

use crate::everywhere;

#[test]
fn a_pointer_is_exchanged_by_one_of_two() {
    everywhere(|| {
        let mine = Box::leak(Box::new(1));
        let (null, mine) = (ptr::null_mut(), ptr::from_mut(mine));
        let shared = Arc::new(AtomicPtr::<i32>::default());
        let other = Arc::clone(&shared);
        let (order, address) = (Ordering::SeqCst, AtomicUsize::new(mine.expose_provenance()));
        let there = thread::spawn(move || {
            let theirs = ptr::with_exposed_provenance_mut(address.load(order));
            other
                .compare_exchange(ptr::null_mut(), theirs, order, order)
                .is_ok()
        });
        let here = shared.compare_exchange(null, mine, order, order).is_ok();
        assert_ne!(here, there.join().unwrap());
        assert_eq!(shared.swap(null, order), mine);
        shared.store(mine, order);
        assert_eq!(shared.fetch_update(order, order, |_| Some(null)), Ok(mine));
        assert_eq!(format!("{shared:?}"), format!("{null:?}"));
        let shared = Arc::into_inner(shared).expect("the other has ended");
        assert!(shared.into_inner().is_null());
    });
}

#[test]
fn spinning_lets_the_other_go_on() {
    everywhere(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let set = Arc::clone(&flag);
        let setter = thread::spawn(move || assert!(!set.fetch_not(Ordering::SeqCst)));
        while !flag.load(Ordering::SeqCst) {
            compiler_fence(Ordering::SeqCst);
            hint::spin_loop();
        }
        setter.join().unwrap();
    });
}

#[test]
fn there_is_no_relaxed_fence() {
    everywhere(|| {
        let caught = panic::catch_unwind(|| fence(Ordering::Relaxed)).unwrap_err();
        let message = *caught.downcast::<&str>().expect("a text");
        assert_eq!(message, "there is no such thing as a relaxed fence");
    });
}
