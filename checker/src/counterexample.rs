use std::fmt;

use crate::columns::{columns, crop, crop_front, wrap};
use crate::{Contradiction, Property, Used};

/// Why a history is wrong: the operation that finds no place, and what was tried there.
///
/// `Display` prints it for people, within 100 columns:
///
/// ```text
/// not linearizable: no place for process 1's read → 3
///
///   0  ├─ write 0 ─┤
///   1                ├─ read → 3 ─┤
///   2                  ├─ write 4 ─┤
///
///   read → 3 must take effect while it is open, but
///     after write 0           the register holds 0
///     after write 0, write 4  the register holds 4
/// ```
///
/// Where the operation could have taken effect, but at the cost of another one, a line more says so:
///
/// ```text
///   cas 1 to 3 must take effect while it is open, but
///     after write 1     the register holds 1
///       where it fits, but leaves no place for process 0's cas 1 to 2
///     after cas 1 to 2  the register holds 2
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// What the history is not.
    pub property: Property,
    /// The operation that finds no place, by its place in the history's operations.
    pub operation: u32,
    /// The event at which it returned, from 0.
    ///
    /// What is open there may have taken effect or not, answering as it did later; no choice gets past
    /// this return.
    pub event: u32,
    /// Whether every earlier return can be passed.
    pub prefix: Prefix,
    /// The process that it belongs to.
    pub process: u64,
    /// The operation for people: `read → 3`.
    pub shown: String,
    /// The independent key, where the history has such, as JSON.
    pub key: Option<String>,
    /// The configurations that the history can have led to while it was open, in the order of time, one
    /// a state and at most ten; none where they were too many to be told.
    pub configurations: Vec<Reached>,
    /// How many more states those configurations had.
    pub states_left_out: u64,
    /// Whether all configurations were looked at.
    pub explored: Explored,
    /// Which operations contradict each other and why, in lines for people, where that is known; then
    /// there are no configurations.
    pub contradiction: Vec<String>,
    /// The operations that the configurations or the contradiction name, by their places in the history's
    /// operations, each once, the most important first; the one that finds no place is not among them
    /// unless they name it.
    pub named: Vec<u32>,
    /// What judged the history, by key.
    pub used: Vec<Used>,
    /// The picture: bars of the operations around the contradiction, a line a process.
    pub picture: String,
    /// The same for programs, where the property is weaker than linearizability.
    pub proof: Option<Contradiction>,
}

/// How much of the history a counterexample needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// Everything before its event can be explained: the prefix up to it is the shortest that fails.
    Shortest,
    /// The prefix up to its event fails; whether a shorter one does was not found out.
    Sufficient,
}

/// How much of what can have come before an operation was looked at to explain why it finds no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explored {
    /// All of it.
    Fully,
    /// As much as the bounds of an explanation allow: there may be more states.
    Partly,
}

/// A configuration while the operation that finds no place was open, and why that leaves no place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The last operations linearized, oldest first, for people: `write 0`, `write 4`.
    pub after: Vec<String>,
    /// The same operations by their places in the history's operations.
    pub linearized: Vec<u32>,
    /// The state, for people: `the register holds 4`.
    pub state: String,
    /// What finds no place if the operation takes effect here, for people: `process 0's cas 1 to 2`;
    /// none where it cannot take effect.
    pub blocks: Option<String>,
    /// That operation, by its place in the history's operations, where it is known.
    pub blocked: Option<u32>,
}

impl Counterexample {
    /// Returns the verdict as a sentence: which operation finds no place, or what contradicts itself.
    pub fn sentence(&self) -> String {
        if let Some(proof) = &self.proof {
            return format!("not {}: {}", self.property, proof.summary);
        }
        let key = self
            .key
            .as_ref()
            .map_or(String::new(), |key| format!(" (key {key})"));
        format!(
            "not linearizable: no place for process {}'s {}{key}",
            self.process, self.shown
        )
    }
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", crop(&self.sentence(), WIDTH))?;
        writeln!(f, "{}", self.picture)?;
        if self.prefix == Prefix::Sufficient && self.proof.is_none() {
            writeln!(f, "  there may be a contradiction earlier than this one")?;
        }
        self.write_argument(f)
    }
}

/// The widest line that is printed, in columns.
pub(crate) const WIDTH: usize = 100;

impl Counterexample {
    fn write_argument(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.contradiction.is_empty() {
            let lines = self.contradiction.iter();
            let mut lines = lines.flat_map(|line| wrap(line, WIDTH - 2));
            return lines.try_for_each(|line| writeln!(f, "  {line}"));
        }
        let shown = crop(&self.shown, 50);
        if self.configurations.is_empty() {
            return writeln!(
                f,
                "  {shown} must take effect while it is open; what can have come before it is too\n  \
                 much to be listed, and none of it leaves a place"
            );
        }
        writeln!(f, "  {shown} must take effect while it is open, but")?;
        let afters: Vec<String> = self.configurations.iter().map(Reached::after).collect();
        let widest = afters.iter().map(|after| columns(after)).max().unwrap_or(0);
        let room = WIDTH - 6 - widest;
        let states = &mut self.configurations.iter().map(|reached| &reached.state);
        let fits = states.all(|state| columns(state) <= room);
        for (after, reached) in afters.iter().zip(&self.configurations) {
            let state = &reached.state;
            if fits {
                let gap = widest - columns(after) + 2;
                writeln!(f, "    {after}{:gap$}{state}", "")?;
            } else {
                writeln!(f, "    {after}\n      {}", crop(state, WIDTH - 6))?;
            }
            if let Some(blocked) = &reached.blocks {
                let blocks = format!("where it fits, but leaves no place for {blocked}");
                writeln!(f, "      {}", crop(&blocks, WIDTH - 6))?;
            }
        }
        match self.states_left_out {
            0 => {}
            1 => writeln!(f, "    and one state more, which leaves no place either")?,
            more => writeln!(
                f,
                "    and {more} states more, none of which leaves a place"
            )?,
        }
        match self.explored {
            Explored::Fully => Ok(()),
            Explored::Partly => writeln!(
                f,
                "    and what else can have come before it, which is too much to be listed"
            ),
        }
    }
}

impl Reached {
    fn after(&self) -> String {
        if self.after.is_empty() {
            return "at the start".into();
        }
        format!("after {}", crop_front(&self.after.join(", "), 50))
    }
}
