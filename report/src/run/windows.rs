/// A stretch of time, cut into windows of equal width, but for the last: what is left over is its own if it
/// is half a window or more, else the last one has that, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Windows {
    pub(crate) width_ns: u64,
    pub(crate) count: usize,
    length: u64,
}

impl Windows {
    /// Cuts `length` nanoseconds into at most so many windows, whose width is 1, 2 or 5 and zeros.
    pub(crate) fn over(length: u64, most: usize) -> Self {
        let mut widths = (0..19).flat_map(|zeros| [1, 2, 5].map(|digit| digit * 10_u64.pow(zeros)));
        let count = |width: u64| {
            let windows = length / width + u64::from(length % width >= width.div_ceil(2));
            usize::try_from(windows.max(1)).unwrap_or(usize::MAX)
        };
        let width = widths.find(|&width| count(width) <= most);
        // Of 2^64 nanoseconds there are fewer than four such windows.
        let width_ns = width.unwrap_or(5_000_000_000_000_000_000);
        Self {
            width_ns,
            count: count(width_ns),
            length,
        }
    }

    /// Returns how long a window is.
    pub(crate) fn length(self, place: usize) -> u64 {
        if place + 1 < self.count {
            return self.width_ns;
        }
        self.length - (place as u64 * self.width_ns).min(self.length)
    }

    /// Returns the place of the window that a time is in.
    pub(crate) fn place(self, time: u64) -> usize {
        let place = usize::try_from(time / self.width_ns).unwrap_or(usize::MAX);
        place.min(self.count - 1)
    }

    /// Returns the middle of a window.
    pub(crate) fn middle(self, place: usize) -> u64 {
        place as u64 * self.width_ns + self.length(place) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_round_widths_and_are_no_more_than_asked() {
        for (length, width_ns, count) in [
            (0, 1, 1),
            (999, 20, 50),
            (1_000, 20, 50),
            (1_030, 50, 21),
            (10_000_000_000, 200_000_000, 50),
        ] {
            let windows = Windows::over(length, 50);
            let found = (windows.width_ns, windows.count);
            assert_eq!(found, (width_ns, count), "of {length}");
        }
        assert_eq!(Windows::over(u64::MAX, 50).count, 37);
    }

    #[test]
    fn every_time_has_a_window() {
        let windows = Windows::over(1_024, 50);
        assert_eq!(
            [0, 49, 50, 1_024].map(|time| windows.place(time)),
            [0, 0, 1, 19]
        );
        assert_eq!((windows.middle(1), windows.middle(19)), (75, 987));
        assert_eq!((windows.length(1), windows.length(19)), (50, 74));
    }
}
