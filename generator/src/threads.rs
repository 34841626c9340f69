use std::fmt;

use fixedbitset::FixedBitSet;

use crate::Thread;

/// A set of the threads of a run.
///
/// # Complexity
///
/// A bit for each thread of the run, whether it is in the set or not.
#[derive(Clone, PartialEq, Eq)]
pub struct Threads {
    // The clients by their numbers, then the nemesis.
    bits: FixedBitSet,
}

impl Threads {
    /// Makes the set of so many clients, and of the nemesis if there is one.
    pub(crate) fn all(clients: u32, nemesis: bool) -> Self {
        let clients = clients as usize;
        let mut bits = FixedBitSet::with_capacity(clients + 1);
        bits.set_range(..clients, true);
        bits.set(clients, nemesis);
        Self { bits }
    }

    /// Returns how many clients the run has, in this set or not.
    pub(crate) fn clients(&self) -> u32 {
        u32::try_from(self.bits.len() - 1).expect("made of a number of 32 bits")
    }

    /// Returns true if the thread is in it.
    pub fn contains(&self, thread: Thread) -> bool {
        self.bits.contains(self.place(thread))
    }

    /// Returns how many threads are in it.
    pub fn len(&self) -> usize {
        self.bits.count_ones(..)
    }

    /// Returns true if no thread is in it.
    pub fn is_empty(&self) -> bool {
        self.bits.is_clear()
    }

    /// Returns its threads: the clients by their numbers, then the nemesis.
    pub fn iter(&self) -> impl Iterator<Item = Thread> {
        self.bits.ones().map(|place| self.thread(place))
    }

    /// Returns its threads, those from this place on first.
    pub(crate) fn from(&self, place: usize) -> impl Iterator<Item = Thread> {
        let (low, high): (Vec<_>, Vec<_>) = self.bits.ones().partition(|&other| other < place);
        high.into_iter().chain(low).map(|place| self.thread(place))
    }

    /// Returns the first of its threads from this place on, else the first of all.
    pub(crate) fn first_from(&self, place: usize) -> Option<Thread> {
        let behind = (place..self.bits.len()).find(|&place| self.bits.contains(place));
        let place = behind.or_else(|| self.bits.minimum())?;
        Some(self.thread(place))
    }

    /// Keeps the threads that `keep` returns true for.
    pub(crate) fn retain(&mut self, keep: impl Fn(Thread) -> bool) {
        for place in 0..self.bits.len() {
            if self.bits.contains(place) && !keep(self.thread(place)) {
                self.bits.remove(place);
            }
        }
    }

    pub(crate) fn insert(&mut self, thread: Thread) {
        let place = self.place(thread);
        self.bits.insert(place);
    }

    pub(crate) fn remove(&mut self, thread: Thread) {
        let place = self.place(thread);
        self.bits.remove(place);
    }

    /// Returns the place of a thread in the order of all.
    pub(crate) fn place(&self, thread: Thread) -> usize {
        match thread {
            Thread::Client(number) => number as usize,
            Thread::Nemesis => self.bits.len() - 1,
        }
    }

    fn thread(&self, place: usize) -> Thread {
        match u32::try_from(place) {
            Ok(number) if number < self.clients() => Thread::Client(number),
            _ => Thread::Nemesis,
        }
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|thread| thread.to_string());
        f.debug_set().entries(names).finish()
    }
}
