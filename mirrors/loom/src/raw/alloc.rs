use std::alloc::Layout;

use crate::causality::{allocate, free};

/// A block of memory that was freed, and is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Freed {
    start: *mut u8,
    layout: Layout,
}

impl Drop for Freed {
    fn drop(&mut self) {
        // SAFETY: whoever freed it has promised that it was allocated so and that it is freed once.
        unsafe { std::alloc::dealloc(self.start, self.layout) };
    }
}

/// As [`std::alloc::alloc`]; the block is looked after until it is freed.
///
/// # Safety
///
/// As there: the layout has a size that is not zero.
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    // SAFETY: it is the caller's promise.
    noted(unsafe { std::alloc::alloc(layout) }, layout)
}

/// As [`std::alloc::alloc_zeroed`]; the block is looked after until it is freed.
///
/// # Safety
///
/// As there: the layout has a size that is not zero.
pub unsafe fn alloc_zeroed(layout: Layout) -> *mut u8 {
    // SAFETY: it is the caller's promise.
    noted(unsafe { std::alloc::alloc_zeroed(layout) }, layout)
}

fn noted(start: *mut u8, layout: Layout) -> *mut u8 {
    allocate(start.addr(), layout.size());
    start
}

/// As [`std::alloc::dealloc`]; in an execution the block is kept until its end.
///
/// # Safety
///
/// As there: the block was allocated with this layout, and is freed once.
///
/// # Panics
///
/// If what is in the block is used where nothing orders that and this, as far as it is the mirror's atomics
/// and cells.
#[track_caller]
pub unsafe fn dealloc(start: *mut u8, layout: Layout) {
    free(start.addr(), Freed { start, layout });
}
