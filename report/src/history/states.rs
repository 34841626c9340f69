use std::collections::HashMap;

use lockstep_history::{History, Outcome};
use lockstep_models::{Model, Next};
use serde::Serialize;

/// The state after each operation of an order, for people.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct States {
    /// What states are told as, each once.
    texts: Vec<String>,
    /// An operation, and the place of the text.
    after: Vec<(u32, u32)>,
}

/// The most operations after which states are told: a page of more would be mostly states.
const TOLD: usize = 10_000;
/// The most characters of a state.
const CHARACTERS: usize = 120;

impl States {
    /// Tells the states along orders, each of which is of a part of the object that is judged by itself.
    ///
    /// An order is left where an operation can lead to several states.
    pub(super) fn along<'a, M: Model>(
        model: &M,
        history: &History<M::Op, M::Ret>,
        orders: impl Iterator<Item = &'a [u32]>,
    ) -> Self {
        let mut states = Self::default();
        let mut places = HashMap::new();
        for order in orders {
            let mut state = model.initial();
            for &place in order {
                let operation = &history.operations()[place as usize];
                let ret = match &operation.outcome {
                    Outcome::Done(ret) => ret.as_ref(),
                    Outcome::Failed | Outcome::Unknown => None,
                };
                let Next::One(next) = model.step(&state, &operation.op, ret) else {
                    break;
                };
                if states.after.len() == TOLD {
                    return states;
                }
                state = next;
                let text = cropped(model.show_state(&state));
                let fresh = u32::try_from(states.texts.len()).expect("fewer than operations");
                let told = *places.entry(text).or_insert_with_key(|text| {
                    states.texts.push(text.clone());
                    fresh
                });
                states.after.push((place, told));
            }
        }
        states
    }
}

fn cropped(text: String) -> String {
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
