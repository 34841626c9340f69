use super::measured::{Measured, seconds};
use super::windows::Windows;

/// How many windows there are at most: as many as can be told apart.
const WINDOWS: usize = 100;

/// How many operations ended in a second, by the window in which they did.
#[derive(Debug)]
pub(crate) struct Rates {
    pub(crate) windows: Windows,
    /// Of each name and ending how many operations ended in each window.
    counts: Vec<[Vec<u64>; 3]>,
}

impl Rates {
    pub(crate) fn of(measured: &Measured) -> Self {
        let windows = Windows::over(measured.length, WINDOWS);
        let none = || std::array::from_fn(|_| vec![0; windows.count]);
        let mut counts: Vec<[Vec<u64>; 3]> = measured.names.iter().map(|_| none()).collect();
        for sample in &measured.samples {
            counts[sample.name][sample.ending.place()][windows.place(sample.completed)] += 1;
        }
        Self { windows, counts }
    }

    /// Returns operations a second for each window; nothing if no operation of that name ended so.
    #[expect(clippy::cast_precision_loss, reason = "nobody reads more digits")]
    pub(crate) fn per_second(&self, name: usize, ending: usize) -> Vec<f64> {
        let counts = &self.counts[name][ending];
        if counts.iter().all(|&count| count == 0) {
            return Vec::new();
        }
        let rate = |(place, &count): (usize, &u64)| {
            // What ends with the first event of all took no time.
            count as f64 / seconds(self.windows.length(place).max(1))
        };
        counts.iter().enumerate().map(rate).collect()
    }
}
