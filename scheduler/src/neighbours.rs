use crate::fold::fold;
use crate::trace::{Neighbours, Passing, Trace};

/// How many steps are shown of an execution that passes.
const STEPS_SHOWN: usize = 16;

impl Trace {
    /// Writes which task has to go on instead of another for the execution to pass, and what it does then;
    /// nothing if no such schedule was looked for.
    pub fn nearest(&self) -> String {
        match self.neighbours.as_deref() {
            None | Some(Neighbours { tried: 0, .. }) => String::new(),
            Some(Neighbours {
                passing: Some(passing),
                ..
            }) => self.passes_by(passing),
            Some(Neighbours { tried: 1, .. }) => {
                "The one schedule that was tried and differs in one choice fails, too.\n".into()
            }
            Some(Neighbours { tried, .. }) => format!(
                "All {tried} schedules that were tried and differ in one choice fail, too.\n"
            ),
        }
    }

    fn passes_by(&self, Passing { place, trace }: &Passing) -> String {
        let name = |of: &Self| of.name_of(of.steps[*place].task);
        let (other, one, number) = (name(trace), name(self), place + 1);
        let sentence = format!("It passes if at step {number} {other} goes on instead of {one}:");
        let mut lines = fold(&sentence);
        let places: Vec<usize> = (*place..trace.steps.len()).collect();
        lines.push(trace.table_of(&places, STEPS_SHOWN));
        lines.join("\n")
    }
}
