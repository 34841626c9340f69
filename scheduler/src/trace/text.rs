use std::fmt::{self, Write};
use std::str::FromStr;

use thiserror::Error;

use super::{
    Neighbours, Passing, Target, Trace, TracedObject, TracedStep, TracedTask, TracedValues,
    TracedWait,
};
use crate::slice::Extent;
use crate::{Kind, TaskId};

const TITLE: &str = "lockstep trace 1";
/// Stands beside a step before which another task could have gone on.
const PREEMPTS: &str = "preempts";

/// A text that is no trace.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: expected {expected}, found {found:?}")]
pub struct ParseTraceError {
    /// The number of the line, from 1; of the last one and one if there are lines missing.
    pub line: usize,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{TITLE}")?;
        if let Some(suite) = &self.suite {
            write_text(f, "suite", suite)?;
        }
        write_text(f, "test", &self.test)?;
        writeln!(f, "iteration {}", self.iteration)?;
        writeln!(f, "seed {}", self.seed)?;
        writeln!(f, "iteration_seed {}", self.iteration_seed)?;
        write_text(f, "strategy", &self.strategy)?;
        writeln!(f, "steps_max {}", self.steps_max)?;
        if self.early_timers {
            writeln!(f, "early_timers")?;
        }
        write_text(f, "failure", &self.failure)?;
        for line in self.reason.split('\n') {
            write_text(f, "reason", line)?;
        }
        if let Some(steps) = self.shrunk_from {
            writeln!(f, "shrunk_from {steps}")?;
        }
        writeln!(f, "slice {}", self.slice.name())?;
        if let Some(neighbours) = &self.neighbours {
            writeln!(f, "neighbours {}", neighbours.tried)?;
        }
        self.write_actors(f)?;
        self.write_steps(f, 0)?;
        self.write_passing(f)
    }
}

impl Trace {
    fn write_actors(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for (task, number) in self.tasks.iter().zip(0..) {
            let alias = TaskId(number).to_string();
            let parent = task.parent.map_or("-".into(), |parent| parent.to_string());
            let name = task.name.as_deref().map_or("-".into(), escape_name);
            writeln!(f, "task {alias:<4}  {parent:<4}  {name}")?;
        }
        writeln!(f)?;
        for object in &self.objects {
            let place = escape(&object.place);
            writeln!(f, "object {:<10}  {place}", object.alias())?;
        }
        Ok(())
    }

    fn write_passing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passing = self
            .neighbours
            .as_ref()
            .and_then(|all| all.passing.as_ref());
        let Some(Passing { place, trace }) = passing else {
            return Ok(());
        };
        writeln!(f, "\npassing {}", place + 1)?;
        trace.write_actors(f)?;
        trace.write_steps(f, *place)
    }

    /// Writes the steps from a place on, and what was waited for at the end.
    fn write_steps(&self, f: &mut fmt::Formatter<'_>, from: usize) -> fmt::Result {
        writeln!(f)?;
        for (step, number) in self.steps.iter().zip(1..).skip(from) {
            write!(f, "step {number:<4}  {}", self.columns(step))?;
            if step.preempts {
                write!(f, "  {PREEMPTS}")?;
            }
            if let Some(values) = &step.values {
                write!(f, "  {}", values.columns())?;
            }
            writeln!(f)?;
        }
        if !self.waits.is_empty() {
            writeln!(f)?;
        }
        for wait in &self.waits {
            write!(f, "wait  {}", self.columns(&wait.step))?;
            if let Some((task, since)) = &wait.held_by {
                write!(f, "  {task}  {}", escape(since))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }

    fn columns(&self, step: &TracedStep) -> String {
        let (task, kind) = (step.task.to_string(), step.kind.name());
        let target = match step.target {
            Target::Nothing => "-".into(),
            target => self.alias(target),
        };
        format!(
            "{task:<4}  {kind:<10}  {target:<10}  {}",
            escape(&step.place)
        )
    }
}

impl TracedValues {
    fn columns(&self) -> String {
        let before = escape(&self.before);
        match &self.after {
            None => format!("= {before}"),
            Some(after) => format!("{before} -> {}", escape(after)),
        }
    }

    fn of(text: &str) -> Option<Self> {
        let (before, after) = match text.strip_prefix("= ") {
            Some(before) => (before, None),
            None => text
                .split_once(" -> ")
                .map(|(before, after)| (before, Some(after)))?,
        };
        let after = after.map(unescape);
        Some(Self {
            before: unescape(before)?,
            after: match after {
                None => None,
                Some(after) => Some(after?),
            },
        })
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, word: &str, text: &str) -> fmt::Result {
    let line = format!("{word} {}", escape_line(text));
    writeln!(f, "{}", line.trim_end())
}

/// Makes a text fit into the rest of a line.
fn escape_line(text: &str) -> String {
    let inner = text.trim_end_matches(' ');
    let mut escaped = String::with_capacity(text.len());
    for c in inner.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            c if c != ' ' && (c.is_control() || c.is_whitespace()) => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped + &"\\u{20}".repeat(text.len() - inner.len())
}

/// Makes a text fit into a column: without line breaks, without spaces at its ends, without two
/// spaces in a row.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for (place, c) in text.char_indices() {
        let is_last = place + c.len_utf8() == text.len();
        match c {
            ' ' if before == ' ' || is_last => escaped.push_str("\\u{20}"),
            ' ' => escaped.push(' '),
            '\\' => escaped.push_str("\\\\"),
            c if c.is_control() || c.is_whitespace() => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
            }
            c => escaped.push(c),
        }
        before = c;
    }
    escaped
}

