use hashbrown::HashMap;
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Model, Next};

/// The states of all objects after some operations: one, or several where objects choose.
pub(crate) struct States<'a, M: Model> {
    model: &'a M,
    history: &'a History<M::Op, M::Ret>,
    /// Of each independent key.
    held: HashMap<Option<&'a Value>, Vec<M::State>>,
}

impl<'a, M: Model> States<'a, M> {
    /// Lets the operations take effect in this order, as far as they are possible.
    pub(crate) fn after(model: &'a M, history: &'a History<M::Op, M::Ret>, order: &[u32]) -> Self {
        let mut states = Self {
            model,
            history,
            held: HashMap::new(),
        };
        for place in order {
            let after = states.step(*place);
            let key = history.operations()[*place as usize].key.as_ref();
            states.held.insert(key, after);
        }
        states
    }

    /// Returns the state in which an operation is impossible, for people; `None` if it is possible.
    pub(crate) fn refuses(&self, place: u32) -> Option<String> {
        if !self.step(place).is_empty() {
            return None;
        }
        let before = self.before(place);
        let state = before.first()?;
        Some(self.model.show_state(state))
    }

    fn before(&self, place: u32) -> Vec<M::State> {
        let key = self.history.operations()[place as usize].key.as_ref();
        let known = self.held.get(&key).cloned();
        known.unwrap_or_else(|| vec![self.model.initial()])
    }

    fn step(&self, place: u32) -> Vec<M::State> {
        let operation = &self.history.operations()[place as usize];
        let ret = match &operation.outcome {
            Outcome::Done(ret) => ret.as_ref(),
            _ => None,
        };
        let mut after = Vec::new();
        for state in self.before(place) {
            let next = match self.model.step(&state, &operation.op, ret) {
                Next::None => Vec::new(),
                Next::One(next) => vec![next],
                Next::Many(all) => all,
            };
            for state in next {
                if !after.contains(&state) {
                    after.push(state);
                }
            }
        }
        after
    }
}
