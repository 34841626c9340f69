use std::convert::Infallible;

use lockstep_history::{History, Outcome};

use crate::abreast::Windows;
use crate::dense::dense;

/// Stands for no order.
const NONE: u32 = u32::MAX;

/// Merges linearizations of the parts into one of the whole history.
///
/// Every operation is given the earliest moment that its part's order leaves it: when the last was
/// invoked of those up to it; those moments order the whole. Completed operations that no part placed
/// tell nothing and go where they were invoked.
///
/// # Complexity
///
/// Linear in the number of operations.
pub(crate) fn merge<Op, Ret>(history: &History<Op, Ret>, orders: &[Vec<u32>]) -> Vec<u32> {
    let mut merged = Vec::with_capacity(history.operations().len());
    let nothing = |_, _, _| Ok::<(), Infallible>(());
    let Ok(()) = merging(
        history,
        orders,
        |_| (),
        nothing,
        |place| {
            merged.push(place);
            Ok(())
        },
    );
    merged
}

/// Merges as [`merge`](fn@merge) does, and does `visit` for each operation before `merged`:
/// [`abreast`](crate::abreast), with the number of its order, how many come before it there, and its place. What
/// is visited is merged soon.
///
/// Operations are numbered as they were invoked, so that their numbers are the moments. One that is invoked
/// after all before it in its order brings its moment with it, and those behind it that are not share that:
/// together they are merged when the moment comes.
///
/// # Errors
///
/// The first that one of the two returns.
pub(crate) fn merging<Op, Ret, E>(
    history: &History<Op, Ret>,
    orders: &[Vec<u32>],
    ahead: impl Fn(u32),
    mut visit: impl FnMut(usize, u32, u32) -> Result<(), E>,
    mut merged: impl FnMut(u32) -> Result<(), E>,
) -> Result<(), E> {
    let unplaced = unplaced(history, orders);
    let mut unplaced = unplaced.into_iter().peekable();
    let orders: Vec<&[u32]> = orders.iter().map(Vec::as_slice).collect();
    // By order: up to which place all were met.
    let mut met = vec![0; orders.len()];
    // By place in the window: the order that brings this moment, and where.
    let mut brought: Vec<(u32, u32)> = Vec::new();
    let mut windows = Windows::over(&orders);
    while let Some(window) = windows.next() {
        let end = window.end.min(history.operations().len());
        brought.clear();
        brought.resize(end - window.start, (NONE, 0));
        windows.visit(&window, &ahead, |order, number, place| {
            visit(order, number, place)?;
            if place >= met[order] {
                met[order] = place + 1;
                brought[place as usize - window.start] = (dense(order), number);
            }
            Ok(())
        })?;
        for (moment, &(order, number)) in (dense(window.start)..).zip(&brought) {
            if order == NONE {
                continue;
            }
            while let Some(place) = unplaced.next_if(|&place| place < moment) {
                merged(place)?;
            }
            let behind = &orders[order as usize][number as usize..];
            for &place in behind.iter().take_while(|&&place| place <= moment) {
                merged(place)?;
            }
        }
    }
    unplaced.try_for_each(merged)
}

/// Returns the operations that took effect and are in no order.
fn unplaced<Op, Ret>(history: &History<Op, Ret>, orders: &[Vec<u32>]) -> Vec<u32> {
    let operations = history.operations();
    if orders.iter().map(Vec::len).sum::<usize>() == operations.len() {
        return Vec::new();
    }
    let mut placed = vec![false; operations.len()];
    for &place in orders.iter().flatten() {
        placed[place as usize] = true;
    }
    let is_done = |place: &u32| matches!(operations[*place as usize].outcome, Outcome::Done(_));
    let unplaced = (0..).zip(&placed).filter(|(_, placed)| !**placed);
    unplaced.map(|(place, _)| place).filter(is_done).collect()
}

#[cfg(test)]
mod tests {
    use lockstep_history::Event;
    use proptest::prelude::*;

    use super::*;

    /// A history of so many operations, one after the other, of which every seventh failed.
    fn history(operations: u64) -> History<(), ()> {
        let events = (0..operations).flat_map(|number| {
            let end = if number % 7 == 6 {
                Event::Fail(0)
            } else {
                Event::Ok(0, ())
            };
            [Event::Invoke(0, ()), end]
        });
        History::from_events(events).expect("one after the other")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn parts_are_merged_by_the_moments_that_their_orders_leave(
            operations in 1..12_000_u32,
            parts in 1..40_u32,
            left_out in prop::collection::vec(any::<prop::sample::Index>(), 0..9),
            swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
        ) {
            let history = history(operations.into());
            let mut orders = vec![Vec::new(); parts as usize];
            let is_placed = |place: &u32| place % 7 != 6;
            let is_left_out = |place: &u32| left_out.iter().any(|it| it.index(operations as usize) == *place as usize);
            for place in (0..operations).filter(is_placed).filter(|place| !is_left_out(place)) {
                orders[(place / 3 % parts) as usize].push(place);
            }
            for (one, other) in swaps {
                let order = one.get_mut(&mut orders);
                if !order.is_empty() {
                    let (one, other) = (one.index(order.len()), other.index(order.len()));
                    order.swap(one, other);
                }
            }
            let mut moments = Vec::new();
            for order in &orders {
                let mut latest = 0;
                for &place in order {
                    latest = latest.max(place);
                    moments.push((latest, place));
                }
            }
            moments.extend((0..operations).filter(is_placed).filter(is_left_out).map(|place| (place, place)));
            moments.sort_by_key(|&(moment, _)| moment);
            let expected: Vec<u32> = moments.into_iter().map(|(_, place)| place).collect();
            prop_assert_eq!(merge(&history, &orders), expected);
        }
    }
}
