use lockstep_scheduler::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

/// What can be loaded so that only what depends on it comes later.
///
/// Every execution is sequentially consistent, so that this is any load.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::atomic::AtomicConsume;
/// use lockstep_scheduler::sync::atomic::AtomicU32;
///
/// assert_eq!(AtomicU32::new(7).load_consume(), 7);
/// ```
pub trait AtomicConsume {
    /// What is loaded.
    type Val;

    /// Returns what it holds.
    fn load_consume(&self) -> Self::Val;
}

macro_rules! consume {
    ($($atomic:ty => $value:ty,)*) => {
        $(impl AtomicConsume for $atomic {
            type Val = $value;

            #[track_caller]
            fn load_consume(&self) -> $value {
                self.load(Ordering::Acquire)
            }
        })*
    };
}

consume! {
    AtomicBool => bool,
    AtomicI8 => i8,
    AtomicI16 => i16,
    AtomicI32 => i32,
    AtomicI64 => i64,
    AtomicIsize => isize,
    AtomicU8 => u8,
    AtomicU16 => u16,
    AtomicU32 => u32,
    AtomicU64 => u64,
    AtomicUsize => usize,
}

impl<T> AtomicConsume for AtomicPtr<T> {
    type Val = *mut T;

    #[track_caller]
    fn load_consume(&self) -> *mut T {
        self.load(Ordering::Acquire)
    }
}
