use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::side_by_side::side_by_side;

/// How many bundles there are for each thread, where there are several threads.
const BUNDLES_A_THREAD: usize = 4;

/// Calls `act` side by side with bundles of all numbers below the length of `sizes`, and returns each
/// bundle with its result.
///
/// What is small and stands in one place of memory is better looked at together by one thread; the
/// bundles are about equally large, as far as the sizes allow.
pub(crate) fn in_bundles<R: Send>(
    sizes: &[usize],
    act: impl Fn(&[usize]) -> R + Sync,
) -> Vec<(Vec<usize>, R)> {
    let bundles = bundles(sizes, rayon::current_num_threads());
    let size = |bundle: &Vec<usize>| bundle.iter().map(|&number| sizes[number]).sum();
    let bundle_sizes: Vec<usize> = bundles.iter().map(size).collect();
    let results = side_by_side(&bundle_sizes, |bundle| act(&bundles[bundle]));
    bundles.into_iter().zip(results).collect()
}

/// Puts the largest first, each into the bundle that is the smallest then.
fn bundles(sizes: &[usize], threads: usize) -> Vec<Vec<usize>> {
    let most = match threads {
        1 => 1,
        threads => threads * BUNDLES_A_THREAD,
    };
    let mut numbers: Vec<usize> = (0..sizes.len()).collect();
    numbers.sort_by_key(|&number| Reverse(sizes[number]));
    let mut bundles = vec![Vec::new(); most.min(sizes.len())];
    let mut smallest: BinaryHeap<Reverse<(usize, usize)>> = (0..bundles.len())
        .map(|bundle| Reverse((0, bundle)))
        .collect();
    for number in numbers {
        let Some(mut entry) = smallest.peek_mut() else {
            break;
        };
        let Reverse((size, bundle)) = &mut *entry;
        bundles[*bundle].push(number);
        *size += sizes[number];
    }
    for bundle in &mut bundles {
        bundle.sort_unstable();
    }
    bundles
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_in_one_bundle_and_none_is_much_larger_than_another(
            sizes in prop::collection::vec(1..50_usize, 0..60), threads in 1..9_usize,
        ) {
            let bundles = bundles(&sizes, threads);
            let mut all: Vec<usize> = bundles.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
            let loads = bundles.iter().map(|bundle| bundle.iter().map(|&it| sizes[it]).sum::<usize>());
            let (least, most) = (loads.clone().min().unwrap_or(0), loads.max().unwrap_or(0));
            prop_assert!(most <= least + sizes.iter().max().unwrap_or(&0));
        }
    }
}
