use super::axis::{Axis, logarithm};
use super::measured::Measured;
use super::palette::{BLUE, GREEN, RED, VIOLET};
use super::plot::{Frame, Key, Mark, Panel, Plot, Shape};
use super::quantiles::{Quantiles, QuantilesOverTime};
use super::written;

/// From the greatest down, as the lines are.
const KEYS: [Key; 4] = [
    Key {
        text: "slowest",
        ink: RED,
        mark: Mark::Cross,
    },
    Key {
        text: "99 %",
        ink: VIOLET,
        mark: Mark::Line("4 3"),
    },
    Key {
        text: "95 %",
        ink: BLUE,
        mark: Mark::Line("9 4"),
    },
    Key {
        text: "median",
        ink: GREEN,
        mark: Mark::Line(""),
    },
];

/// Draws how long operations took that ended with `ok`, by windows of time.
pub(crate) fn quantiles_plot(measured: &Measured, quantiles: &QuantilesOverTime) -> Plot {
    let all = || quantiles.by_name.iter().flatten().flatten();
    let least = all().map(|quantiles| quantiles.p50).min();
    let greatest = all().map(|quantiles| quantiles.max).max();
    let axis = Axis::latency(least.unwrap_or(1), greatest.unwrap_or(1));
    let panel = |(text, windows): (&String, &Vec<Option<Quantiles>>)| Panel {
        title: text.clone(),
        axis: axis.clone(),
        shapes: lines(quantiles, windows),
    };
    let width = written::round_time(quantiles.windows.width_ns);
    let frame = Frame {
        name: "latency-quantiles",
        title: "Latency, by quantiles",
        notes: vec![format!(
            "Of the operations that were invoked in each {width} and ended with ok: so many took no longer."
        )],
        keys: &KEYS,
        measured,
    };
    let panels = measured.names.iter().zip(&quantiles.by_name);
    frame.draw(&panels.map(panel).collect::<Vec<_>>())
}

fn lines(quantiles: &QuantilesOverTime, windows: &[Option<Quantiles>]) -> Vec<Shape> {
    let at = |window: usize, found: &Quantiles, key: usize| {
        let middle = quantiles.windows.middle(window);
        (middle, logarithm(found.all()[KEYS.len() - 1 - key]))
    };
    let mut shapes = Vec::new();
    // The slowest come last, for they may lie on the line of others.
    for key in (0..KEYS.len()).rev() {
        let mut line = Vec::new();
        for (window, found) in windows.iter().enumerate() {
            match (found, KEYS[key].mark) {
                (Some(found), Mark::Line(_)) => line.push(at(window, found, key)),
                (Some(found), _) => shapes.push(Shape::Point(KEYS[key], at(window, found, key))),
                // Where nothing ended with ok, there is no line.
                (None, _) => shapes.push(Shape::Line(KEYS[key], std::mem::take(&mut line))),
            }
        }
        shapes.push(Shape::Line(KEYS[key], line));
    }
    shapes.retain(|shape| !matches!(shape, Shape::Line(_, line) if line.is_empty()));
    shapes
}
