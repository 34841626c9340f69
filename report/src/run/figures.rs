use lockstep_history::Recording;
use serde::Serialize;

use super::band::Band;
use super::measured::{Ending, Measured};
use super::plot::Plot;
use super::quantiles::{Quantiles, QuantilesOverTime};
use super::quantiles_plot::quantiles_plot;
use super::rate_plot::rate_plot;
use super::rates::Rates;
use super::raw_plot::raw_plot;
use super::summary;

/// What a run was in numbers: how operations ended, how long they took, how many there were in a second.
///
/// # Complexity
///
/// Linear in the number of events.
///
/// # Determinism
///
/// The same recording gives the same figures and plots, to the byte.
///
/// # Examples
///
/// ```
/// use lockstep_history::{ReadOptions, Recording};
/// use lockstep_report::RunFigures;
///
/// let text = br#"
/// {"process": 0, "type": "invoke", "f": "write", "value": 3, "time": 0}
/// {"process": 0, "type": "ok", "f": "write", "value": 3, "time": 2000000}
/// "#;
/// let recording = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default())?;
/// let figures = RunFigures::of(&recording);
/// assert!(figures.summary().contains("2.00 ms"));
/// assert_eq!(figures.plots().len(), 3);
/// # Ok::<(), lockstep_history::ReadError>(())
/// ```
#[derive(Debug)]
pub struct RunFigures {
    pub(crate) measured: Measured,
    pub(crate) quantiles: QuantilesOverTime,
    pub(crate) rates: Rates,
}

impl RunFigures {
    /// Measures the operations of a recording by the times of its events.
    ///
    /// An operation without times, or that nothing completed, is counted, but is in no plot.
    pub fn of(recording: &Recording) -> Self {
        let measured = Measured::of(recording);
        Self {
            quantiles: QuantilesOverTime::of(&measured),
            rates: Rates::of(&measured),
            measured,
        }
    }

    /// Returns how many operations clients invoked.
    pub fn operations(&self) -> u64 {
        self.measured.total().all()
    }

    /// Writes a table of at most 100 columns, a row for each name of operations.
    pub fn summary(&self) -> String {
        summary::text(self)
    }

    /// Draws the plots: latencies, their quantiles, and rates; nothing if no operation has times.
    pub fn plots(&self) -> Vec<Plot> {
        if self.measured.samples.is_empty() {
            return Vec::new();
        }
        vec![
            raw_plot(&self.measured),
            quantiles_plot(&self.measured, &self.quantiles),
            rate_plot(&self.measured, &self.rates),
        ]
    }

    /// Returns what a page knows.
    pub(crate) fn data(&self) -> Data<'_> {
        let Measured { names, counts, .. } = &self.measured;
        let by_name = names.iter().enumerate().map(|(name, f)| ByName {
            f,
            ok: counts[name].of(Ending::Ok),
            info: counts[name].of(Ending::Info),
            fail: counts[name].of(Ending::Fail),
            latency_ns: self.quantiles.totals[name],
            latency_windows_ns: &self.quantiles.by_name[name],
            rates: Ending::ALL.map(|ending| self.rates.per_second(name, ending.place())),
        });
        Data {
            start_ns: self.measured.start,
            length_ns: self.measured.length,
            latency_window_ns: self.quantiles.windows.width_ns,
            rate_window_ns: self.rates.windows.width_ns,
            by_name: by_name.collect(),
            faults: &self.measured.bands,
        }
    }
}

/// What the page of a run knows, for scripts.
#[derive(Debug, Serialize)]
pub(crate) struct Data<'a> {
    start_ns: i64,
    length_ns: u64,
    latency_window_ns: u64,
    rate_window_ns: u64,
    by_name: Vec<ByName<'a>>,
    faults: &'a [Band],
}

#[derive(Debug, Serialize)]
struct ByName<'a> {
    f: &'a str,
    ok: u64,
    info: u64,
    fail: u64,
    /// Of operations that ended with `ok`.
    latency_ns: Option<Quantiles>,
    /// The same for each window.
    latency_windows_ns: &'a [Option<Quantiles>],
    /// Operations a second that ended with ok, info and fail, for each window; empty if none did.
    rates: [Vec<f64>; 3],
}
