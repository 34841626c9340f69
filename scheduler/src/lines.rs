use std::fmt::Write;

use crate::fold::{LINE_MAX, fold};
use crate::slice::{Extent, slice};
use crate::table::marked;
use crate::trace::{Target, Trace, TracedObject, TracedStep, TracedTask};
use crate::{Kind, TaskId};

/// Which steps of a trace are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Those that the failure depends on.
    #[default]
    Slice,
    /// All of them.
    Everything,
}

/// What is written beside the last step.
pub(crate) const MARK: &str = "<-- FAILED HERE";

/// What is written after the number of a step that pre-empts.
const TURN: &str = ">";

impl Trace {
    /// Returns the places of the steps that are shown in a view, in order.
    pub(crate) fn places(&self, view: View) -> Vec<usize> {
        match view {
            View::Slice => slice(self, self.slice),
            View::Everything => slice(self, Extent::Everything),
        }
    }

    /// Returns the steps that are shown in a view, each with its number, which begins with 1.
    pub fn shown(&self, view: View) -> impl Iterator<Item = (usize, &TracedStep)> {
        let places = self.places(view).into_iter();
        places.map(|place| (place + 1, &self.steps[place]))
    }

    /// Returns the number of the step at which it failed, from 1; 0 if there is no step.
    pub fn fail_step(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Writes the steps as numbered lines, and below them what the aliases in them stand for.
    ///
    /// # Examples
    ///
    /// ```text
    /// step 1   begin  T0(main)                      src/lib.rs:12
    /// step 2   spawn  T0(main) -> T1                src/lib.rs:14
    /// step 3>  begin  T1                            src/lib.rs:14
    /// step 5   load   T1              atomic 0 = 1  src/lib.rs:15  <-- FAILED HERE
    /// ```
    pub fn lines(&self, view: View) -> String {
        self.lines_of(view, usize::MAX)
    }

    /// As [`lines`](Trace::lines), of the last `most` steps.
    pub(crate) fn lines_of(&self, view: View, most: usize) -> String {
        let mut places = self.places(view);
        places.drain(..places.len().saturating_sub(most));
        let actors: Vec<String> = places
            .iter()
            .map(|place| self.actor(&self.steps[*place]))
            .collect();
        let targets: Vec<String> = places
            .iter()
            .map(|place| self.other(&self.steps[*place]))
            .collect();
        let kinds = places
            .iter()
            .map(|place| self.steps[*place].kind.name().len());
        let kind_width = kinds.max().unwrap_or(0);
        let (actor_width, target_width) = (widest(&actors), widest(&targets));
        let number_width = self.steps.len().to_string().len();
        let turns = self.turns_in(&places);
        // The mark takes the place of a space.
        let number_width = number_width + TURN.len();
        let mut lines = Vec::new();
        for ((place, actor), target) in places.iter().zip(&actors).zip(&targets) {
            let (step, number) = (&self.steps[*place], place + 1);
            let kind = step.kind.name();
            let number = format!("{number}{}", turn(step));
            let start = format!(
                "step {number:<number_width$} {kind:<kind_width$}  \
                 {actor:<actor_width$}  {target:<target_width$}"
            );
            lines.push(Line {
                start,
                place: step.place.clone(),
                mark: mark(self, *place),
            });
        }
        let mut text = joined(&lines);
        let (tasks, objects) = (self.tasks_in(&places), self.objects_in(&places));
        let legend = legend(&[turns, tasks, objects].concat());
        if !legend.is_empty() {
            let _ = write!(text, "\n{legend}");
        }
        text
    }

    /// Writes a step that is due, such as `T1 to lock mutex 0 at src/bank.rs:31`.
    pub(crate) fn sentence(&self, step: &TracedStep) -> String {
        let words = self.words(step);
        format!("{} to {words} at {}", self.name_of(step.task), step.place)
    }

    /// Writes what a step does, such as `lock mutex 0`.
    pub(crate) fn words(&self, step: &TracedStep) -> String {
        let kind = step.kind.name();
        match (step.kind, self.alias(step.target)) {
            (Kind::Begin, _) => kind.into(),
            (_, alias) if alias.is_empty() => kind.into(),
            (_, alias) => format!("{kind} {alias}"),
        }
    }

    /// As [`words`](Self::words), with the values that it reads and writes: `store atomic 0 = 1`,
    /// `update atomic 0: 1 -> 2`.
    pub(crate) fn words_and_values(&self, step: &TracedStep) -> String {
        self.words(step) + &values_of(step)
    }

    /// Returns what the mark of a pre-emption means, if one of the steps has it.
    pub(crate) fn turns_in(&self, places: &[usize]) -> Vec<Meaning> {
        let is_marked = places.iter().any(|place| self.steps[*place].preempts);
        let meaning = "the task before could have gone on".to_owned();
        let marked = is_marked.then(|| (TURN.to_owned(), meaning));
        marked.into_iter().collect()
    }

    /// Returns the aliases of the tasks that take some steps, and what they stand for.
    pub(crate) fn tasks_in(&self, places: &[usize]) -> Vec<Meaning> {
        let mut is_shown = vec![false; self.tasks.len()];
        for place in places {
            is_shown[self.steps[*place].task.place()] = true;
        }
        let shown = (self.tasks.iter().zip(0..)).filter(|(_, n)| is_shown[*n as usize]);
        let meaning = |(task, number): (&TracedTask, u32)| {
            let parent = task.parent.map(|parent| format!("spawned by {parent}"));
            let parts: Vec<String> = task.name.iter().cloned().chain(parent).collect();
            (TaskId(number).to_string(), parts.join(", "))
        };
        shown.map(meaning).collect()
    }

    /// Returns the aliases of the objects of some steps, and what they stand for.
    pub(crate) fn objects_in(&self, places: &[usize]) -> Vec<Meaning> {
        let mut is_shown = vec![false; self.objects.len()];
        for place in places {
            if let Target::Object(object) = self.steps[*place].target {
                is_shown[object as usize] = true;
            }
        }
        let shown = self.objects.iter().zip(is_shown);
        let meaning = |object: &TracedObject| {
            let meaning = format!("first used at {}", object.place);
            (object.alias(), meaning)
        };
        (shown.filter(|(_, is_shown)| *is_shown))
            .map(|(object, _)| meaning(object))
            .collect()
    }

    fn actor(&self, step: &TracedStep) -> String {
        let actor = self.name_of(step.task);
        match (step.kind, step.target) {
            (Kind::Spawn, Target::Task(child)) => format!("{actor} -> {child}"),
            _ => actor,
        }
    }

    fn other(&self, step: &TracedStep) -> String {
        match step.kind {
            Kind::Spawn | Kind::Begin => String::new(),
            _ => self.alias(step.target) + &values_of(step),
        }
    }
}

/// A step as a line, in parts.
struct Line {
    start: String,
    place: String,
    mark: &'static str,
}

/// Writes each place beside its step if all of them fit, else each below its step.
fn joined(lines: &[Line]) -> String {
    let widths = lines
        .iter()
        .map(|line| width(&line.start) + 2 + width(&line.place));
    let fits = widths.max().unwrap_or(0) <= LINE_MAX;
    let mut text = String::new();
    for Line { start, place, mark } in lines {
        let mut whole = if fits {
            vec![format!("{start}  {place}")]
        } else {
            [fold(start.trim_end()), fold(&format!("      {place}"))].concat()
        };
        let last = whole.pop().unwrap_or_default();
        whole.extend(marked(last, mark));
        for line in whole {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Writes what a step has read, or what it has left there; nothing if that is not known.
fn values_of(step: &TracedStep) -> String {
    let Some(values) = &step.values else {
        return String::new();
    };
    match (step.kind, &values.after) {
        (_, None) => format!(" = {}", values.before),
        (Kind::Store, Some(after)) => format!(" = {after}"),
        (_, Some(after)) => format!(": {} -> {after}", values.before),
    }
}

/// Returns what is written after the number of a step.
pub(crate) fn turn(step: &TracedStep) -> &'static str {
    if step.preempts { TURN } else { "" }
}

/// An alias, and what it stands for.
pub(crate) type Meaning = (String, String);

/// Writes what aliases stand for, a line for each.
pub(crate) fn legend(meanings: &[Meaning]) -> String {
    let widths = meanings.iter().map(|(alias, _)| width(alias));
    let widest = widths.max().unwrap_or(0);
    let mut text = String::new();
    for (alias, meaning) in meanings {
        for line in fold(&format!("{alias:<widest$}  {meaning}")) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Returns what is written beside a step.
pub(crate) fn mark(trace: &Trace, place: usize) -> &'static str {
    if place + 1 == trace.steps.len() && trace.has_failed() {
        MARK
    } else {
        ""
    }
}

fn widest(texts: &[String]) -> usize {
    texts.iter().map(|text| width(text)).max().unwrap_or(0)
}

/// Returns how many columns a text takes, where every character takes one.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}
