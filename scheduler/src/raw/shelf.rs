use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Values that are put one by one, each under the number of an execution, and stay where they are.
///
/// What an execution has put is found by that one alone; 0 stands for outside of them. It is kept as long as the shelf, since a
/// reference to it may have been carried out of the execution.
pub(crate) struct Shelf<T> {
    /// What stands under 0, which real threads read side by side.
    outside: OnceLock<T>,
    /// The newest is the last.
    // invariant: an item is taken out or changed through `&mut self` only
    items: Mutex<Vec<(u32, Box<T>)>>,
    /// References to what it holds are shared by threads: it is `Sync` only if that may be.
    shared: PhantomData<T>,
}

impl<T> Shelf<T> {
    pub(crate) const fn new() -> Self {
        Self {
            outside: OnceLock::new(),
            items: Mutex::new(Vec::new()),
            shared: PhantomData,
        }
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        if number == 0 {
            return self.outside.get();
        }
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let item = items.iter().rev().find(|(of, _)| *of == number);
        let item = item.map(|(_, item)| ptr::from_ref(&**item))?;
        // SAFETY: the value is in a box of its own, which does not move it when the vector grows. Boxes
        // leave the vector, and what is in them is borrowed mutably, only in functions that take
        // `&mut self`, and when the shelf is dropped: not while the reference lives, which borrows
        // `self`. Values are put while others are borrowed, and that touches none of those.
        Some(unsafe { &*item })
    }

    /// Puts a value under a number, which it is found by from then on.
    pub(crate) fn put(&self, number: u32, value: T) {
        if number == 0 {
            assert!(self.outside.set(value).is_ok(), "it is put once");
            return;
        }
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.push((number, Box::new(value)));
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        if number == 0 {
            return self.outside.get_mut();
        }
        let items = self.items.get_mut().unwrap_or_else(PoisonError::into_inner);
        let item = items.iter_mut().rev().find(|(of, _)| *of == number);
        item.map(|(_, item)| &mut **item)
    }

    pub(crate) fn take(&mut self, number: u32) -> Option<T> {
        if number == 0 {
            return self.outside.take();
        }
        let items = self.items.get_mut().unwrap_or_else(PoisonError::into_inner);
        let place = items.iter().rposition(|(of, _)| *of == number)?;
        Some(*items.remove(place).1)
    }
}

impl<T> fmt::Debug for Shelf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn a_reference_stays_good_while_others_are_put() {
        let shelf = Shelf::new();
        shelf.put(1, String::from("first"));
        let first = shelf.get(1).unwrap();
        for number in 2..1_000 {
            shelf.put(number, number.to_string());
        }
        assert_eq!(first, "first");
        assert_eq!(shelf.get(999).map(String::as_str), Some("999"));
        assert_eq!(shelf.get(0), None);
    }

    #[test]
    fn what_is_taken_is_not_there_any_more() {
        let mut shelf = Shelf::new();
        for number in 0..2 {
            shelf.put(number, 10);
            *shelf.get_mut(number).unwrap() += 1;
            assert_eq!(shelf.take(number), Some(11));
            assert_eq!(shelf.take(number), None);
        }
    }
}
