use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::coord::types::RangedCoordf64;

use super::measured::Measured;
use super::written;

/// An axis of a plot: from where to where it goes, and what is written at it.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) range: Range<f64>,
    pub(crate) ticks: Vec<f64>,
    pub(crate) label: fn(f64) -> String,
}

impl Axis {
    /// Latencies as powers of ten of nanoseconds.
    pub(crate) fn latency(least_ns: u64, greatest_ns: u64) -> Self {
        let (low, high) = (logarithm(least_ns).floor(), logarithm(greatest_ns).ceil());
        let high = high.max(low + 1.0);
        let decades = || std::iter::successors(Some(low), |tick| Some(tick + 1.0));
        let steps: &[f64] = if high - low > 2.0 {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let ticks = decades().take_while(|&tick| tick <= high);
        let ticks = ticks.flat_map(|tick| steps.iter().map(move |step| tick + step.log10()));
        Self {
            range: low..high,
            ticks: ticks.filter(|&tick| tick <= high).collect(),
            label: |tick| written::round_time(whole(10_f64.powf(tick))),
        }
    }

    /// From 0 to a little above the greatest.
    pub(crate) fn rate(greatest: f64) -> Self {
        let high = if greatest > 0.0 { greatest * 1.08 } else { 1.0 };
        Self {
            range: 0.0..high,
            ticks: round_ticks(0.0..high, 4),
            label: written::plain,
        }
    }

    /// Time in the unit that fits the run.
    pub(crate) fn time(measured: &Measured, unit: TimeUnit) -> Self {
        let (first, high) = (
            unit.at(measured, 0),
            unit.at(measured, measured.length.max(1)),
        );
        // What begins soon after the run did is shown from there.
        let is_soon = (0.0..high / 20.0).contains(&first);
        let low = if is_soon { 0.0 } else { first };
        Self {
            range: low..high,
            ticks: round_ticks(low..high, 10),
            label: written::plain,
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.range.clone()).map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // There is nothing between the lines of the ticks.
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.ticks.clone()
        }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        (self.label)(*value)
    }
}

/// The unit in which the time of a run is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TimeUnit {
    pub(crate) name: &'static str,
    ns: f64,
}

impl TimeUnit {
    /// Returns the greatest unit of which the run lasts at least two.
    pub(crate) fn of(measured: &Measured) -> Self {
        let (name, ns) = match measured.length {
            ..2_000 => ("ns", 1.0),
            2_000..2_000_000 => ("µs", 1e3),
            2_000_000..2_000_000_000 => ("ms", 1e6),
            _ => ("s", 1e9),
        };
        Self { name, ns }
    }

    /// Returns where on the axis a time is, given in nanoseconds since the first event.
    #[expect(clippy::cast_precision_loss, reason = "a pixel is coarser")]
    pub(crate) fn at(self, measured: &Measured, time: u64) -> f64 {
        (measured.start as f64 + time as f64) / self.ns
    }
}

/// Returns where on a logarithmic axis a latency is; what is below one nanosecond is at that.
#[expect(clippy::cast_precision_loss, reason = "a pixel is coarser")]
pub(crate) fn logarithm(latency_ns: u64) -> f64 {
    (latency_ns.max(1) as f64).log10()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is a power of ten"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// Returns round numbers of a range, `about` as many.
fn round_ticks(range: Range<f64>, about: u32) -> Vec<f64> {
    let rough = (range.end - range.start) / f64::from(about);
    let decade = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * decade);
    // The factor is for what is a step, but for its last bit.
    let step = steps
        .into_iter()
        .find(|&step| step >= rough * 0.999)
        .unwrap_or(rough);
    let first = (range.start / step).ceil();
    let places = std::iter::successors(Some(first), |place| Some(place + 1.0));
    let ticks = places.map(|place| place * step);
    ticks
        .take_while(|&tick| tick <= range.end)
        .take(50)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(round_ticks(0.0..1.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(round_ticks(3.0..27.0, 5), [5.0, 10.0, 15.0, 20.0, 25.0]);
    }

    #[test]
    fn latencies_stand_at_powers_of_ten() {
        let axis = Axis::latency(1_500, 40_000_000);
        let labels: Vec<_> = axis.ticks.iter().map(|&tick| (axis.label)(tick)).collect();
        assert_eq!(
            labels,
            ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms"]
        );
        let axis = Axis::latency(1_500, 1_500);
        let labels: Vec<_> = axis.ticks.iter().map(|&tick| (axis.label)(tick)).collect();
        assert_eq!(labels, ["1 µs", "2 µs", "5 µs", "10 µs"]);
    }
}
