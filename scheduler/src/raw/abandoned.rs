//! What becomes of the stacks of tasks that were left for ever.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use corosensei::stack::Stack;

/// Where a stack is, from its lowest address, and its guard with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    address: usize,
    bytes: usize,
}

/// A task that was left for ever, whose stack may still be pointed to.
#[derive(Debug)]
#[must_use = "its stack takes up memory until it is given back"]
pub(crate) struct Abandoned(pub(super) Room);

/// How many stacks stay as they are. A process that leaves no more behind than that never notices.
const KEPT: usize = 4_096;

static ROOMS: Mutex<VecDeque<Room>> = Mutex::new(VecDeque::new());

impl Room {
    pub(super) fn of(stack: &impl Stack) -> Self {
        let (base, limit) = (stack.base().get(), stack.limit().get());
        Self {
            address: limit,
            bytes: base - limit,
        }
    }
}

/// Gives the memory of all but the last few thousand of such stacks back to the system, once nothing
/// that could use them will run again. Their addresses are never used for anything else.
///
/// A system has room for some tens of thousands of mappings in a process, and a stack in use takes two:
/// those that were given back lie side by side, and take one all together.
pub(crate) fn give_back(abandoned: impl IntoIterator<Item = Abandoned>) {
    let mut rooms = ROOMS.lock().unwrap_or_else(PoisonError::into_inner);
    rooms.extend(abandoned.into_iter().map(|Abandoned(room)| room));
    while rooms.len() > KEPT {
        rooms.pop_front().into_iter().for_each(close);
    }
}

/// Makes a stack's addresses ones that nobody can read or write.
#[cfg(unix)]
fn close(room: Room) {
    let at = std::ptr::without_provenance_mut(room.address);
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
    // SAFETY: the addresses are those of a whole stack, which its owner has forgotten without unmapping
    // it, see `Fiber::abandon`: no other mapping is replaced. No task of its execution runs again, nor
    // does a destructor of what they own, since `finish` hands stacks over after all that. Whoever
    // might still have a pointer into the stack is a thread that the body has started itself and that
    // outlives the body's failure by thousands of failures: it meets no other memory there, but a fault.
    // A failure is answered by leaving the stack as it is.
    unsafe { libc::mmap(at, room.bytes, libc::PROT_NONE, flags, -1, 0) };
}

#[cfg(not(unix))]
fn close(_: Room) {}
