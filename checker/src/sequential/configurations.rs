use lockstep_models::Model;

use crate::budget::{Budget, GaveUp};
use crate::dense::dense;
use crate::machine::{Machine, Step};
use crate::part::{Part, Subject};
use crate::precedence::sessions::Sessions;
use crate::problem::{NEVER, Role};
use crate::sequential::frontiers::Searched;
use crate::sequential::furthest::Furthest;
use crate::sequential::rows::Rows;
use lockstep_history::History;

/// The search for a sequential order of any object.
///
/// It goes depth first over configurations: how far each process has come, and the state of each part.
/// What changes nothing wherever it is possible is taken as soon as it is. Operations that never
/// returned are the last of their processes, and need not be taken.
///
/// # Complexity
///
/// O(*s* · *n*^*k*) for *n* operations of *k* processes and *s* states, at worst.
pub(crate) struct Configurations<'p> {
    sessions: Sessions,
    subjects: Vec<Subjected>,
    machines: Vec<Machine<'p>>,
    /// How many operations of each process must be taken.
    due: Vec<u32>,
    /// How many operations of each process were taken, and then the state of each part.
    row: Vec<u32>,
    taken: Vec<u32>,
    met: Rows,
    furthest: Furthest,
    visited: u64,
}

/// What an operation is to the search.
#[derive(Clone, Copy)]
struct Subjected {
    part: u32,
    class: u32,
    role: Role,
    /// When it returned.
    returned: u32,
}

/// A configuration that the search may come back to.
struct Node {
    row: u32,
    taken: usize,
    /// The operations to go on with and the states they lead to, the last one first.
    ahead: Vec<(u32, u32)>,
}

impl<'p> Configurations<'p> {
    pub(crate) fn new<M: Model + Sync>(
        history: &History<M::Op, M::Ret>,
        parts: &[&'p Part<'p, M>],
    ) -> Self {
        let mut taking_part: Vec<(u32, Subjected)> = Vec::new();
        for (number, part) in (0u32..).zip(parts) {
            collect(&part.problem, number, &mut taking_part);
        }
        taking_part.sort_unstable_by_key(|(place, _)| *place);
        let sessions = Sessions::new(history, taking_part.iter().map(|(place, _)| *place));
        let subject = |place: &u32| {
            let found = taking_part.binary_search_by_key(place, |(place, _)| *place);
            taking_part[found.expect("it takes part")].1
        };
        let subjects: Vec<Subjected> = sessions.places.iter().map(subject).collect();
        let processes = (0u32..).take(sessions.processes());
        let returned = |number: &u32| subjects[*number as usize].returned != NEVER;
        let due = processes.map(|process| dense(sessions.of(process).filter(returned).count()));
        Self {
            due: due.collect(),
            row: vec![0; sessions.processes() + parts.len()],
            met: Rows::new(sessions.processes() + parts.len()),
            machines: parts.iter().map(|part| part.machine()).collect(),
            sessions,
            subjects,
            taken: Vec::new(),
            furthest: Furthest::default(),
            visited: 0,
        }
    }

    /// Returns where the operations stand in the history.
    pub(crate) fn places(&self) -> Vec<u32> {
        self.sessions.places.clone()
    }

    pub(crate) fn run(mut self, budget: &Budget<'_>) -> Result<Searched, GaveUp> {
        let mut path: Vec<Node> = self.enter().into_iter().collect();
        loop {
            if self.is_at_end() {
                return Ok(Searched::Order(self.taken));
            }
            let Some(node) = path.last_mut() else {
                return Ok(Searched::DeadEnds(self.furthest));
            };
            self.taken.truncate(node.taken);
            self.row.copy_from_slice(self.met.get(node.row));
            let Some((number, state)) = node.ahead.pop() else {
                path.pop();
                continue;
            };
            self.take(number, state);
            path.extend(self.enter());
            budget.advance.reach(dense(self.taken.len()), 1);
            budget.check(self.visited, self.bytes(path.len()))?;
        }
    }

    fn bytes(&self, nodes: usize) -> u64 {
        let machines: u64 = self.machines.iter().map(Machine::bytes).sum();
        let held = nodes * (size_of::<Node>() + 64) + self.taken.len() * 4;
        machines + self.met.bytes() + held as u64
    }

    fn is_at_end(&self) -> bool {
        let mut processes = self.row.iter().zip(&self.due);
        processes.all(|(taken, due)| taken >= due)
    }

    /// Takes what changes nothing; returns what there is to choose from, unless it was all seen.
    fn enter(&mut self) -> Option<Node> {
        self.visited += 1;
        self.take_observers();
        let row = self.met.insert(&self.row)?;
        let mut ahead = Vec::new();
        for process in (0u32..).take(self.due.len()) {
            let Some(head) = self.head(process) else {
                continue;
            };
            match self.step(head) {
                Step::None => {}
                Step::One(state) => ahead.push((head, state)),
                Step::Many(row) => {
                    let part = self.subjects[head as usize].part as usize;
                    let states = self.machines[part].many(row);
                    ahead.extend(states.iter().map(|state| (head, *state)));
                }
            }
        }
        if ahead.is_empty() && !self.is_at_end() {
            self.furthest.reach(&self.taken);
        }
        ahead.sort_by_key(|(head, _)| std::cmp::Reverse(self.subjects[*head as usize].returned));
        Some(Node {
            row,
            taken: self.taken.len(),
            ahead,
        })
    }

    fn head(&self, process: u32) -> Option<u32> {
        let own = self.sessions.of(process);
        let head = own.start + self.row[process as usize];
        (head < own.end).then_some(head)
    }

    fn step(&mut self, number: u32) -> Step {
        let Subjected { part, class, .. } = self.subjects[number as usize];
        let state = self.row[self.due.len() + part as usize];
        self.machines[part as usize].step(state, class)
    }

    fn take(&mut self, number: u32, state: u32) {
        let process = self.sessions.process[number as usize];
        let part = self.subjects[number as usize].part;
        self.row[process as usize] += 1;
        self.row[self.due.len() + part as usize] = state;
        self.taken.push(number);
    }

    fn take_observers(&mut self) {
        let (mut process, mut idle) = (0, 0);
        while idle < self.due.len() {
            let before = self.taken.len();
            while let Some(head) = self.head(dense(process)) {
                let observes = self.subjects[head as usize].role == Role::Observer;
                match self.step(head) {
                    Step::One(state) if observes => self.take(head, state),
                    _ => break,
                }
            }
            idle = if self.taken.len() == before {
                idle + 1
            } else {
                1
            };
            process = (process + 1) % self.due.len();
        }
    }
}

/// Collects the operations of a part with their places in the history.
fn collect(problem: &crate::problem::Problem, part: u32, into: &mut Vec<(u32, Subjected)>) {
    let subject = |class: u32, returned| Subjected {
        part,
        class,
        role: problem.classes[class as usize].role,
        returned,
    };
    let entries = problem.entries.iter();
    into.extend(entries.map(|entry| (entry.operation, subject(entry.class, entry.returned))));
    for crashed in &problem.crashed {
        let operations = crashed.operations.iter();
        into.extend(operations.map(|place| (*place, subject(crashed.class, NEVER))));
    }
}