/// As [`escape`], and so that the name is none of those that stand for nothing.
fn escape_name(name: &str) -> String {
    match name {
        "-" => "\\u{2d}".into(),
        "" => "\\u{}".into(),
        name => escape(name),
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escaped)) = rest.split_once('\\') {
        plain.push_str(before);
        if let Some(after) = escaped.strip_prefix('\\') {
            plain.push('\\');
            rest = after;
        } else {
            let (digits, after) = escaped.strip_prefix("u{")?.split_once('}')?;
            if !digits.is_empty() {
                plain.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            }
            rest = after;
        }
    }
    plain.push_str(rest);
    Some(plain)
}

impl FromStr for Trace {
    type Err = ParseTraceError;

    /// Reads a trace.
    ///
    /// # Errors
    ///
    /// The first line that is not as it has to be.
    fn from_str(text: &str) -> Result<Self, ParseTraceError> {
        let mut lines = Lines::of(text);
        lines.title()?;
        let suite = lines.optional("suite")?;
        let mut trace = Trace {
            suite,
            test: lines.text("test")?,
            iteration: lines.number("iteration")?,
            seed: lines.number("seed")?.into(),
            iteration_seed: lines.number("iteration_seed")?.into(),
            strategy: lines.text("strategy")?,
            steps_max: lines.number("steps_max")?,
            early_timers: lines.optional("early_timers")?.is_some(),
            failure: lines.text("failure")?,
            reason: lines.reason()?,
            shrunk_from: None,
            slice: Extent::Everything,
            neighbours: None,
            tasks: Vec::new(),
            objects: Vec::new(),
            steps: Vec::new(),
            waits: Vec::new(),
        };
        if lines.is_at("shrunk_from") {
            trace.shrunk_from = Some(lines.number("shrunk_from")?);
        }
        trace.slice = lines.extent()?;
        let mut neighbours = None;
        if lines.is_at("neighbours") {
            let tried = lines.number("neighbours")?;
            neighbours = Some(Neighbours {
                tried,
                passing: None,
            });
        }
        lines.body(&mut trace)?;
        if let Some(neighbours) = &mut neighbours
            && lines.is_at("passing")
        {
            neighbours.passing = Some(lines.passing(&trace)?);
        }
        trace.neighbours = neighbours.map(Box::new);
        match lines.now() {
            None => Ok(trace),
            Some(_) => Err(lines.wrong("a task, object, step or wait, in this order")),
        }
    }
}

