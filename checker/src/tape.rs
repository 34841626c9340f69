use crate::bits::Bits;
use crate::problem::{Class, Entry, Moment, Problem, Role};

/// A place in a history, just before one of its returns, and what is open there.
///
/// It moves both ways, one moment at a time, at the cost of the open operations of one class.
#[derive(Clone)]
pub(crate) struct Tape<'p, const N: usize> {
    problem: &'p Problem,
    /// The next moment; while a layer is searched it is the return of that layer.
    next: usize,
    /// The number of the return that is next, from 0.
    layer: u32,
    /// The entry that holds each slot.
    holders: Vec<u32>,
    /// The open entries of each class.
    open_of_class: Vec<Bits<N>>,
    /// The open entries of each operation, whatever they answered.
    open_of_op: Vec<Bits<N>>,
    /// For each open slot: the open entries of its class that return earlier.
    earlier: Vec<Bits<N>>,
    observers: Bits<N>,
    overwriters: Bits<N>,
    others: Bits<N>,
    /// How many operations of each crashed class were invoked so far.
    crashed: Vec<u32>,
    /// How many crashed classes were met so far; they are numbered as they are met.
    crashed_classes: u32,
}

impl<'p, const N: usize> Tape<'p, N> {
    /// Makes a tape before the first return.
    pub(crate) fn new(problem: &'p Problem) -> Self {
        let mut tape = Self {
            problem,
            next: 0,
            layer: 0,
            holders: vec![0; problem.width as usize],
            open_of_class: vec![Bits::EMPTY; problem.classes.len()],
            open_of_op: vec![Bits::EMPTY; problem.classes.len()],
            earlier: vec![Bits::EMPTY; problem.width as usize],
            observers: Bits::EMPTY,
            overwriters: Bits::EMPTY,
            others: Bits::EMPTY,
            crashed: vec![0; problem.crashed.len()],
            crashed_classes: 0,
        };
        tape.run_to_return();
        tape
    }

    pub(crate) fn problem(&self) -> &'p Problem {
        self.problem
    }

    pub(crate) fn layer(&self) -> u32 {
        self.layer
    }

    /// Returns true after the last return.
    pub(crate) fn is_at_end(&self) -> bool {
        self.layer == self.problem.returns
    }

    /// Returns the entry whose return is next.
    ///
    /// # Panics
    ///
    /// If the tape is at its end.
    pub(crate) fn returning(&self) -> Entry {
        match self.problem.moments[self.next] {
            Moment::Return(entry) => self.problem.entries[entry as usize],
            other => unreachable!("a tape stops before a return, not before {other:?}"),
        }
    }

    /// Returns the number of the open entry that holds the slot.
    pub(crate) fn number(&self, slot: u32) -> u32 {
        self.holders[slot as usize]
    }

    /// Returns the open entry that holds the slot.
    pub(crate) fn holder(&self, slot: u32) -> Entry {
        self.problem.entries[self.holders[slot as usize] as usize]
    }

    pub(crate) fn class_of(&self, slot: u32) -> u32 {
        self.holder(slot).class
    }

    pub(crate) fn class(&self, class: u32) -> &'p Class {
        &self.problem.classes[class as usize]
    }

    pub(crate) fn earlier(&self, slot: u32) -> Bits<N> {
        self.earlier[slot as usize]
    }

    pub(crate) fn open_of_class(&self, class: u32) -> Bits<N> {
        self.open_of_class[class as usize]
    }

    /// Returns the open entries that ask what the class asks, whatever they answered.
    pub(crate) fn open_like(&self, class: u32) -> Bits<N> {
        self.open_of_op[self.op_of(class)]
    }

    fn op_of(&self, class: u32) -> usize {
        self.problem.classes[class as usize].op as usize
    }

    pub(crate) fn observers(&self) -> Bits<N> {
        self.observers
    }

    pub(crate) fn overwriters(&self) -> Bits<N> {
        self.overwriters
    }

    pub(crate) fn others(&self) -> Bits<N> {
        self.others
    }

    pub(crate) fn crashed_classes(&self) -> u32 {
        self.crashed_classes
    }

    pub(crate) fn crashed(&self, row: u32) -> u32 {
        self.crashed[row as usize]
    }

    /// Moves to the return of the layer.
    pub(crate) fn go_to(&mut self, layer: u32) {
        while self.layer < layer {
            self.forward();
            self.layer += 1;
            self.run_to_return();
        }
        while self.layer > layer {
            self.back_to_return();
            self.layer -= 1;
        }
    }

    fn run_to_return(&mut self) {
        while let Some(moment) = self.problem.moments.get(self.next) {
            if matches!(moment, Moment::Return(_)) {
                return;
            }
            self.forward();
        }
    }

    fn back_to_return(&mut self) {
        loop {
            self.next -= 1;
            match self.problem.moments[self.next] {
                Moment::Invoke(entry) => self.close(entry),
                Moment::Crash(row) => {
                    self.crashed[row as usize] -= 1;
                    self.crashed_classes -= u32::from(self.crashed[row as usize] == 0);
                }
                Moment::Return(entry) => return self.open(entry),
            }
        }
    }

    fn forward(&mut self) {
        match self.problem.moments[self.next] {
            Moment::Invoke(entry) => self.open(entry),
            Moment::Crash(row) => {
                self.crashed_classes += u32::from(self.crashed[row as usize] == 0);
                self.crashed[row as usize] += 1;
            }
            Moment::Return(entry) => self.close(entry),
        }
        self.next += 1;
    }

    fn open(&mut self, number: u32) {
        let entry = self.problem.entries[number as usize];
        self.holders[entry.slot as usize] = number;
        let classmates = self.open_of_class[entry.class as usize];
        let mut earlier = Bits::EMPTY;
        for slot in classmates.iter() {
            if self.holder(slot).returned < entry.returned {
                earlier.insert(slot);
            } else {
                self.earlier[slot as usize].insert(entry.slot);
            }
        }
        self.earlier[entry.slot as usize] = earlier;
        self.open_of_class[entry.class as usize].insert(entry.slot);
        let op = self.op_of(entry.class);
        self.open_of_op[op].insert(entry.slot);
        self.role_of(entry).insert(entry.slot);
    }

    fn close(&mut self, number: u32) {
        let entry = self.problem.entries[number as usize];
        self.open_of_class[entry.class as usize].remove(entry.slot);
        let op = self.op_of(entry.class);
        self.open_of_op[op].remove(entry.slot);
        for slot in self.open_of_class[entry.class as usize].iter() {
            self.earlier[slot as usize].remove(entry.slot);
        }
        self.role_of(entry).remove(entry.slot);
    }

    fn role_of(&mut self, entry: Entry) -> &mut Bits<N> {
        match self.problem.classes[entry.class as usize].role {
            Role::Observer => &mut self.observers,
            Role::Overwriter => &mut self.overwriters,
            Role::Other => &mut self.others,
        }
    }
}
