use super::axis::Axis;
use super::measured::{Ending, Measured};
use super::palette::{AMBER, BLUE, RED};
use super::plot::{Frame, Key, Mark, Panel, Plot, Shape};
use super::rates::Rates;
use super::written;

const KEYS: [Key; 3] = [
    Key {
        text: "ok",
        ink: BLUE,
        mark: Mark::Line(""),
    },
    Key {
        text: "info",
        ink: AMBER,
        mark: Mark::Line("9 4"),
    },
    Key {
        text: "fail",
        ink: RED,
        mark: Mark::Line("3 3"),
    },
];

/// Draws how many operations ended in a second, by how they did.
pub(crate) fn rate_plot(measured: &Measured, rates: &Rates) -> Plot {
    let panels = measured.names.iter().enumerate().map(|(name, text)| {
        let lines = Ending::ALL.map(|ending| rates.per_second(name, ending.place()));
        let greatest = lines.iter().flatten().copied().fold(0.0, f64::max);
        let at = |(window, &rate): (usize, &f64)| (rates.windows.middle(window), rate);
        let shapes = lines.iter().zip(KEYS).filter(|(line, _)| !line.is_empty());
        let shapes =
            shapes.map(|(line, key)| Shape::Line(key, line.iter().enumerate().map(at).collect()));
        Panel {
            title: format!("{text}, operations a second"),
            axis: Axis::rate(greatest),
            shapes: shapes.collect(),
        }
    });
    let frame = Frame {
        name: "rate",
        title: "Operations that ended",
        notes: vec![format!(
            "In a second, on average over each {}, by how they ended.",
            written::round_time(rates.windows.width_ns)
        )],
        keys: &KEYS,
        measured,
    };
    frame.draw(&panels.collect::<Vec<_>>())
}
