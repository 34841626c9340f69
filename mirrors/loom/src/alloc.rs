//! [`loom::alloc`](https://docs.rs/loom/0.7/loom/alloc/): what is used after it was freed is
//! found; leaks are not.

pub use std::alloc::Layout;

pub use crate::raw::{alloc, alloc_zeroed, dealloc};

/// A value that loom would look after until it is dropped; here it is only held.
#[derive(Clone, Debug, Default)]
pub struct Track<T>(T);

impl<T> Track<T> {
    /// Holds a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn get_ref(&self) -> &T {
        &self.0
    }

    /// Returns the value, which nobody else can see.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.0
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}
