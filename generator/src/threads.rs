use std::{fmt, iter};

use crate::Thread;

/// A set of the threads of a run.
///
/// # Complexity
///
/// A bit for each thread of the run, whether it is in the set or not; of up to 63 clients and a nemesis a copy is
/// a word.
#[derive(Clone, PartialEq, Eq)]
pub struct Threads {
    /// How many clients the run has.
    clients: u32,
    /// A bit for each client by its number, then one for the nemesis.
    words: Words,
}

/// Most runs have few threads. Their words are in place, since contexts are copied whenever a generator is
/// asked that is for some of the threads.
#[derive(Clone, PartialEq, Eq)]
enum Words {
    One([u64; 1]),
    Many(Box<[u64]>),
}

impl Threads {
    /// Makes the set of so many clients, and of the nemesis if there is one.
    #[inline]
    pub(crate) fn all(clients: u32, nemesis: bool) -> Self {
        if clients < 64 {
            let word = ((1 << clients) - 1) | (u64::from(nemesis) << clients);
            let words = Words::One([word]);
            return Self { clients, words };
        }
        let words = Words::Many(vec![0; clients as usize / 64 + 1].into());
        let mut all = Self { clients, words };
        for number in 0..clients {
            all.insert(Thread::Client(number));
        }
        if nemesis {
            all.insert(Thread::Nemesis);
        }
        all
    }

    /// Returns how many clients the run has, in this set or not.
    pub(crate) fn clients(&self) -> u32 {
        self.clients
    }

    /// Returns true if the thread is in it.
    pub fn contains(&self, thread: Thread) -> bool {
        // The place behind the last client is the nemesis's.
        let is_of_the_run = match thread {
            Thread::Client(number) => number < self.clients,
            Thread::Nemesis => true,
        };
        let place = self.place(thread);
        is_of_the_run && self.words()[place / 64] >> (place % 64) & 1 == 1
    }

    /// Returns how many threads are in it.
    pub fn len(&self) -> usize {
        let ones = self.words().iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// Returns true if no thread is in it.
    pub fn is_empty(&self) -> bool {
        self.words().iter().all(|&word| word == 0)
    }

    /// Returns its threads: the clients by their numbers, then the nemesis.
    pub fn iter(&self) -> impl Iterator<Item = Thread> {
        self.places_from(0).map(|place| self.thread(place))
    }

    /// Returns its threads, those from this place on first.
    pub(crate) fn from(&self, place: usize) -> impl Iterator<Item = Thread> {
        let low = self.places_from(0).take_while(move |&other| other < place);
        let all = self.places_from(place).chain(low);
        all.map(|place| self.thread(place))
    }

    /// Returns the first of its threads from this place on, else the first of all.
    pub(crate) fn first_from(&self, place: usize) -> Option<Thread> {
        let first = self.first_place(place).or_else(|| self.first_place(0))?;
        Some(self.thread(first))
    }

    /// Keeps the threads that `keep` returns true for.
    pub(crate) fn retain(&mut self, keep: impl Fn(Thread) -> bool) {
        let mut place = 0;
        while let Some(found) = self.first_place(place) {
            let thread = self.thread(found);
            if !keep(thread) {
                self.remove(thread);
            }
            place = found + 1;
        }
    }

    /// Keeps the threads that are in the other set too, which is one of the same run.
    pub(crate) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words_mut().iter_mut().zip(other.words()) {
            *word &= other;
        }
    }

    /// Makes the set of those threads of the same run, in this set or not, that `keep` returns true for.
    pub(crate) fn of_the_run(&self, keep: impl Fn(Thread) -> bool) -> Self {
        let mut threads = Self::all(self.clients, true);
        threads.retain(keep);
        threads
    }

    pub(crate) fn insert(&mut self, thread: Thread) {
        let place = self.place(thread);
        self.words_mut()[place / 64] |= 1 << (place % 64);
    }

    pub(crate) fn remove(&mut self, thread: Thread) {
        let place = self.place(thread);
        self.words_mut()[place / 64] &= !(1 << (place % 64));
    }

    /// Returns the place of a thread in the order of all.
    pub(crate) fn place(&self, thread: Thread) -> usize {
        match thread {
            Thread::Client(number) => number as usize,
            Thread::Nemesis => self.clients as usize,
        }
    }

    fn thread(&self, place: usize) -> Thread {
        match u32::try_from(place) {
            Ok(number) if number < self.clients => Thread::Client(number),
            _ => Thread::Nemesis,
        }
    }

    fn places_from(&self, place: usize) -> impl Iterator<Item = usize> {
        iter::successors(self.first_place(place), |found| self.first_place(found + 1))
    }

    /// Returns the first place from this one on whose thread is in it.
    fn first_place(&self, place: usize) -> Option<usize> {
        let (mut index, below) = (place / 64, place % 64);
        let mut word = self.words().get(index)? >> below << below;
        while word == 0 {
            index += 1;
            word = *self.words().get(index)?;
        }
        Some(64 * index + word.trailing_zeros() as usize)
    }

    fn words(&self) -> &[u64] {
        match &self.words {
            Words::One(word) => word,
            Words::Many(words) => words,
        }
    }

    fn words_mut(&mut self) -> &mut [u64] {
        match &mut self.words {
            Words::One(word) => word,
            Words::Many(words) => words,
        }
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|thread| thread.to_string());
        f.debug_set().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn thread(clients: u32) -> impl Strategy<Value = Thread> {
        (0..=clients).prop_map(move |place| match place {
            number if number < clients => Thread::Client(number),
            _ => Thread::Nemesis,
        })
    }

    proptest! {
        #[test]
        fn a_set_holds_what_was_put_in_and_not_taken_out(
            (clients, changes, turn) in (0..200_u32).prop_flat_map(|clients| {
                let changes = prop::collection::vec((thread(clients), any::<bool>()), 0..100);
                (Just(clients), changes, 0..clients as usize + 3)
            }),
        ) {
            let mut threads = Threads::all(clients, true);
            let mut expected: BTreeSet<Thread> = (0..clients).map(Thread::Client).collect();
            expected.insert(Thread::Nemesis);
            prop_assert!(threads.iter().eq(expected.iter().copied()));
            threads.retain(|thread| thread == Thread::Client(7));
            expected.retain(|thread| *thread == Thread::Client(7));
            for (thread, put_in) in changes {
                if put_in {
                    threads.insert(thread);
                    expected.insert(thread);
                } else {
                    threads.remove(thread);
                    expected.remove(&thread);
                }
                prop_assert_eq!(threads.contains(thread), put_in);
            }
            prop_assert_eq!(threads.len(), expected.len());
            prop_assert_eq!(threads.is_empty(), expected.is_empty());
            let (low, high): (Vec<_>, Vec<_>) =
                expected.iter().partition(|&&thread| threads.place(thread) < turn);
            let in_turn: Vec<Thread> = high.into_iter().chain(low).collect();
            prop_assert_eq!(threads.first_from(turn), in_turn.first().copied());
            prop_assert!(threads.from(turn).eq(in_turn));
        }
    }

    #[test]
    fn a_client_of_another_run_is_not_the_nemesis() {
        for clients in [0, 3, 63, 64, 65] {
            let threads = Threads::all(clients, true);
            assert!(!threads.contains(Thread::Client(clients)));
            assert!(!threads.contains(Thread::Client(clients + 1000)));
            assert!(threads.contains(Thread::Nemesis));
            assert!(!Threads::all(clients, false).contains(Thread::Nemesis));
        }
    }
}
