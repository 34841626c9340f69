use hashbrown::HashMap;

use crate::bits::Bits;
use crate::machine::Machine;
use crate::tape::Tape;

/// The open observers that each state satisfies, at one return.
pub(crate) struct Satisfied<const N: usize> {
    /// By state, where states are few; good for the return with that stamp.
    few: Vec<(u32, Bits<N>)>,
    /// By state, where they are many.
    many: HashMap<u32, Bits<N>>,
    stamp: u32,
}

/// Up to which state they are kept in a row.
const FEW: usize = 1 << 14;

impl<const N: usize> Satisfied<N> {
    pub(crate) fn new() -> Self {
        Self {
            few: Vec::new(),
            many: HashMap::new(),
            stamp: 1,
        }
    }

    /// Forgets what was true at the return before.
    pub(crate) fn enter(&mut self) {
        self.stamp = self.stamp.checked_add(1).unwrap_or_else(|| {
            self.few.clear();
            1
        });
        if !self.many.is_empty() {
            self.many = HashMap::new();
        }
    }

    /// Returns the observers open on the tape that the state satisfies.
    pub(crate) fn by(
        &mut self,
        state: u32,
        tape: &Tape<'_, N>,
        machine: &mut Machine<'_>,
    ) -> Bits<N> {
        let place = state as usize;
        if place >= FEW {
            return *self
                .many
                .entry(state)
                .or_insert_with(|| find(state, tape, machine));
        }
        if place >= self.few.len() {
            self.few.resize(place + 1, (0, Bits::EMPTY));
        }
        if self.few[place].0 != self.stamp {
            self.few[place] = (self.stamp, find(state, tape, machine));
        }
        self.few[place].1
    }

    pub(crate) fn bytes(&self) -> u64 {
        let few = self.few.capacity() * size_of::<(u32, Bits<N>)>();
        (few + self.many.capacity() * (size_of::<(u32, Bits<N>)>() + 1)) as u64
    }
}

fn find<const N: usize>(state: u32, tape: &Tape<'_, N>, machine: &mut Machine<'_>) -> Bits<N> {
    let mut satisfied = Bits::EMPTY;
    for slot in tape.observers().iter() {
        if machine.is_possible(state, tape.class_of(slot)) {
            satisfied.insert(slot);
        }
    }
    satisfied
}
