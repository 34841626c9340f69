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
        match self {
            SlotColumn::Narrow(slots) => {
                let limit = u32::try_from(places).unwrap_or(u32::MAX);
                first(slots, |bits| Slot::is_narrow_invalid(bits, limit))
            }
            SlotColumn::Wide(slots) => first(slots, |bits| !Slot::from_bits(bits).is_valid(places)),
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

/// Finds the first that is `wrong`: whole runs are judged at once, with as many at a time as the machine
/// can compare.
fn first<T: Copy>(all: &[T], wrong: impl Fn(T) -> bool) -> Option<usize> {
    const RUN: usize = 1 << 10;
    let run = all.chunks(RUN).position(|run| {
        // No `any`, which would look at one after the other.
        run.iter().fold(false, |found, &one| found | wrong(one))
    })?;
    let start = run * RUN;
    let place = all[start..].iter().position(|&one| wrong(one))?;
    Some(start + place)
}

fn low_half(bits: u64) -> u32 {
    let [a, b, c, d, ..] = bits.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
