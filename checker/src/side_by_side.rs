use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// Calls `act` with every number below the length of `sizes`, side by side and the largest sizes first,
/// and returns the results in the order of the numbers.
pub(crate) fn side_by_side<R: Send>(sizes: &[usize], act: impl Fn(usize) -> R + Sync) -> Vec<R> {
    if sizes.len() == 1 {
        return vec![act(0)];
    }
    let results: Vec<Mutex<Option<R>>> = sizes.iter().map(|_| Mutex::new(None)).collect();
    for_each_largest_first(sizes, &|number| {
        let result = act(number);
        *results[number]
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(result);
    });
    let result = |slot: Mutex<Option<R>>| slot.into_inner().unwrap_or_else(PoisonError::into_inner);
    let results = results.into_iter().map(result);
    results
        .map(|result| result.expect("each was called"))
        .collect()
}

/// Is compiled once, and not for every type of model.
fn for_each_largest_first(sizes: &[usize], act: &(dyn Fn(usize) + Sync)) {
    let mut numbers: Vec<usize> = (0..sizes.len()).collect();
    numbers.sort_by_key(|&number| std::cmp::Reverse(sizes[number]));
    numbers.into_par_iter().with_max_len(1).for_each(act);
}
