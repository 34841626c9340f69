use std::hint::black_box;
use std::mem::discriminant;
use std::ops::Range;

use lockstep_history::History;

use crate::dense::dense;

/// How many operations of a history are visited before those behind them are, at least.
const WINDOW: usize = 1 << 12;
/// How many operations of each list stand in that window, on average, at least.
const OF_EACH: usize = 16;

/// Visits the places in several lists, each list in its order, so that places which are visited one after
/// another are near each other, as far as the lists are in order.
///
/// The parts of a history run through each other: part by part, each operation would be on another page
/// of memory. `visit` is given the number of the list, how many of it were visited before, and the place.
/// Before some places are visited, `ahead` is called with all of them: what it loads of each comes from
/// memory side by side, and not one after the other.
///
/// # Errors
///
/// The first that a visit returns.
///
/// # Complexity
///
/// Linear in the lengths of the lists and how far the places lie apart.
pub(crate) fn abreast<E>(
    lists: &[&[u32]],
    ahead: impl Fn(u32),
    mut visit: impl FnMut(usize, u32, u32) -> Result<(), E>,
) -> Result<(), E> {
    let mut windows = Windows::over(lists);
    while let Some(window) = windows.next() {
        windows.visit(&window, &ahead, &mut visit)?;
    }
    Ok(())
}

/// The windows in which several lists are visited [`abreast`].
pub(crate) struct Windows<'l> {
    lists: &'l [&'l [u32]],
    /// The lists that are not at their ends, and how many places of each were visited.
    open: Vec<(usize, usize)>,
    /// How many places there are in a window.
    size: usize,
    end: usize,
    streamed: usize,
}

impl<'l> Windows<'l> {
    pub(crate) fn over(lists: &'l [&'l [u32]]) -> Self {
        let firsts = lists.iter().filter_map(|list| list.first());
        let first = firsts.min().map_or(0, |&first| first as usize);
        let is_open = |&list: &usize| !lists[list].is_empty();
        Self {
            lists,
            open: (0..lists.len())
                .filter(is_open)
                .map(|list| (list, 0))
                .collect(),
            size: WINDOW.max(lists.len() * OF_EACH),
            end: first,
            streamed: streamed(lists, first),
        }
    }

    /// Returns the places of the next window, until all lists are at their ends.
    pub(crate) fn next(&mut self) -> Option<Range<usize>> {
        let start = self.end;
        self.end = start.saturating_add(self.size);
        (!self.open.is_empty()).then_some(start..self.end)
    }

    /// Visits the places in each list up to one that is behind the window.
    pub(crate) fn visit<E>(
        &mut self,
        window: &Range<usize>,
        ahead: impl Fn(u32),
        mut visit: impl FnMut(usize, u32, u32) -> Result<(), E>,
    ) -> Result<(), E> {
        let (lists, streamed) = (self.lists, self.streamed);
        let stream = dense(window.start.min(streamed))..dense(window.end.min(streamed));
        { stream }.for_each(&ahead);
        for (list, next) in &mut self.open {
            let left = &lists[*list][*next..];
            let is_inside = |place: &&u32| (**place as usize) < window.end;
            let inside = left.iter().take_while(is_inside);
            let inside = match streamed {
                0 => inside.map(|&place| ahead(place)).count(),
                _ => inside.count(),
            };
            for (number, &place) in (dense(*next)..).zip(&left[..inside]) {
                visit(*list, number, place)?;
            }
            *next += inside;
        }
        self.open.retain(|&(list, next)| next < lists[list].len());
        Ok(())
    }
}

/// Returns up to which place, from the first, all operations had better come from memory one after the other,
/// whether they are in a list or not, since most are: that is what memory is fastest at.
fn streamed(lists: &[&[u32]], first: usize) -> usize {
    let last = lists.iter().filter_map(|list| list.last()).max();
    let end = last.map_or(0, |&last| last as usize + 1);
    let visited: usize = lists.iter().map(|list| list.len()).sum();
    if visited >= end.saturating_sub(first) / 2 {
        end
    } else {
        0
    }
}

/// Has an operation come from memory, if there is one.
pub(crate) fn touch<Op, Ret>(history: &History<Op, Ret>, place: u32) {
    let Some(operation) = history.operations().get(place as usize) else {
        return;
    };
    // Fields that may stand in different lines of the cache.
    let whats = (
        discriminant(&operation.op),
        discriminant(&operation.outcome),
    );
    black_box((operation.process, operation.invoked, whats));
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn every_list_is_visited_in_its_order() {
        let lists: [&[u32]; 4] = [&[0, 9_000, 3, 70_000], &[], &[1, 2, 5_000], &[100_000]];
        let mut visited = vec![Vec::new(); lists.len()];
        let Ok(()) = abreast(
            &lists,
            |_| (),
            |list, number, place| {
                assert_eq!(visited[list].len(), number as usize);
                visited[list].push(place);
                Ok::<(), Infallible>(())
            },
        );
        assert_eq!(visited, lists);
    }

    #[test]
    fn what_is_near_is_visited_together() {
        let (even, odd): (Vec<u32>, Vec<u32>) = (0..50_000).partition(|place| place % 2 == 0);
        let mut latest = 0;
        let Ok(()) = abreast(
            &[&even, &odd],
            |_| (),
            |_, _, place| {
                assert!(place as usize + WINDOW > latest as usize);
                latest = latest.max(place);
                Ok::<(), Infallible>(())
            },
        );
    }
}
