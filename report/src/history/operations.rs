use std::collections::HashMap;

use lockstep_history::{History, Outcome};
use lockstep_models::Model;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

/// The operations of a history by columns, in the order of their invocations.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Operations {
    /// What stands in bars, each once.
    labels: Vec<String>,
    /// The process of each operation.
    #[serde(serialize_with = "exact")]
    processes: Vec<u64>,
    /// The place of its label.
    label_of: Vec<u32>,
    /// The event that invoked it.
    from: Vec<u32>,
    /// The event that completed it, plus 1; 0 if none did.
    to: Vec<u32>,
    /// `o`, `f` or `i`: ok, fail, info.
    outcomes: String,
    /// The part that it belongs to, plus 1; 0 for none. Empty if all are in the only part.
    pub(super) part_of: Vec<u32>,
    #[serde(skip)]
    places: HashMap<String, u32>,
}

/// An operation as it is drawn.
pub(super) struct Drawn {
    pub(super) process: u64,
    pub(super) label: String,
    pub(super) from: u32,
    pub(super) to: Option<u32>,
    pub(super) outcome: char,
}

impl Operations {
    pub(super) fn of_history<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> Self {
        let mut operations = Self::default();
        for operation in history.operations() {
            let (ret, outcome) = match &operation.outcome {
                Outcome::Done(ret) => (ret.as_ref(), 'o'),
                Outcome::Failed => (None, 'f'),
                Outcome::Unknown => (None, 'i'),
            };
            operations.push(Drawn {
                process: operation.process,
                label: model.show_op(&operation.op, ret),
                from: operation.invoked,
                to: operation.completed,
                outcome,
            });
        }
        operations
    }

    pub(super) fn push(&mut self, drawn: Drawn) {
        let fresh = u32::try_from(self.labels.len()).expect("fewer labels than operations");
        let label = *self.places.entry(drawn.label).or_insert_with_key(|label| {
            self.labels.push(label.clone());
            fresh
        });
        self.processes.push(drawn.process);
        self.label_of.push(label);
        self.from.push(drawn.from);
        self.to.push(drawn.to.map_or(0, |event| event + 1));
        self.outcomes.push(drawn.outcome);
    }
}

/// Writes those numbers as text that a number of JavaScript does not hold.
fn exact<S: Serializer>(numbers: &[u64], serializer: S) -> Result<S::Ok, S::Error> {
    const HELD: u64 = 1 << 53;
    let mut list = serializer.serialize_seq(Some(numbers.len()))?;
    for number in numbers {
        if *number < HELD {
            list.serialize_element(number)?;
        } else {
            list.serialize_element(&number.to_string())?;
        }
    }
    list.end()
}
