use lockstep_history::History;
use lockstep_models::Model;

use crate::dense::dense;
use crate::machine::Machine;
use crate::problem::{Entry, Label, Moment, Problem, prepare};

/// One independent part of a history, ready to be searched.
pub(crate) struct Part<'a, M: Model> {
    pub(crate) model: &'a M,
    pub(crate) problem: Problem,
    pub(crate) labels: Vec<Label<'a, M>>,
}

impl<'a, M: Model + Sync> Part<'a, M> {
    pub(crate) fn new(
        model: &'a M,
        history: &'a History<M::Op, M::Ret>,
        operations: &[u32],
    ) -> Self {
        let (problem, labels) = prepare(model, history, operations);
        Self {
            model,
            problem,
            labels,
        }
    }
}

/// What a search needs of a part, so that it is compiled once and not for every model.
pub(crate) trait Subject: Sync {
    fn problem(&self) -> &Problem;

    fn machine(&self) -> Machine<'_>;

    /// Writes the operations of a class for people.
    fn show(&self, class: u32) -> String;

    /// Returns how many returns come before that at this event.
    fn layer_of(&self, event: u32) -> u32 {
        let entries = &self.problem().entries;
        dense(
            entries
                .iter()
                .filter(|entry| entry.returned < event)
                .count(),
        )
    }

    /// Returns the entry whose return ends the layer.
    fn returning(&self, layer: u32) -> Entry {
        let problem = self.problem();
        let mut returns = (problem.moments.iter()).filter_map(|moment| match moment {
            Moment::Return(entry) => Some(problem.entries[*entry as usize]),
            _ => None,
        });
        let entry = returns.nth(layer as usize);
        entry.expect("a wall is one of the returns")
    }
}

impl<M: Model + Sync> Subject for Part<'_, M> {
    fn problem(&self) -> &Problem {
        &self.problem
    }

    fn machine(&self) -> Machine<'_> {
        Machine::new(self.model, &self.labels)
    }

    fn show(&self, class: u32) -> String {
        let (op, ret) = self.labels[class as usize];
        self.model.show_op(op, ret)
    }
}
