use std::fmt;
use std::ops::Deref;

use triomphe::{Arc, ThinArc};

/// A slice that all its clones share, behind one pointer.
///
/// A [`Value`](crate::Value) is half as large again with `Arc<[T]>`, whose pointer carries the length, and
/// there are several in each operation of a history, of which there are millions.
///
/// # Examples
///
/// ```
/// use lockstep_history::SharedSlice;
///
/// let letters = SharedSlice::from(['a', 'b']);
/// assert_eq!(letters.clone()[1], 'b');
/// assert_eq!(size_of_val(&letters), size_of::<usize>());
/// ```
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SharedSlice<T>(ThinArc<(), T>);

impl<T> SharedSlice<T> {
    /// Changes the items where they stand; returns false, and does nothing, if a clone shares them.
    #[inline]
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut [T])) -> bool {
        self.0.with_arc_mut(|shared| {
            let items = Arc::get_mut(shared);
            items.map(|items| change(items.slice_mut())).is_some()
        })
    }
}

impl<T> Deref for SharedSlice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0.slice
    }
}

impl<T> Clone for SharedSlice<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for SharedSlice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<Vec<T>> for SharedSlice<T> {
    fn from(items: Vec<T>) -> Self {
        Self(ThinArc::from_header_and_iter((), items.into_iter()))
    }
}

impl<T, const N: usize> From<[T; N]> for SharedSlice<T> {
    fn from(items: [T; N]) -> Self {
        Self(ThinArc::from_header_and_iter((), items.into_iter()))
    }
}

impl<T> FromIterator<T> for SharedSlice<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_ordered_as_its_items_are() {
        let slice = |items: &[i32]| SharedSlice::from(items.to_vec());
        let ordered = [&[][..], &[1], &[1, 5], &[1, 5, 0], &[2], &[2, 0]].map(slice);
        assert!(ordered.is_sorted_by(|less, more| less < more));
    }

    #[test]
    fn is_changed_only_if_nobody_shares_it() {
        let mut slice = SharedSlice::from([1, 2]);
        let clone = slice.clone();
        assert!(!slice.change(|items| items[0] = 3));
        assert_eq!((&slice[..], &clone[..]), (&[1, 2][..], &[1, 2][..]));
        drop(clone);
        assert!(slice.change(|items| items[0] = 3));
        assert_eq!(slice[..], [3, 2]);
    }
}
