use crate::machine::Machine;
use crate::problem::{Moment, Problem, Role};
use crate::trail::{Placed, Taken};

/// Writes out the linearization of one part that a search has found, as places in the history.
///
/// The path names the operations that were placed to be seen. Observers come as soon as they fit, and
/// overwriters that nobody needs to see just before the next one that is seen.
pub(crate) fn write_out(problem: &Problem, machine: &mut Machine<'_>, path: &[Taken]) -> Vec<u32> {
    let mut writer = Writer {
        problem,
        machine,
        order: Vec::with_capacity(problem.entries.len()),
        open: Vec::new(),
        crashed: vec![0; problem.crashed.len()],
        shown: shown(problem, path),
        state: 0,
    };
    let mut steps = path.iter().peekable();
    let mut layer = 0;
    for moment in &problem.moments {
        match *moment {
            Moment::Invoke(entry) => writer.open.push(entry),
            Moment::Crash(_) => {}
            Moment::Return(entry) => {
                writer.place_observers();
                while let Some(step) = steps.next_if(|step| step.layer == layer) {
                    writer.place(step);
                }
                writer.open.retain(|open| *open != entry);
                layer += 1;
            }
        }
    }
    writer.order
}

fn shown(problem: &Problem, path: &[Taken]) -> Vec<bool> {
    let mut shown = vec![false; problem.entries.len()];
    for step in path {
        if let Placed::Entry(entry) = step.what {
            shown[entry as usize] = true;
        }
    }
    shown
}

struct Writer<'a, 'm> {
    problem: &'a Problem,
    machine: &'a mut Machine<'m>,
    order: Vec<u32>,
    /// The open entries that are not placed yet.
    open: Vec<u32>,
    /// How many operations of each crashed class are placed.
    crashed: Vec<usize>,
    shown: Vec<bool>,
    state: u32,
}

impl Writer<'_, '_> {
    fn place(&mut self, step: &Taken) {
        let class = match step.what {
            Placed::Entry(entry) => self.problem.entries[entry as usize].class,
            Placed::Crashed(row) => self.problem.crashed[row as usize].class,
        };
        if self.problem.classes[class as usize].role == Role::Overwriter {
            self.place_hidden();
        }
        match step.what {
            Placed::Entry(entry) => {
                self.open.retain(|open| *open != entry);
                self.order
                    .push(self.problem.entries[entry as usize].operation);
            }
            Placed::Crashed(row) => {
                let used = &mut self.crashed[row as usize];
                self.order
                    .push(self.problem.crashed[row as usize].operations[*used]);
                *used += 1;
            }
        }
        self.state = step.state;
        self.place_observers();
    }

    fn place_hidden(&mut self) {
        let Self { problem, shown, .. } = self;
        let is_hidden = |entry: u32, class: u32| {
            problem.classes[class as usize].role == Role::Overwriter && !shown[entry as usize]
        };
        place_all(problem, &mut self.open, &mut self.order, is_hidden);
    }

    fn place_observers(&mut self) {
        let Self {
            problem,
            machine,
            state,
            ..
        } = self;
        let fits = |_, class: u32| {
            problem.classes[class as usize].role == Role::Observer
                && machine.is_possible(*state, class)
        };
        place_all(problem, &mut self.open, &mut self.order, fits);
    }
}

/// Places the open entries for which `is_next` returns true, of their number and their class.
fn place_all(
    problem: &Problem,
    open: &mut Vec<u32>,
    order: &mut Vec<u32>,
    mut is_next: impl FnMut(u32, u32) -> bool,
) {
    open.retain(|&number| {
        let entry = &problem.entries[number as usize];
        let is_next = is_next(number, entry.class);
        if is_next {
            order.push(entry.operation);
        }
        !is_next
    });
}
