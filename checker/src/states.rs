use std::hash::{BuildHasher, Hash};

use hashbrown::DefaultHashBuilder;

use crate::dense::dense;
use crate::numbers::Numbers;

/// States by number, each once; a fork's come after those of its base.
pub(crate) struct States<'m, S> {
    base: Option<&'m States<'m, S>>,
    own: Vec<S>,
    /// The states of its own, by hash.
    numbers: Numbers,
    hasher: DefaultHashBuilder,
}

/// The states that a fork has met and its base has not, in the order of their numbers.
pub(crate) struct FreshStates<S> {
    hashes: Vec<u64>,
    states: Vec<S>,
}

/// The most states that are numbered.
pub(crate) const MOST: u32 = 1 << 31;

impl<'m, S: Eq + Hash + Sync> States<'m, S> {
    pub(crate) fn new() -> Self {
        Self {
            base: None,
            own: Vec::new(),
            numbers: Numbers::of_several(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// Makes states that go on from these without changing them.
    pub(crate) fn fork(&'m self) -> Self {
        Self {
            base: Some(self),
            own: Vec::new(),
            numbers: Numbers::of_one(),
            hasher: self.hasher.clone(),
        }
    }

    /// Returns how many states this fork has from its base.
    pub(crate) fn inherited(&self) -> usize {
        self.base.map_or(0, States::len)
    }

    /// Returns how many states this fork has and its base has not.
    pub(crate) fn fresh(&self) -> usize {
        self.own.len()
    }

    fn len(&self) -> usize {
        self.inherited() + self.own.len()
    }

    pub(crate) fn get(&self, number: u32) -> &S {
        let inherited = self.inherited();
        match self.base {
            Some(base) if (number as usize) < inherited => base.get(number),
            _ => &self.own[number as usize - inherited],
        }
    }

    fn find(&self, hash: u64, state: &S) -> Option<u32> {
        if let Some(number) = self.base.and_then(|base| base.find(hash, state)) {
            return Some(number);
        }
        self.numbers.find(hash, |number| self.get(number) == state)
    }

    pub(crate) fn number(&mut self, state: S) -> u32 {
        let hash = self.hasher.hash_one(&state);
        if let Some(number) = self.find(hash, &state) {
            return number;
        }
        let number = self.push(state);
        self.numbers.insert(hash, number);
        number
    }

    fn push(&mut self, state: S) -> u32 {
        let number = dense(self.len());
        assert!(number < MOST, "fewer than 2^31 states are numbered");
        self.own.push(state);
        number
    }

    /// Returns those of its own states that are kept.
    pub(crate) fn into_fresh(self, kept: &[bool]) -> FreshStates<S> {
        let inherited = self.inherited();
        let mut hashes = vec![0; self.own.len()];
        for (hash, number) in self.numbers.hashes() {
            hashes[number as usize - inherited] = hash;
        }
        let (hashes, states) = (hashes.into_iter().zip(self.own))
            .zip(kept)
            .filter_map(|(fresh, &is_kept)| is_kept.then_some(fresh))
            .unzip();
        FreshStates { hashes, states }
    }

    /// Takes the states of several forks over, side by side, and returns their numbers here, fork by fork.
    ///
    /// They are numbered in the order of the forks, whatever the number of threads.
    pub(crate) fn adopt(&mut self, forks: Vec<FreshStates<S>>) -> Vec<Vec<u32>> {
        let lengths: Vec<usize> = forks.iter().map(|fork| fork.states.len()).collect();
        let (mut hashes, mut states) = (Vec::new(), Vec::new());
        for fork in forks {
            hashes.extend(fork.hashes);
            states.extend(fork.states);
        }
        let next = dense(self.len());
        let same = |number: u32, place: usize| match number.checked_sub(next) {
            Some(other) => states[other as usize] == states[place],
            None => *self.get(number) == states[place],
        };
        let mut numbers = self.numbers.find_all(&hashes, next, &same);
        let mut fresh = Vec::new();
        for (place, state) in states.into_iter().enumerate() {
            match numbers[place].checked_sub(next) {
                None => {}
                Some(first) if first as usize == place => {
                    numbers[place] = self.push(state);
                    fresh.push((hashes[place], numbers[place]));
                }
                Some(first) => numbers[place] = numbers[first as usize],
            }
        }
        self.numbers.insert_all(&fresh);
        let mut numbers = numbers.into_iter();
        let of_fork = |&length: &usize| numbers.by_ref().take(length).collect();
        lengths.iter().map(of_fork).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn met() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0..40_u8, 0..30)
    }

    proptest! {
        #[test]
        fn what_forks_have_met_is_numbered_as_if_one_had_met_it_after_the_other(
            before in met(), forks in prop::collection::vec(met(), 0..6), after in met(),
        ) {
            let mut alone = States::new();
            let mut together = States::new();
            for &state in &before {
                prop_assert_eq!(together.number(state), alone.number(state));
            }
            let fresh = |met: &Vec<u8>| {
                let mut fork = together.fork();
                for &state in met {
                    fork.number(state);
                }
                let kept: Vec<bool> = (0..fork.fresh()).map(|fresh| fresh % 3 != 1).collect();
                fork.into_fresh(&kept)
            };
            let fresh: Vec<FreshStates<u8>> = forks.iter().map(fresh).collect();
            let mut expected = Vec::new();
            for fork in &fresh {
                expected.push(fork.states.iter().map(|&state| alone.number(state)).collect::<Vec<_>>());
            }
            prop_assert_eq!(together.adopt(fresh), expected);
            for &state in &after {
                let number = together.number(state);
                prop_assert_eq!(number, alone.number(state));
                prop_assert_eq!(together.get(number), &state);
            }
        }
    }
}
