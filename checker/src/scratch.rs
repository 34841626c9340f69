use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Lists of numbers that a checker keeps from check to check.
///
/// A page of memory that comes fresh from the system costs more time than what a monitor does with the
/// numbers on it. Lists are kept from the second check on, since most checkers check once, and what is kept
/// cannot serve anything else; only those of 64 KiB or more, for smaller ones come and go without the
/// system; and up to 64 MiB in all, which is more than the lists of a million operations take. Clones of a
/// checker share them, and they are freed with the last one. What was in a list before, nobody sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    spare: Arc<Spare>,
}

/// The fewest numbers of a list that is kept.
const FEWEST: usize = 1 << 14;
/// The most numbers that there is room for in all lists that are kept.
const MOST: usize = 1 << 24;

#[derive(Debug, Default)]
struct Spare {
    /// Whether a check has begun, and whether another one has since.
    has_begun: AtomicBool,
    is_kept: AtomicBool,
    lists: Mutex<Vec<Vec<u32>>>,
}

impl Scratch {
    /// Notes that a check begins.
    pub(crate) fn begin(&self) {
        let is_again = self.spare.has_begun.swap(true, Ordering::Relaxed);
        self.spare.is_kept.fetch_or(is_again, Ordering::Relaxed);
    }

    /// Lends an empty list with room for so many numbers.
    pub(crate) fn room(&self, count: usize) -> List {
        if !self.keeps(count) {
            return List::from(Vec::with_capacity(count));
        }
        List {
            numbers: self.spare.take(count),
            home: Some(self.spare.clone()),
        }
    }

    /// Lends a list of so many equal numbers.
    pub(crate) fn filled(&self, count: usize, number: u32) -> List {
        if !self.keeps(count) {
            return List::from(vec![number; count]);
        }
        let mut list = self.room(count);
        list.resize(count, number);
        list
    }

    /// Returns true if a list with room for so many numbers will be kept.
    fn keeps(&self, count: usize) -> bool {
        count >= FEWEST && self.spare.is_kept.load(Ordering::Relaxed)
    }

    /// Lends a list of numbers of which there are at most so many.
    pub(crate) fn list(&self, most: usize, numbers: impl Iterator<Item = u32>) -> List {
        let mut list = self.room(most);
        list.extend(numbers);
        list
    }
}

impl Spare {
    /// Returns the smallest list that is large enough, or a new one.
    fn take(&self, count: usize) -> Vec<u32> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let sizes = lists.iter().map(Vec::capacity).enumerate();
        let best = sizes
            .filter(|&(_, size)| size >= count)
            .min_by_key(|&(_, size)| size);
        match best {
            Some((place, _)) => lists.swap_remove(place),
            None => Vec::with_capacity(count),
        }
    }

    /// Keeps a list, if there is room for it.
    fn keep(&self, mut list: Vec<u32>) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let kept: usize = lists.iter().map(Vec::capacity).sum();
        if kept + list.capacity() <= MOST {
            list.clear();
            lists.push(list);
        }
    }
}

/// A list of numbers that goes back to where it was lent when nobody needs it any more.
#[derive(Debug, Default)]
pub(crate) struct List {
    numbers: Vec<u32>,
    home: Option<Arc<Spare>>,
}

impl From<Vec<u32>> for List {
    fn from(numbers: Vec<u32>) -> Self {
        let home = None;
        Self { numbers, home }
    }
}

impl FromIterator<u32> for List {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        Vec::from_iter(numbers).into()
    }
}

impl Deref for List {
    type Target = Vec<u32>;

    fn deref(&self) -> &Vec<u32> {
        &self.numbers
    }
}

impl DerefMut for List {
    fn deref_mut(&mut self) -> &mut Vec<u32> {
        &mut self.numbers
    }
}

impl<'l> IntoIterator for &'l List {
    type Item = &'l u32;
    type IntoIter = std::slice::Iter<'l, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.numbers.iter()
    }
}

impl<'l> IntoIterator for &'l mut List {
    type Item = &'l mut u32;
    type IntoIter = std::slice::IterMut<'l, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.numbers.iter_mut()
    }
}

impl Drop for List {
    fn drop(&mut self) {
        if let Some(home) = &self.home {
            home.keep(std::mem::take(&mut self.numbers));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun_again() -> Scratch {
        let scratch = Scratch::default();
        scratch.begin();
        scratch.begin();
        scratch
    }

    fn kept(scratch: &Scratch) -> Vec<usize> {
        let lists = scratch.spare.lists.lock().expect("nobody panicked");
        lists.iter().map(Vec::capacity).collect()
    }

    #[test]
    fn the_first_check_keeps_nothing() {
        let scratch = Scratch::default();
        scratch.begin();
        drop(scratch.room(FEWEST));
        assert!(kept(&scratch).is_empty());
        scratch.begin();
        drop(scratch.room(FEWEST));
        assert_eq!(kept(&scratch), [FEWEST]);
    }

    #[test]
    fn a_list_that_was_given_back_is_lent_again_as_new() {
        let scratch = begun_again();
        let first = scratch.filled(FEWEST, 7);
        let place = first.as_ptr();
        drop(first);
        let second = scratch.clone().filled(FEWEST, 3);
        assert_eq!(second.as_ptr(), place);
        assert!(second.iter().all(|&number| number == 3));
        assert!(kept(&scratch).is_empty());
    }

    #[test]
    fn the_smallest_list_that_is_large_enough_is_lent() {
        let scratch = begun_again();
        drop([1, 4, 2].map(|times| scratch.room(times * FEWEST)));
        assert_eq!(scratch.room(FEWEST + 1).capacity(), 2 * FEWEST);
    }

    #[test]
    fn small_lists_and_more_than_64_mib_are_not_kept() {
        let scratch = begun_again();
        drop(scratch.room(FEWEST - 1));
        assert!(kept(&scratch).is_empty());
        drop([
            scratch.room(MOST / 2),
            scratch.room(MOST),
            scratch.room(MOST / 2),
        ]);
        assert_eq!(kept(&scratch), [MOST / 2, MOST / 2]);
    }
}
