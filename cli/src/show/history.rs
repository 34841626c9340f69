use std::fmt::Write;

use lockstep::history::{Kind, Recording};

/// The widest line, in columns.
const WIDTH: usize = 100;

/// Draws a history as bars, or lists its events where these would be too wide or would leave any out.
pub(super) fn bars(recording: &Recording) -> String {
    // Every event needs a column, and what is no client's has no bar.
    if recording.len() > WIDTH || recording.events().any(|event| event.client().is_none()) {
        return events(recording);
    }
    let bars = recording.to_bars();
    if bars.lines().all(|line| line.chars().count() <= WIDTH) {
        return bars;
    }
    events(recording)
}

/// Lists the events of a history: number, time in seconds, process, type, operation and value.
pub(super) fn events(recording: &Recording) -> String {
    let cells: Vec<[String; 4]> = recording
        .events()
        .map(|event| {
            let time = event.time().map(seconds);
            [
                event.number().to_string(),
                time.unwrap_or_default(),
                event.process().to_string(),
                kind(event.kind()).to_owned(),
            ]
        })
        .collect();
    let width = |column: usize| {
        cells
            .iter()
            .map(|cells| cells[column].chars().count())
            .max()
    };
    let widths = [0, 1, 2, 3].map(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for (cells, event) in cells.iter().zip(recording.events()) {
        let [number, time, process, kind] = cells;
        let [numbers, times, processes, kinds] = widths;
        let mut line = format!("{number:>numbers$}  ");
        if times > 0 {
            write!(line, "{time:>times$}  ").expect("a string takes all");
        }
        write!(line, "{process:>processes$}  {kind:kinds$}  {}", event.f())
            .expect("a string takes all");
        if let Some(value) = event.given_value() {
            write!(line, " {value}").expect("a string takes all");
        }
        if let Some(error) = event.error() {
            write!(line, "  error {error}").expect("a string takes all");
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "it is printed to a microsecond")]
fn seconds(nanoseconds: i64) -> String {
    format!("{:.6}", nanoseconds as f64 / 1e9)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoke => "invoke",
        Kind::Ok => "ok",
        Kind::Fail => "fail",
        Kind::Info => "info",
    }
}
