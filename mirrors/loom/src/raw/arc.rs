use std::mem::ManuallyDrop;

use crate::causality::arc_of;
use crate::sync::Arc;

impl<T: ?Sized> Arc<T> {
    /// Makes an owner of what [`into_raw`](Self::into_raw) has given away.
    ///
    /// # Safety
    ///
    /// As [`std::sync::Arc::from_raw`]: the pointer comes from [`into_raw`](Self::into_raw), and is made an
    /// owner once for each time that it was given away.
    #[must_use]
    pub unsafe fn from_raw(pointer: *const T) -> Self {
        // SAFETY: the pointer was made by std's `into_raw` within ours; the rest is the caller's promise.
        let value = unsafe { std::sync::Arc::from_raw(pointer) };
        Self {
            owners: arc_of(pointer.cast::<()>().addr()),
            value: Some(value),
        }
    }

    /// Adds an owner of what [`into_raw`](Self::into_raw) has given away.
    ///
    /// # Safety
    ///
    /// As [`std::sync::Arc::increment_strong_count`]: the pointer comes from [`into_raw`](Self::into_raw),
    /// and there is an owner all the while.
    pub unsafe fn increment_strong_count(pointer: *const T) {
        // SAFETY: it is never dropped, so that it takes no owner away; the rest is the caller's promise.
        let this = ManuallyDrop::new(unsafe { Self::from_raw(pointer) });
        std::mem::forget(Arc::clone(&this));
    }

    /// Takes away an owner of what [`into_raw`](Self::into_raw) has given away.
    ///
    /// # Safety
    ///
    /// As [`std::sync::Arc::decrement_strong_count`]: the pointer comes from [`into_raw`](Self::into_raw),
    /// and there is an owner to take away.
    #[track_caller]
    pub unsafe fn decrement_strong_count(pointer: *const T) {
        // SAFETY: it is the caller's promise that there is an owner to take away.
        drop(unsafe { Self::from_raw(pointer) });
    }
}
