/// What all locks have in common: how they are made of a value, and how what they hold is shown.
macro_rules! lock {
    ($lock:ident, $try:ident) => {
        impl<T: Default> Default for $lock<T> {
            fn default() -> Self {
                Self::new(T::default())
            }
        }

        impl<T> From<T> for $lock<T> {
            fn from(value: T) -> Self {
                Self::new(value)
            }
        }

        impl<T: ?Sized + std::fmt::Debug> std::fmt::Debug for $lock<T> {
            #[track_caller]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($lock));
                match self.$try() {
                    Some(guard) => shown.field("data", &&*guard).finish(),
                    None => shown.field("data", &format_args!("<locked>")).finish(),
                }
            }
        }
    };
}

pub(crate) use lock;
