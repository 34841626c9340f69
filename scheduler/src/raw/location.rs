use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A place in the source that one thread sets and others read.
#[derive(Debug)]
pub(crate) struct LastLocation(AtomicPtr<Location<'static>>);

impl LastLocation {
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    #[inline]
    pub(crate) fn set(&self, location: Option<&'static Location<'static>>) {
        let place = location.map_or(ptr::null(), ptr::from_ref);
        self.0.store(place.cast_mut(), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Option<&'static Location<'static>> {
        let place = self.0.load(Ordering::Relaxed).cast_const();
        // SAFETY: only `set` writes it, either null or what lives for ever and is never written to.
        unsafe { place.as_ref() }
    }
}
