use hashbrown::HashSet;
use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::Property;
use crate::columns::{columns, crop};
use crate::counterexample::{Counterexample, Explored, Prefix};
use crate::picture::{Bar, draw};
use crate::precedence::contradiction::{Contradiction, DeadEnd, Ground, Link, Pattern, Why};
use crate::precedence::proof::{Proof, ThinAir};
use crate::precedence::states::States;

/// How many operations are drawn at most.
const DRAWN: usize = 14;
/// How many lines an argument has at most.
const LINES: usize = 30;
/// The widest row of an argument, in columns, and how far in it can be.
const WIDEST_ROW: usize = 44;
const DEEPEST: usize = 12;
/// How many of the operations that come last in an order are named.
const LAST: usize = 3;

/// A history and its model, to tell people what is wrong with it.
pub(crate) struct Teller<'a, M: Model> {
    pub(crate) model: &'a M,
    pub(crate) history: &'a History<M::Op, M::Ret>,
    pub(crate) property: Property,
}

impl<M: Model> Teller<'_, M> {
    /// Tells of a value that nobody wrote.
    pub(crate) fn thin_air(&self, thin: ThinAir) -> Counterexample {
        let ThinAir { read, grounds } = thin;
        let summary = format!("{} got what nobody wrote", self.name(read));
        let argument =
            "nothing that can have taken effect wrote it, and it was not there at the start";
        let mut lines = vec![argument.to_owned()];
        for Ground { link, .. } in &grounds {
            let (from, to) = (self.name(link.from), self.name(link.to));
            lines.push(format!("{from} took effect, since {to} got what it wrote"));
        }
        let proof = Proof {
            cycle: Vec::new(),
            grounds,
        };
        self.counterexample(read, Pattern::ThinAirRead, summary, &lines, proof)
    }

    /// Tells of operations each of which must come before the next.
    pub(crate) fn cycle(&self, pattern: Pattern, proof: Proof) -> Counterexample {
        let read = judged_by(&proof);
        let name = self.name(read);
        let process = self.history.operations()[read as usize].process;
        let last = proof.cycle.last().expect("a cycle has steps");
        let summary = match pattern {
            Pattern::CyclicCO => format!("{name} is among its own causes"),
            Pattern::WriteCOInitRead => self.stale(read, last.to),
            Pattern::WriteCORead => self.stale(read, last.from),
            Pattern::CyclicCF => "no order of the writes explains what was read".into(),
            Pattern::CyclicHB | Pattern::WriteHBInitRead => {
                format!("no order of the writes explains what process {process} read")
            }
            _ => format!("no order of all operations explains {name}"),
        };
        let mut lines = Lines::default();
        lines.say(0, self.row(proof.cycle[0].from), String::new());
        self.argue(&proof.cycle, &proof.grounds, 0, &mut lines);
        self.counterexample(read, pattern, summary, &lines.finish(), proof)
    }

    fn stale(&self, read: u32, write: u32) -> String {
        let operation = &self.history.operations()[write as usize];
        let (process, write) = (operation.process, self.show(write));
        format!(
            "{} got what process {process}'s {write} had overwritten",
            self.name(read)
        )
    }

    /// Tells how far orders lead, all of which were tried.
    pub(crate) fn no_order(&self, dead_ends: Vec<DeadEnd>) -> Counterexample {
        let operation = dead_ends[0].next[0];
        let none = Proof {
            cycle: Vec::new(),
            grounds: Vec::new(),
        };
        let argument: Vec<String> = dead_ends
            .iter()
            .flat_map(|end| self.dead_end(end))
            .collect();
        let summary = "no order of all operations comes to an end".to_owned();
        let mut counterexample =
            self.counterexample(operation, Pattern::NoOrder, summary, &argument, none);
        if let Some(contradiction) = &mut counterexample.proof {
            contradiction.dead_ends = dead_ends;
            counterexample.named = contradiction.operations();
            counterexample.picture = self.picture(&counterexample.named);
        }
        counterexample
    }

    fn dead_end(&self, end: &DeadEnd) -> Vec<String> {
        let states = States::after(self.model, self.history, &end.order);
        let last = end.order.iter().rev().take(LAST).rev();
        let last: Vec<String> = last.map(|place| self.name(*place)).collect();
        let mut lines = vec![match &last[..] {
            [] => "at the start".into(),
            last => format!("after {}", last.join(", ")),
        }];
        for place in &end.next {
            let name = self.name(*place);
            lines.push(match states.refuses(*place) {
                Some(state) => format!("  {name} does not fit: {state}"),
                None => format!("  {name} would undo what another operation needs"),
            });
        }
        lines
    }

    /// Writes a line for each operation that a way leads to, and below it why that comes later.
    fn argue(&self, path: &[Link], grounds: &[Ground], depth: usize, lines: &mut Lines) {
        for link in path {
            let why = match link.why {
                Why::Program => "the same process did it later".to_owned(),
                Why::ReadsFrom => "got what that wrote".to_owned(),
                Why::Overwritten { .. } => "overwrites what that got".to_owned(),
                Why::Seen { read } => format!("{} got it, and comes after that:", self.name(read)),
            };
            lines.say(depth, self.row(link.to), why);
            let ground = grounds.iter().find(|ground| ground.link == *link);
            if let Some(ground) = ground
                && let [first, ..] = ground.path[..]
                && lines.explained.insert(*link)
            {
                lines.say(depth + 1, self.row(first.from), String::new());
                self.argue(&ground.path, grounds, depth + 1, lines);
            }
        }
    }

    /// Writes an operation behind the number of its process, as pictures do.
    fn row(&self, place: u32) -> String {
        let process = self.history.operations()[place as usize].process;
        format!("{process}  {}", self.label(place))
    }

    fn counterexample(
        &self,
        operation: u32,
        pattern: Pattern,
        summary: String,
        argument: &[String],
        proof: Proof,
    ) -> Counterexample {
        let contradiction = Contradiction {
            pattern,
            cycle: proof.cycle,
            grounds: proof.grounds,
            dead_ends: Vec::new(),
            summary,
        };
        let told = &self.history.operations()[operation as usize];
        let mut drawn = vec![operation];
        drawn.extend(contradiction.operations());
        Counterexample {
            property: self.property,
            operation,
            event: told.completed.unwrap_or(told.invoked),
            prefix: Prefix::Sufficient,
            process: told.process,
            shown: self.show(operation),
            key: told.key.as_ref().map(ToString::to_string),
            configurations: Vec::new(),
            states_left_out: 0,
            explored: Explored::Fully,
            picture: self.picture(&drawn),
            contradiction: led(pattern, argument),
            named: contradiction.operations(),
            proof: Some(contradiction),
            used: Vec::new(),
        }
    }

    fn show(&self, place: u32) -> String {
        let operation = &self.history.operations()[place as usize];
        let ret = match &operation.outcome {
            Outcome::Done(ret) => ret.as_ref(),
            _ => None,
        };
        self.model.show_op(&operation.op, ret)
    }

    /// Writes an operation behind the key that it belongs to: `"x": write 1`.
    fn label(&self, place: u32) -> String {
        match &self.history.operations()[place as usize].key {
            Some(key) => format!("{key}: {}", self.show(place)),
            None => self.show(place),
        }
    }

    /// Writes an operation as sentences name it: `process 0's write 1 (key "x")`.
    fn name(&self, place: u32) -> String {
        let operation = &self.history.operations()[place as usize];
        let (process, shown) = (operation.process, self.show(place));
        match &operation.key {
            Some(key) => format!("process {process}'s {shown} (key {key})"),
            None => format!("process {process}'s {shown}"),
        }
    }

    /// Draws operations, the most important first.
    fn picture(&self, operations: &[u32]) -> String {
        let mut known = HashSet::new();
        let distinct = operations.iter().filter(|place| known.insert(**place));
        let bars: Vec<Bar> = distinct.take(DRAWN).map(|place| self.bar(*place)).collect();
        draw(&bars, self.history.operations().len())
    }

    fn bar(&self, place: u32) -> Bar {
        let operation = &self.history.operations()[place as usize];
        Bar {
            process: operation.process,
            label: self.label(place),
            from: operation.invoked,
            to: match operation.outcome {
                Outcome::Done(_) => operation.completed,
                _ => None,
            },
        }
    }
}

