use std::fmt;

use crate::causality::Open;

macro_rules! pointer {
    ($name:ident, $pointer:ty, $reference:ty, $doc:literal, |$held:ident| $deref:expr) => {
        #[doc = $doc]
        pub struct $name<T: ?Sized> {
            pointer: $pointer,
            _open: Open,
        }

        impl<T: ?Sized> $name<T> {
            pub(crate) fn new(pointer: $pointer, open: Open) -> Self {
                Self {
                    pointer,
                    _open: open,
                }
            }

            /// Calls `inside` with the pointer.
            pub fn with<F, R>(&self, inside: F) -> R
            where
                F: FnOnce($pointer) -> R,
            {
                inside(self.pointer)
            }

            /// Returns what it points to.
            ///
            /// # Safety
            ///
            /// The cell must still be there, and nobody may write to it by other means as long as the
            /// reference lives; if the reference can be written to, nobody may read it either.
            #[allow(clippy::mut_from_ref, reason = "as in loom")]
            pub unsafe fn deref(&self) -> $reference {
                let $held = self.pointer;
                // SAFETY: the pointer comes from a cell, so that it is aligned and points to a value. That
                // the cell is there and nobody interferes is what the caller promises.
                unsafe { $deref }
            }
        }

        impl<T: ?Sized> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.pointer.fmt(f)
            }
        }
    };
}

pointer!(
    ConstPtr,
    *const T,
    &T,
    "A pointer through which a cell may be read; the access ends when it is dropped.",
    |pointer| &*pointer
);

pointer!(
    MutPtr,
    *mut T,
    &mut T,
    "A pointer through which a cell may be written; the access ends when it is dropped.",
    |pointer| &mut *pointer
);
