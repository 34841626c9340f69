use std::fmt::{self, Display, Write};
use std::iter;

use hashbrown::HashMap;

use super::bars::{ENDS, LINE, OPEN, RETURNS, UNKNOWN};
use super::label::Call;
use crate::{EventRef, History, Kind, Outcome, Recording};

/// A bar to be drawn.
struct Bar {
    process: u64,
    label: String,
    invoked: u32,
    /// The event that ends it, and how.
    end: Option<(u32, Kind)>,
}

impl Recording {
    /// Draws the operations of clients as bars, as [`Recording::from_notation`] reads them.
    ///
    /// Annotations have no place in the drawing, and nothing but the names and values of operations is
    /// written; values are JSON, see [`Value::plain`](crate::Value::plain). The picture is as wide as the
    /// history is long.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Recording;
    ///
    /// let recording = Recording::from_notation(
    ///     "0 invoke write 1
    ///      1 invoke read
    ///      0 ok write 1
    ///      1 ok read 1
    ///      1 invoke write 2",
    /// )?;
    /// assert_eq!(
    ///     recording.to_bars(),
    ///     "0  ├─ write 1 ─┤\n\
    ///      1   ├─ read → 1 ─┤ ├─ write 2 → ?\n",
    /// );
    /// # Ok::<(), lockstep_history::ReadError>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// As the picture: its width, which is linear in the number of events, times the processes.
    pub fn to_bars(&self) -> String {
        let invocations = self.events().filter(|event| event.kind() == Kind::Invoke);
        let bars = invocations.filter_map(|event| {
            let argument = event.value();
            let call = Call(event.f(), &argument);
            let end = self.partner(event.number()).map(|end| self.event(end));
            let result = end
                .map(EventRef::value)
                .filter(|result| *result != argument);
            Some(Bar {
                process: event.client()?,
                label: label(call, result.map(|result| result.plain())),
                invoked: event.number(),
                end: end.map(|end| (end.number(), end.kind())),
            })
        });
        draw(bars.collect())
    }
}

fn label(call: impl Display, result: Option<impl Display>) -> String {
    match result {
        Some(result) => format!("{call} {RETURNS} {result}"),
        None => call.to_string(),
    }
}

impl<Op: Display, Ret: Display> History<Op, Ret> {
    /// Draws the operations as bars.
    ///
    /// [`Recording::from_notation`] can read the drawing if operations are displayed as a name and a
    /// JSON value, and results as JSON.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Event, History};
    ///
    /// let history = History::<_, u64>::from_events([
    ///     Event::Invoke(0, "read"),
    ///     Event::Invoke(1, "write 2"),
    ///     Event::Ok(0, 2),
    ///     Event::Info(1),
    /// ])?;
    /// assert_eq!(
    ///     history.to_bars(),
    ///     "0  ├─ read → 2 ─┤\n\
    ///      1   ├─ write 2 ──?\n",
    /// );
    /// # Ok::<(), lockstep_history::RuleBroken>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// As the picture: its width, which is linear in the number of events, times the processes.
    pub fn to_bars(&self) -> String {
        let bars = self.operations().iter().map(|operation| {
            let (kind, result) = match &operation.outcome {
                Outcome::Done(result) => (Kind::Ok, result.as_ref()),
                Outcome::Failed => (Kind::Fail, None),
                Outcome::Unknown => (Kind::Info, None),
            };
            Bar {
                process: operation.process,
                label: label(&operation.op, result),
                invoked: operation.invoked,
                end: operation.completed.map(|event| (event, kind)),
            }
        });
        draw(bars.collect())
    }
}

/// Draws a row for each process, in the order of their first bars.
fn draw(bars: Vec<Bar>) -> String {
    let rows = rows(bars);
    let names = rows.iter().map(|(process, _)| process.to_string().len());
    let width = names.max().unwrap_or_default();
    let mut picture = String::new();
    for (process, bars) in rows {
        write!(picture, "{process:width$} ")
            .and_then(|()| draw_row(&mut picture, bars))
            .expect("a string takes all");
    }
    picture
}

fn rows(bars: Vec<Bar>) -> Vec<(u64, Vec<(Bar, Columns)>)> {
    let columns = columns(&bars);
    let mut places = HashMap::new();
    let mut rows: Vec<(u64, Vec<_>)> = Vec::new();
    for bar in bars.into_iter().zip(columns) {
        let process = bar.0.process;
        let place = *places.entry(process).or_insert(rows.len());
        if place == rows.len() {
            rows.push((process, Vec::new()));
        }
        rows[place].1.push(bar);
    }
    rows
}

/// The columns of the first character of a bar and of its last, the latter 0 if it never ends.
#[derive(Clone, Copy)]
struct Columns {
    start: usize,
    end: usize,
}

/// What stands in a bar beside its label: `├─ ` before it and ` ─┤` after it.
const FRAME: usize = 6;

/// Gives every event a column of its own, in their order, and every bar the room that it needs.
fn columns(bars: &[Bar]) -> Vec<Columns> {
    let starts = bars
        .iter()
        .enumerate()
        .map(|(place, bar)| (bar.invoked, place, false));
    let ends = bars.iter().enumerate();
    let ends = ends.filter_map(|(place, bar)| Some((bar.end?.0, place, true)));
    let mut events: Vec<_> = starts.chain(ends).collect();
    events.sort_unstable();
    let mut columns = vec![Columns { start: 0, end: 0 }; bars.len()];
    let mut free = HashMap::new();
    let mut next = 0;
    for (_, place, is_end) in events {
        let bar = &bars[place];
        if is_end {
            next = next.max(columns[place].start + bar.label.chars().count() + FRAME - 1);
            columns[place].end = next;
            free.insert(bar.process, next + 2);
        } else {
            next = next.max(free.get(&bar.process).copied().unwrap_or(1));
            columns[place].start = next;
        }
        next += 1;
    }
    columns
}

fn draw_row(picture: &mut String, bars: Vec<(Bar, Columns)>) -> fmt::Result {
    let mut column = 0;
    for (bar, Columns { start, end }) in bars {
        // A width of the formatter ends at 65,535.
        picture.extend(iter::repeat_n(' ', start - column));
        write!(picture, "{OPEN}{LINE} {} ", bar.label)?;
        column = start + bar.label.chars().count() + FRAME - 2;
        let sign = ENDS
            .iter()
            .find(|(kind, _)| bar.end.is_some_and(|end| end.1 == *kind));
        match sign {
            None => write!(picture, "{RETURNS} {UNKNOWN}")?,
            Some((_, sign)) => {
                picture.extend(iter::repeat_n(LINE, end - column));
                picture.push_str(sign);
                column = end + 1;
            }
        }
    }
    picture.write_char('\n')
}
