use std::fmt::Write;

use crate::TaskId;
use crate::fold::{LINE_MAX, fold};
use crate::lines::{Meaning, View, legend, mark, turn, width};
use crate::trace::Trace;

/// The most characters in a line that lanes may take.
const LANES_MAX: usize = 40;

impl Trace {
    /// Draws the steps with a column for each task, time downwards, at most 100 characters wide.
    ///
    /// Where the columns would not fit, each task has a lane instead and each step says whose it is.
    /// Below are the tasks that never went on, if that is the failure, and what the aliases stand for.
    pub fn table(&self, view: View) -> String {
        let places = self.places(view);
        let (mut lines, tasks) = self.drawn(&places, usize::MAX);
        let (turns, objects) = (self.turns_in(&places), self.objects_in(&places));
        let meanings = [turns, tasks, objects].concat();
        if !meanings.is_empty() {
            lines.push(String::new());
            lines.extend(legend(&meanings).lines().map(str::to_owned));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// Draws as [`table`](Self::table) does, without what is in the middle of more than `most` steps, and
    /// without what the aliases stand for.
    pub(crate) fn table_of(&self, places: &[usize], most: usize) -> String {
        let (mut lines, _) = self.drawn(places, most);
        lines.push(String::new());
        lines.join("\n")
    }

    /// Returns the lines of the table, and the tasks that it does not name.
    fn drawn(&self, places: &[usize], most: usize) -> (Vec<String>, Vec<Meaning>) {
        let rows = shortened(self.rows(places), most);
        let tasks = tasks_of(&rows);
        let in_columns = columns(self, &rows, &tasks).map(|lines| (lines, Vec::new()));
        // Columns are headed by the names of their tasks; lanes have no room for them.
        in_columns.unwrap_or_else(|| (in_lanes(&rows, &tasks), self.tasks_in(places)))
    }

    fn rows(&self, places: &[usize]) -> Vec<Row> {
        let mut rows: Vec<Row> = places
            .iter()
            .map(|place| {
                let step = &self.steps[*place];
                Row {
                    number: (place + 1).to_string(),
                    turn: turn(step),
                    task: step.task,
                    text: self.words_and_values(step),
                    place: step.place.clone(),
                    mark: mark(self, *place),
                }
            })
            .collect();
        let shown = tasks_of(&rows);
        let waits = self.waits.iter();
        for wait in waits.filter(|wait| shown.contains(&wait.step.task)) {
            rows.push(Row {
                number: "-".into(),
                turn: "",
                task: wait.step.task,
                text: format!("{} ...", self.words(&wait.step)),
                place: wait.step.place.clone(),
                mark: "",
            });
        }
        rows
    }
}

/// A line of the table; every step is in the column of one task.
struct Row {
    number: String,
    /// The mark of a pre-emption, for the place of the space after the number.
    turn: &'static str,
    task: TaskId,
    text: String,
    place: String,
    mark: &'static str,
}

/// Puts one row in the place of those in the middle.
fn shortened(mut rows: Vec<Row>, most: usize) -> Vec<Row> {
    let Some(surplus) = rows.len().checked_sub(most).filter(|surplus| *surplus > 1) else {
        return rows;
    };
    let first = most / 4;
    let gap = Row {
        number: "...".into(),
        turn: "",
        task: rows[first].task,
        text: "...".into(),
        place: format!("{surplus} more steps"),
        mark: "",
    };
    rows.splice(first..first + surplus, [gap]);
    rows
}

fn tasks_of(rows: &[Row]) -> Vec<TaskId> {
    let mut tasks: Vec<TaskId> = rows.iter().map(|row| row.task).collect();
    tasks.sort_unstable();
    tasks.dedup();
    tasks
}

/// Draws a column for each task; nothing if they do not fit.
fn columns(trace: &Trace, rows: &[Row], tasks: &[TaskId]) -> Option<Vec<String>> {
    let heads: Vec<String> = tasks.iter().map(|task| trace.name_of(*task)).collect();
    let of = |task: &TaskId| {
        let texts = rows.iter().filter(move |row| row.task == *task);
        texts.map(|row| width(&row.text)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (tasks.iter().zip(&heads))
        .map(|(task, head)| of(task).max(width(head)))
        .collect();
    let numbers = number_width(rows);
    let places = rows.iter().map(|row| width(&row.place)).max().unwrap_or(0);
    let all = numbers + widths.iter().map(|width| width + 2).sum::<usize>() + 2 + places;
    if all > LINE_MAX {
        return None;
    }
    let line = |number: &str, turn: &str, cells: &dyn Fn(usize) -> String, place: &str| {
        let mut line = format!("{number:>numbers$}{turn:1} ");
        for (column, width) in widths.iter().enumerate() {
            let _ = write!(line, "{:<width$}  ", cells(column));
        }
        format!("{line}{place}").trim_end().to_owned()
    };
    let mut lines = vec![line("", "", &|column| heads[column].clone(), "")];
    for row in rows {
        let cell = |column: usize| {
            if tasks[column] == row.task {
                row.text.clone()
            } else {
                String::new()
            }
        };
        lines.extend(marked(
            line(&row.number, row.turn, &cell, &row.place),
            row.mark,
        ));
    }
    Some(lines)
}

/// Draws a lane for each task, in which its steps begin; they go on over the lanes beside it.
fn in_lanes(rows: &[Row], tasks: &[TaskId]) -> Vec<String> {
    let numbers = number_width(rows);
    let count = tasks.len().clamp(1, LANES_MAX / 2);
    let indent = |row: &Row| {
        let task = tasks.iter().position(|task| *task == row.task);
        numbers + 2 + 2 * (task.unwrap_or(0) % count)
    };
    let whole = |row: &Row| format!("{} {}", row.task, row.text);
    let texts = rows.iter().map(|row| indent(row) + width(&whole(row)));
    let places = rows.iter().map(|row| width(&row.place)).max().unwrap_or(0);
    let column = texts.max().unwrap_or(0).min(LINE_MAX);
    let mut lines = Vec::new();
    for row in rows {
        let bars = "| ".repeat((indent(row) - numbers - 2) / 2);
        let (number, turn) = (&row.number, row.turn);
        let line = format!("{number:>numbers$}{turn:1} {bars}{}", whole(row));
        if column + 2 + places <= LINE_MAX {
            let line = format!("{line:<column$}  {}", row.place);
            lines.extend(marked(line, row.mark));
        } else {
            lines.extend(fold(&line));
            let place = " ".repeat(indent(row) + 4) + &row.place;
            let mut folded = fold(&place);
            let last = folded.pop().unwrap_or_default();
            lines.append(&mut folded);
            lines.extend(marked(last, row.mark));
        }
    }
    lines
}

fn number_width(rows: &[Row]) -> usize {
    let widths = rows.iter().map(|row| width(&row.number));
    widths.max().unwrap_or(0)
}

/// Returns a line with its mark, which gets a line of its own if there is no room.
pub(crate) fn marked(line: String, mark: &str) -> Vec<String> {
    match width(&line) + 2 + width(mark) {
        _ if mark.is_empty() => vec![line],
        all if all <= LINE_MAX => vec![format!("{line}  {mark}")],
        _ => vec![line, format!("{mark:>LINE_MAX$}")],
    }
}
