use crate::causality::use_memory;
use crate::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

macro_rules! unsync {
    ($($name:ident, $type:ty $(, $parameter:ident)?;)*) => {$(
        impl$(<$parameter>)? $name$(<$parameter>)? {
            /// Returns what it holds. It is a scheduling point here, and tells of no cause.
            ///
            /// # Safety
            ///
            /// It is safe here; to read an atomic without synchronization, for which it stands, is not
            /// while others write to it.
            #[track_caller]
            pub unsafe fn unsync_load(&self) -> $type {
                let value = self.inner.load(Ordering::Relaxed);
                use_memory(std::ptr::from_ref(self).addr());
                value
            }
        }
    )*};
}

unsync! {
    AtomicBool, bool;
    AtomicI8, i8;
    AtomicI16, i16;
    AtomicI32, i32;
    AtomicI64, i64;
    AtomicIsize, isize;
    AtomicU8, u8;
    AtomicU16, u16;
    AtomicU32, u32;
    AtomicU64, u64;
    AtomicUsize, usize;
    AtomicPtr, *mut T, T;
}
