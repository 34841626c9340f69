use super::slot::Greatest;
use super::{Slot, size_of_all};

/// A column of slots, in four bytes each where all fit.
#[derive(Clone, Debug)]
pub(super) enum SlotColumn {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Default for SlotColumn {
    fn default() -> Self {
        SlotColumn::Narrow(Vec::new())
    }
}

impl SlotColumn {
    /// Returns the slot at this place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Slot {
        match self {
            SlotColumn::Narrow(slots) => Slot::from_bits(slots[place].into()),
            SlotColumn::Wide(slots) => Slot::from_bits(slots[place]),
        }
    }

    /// Returns the place of the first slot that stands for no value; the table has so many places.
    pub(super) fn first_invalid(&self, places: usize) -> Option<usize> {
        let greatest = Greatest::of_places(places);
        match self {
            SlotColumn::Narrow(slots) => first_invalid(slots, &greatest),
            SlotColumn::Wide(slots) => first_invalid(slots, &greatest),
        }
    }

    /// Adds slots; the iterator gives the same ones twice.
    pub(super) fn extend(&mut self, added: impl Iterator<Item = Slot> + Clone) {
        let used = added.clone().fold(0, |used, slot| used | slot.bits());
        if let SlotColumn::Narrow(slots) = self
            && used > u32::MAX.into()
        {
            *self = SlotColumn::Wide(slots.iter().map(|&bits| bits.into()).collect());
        }
        match self {
            SlotColumn::Narrow(slots) => slots.extend(added.map(|slot| low_half(slot.bits()))),
            SlotColumn::Wide(slots) => slots.extend(added.map(Slot::bits)),
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        match self {
            SlotColumn::Narrow(slots) => slots.shrink_to_fit(),
            SlotColumn::Wide(slots) => slots.shrink_to_fit(),
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            SlotColumn::Narrow(slots) => size_of_all(slots),
            SlotColumn::Wide(slots) => size_of_all(slots),
        }
    }
}

fn first_invalid<T: Copy + Into<u64>>(slots: &[T], greatest: &Greatest) -> Option<usize> {
    let is_valid = |slot: T| Slot::from_bits(slot.into()).is_valid(greatest);
    // No `all`, which would branch after each.
    if slots
        .iter()
        .fold(true, |valid, &slot| valid & is_valid(slot))
    {
        return None;
    }
    slots.iter().position(|&slot| !is_valid(slot))
}

fn low_half(bits: u64) -> u32 {
    let [a, b, c, d, ..] = bits.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
