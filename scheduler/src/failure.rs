use std::fmt;
use std::panic::Location;

use crate::{Operation, TaskId};

/// Why an execution is a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// A task panicked.
    Panic {
        /// Which task.
        task: TaskId,
        /// What it said.
        message: String,
        /// Where it said so: file, line and column.
        location: Option<String>,
    },
    /// No task can go on, and some have not ended.
    Deadlock {
        /// The tasks that wait.
        waiting: Vec<Waiting>,
    },
    /// The execution did not end within the steps it may take, and a fair strategy had a part in them.
    StepLimit {
        /// How many steps it took.
        steps: u64,
        /// The tasks that did not end, and what they were about to do.
        unfinished: Vec<Waiting>,
    },
    /// The execution did not end within the time it may take.
    TimeLimit {
        /// How long it took, in milliseconds.
        milliseconds: u64,
        /// What the running task did last, as far as that is known.
        last: Option<Operation>,
    },
    /// A task did not come from its last operation to another one within that time, so that no other
    /// task could go on.
    Stuck {
        /// How long it could have taken, in milliseconds.
        milliseconds: u64,
        /// Which task, and what it did last; nothing if it is not known.
        last: Option<(TaskId, Operation)>,
        /// Other tasks, and what they were about to do when they were left: up to 16. One of them may
        /// hold what the task waits for. Their objects have no names.
        left: Vec<Waiting>,
    },
    /// Tasks had not ended when the main task had, where that is asked for.
    Leak {
        /// The tasks that did not end.
        waiting: Vec<Waiting>,
    },
    /// Something was used in a way that a controlled execution cannot follow.
    Misuse {
        /// What was done, and what to do instead.
        message: String,
    },
    /// The program did not do what it did when the schedule was made.
    Divergence {
        /// The first step that differs, from 0.
        step: u64,
        /// What differs.
        message: String,
    },
}

/// A task that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which task.
    pub task: TaskId,
    /// What it waits to do.
    pub operation: Operation,
    /// What that is done to, such as `mutex 2`.
    pub object: String,
    /// Who holds that, and where it was acquired.
    pub held_by: Option<(TaskId, &'static Location<'static>)>,
}

/// Failures of one category are taken for the same when a schedule is shrunk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Category {
    /// A panic with a message that begins like this, up to its first number.
    Panic(String),
    /// A deadlock.
    Deadlock,
    /// Too many steps.
    StepLimit,
    /// Too much time.
    TimeLimit,
    /// A task that did not end.
    Leak,
    /// A use that cannot be followed.
    Misuse,
    /// A program that did something else.
    Divergence,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Category::Panic(beginning) => write!(f, "panic: {beginning}"),
            Category::Deadlock => f.write_str("deadlock"),
            Category::StepLimit => f.write_str("step limit"),
            Category::TimeLimit => f.write_str("time limit"),
            Category::Leak => f.write_str("leak"),
            Category::Misuse => f.write_str("misuse"),
            Category::Divergence => f.write_str("divergence"),
        }
    }
}

impl Failure {
    /// Returns the category of the failure.
    pub fn category(&self) -> Category {
        match self {
            Failure::Panic { message, .. } => Category::Panic(beginning(message)),
            Failure::Deadlock { .. } => Category::Deadlock,
            Failure::StepLimit { .. } => Category::StepLimit,
            Failure::TimeLimit { .. } | Failure::Stuck { .. } => Category::TimeLimit,
            Failure::Leak { .. } => Category::Leak,
            Failure::Misuse { .. } => Category::Misuse,
            Failure::Divergence { .. } => Category::Divergence,
        }
    }
}

