use std::convert::Infallible;

use lockstep_history::{History, Outcome};

use crate::abreast::abreast;

/// Merges linearizations of the parts into one of the whole history.
///
/// Every operation is given the earliest moment that its part's order leaves it: when the last was
/// invoked of those up to it; those moments order the whole. Completed operations that no part placed
/// tell nothing and go where they were invoked.
///
/// # Complexity
///
/// Linear in the number of operations: operations are numbered in the order of their invocations, so
/// that the number of the last invoked is the moment.
pub(crate) fn merge<Op, Ret>(history: &History<Op, Ret>, orders: &[Vec<u32>]) -> Vec<u32> {
    let operations = history.operations();
    if let [order] = orders
        && order.len() == operations.len()
    {
        // Its moments never fall.
        return order.clone();
    }
    let mut placed = vec![false; operations.len()];
    // How many have each moment; then where the next of them goes.
    let mut next = vec![0_u32; operations.len()];
    with_moments(orders, |moment, place| {
        next[moment as usize] += 1;
        placed[place as usize] = true;
    });
    if orders.iter().map(Vec::len).sum::<usize>() < operations.len() {
        for (place, operation) in operations.iter().enumerate() {
            placed[place] |= !matches!(operation.outcome, Outcome::Done(_));
            next[place] += u32::from(!placed[place]);
        }
    }
    let mut end = 0;
    for next in &mut next {
        end += *next;
        *next = end - *next;
    }
    let mut merged = vec![0; end as usize];
    let mut put = |moment: u32, operation| {
        let next = &mut next[moment as usize];
        merged[*next as usize] = operation;
        *next += 1;
    };
    with_moments(orders, &mut put);
    let unplaced = (0..).zip(&placed).filter(|(_, placed)| !**placed);
    unplaced.for_each(|(place, _)| put(place, place));
    merged
}

/// Visits the moment of each operation of the orders, and the operation.
fn with_moments(orders: &[Vec<u32>], mut visit: impl FnMut(u32, u32)) {
    let orders: Vec<&[u32]> = orders.iter().map(Vec::as_slice).collect();
    let mut latest = vec![0; orders.len()];
    let Ok(()) = abreast(
        &orders,
        |_| (),
        |order, _, place| {
            let latest = &mut latest[order];
            *latest = place.max(*latest);
            visit(*latest, place);
            Ok::<(), Infallible>(())
        },
    );
}