/// The lines that are left, without those that are blank.
struct Lines<'a> {
    lines: Vec<(usize, &'a str)>,
    next: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let lines = text.lines().zip(1..);
        let lines = lines.filter(|(line, _)| !line.trim().is_empty());
        Self {
            lines: lines.map(|(line, number)| (number, line)).collect(),
            next: 0,
        }
    }

    fn now(&self) -> Option<&'a str> {
        self.lines.get(self.next).map(|(_, line)| *line)
    }

    fn is_at(&self, word: &str) -> bool {
        self.now().and_then(first_word) == Some(word)
    }

    fn wrong(&self, expected: impl Into<String>) -> ParseTraceError {
        let end = (self.lines.last().map_or(1, |(line, _)| line + 1), "");
        let (line, found) = self.lines.get(self.next).copied().unwrap_or(end);
        ParseTraceError {
            line,
            expected: expected.into(),
            found: found.into(),
        }
    }

    fn title(&mut self) -> Result<(), ParseTraceError> {
        if self.now().map(str::trim_end) != Some(TITLE) {
            return Err(self.wrong(format!("{TITLE:?}")));
        }
        self.next += 1;
        Ok(())
    }

    /// Returns what follows a word, unescaped, and goes on to the next line.
    fn text(&mut self, word: &str) -> Result<String, ParseTraceError> {
        if !self.is_at(word) {
            return Err(self.wrong(format!("a line that begins with {word:?}")));
        }
        let rest = self.now().map_or("", |line| &line[word.len()..]);
        let Some(text) = unescape(rest.strip_prefix(' ').unwrap_or(rest)) else {
            return Err(self.wrong("a text whose escapes are \\\\ or \\u{…}"));
        };
        self.next += 1;
        Ok(text)
    }

    fn optional(&mut self, word: &str) -> Result<Option<String>, ParseTraceError> {
        self.is_at(word).then(|| self.text(word)).transpose()
    }

    fn number(&mut self, word: &str) -> Result<u64, ParseTraceError> {
        let wrong = self.wrong(format!("{word:?} and a number from 0 to {}", u64::MAX));
        self.text(word)?.parse().map_err(|_| wrong)
    }

    fn reason(&mut self) -> Result<String, ParseTraceError> {
        let mut reason = self.text("reason")?;
        while let Some(line) = self.optional("reason")? {
            reason.push('\n');
            reason.push_str(&line);
        }
        Ok(reason)
    }

    /// Reads tasks, objects, steps and waits.
    fn body(&mut self, trace: &mut Trace) -> Result<(), ParseTraceError> {
        while self.is_at("task") {
            trace.tasks.push(self.task(trace.tasks.len())?);
        }
        while self.is_at("object") {
            trace.objects.push(self.object()?);
        }
        while self.is_at("step") {
            trace.steps.push(self.step(trace)?);
        }
        while self.is_at("wait") {
            trace.waits.push(self.wait(trace)?);
        }
        Ok(())
    }

    /// Reads what differs in the nearest execution that passes.
    fn passing(&mut self, failing: &Trace) -> Result<Passing, ParseTraceError> {
        let wrong = self.wrong("\"passing\" and the number of a step above");
        let number = usize::try_from(self.number("passing")?).ok();
        let place = number.and_then(|number| number.checked_sub(1));
        let place = place.filter(|place| *place < failing.steps.len());
        let place = place.ok_or(wrong)?;
        let mut trace = failing.passed(place);
        self.body(&mut trace)?;
        if !trace.steps.iter().all(|step| trace.has_all_of(step)) {
            return Err(self.wrong("the tasks and objects of all steps before, and other steps"));
        }
        if trace.steps.len() == place {
            return Err(self.wrong(format!("step {}", place + 1)));
        }
        Ok(Passing { place, trace })
    }

    fn extent(&mut self) -> Result<Extent, ParseTraceError> {
        let names = Extent::ALL.map(Extent::name).join(", ");
        let wrong = self.wrong(format!("\"slice\" and one of {names}"));
        let name = self.text("slice")?;
        let extent = Extent::ALL.into_iter().find(|known| known.name() == name);
        extent.ok_or(wrong)
    }

    /// Returns the columns of a line after its first word.
    fn columns<const N: usize>(&self, expected: &str) -> Result<[&'a str; N], ParseTraceError> {
        match self.noted(expected)? {
            (columns, more) if more.is_empty() => Ok(columns),
            _ => Err(self.wrong(expected)),
        }
    }

    /// Returns the columns of a line after its first word, and those that it has besides.
    fn noted<const N: usize>(
        &self,
        expected: &str,
    ) -> Result<([&'a str; N], Vec<&'a str>), ParseTraceError> {
        let line = self.now().unwrap_or_default();
        let mut rest = line[first_word(line).map_or(0, str::len)..].trim();
        let mut columns = [""; N];
        for column in &mut columns {
            let (this, after) = rest.split_once("  ").unwrap_or((rest, ""));
            if this.is_empty() {
                return Err(self.wrong(expected));
            }
            (*column, rest) = (this, after.trim_start());
        }
        let more = rest
            .split("  ")
            .map(str::trim)
            .filter(|more| !more.is_empty());
        Ok((columns, more.collect()))
    }

    fn task(&mut self, number: usize) -> Result<TracedTask, ParseTraceError> {
        let [alias, parent, name] = self.columns("a task's alias, its parent and its name")?;
        if alias.strip_prefix('T') != Some(number.to_string().as_str()) {
            return Err(self.wrong(format!("task T{number}")));
        }
        let parent = match parent {
            "-" => None,
            parent => Some(
                task_below(parent, number)
                    .ok_or_else(|| self.wrong("the task that spawned it, or -"))?,
            ),
        };
        let name = match name {
            "-" => None,
            name => Some(unescape(name).ok_or_else(|| self.wrong("a name"))?),
        };
        self.next += 1;
        Ok(TracedTask { name, parent })
    }

    fn object(&mut self) -> Result<TracedObject, ParseTraceError> {
        let expected = "an object such as \"mutex 0\" and where it was first used";
        let [alias, place] = self.columns(expected)?;
        let object = alias.split_once(' ').and_then(|(kind, number)| {
            Some(TracedObject {
                kind: kind.into(),
                number: number.parse().ok()?,
                place: unescape(place)?,
            })
        });
        let object = object.ok_or_else(|| self.wrong(expected))?;
        self.next += 1;
        Ok(object)
    }

    fn step(&mut self, trace: &Trace) -> Result<TracedStep, ParseTraceError> {
        let expected = "a step's number, task, operation, object and place";
        let (columns, notes) = self.noted::<5>(expected)?;
        let [number, columns @ ..] = columns;
        let due = trace.steps.len() + 1;
        if number != due.to_string() {
            return Err(self.wrong(format!("step {due}")));
        }
        let mut step = self.traced(trace, columns)?;
        for note in notes {
            self.note(&mut step, note)?;
        }
        self.next += 1;
        Ok(step)
    }

    /// Adds what stands after the place of a step.
    fn note(&self, step: &mut TracedStep, note: &str) -> Result<(), ParseTraceError> {
        if note == PREEMPTS {
            step.preempts = true;
            return Ok(());
        }
        let expected = "\"preempts\", or values such as \"= 1\" or \"1 -> 2\"";
        let values = TracedValues::of(note).ok_or_else(|| self.wrong(expected))?;
        step.values = Some(values);
        Ok(())
    }

    fn wait(&mut self, trace: &Trace) -> Result<TracedWait, ParseTraceError> {
        let expected = "a task, operation, object and place, and who holds it since where";
        let (columns, held_by) = match self.columns::<6>(expected) {
            Ok([columns @ .., holder, since]) => {
                let holder = task_below(holder, trace.tasks.len());
                let held_by = holder.zip(unescape(since));
                let held_by =
                    held_by.ok_or_else(|| self.wrong("the task that holds it, and a place"))?;
                (columns, Some(held_by))
            }
            Err(_) => (self.columns::<4>(expected)?, None),
        };
        let step = self.traced(trace, columns)?;
        self.next += 1;
        Ok(TracedWait { step, held_by })
    }

    fn traced(
        &self,
        trace: &Trace,
        [task, kind, target, place]: [&str; 4],
    ) -> Result<TracedStep, ParseTraceError> {
        let tasks = trace.tasks.len();
        let wrong_target = || self.wrong("a task or object that is listed above, or -");
        Ok(TracedStep {
            task: task_below(task, tasks)
                .ok_or_else(|| self.wrong("a task that is listed above, such as T0"))?,
            kind: (Kind::ALL.iter().copied().find(|known| known.name() == kind))
                .ok_or_else(|| self.wrong("an operation such as lock"))?,
            target: target_of(target, trace).ok_or_else(wrong_target)?,
            place: unescape(place).ok_or_else(|| self.wrong("a place such as src/bank.rs:31"))?,
            preempts: false,
            values: None,
        })
    }
}

fn first_word(line: &str) -> Option<&str> {
    line.split(' ').next()
}

fn task_below(alias: &str, tasks: usize) -> Option<TaskId> {
    let number: u32 = alias.strip_prefix('T')?.parse().ok()?;
    ((number as usize) < tasks).then_some(TaskId(number))
}

fn target_of(alias: &str, trace: &Trace) -> Option<Target> {
    if alias == "-" {
        return Some(Target::Nothing);
    }
    if let Some(task) = task_below(alias, trace.tasks.len()) {
        return Some(Target::Task(task));
    }
    let (kind, number) = alias.split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    let place = trace
        .objects
        .iter()
        .position(|object| object.number == number && object.kind == kind)?;
    Some(Target::Object(u32::try_from(place).ok()?))
}
