use super::axis::{Axis, logarithm};
use super::measured::{Ending, Measured, Sample};
use super::palette::{AMBER, BLUE, RED};
use super::plot::{Frame, Key, Mark, Panel, Plot, Shape};
use super::thinned::Thinned;
use super::written;

const KEYS: [Key; 3] = [
    Key {
        text: "ok",
        ink: BLUE,
        mark: Mark::Dot,
    },
    Key {
        text: "info",
        ink: AMBER,
        mark: Mark::Triangle,
    },
    Key {
        text: "fail",
        ink: RED,
        mark: Mark::Cross,
    },
];

/// Draws how long each operation took, at its invocation.
pub(crate) fn raw_plot(measured: &Measured) -> Plot {
    let thinned = Thinned::of(measured);
    let latencies = || measured.samples.iter().map(Sample::latency);
    let (least, greatest) = (latencies().min(), latencies().max());
    let axis = Axis::latency(least.unwrap_or(1), greatest.unwrap_or(1));
    let panels = (0..measured.names.len()).map(|name| Panel {
        title: title(measured, &thinned, name),
        axis: axis.clone(),
        shapes: shapes(&thinned, name),
    });
    let panels: Vec<_> = panels.collect();
    let frame = Frame {
        name: "latency-raw",
        title: "Latency of each operation",
        notes: notes(&thinned, measured),
        keys: &KEYS,
        measured,
    };
    frame.draw(&panels)
}

/// Says how operations of a name ended, and how many of them are drawn where not all are.
fn title(measured: &Measured, thinned: &Thinned, name: usize) -> String {
    let counted = Ending::ALL.into_iter().filter_map(|ending| {
        let count = measured.counts[name].of(ending);
        let drawn = drawn(thinned, name, ending).count() as u64;
        let of_them = if drawn < count {
            format!(" ({} drawn)", written::count(drawn))
        } else {
            String::new()
        };
        (count > 0).then(|| format!("{} {}{of_them}", written::count(count), ending.name()))
    });
    let counted: Vec<_> = counted.collect();
    format!("{}: {}", measured.names[name], counted.join(", "))
}

fn drawn(thinned: &Thinned, name: usize, ending: Ending) -> impl Iterator<Item = &Sample> {
    let samples = thinned.samples.iter();
    samples.filter(move |sample| (sample.name, sample.ending) == (name, ending))
}

/// What is rare comes last, on top of what is usual.
fn shapes(thinned: &Thinned, name: usize) -> Vec<Shape> {
    let samples = Ending::ALL
        .into_iter()
        .flat_map(|ending| drawn(thinned, name, ending));
    let point = |sample: &Sample| {
        let at = (sample.invoked, logarithm(sample.latency()));
        Shape::Point(KEYS[sample.ending.place()], at)
    };
    samples.map(point).collect()
}

fn notes(thinned: &Thinned, measured: &Measured) -> Vec<String> {
    let (drawn, all) = (thinned.samples.len() as u64, thinned.of as u64);
    let mut notes = match thinned.extremes_of_ns {
        None if all == 1 => {
            vec!["The only operation that ended, at the time of its invocation.".to_owned()]
        }
        None => vec![format!(
            "All {} operations that ended, at the time of their invocation.",
            written::count(all)
        )],
        Some(width) => vec![format!(
            "{} of {} operations drawn: every n-th of each panel and outcome, all of what is rare, and of each {} \
             the fastest and the slowest.",
            written::count(drawn),
            written::count(all),
            written::round_time(width)
        )],
    };
    let left_out = measured.total().all() - all;
    if left_out > 0 {
        let left_out = written::count(left_out);
        notes.push(format!(
            "Not drawn, for they never ended or have no times: {left_out}."
        ));
    }
    notes
}
