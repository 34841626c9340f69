use std::collections::BTreeMap;
use std::panic::Location;

use super::accesses::{Access, Accesses, Conflict};
use super::clocks::{Clocks, with};
use crate::raw::Freed;

/// The memory that an execution has asked the mirror for.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By their addresses.
    blocks: BTreeMap<usize, Block>,
}

#[derive(Debug)]
struct Block {
    bytes: usize,
    accesses: Accesses,
    /// Given back at the end, so that what still points there meets what was there, and is noticed.
    freed: Option<Freed>,
}

impl Clocks {
    /// Notes that the running task uses what is at an address, if that is in a block.
    pub(super) fn use_memory(
        &mut self,
        address: usize,
        me: usize,
        location: &'static Location<'static>,
    ) -> Option<Conflict> {
        let (start, block) = self.memory.blocks.range(..=address).next_back()?;
        let is_inside = address - start < block.bytes;
        is_inside
            .then_some(*start)
            .and_then(|start| self.touch(start, Access::Use, me, location))
    }

    fn touch(
        &mut self,
        start: usize,
        access: Access,
        me: usize,
        location: &'static Location<'static>,
    ) -> Option<Conflict> {
        let past = self.now(me, location);
        let mut of = std::mem::take(&mut self.memory.blocks.get_mut(&start)?.accesses);
        let conflict = self.conflict(&of, access, &past);
        of.note(access, past);
        self.memory.blocks.get_mut(&start)?.accesses = of;
        conflict
    }
}

/// Notes that the running task uses what is at an address.
///
/// # Panics
///
/// If that was freed.
#[track_caller]
pub(crate) fn use_memory(address: usize) {
    let location = Location::caller();
    let conflict = with(|clocks, me| clocks.use_memory(address, me, location));
    if let Some(conflict) = conflict.flatten() {
        conflict.refuse();
    }
}

/// Notes that the running task has got a block of memory.
pub(crate) fn allocate(start: usize, bytes: usize) {
    with(|clocks, _| {
        let block = Block {
            bytes,
            accesses: Accesses::default(),
            freed: None,
        };
        clocks.memory.blocks.insert(start, block);
    });
}

/// Notes that the running task frees a block of memory; gives it back if the execution does not know it.
///
/// # Panics
///
/// If others still use it, as far as the freeing task knows; or if it was freed before.
#[track_caller]
pub(crate) fn free(start: usize, freed: Freed) {
    let location = Location::caller();
    // What is not kept is given back when it is dropped.
    let conflict = with(|clocks, me| {
        let block = clocks.memory.blocks.get_mut(&start)?;
        if block.freed.is_some() {
            std::mem::forget(freed);
        } else {
            block.freed = Some(freed);
        }
        clocks.touch(start, Access::Free, me, location)
    });
    if let Some(conflict) = conflict.flatten() {
        conflict.refuse();
    }
}
