use crate::columns::{columns, crop};
use crate::counterexample::WIDTH;

/// An operation to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    pub(crate) process: u64,
    pub(crate) label: String,
    /// The event that invoked it.
    pub(crate) from: u32,
    /// The event at which it returned; `None` if it never did.
    pub(crate) to: Option<u32>,
}

/// The widest label of a bar, in columns.
const LABEL: usize = 80;
/// The widest label of a bar where there is no room for all.
const CRAMPED: usize = 40;

/// Draws operations as bars, a line a process, time from left to right.
///
/// Only the order of events can be read from it. The bars come by importance: where not all of them
/// fit the width, the last ones are left out, and a line says how many operations of `all` are.
pub(crate) fn draw(bars: &[Bar], all: usize) -> String {
    let cropped = |most| -> Vec<Bar> { bars.iter().map(|bar| bar.cropped(most)).collect() };
    let mut bars = cropped(LABEL);
    let mut layout = Layout::new(&bars);
    if layout.width() > WIDTH {
        bars = cropped(CRAMPED);
        layout = Layout::new(&bars);
    }
    while layout.width() > WIDTH && bars.len() > 1 {
        bars.pop();
        layout = Layout::new(&bars);
    }
    let mut picture = layout.paint(&bars);
    if bars.iter().any(|bar| bar.to.is_none()) {
        picture.push_str(
            "\n  ?  never returned: it may have taken effect at any later time, or never\n",
        );
    }
    match all.saturating_sub(bars.len()) {
        0 => {}
        1 => picture.push_str("\n  one operation is left out\n"),
        more => picture.extend(["\n  ", &more.to_string(), " operations are left out\n"]),
    }
    picture
}

impl Bar {
    fn cropped(&self, most: usize) -> Self {
        let label = match self.to {
            Some(_) => crop(&self.label, most),
            None if self.label.ends_with('?') => crop(&self.label, most),
            None => format!("{} → ?", crop(&self.label, most - 4)),
        };
        Self {
            label,
            ..self.clone()
        }
    }

    fn label_width(&self) -> usize {
        columns(&self.label)
    }
}

/// Where the events stand, from left to right.
struct Layout {
    /// Events with their columns, in order.
    columns: Vec<(u32, usize)>,
    processes: Vec<u64>,
    /// The width of the names of processes.
    margin: usize,
    /// The column behind the last event.
    end: usize,
}

impl Layout {
    fn new(bars: &[Bar]) -> Self {
        let mut events: Vec<(u32, Option<&Bar>)> = Vec::new();
        for bar in bars {
            events.push((bar.from, None));
            events.extend(bar.to.map(|to| (to, Some(bar))));
        }
        events.sort_by_key(|(event, _)| *event);
        let mut layout = Self {
            columns: Vec::with_capacity(events.len()),
            processes: processes(bars),
            margin: 0,
            end: 0,
        };
        layout.margin = layout
            .processes
            .iter()
            .map(|process| process.to_string().len())
            .max()
            .unwrap_or(1);
        for (event, closes) in events {
            let column = match closes {
                Some(bar) => layout
                    .end
                    .max(layout.column(bar.from) + bar.label_width() + 5),
                None => layout.end + usize::from(layout.end > 0),
            };
            layout.columns.push((event, column));
            layout.end = column + 1;
        }
        for bar in bars.iter().filter(|bar| bar.to.is_none()) {
            layout.end = layout
                .end
                .max(layout.column(bar.from) + bar.label_width() + 5);
        }
        layout
    }

    fn column(&self, event: u32) -> usize {
        let place = self
            .columns
            .binary_search_by_key(&event, |(event, _)| *event);
        place.map_or(self.end, |place| self.columns[place].1)
    }

    fn width(&self) -> usize {
        self.margin + 4 + self.end
    }

    fn paint(&self, bars: &[Bar]) -> String {
        let mut picture = String::new();
        for process in &self.processes {
            let mut line = format!("  {process:>margin$}  ", margin = self.margin);
            let mut own: Vec<&Bar> = bars.iter().filter(|bar| bar.process == *process).collect();
            own.sort_by_key(|bar| bar.from);
            for bar in own {
                fill(&mut line, ' ', self.margin + 4 + self.column(bar.from));
                line.extend(["├─ ", &bar.label, " "]);
                let to = bar.to.map_or(self.end, |to| self.column(to));
                fill(&mut line, '─', self.margin + 4 + to);
                line.extend(bar.to.map(|_| '┤'));
            }
            picture.push_str(&line);
            picture.push('\n');
        }
        picture
    }
}

/// Fills the line up to a column.
fn fill(line: &mut String, with: char, column: usize) {
    let missing = column.saturating_sub(columns(line));
    line.extend(std::iter::repeat_n(with, missing));
}

/// Returns the processes, by their first bar.
fn processes(bars: &[Bar]) -> Vec<u64> {
    let mut first: Vec<(u32, u64)> = bars.iter().map(|bar| (bar.from, bar.process)).collect();
    first.sort_unstable();
    let mut processes = Vec::new();
    for (_, process) in first {
        if !processes.contains(&process) {
            processes.push(process);
        }
    }
    processes
}