/// Returns the first line of a message up to its first number: the values in it differ from schedule
/// to schedule.
fn beginning(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.split(|c: char| c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .into()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Panic {
                task,
                message,
                location,
            } => {
                write!(f, "{task} panicked")?;
                if let Some(location) = location {
                    write!(f, " at {location}")?;
                }
                write!(f, ": {message}")
            }
            Failure::Deadlock { waiting } => {
                f.write_str("deadlock: no task can go on")?;
                list(f, waiting)
            }
            Failure::StepLimit { steps, unfinished } => {
                write!(f, "not ended after {steps} steps")?;
                list(f, unfinished)
            }
            Failure::TimeLimit { milliseconds, last } => {
                write!(f, "not ended after {milliseconds} ms")?;
                match last {
                    None => Ok(()),
                    Some(last) => write!(
                        f,
                        "; the last operation was {} at {}",
                        last.kind.name(),
                        place(last.location)
                    ),
                }
            }
            Failure::Stuck {
                milliseconds,
                last,
                left,
            } => stuck(f, *milliseconds, last.as_ref(), left),
            Failure::Leak { waiting } => {
                f.write_str("the body has ended and tasks have not")?;
                list(f, waiting)
            }
            Failure::Misuse { message } => f.write_str(message),
            Failure::Divergence { step, message } => {
                write!(f, "step {} is not what it was: {message}", step + 1)
            }
        }
    }
}

/// Says which task is stuck and why that may be: the scheduler has no hold on it to ask.
fn stuck(
    f: &mut fmt::Formatter<'_>,
    milliseconds: u64,
    last: Option<&(TaskId, Operation)>,
    left: &[Waiting],
) -> fmt::Result {
    write!(f, "not ended after {milliseconds} ms: ")?;
    match last {
        None => f.write_str("no task has come to an operation")?,
        Some((task, last)) => {
            let (kind, at) = (last.kind.name(), place(last.location));
            write!(
                f,
                "{task} has come to no operation after its {kind} at {at}"
            )?;
        }
    }
    f.write_str(
        "\n  it loops without one, or waits for what is not Lockstep's: a lock of std, a channel, a \
         socket",
    )?;
    if left.is_empty() {
        return Ok(());
    }
    f.write_str("\n  one of the tasks that were left meanwhile may hold that:")?;
    list(f, left)
}

fn list(f: &mut fmt::Formatter<'_>, waiting: &[Waiting]) -> fmt::Result {
    waiting
        .iter()
        .try_for_each(|waiting| write!(f, "\n  {waiting}"))
}

impl Waiting {
    /// Makes one of a task of which nothing more is known.
    pub(crate) fn unnamed((task, operation): (TaskId, Operation)) -> Self {
        Self {
            task,
            operation,
            object: String::new(),
            held_by: None,
        }
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, at) = (self.operation.kind.name(), place(self.operation.location));
        write!(f, "{} waits to {kind}", self.task)?;
        if !self.object.is_empty() {
            write!(f, " {}", self.object)?;
        }
        write!(f, " at {at}")?;
        match self.held_by {
            Some((task, at)) => write!(f, ", held by {task} since {}", place(at)),
            None => Ok(()),
        }
    }
}

/// Writes a place in the source relative to its crate, whatever machine it was compiled on.
pub(crate) fn place(location: &Location<'_>) -> String {
    format!("{}:{}", relative(location.file()), location.line())
}

/// Drops from a path what comes before its crate's `src`, `tests`, `examples` or `benches`, and keeps
/// the name of the crate where it is not at hand.
pub(crate) fn relative(file: &str) -> String {
    let path = without_detours(&file.replace('\\', "/"));
    if !path.starts_with('/') && path.as_bytes().get(1) != Some(&b':') {
        return path;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let is_root = |part: &&str| matches!(*part, "src" | "tests" | "examples" | "benches");
    match parts.iter().rposition(is_root) {
        Some(root) if root > 0 => parts[root - 1..].join("/"),
        _ => parts.last().copied().unwrap_or_default().into(),
    }
}

/// Leaves out each folder that the path goes back from.
fn without_detours(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", Some(_)) => {}
            ("..", Some(last)) if !matches!(*last, ".." | "") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_relative_to_their_crate() {
        for (file, expected) in [
            ("src/lib.rs", "src/lib.rs"),
            ("tests/../examples/one.rs", "examples/one.rs"),
            ("/home/me/bank/src/transfer.rs", "bank/src/transfer.rs"),
            ("C:\\work\\bank\\tests\\all.rs", "bank/tests/all.rs"),
            ("/somewhere/else.rs", "else.rs"),
        ] {
            assert_eq!(relative(file), expected, "{file}");
        }
    }
}
