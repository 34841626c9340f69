use serde::Serialize;

use super::measured::{Ending, Measured};
use super::windows::Windows;

/// The latencies that half, 95 % and 99 % of operations do not exceed, and the greatest, in nanoseconds.
///
/// Each is the latency of an operation: the smallest one that so many do not exceed (the nearest rank).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Quantiles {
    pub(crate) p50: u64,
    pub(crate) p95: u64,
    pub(crate) p99: u64,
    pub(crate) max: u64,
}

impl Quantiles {
    /// Returns them of latencies in any order; `None` if there are none.
    pub(crate) fn of(latencies: &mut [u64]) -> Option<Self> {
        let mut rank = |percent: usize| {
            let place = (latencies.len() * percent).div_ceil(100).checked_sub(1)?;
            Some(*latencies.select_nth_unstable(place).1)
        };
        Some(Self {
            p50: rank(50)?,
            p95: rank(95)?,
            p99: rank(99)?,
            max: rank(100)?,
        })
    }

    pub(crate) fn all(self) -> [u64; 4] {
        [self.p50, self.p95, self.p99, self.max]
    }
}

/// How many windows there are at most: as many as can be told apart.
const WINDOWS: usize = 60;

/// The quantiles of the operations that ended with `ok`, by the window in which they were invoked.
#[derive(Debug)]
pub(crate) struct QuantilesOverTime {
    pub(crate) windows: Windows,
    /// Of each name, for each window.
    pub(crate) by_name: Vec<Vec<Option<Quantiles>>>,
    /// Of each name over the whole time.
    pub(crate) totals: Vec<Option<Quantiles>>,
    /// Of all operations.
    pub(crate) total: Option<Quantiles>,
}

impl QuantilesOverTime {
    pub(crate) fn of(measured: &Measured) -> Self {
        let windows = Windows::over(measured.length, WINDOWS);
        let mut latencies = vec![vec![Vec::new(); windows.count]; measured.names.len()];
        for sample in &measured.samples {
            if sample.ending == Ending::Ok {
                latencies[sample.name][windows.place(sample.invoked)].push(sample.latency());
            }
        }
        let of_name = |windows: &[Vec<u64>]| Quantiles::of(&mut windows.concat());
        let totals = latencies.iter().map(|windows| of_name(windows)).collect();
        let total = Quantiles::of(
            &mut latencies
                .iter()
                .flatten()
                .flatten()
                .copied()
                .collect::<Vec<_>>(),
        );
        let over_time = |windows: &mut Vec<Vec<u64>>| {
            let windows = windows.iter_mut();
            windows.map(|window| Quantiles::of(window)).collect()
        };
        Self {
            windows,
            totals,
            total,
            by_name: latencies.iter_mut().map(over_time).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_latencies_of_operations() {
        let mut hundred: Vec<u64> = (1..=100).rev().collect();
        let quantiles = Quantiles::of(&mut hundred).map(Quantiles::all);
        assert_eq!(quantiles, Some([50, 95, 99, 100]));
        assert_eq!(Quantiles::of(&mut [7]).map(Quantiles::all), Some([7; 4]));
        assert_eq!(
            Quantiles::of(&mut [3, 1]).map(Quantiles::all),
            Some([1, 3, 3, 3])
        );
        assert_eq!(Quantiles::of(&mut []), None);
    }
}