/// Puts an argument below the line that says how it is to be read.
fn led(pattern: Pattern, argument: &[String]) -> Vec<String> {
    let lead = match pattern {
        Pattern::ThinAirRead => return argument.to_vec(),
        Pattern::NoOrder => "all orders were tried; the longest end so:",
        _ => "each of these must come before the next one, and the last is the first again:",
    };
    let argument = argument.iter().map(|line| format!("  {line}"));
    [lead.to_owned()].into_iter().chain(argument).collect()
}

/// Returns the read that shows what is wrong: one that something was derived from, if there is one.
fn judged_by(proof: &Proof) -> u32 {
    let links = || proof.cycle.iter().rev();
    let derived = links().filter_map(|link| match link.why {
        Why::Seen { read } => Some(read),
        Why::Overwritten { .. } => Some(link.from),
        Why::Program | Why::ReadsFrom => None,
    });
    let evident = links().filter(|link| link.why == Why::ReadsFrom);
    let mut reads = derived.chain(evident.map(|link| link.to));
    reads.next().expect("a cycle passes through a read")
}

/// The lines of an argument, as far as there is room: how far in each stands, what it names, and why.
#[derive(Default)]
struct Lines {
    said: Vec<(usize, String, String)>,
    left_out: usize,
    explained: HashSet<Link>,
}

impl Lines {
    fn say(&mut self, depth: usize, row: String, why: String) {
        let depth = depth.min(DEEPEST);
        if self.said.len() < LINES {
            self.said.push((depth, row, why));
        } else {
            self.left_out += 1;
        }
    }

    /// Puts the reasons below each other.
    fn finish(self) -> Vec<String> {
        let width = |(depth, row, _): &(usize, String, String)| 2 * depth + columns(row);
        let widest = self
            .said
            .iter()
            .map(width)
            .max()
            .unwrap_or(0)
            .min(WIDEST_ROW);
        let line = |line: &(usize, String, String)| {
            let (depth, row, why) = line;
            let indent = 2 * depth;
            let row = crop(row, WIDEST_ROW - indent);
            let gap = widest + 2 - indent - columns(&row);
            let line = format!("{:indent$}{row}{:gap$}{why}", "", "");
            line.trim_end().to_owned()
        };
        let mut lines: Vec<String> = self.said.iter().map(line).collect();
        match self.left_out {
            0 => {}
            1 => lines.push("and one step more".into()),
            more => lines.push(format!("and {more} steps more")),
        }
        lines
    }
}
