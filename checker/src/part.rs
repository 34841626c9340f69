use lockstep_history::History;
use lockstep_models::Model;

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

    pub(crate) fn machine(&self) -> Machine<'_> {
        Machine::new(self.model, &self.labels)
    }

    /// Writes the operations of a class for people.
    pub(crate) fn show(&self, class: u32) -> String {
        let (op, ret) = self.labels[class as usize];
        self.model.show_op(op, ret)
    }

    /// Returns the entry whose return ends the layer.
    pub(crate) fn returning(&self, layer: u32) -> Entry {
        let mut returns = (self.problem.moments.iter()).filter_map(|moment| match moment {
            Moment::Return(entry) => Some(self.problem.entries[*entry as usize]),
            _ => None,
        });
        returns
            .nth(layer as usize)
            .expect("a wall is one of the returns")
    }
}
