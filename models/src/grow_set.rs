use std::collections::BTreeSet;

use lockstep_history::{Codec, Expected, Value};

use crate::shape::data;
use crate::{Element, JsonForm, Model, Next, Shape, Table, View, json, show};

/// What a grow-only set is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GrowSetOp<V = Value> {
    /// Put this element in.
    Add(V),
    /// Which elements are there?
    Read,
}

/// What a grow-only set answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GrowSetRet<V = Value> {
    /// The element is there now.
    Done,
    /// The read got these elements, in any order.
    Got(Vec<V>),
}

/// A set that only grows and is read as a whole.
///
/// A read that lists an element twice is impossible: no set holds it twice.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`         |
/// |-----------|-------------------|-----------------------|
/// | `add`     | v                 | v or null             |
/// | `read`    | not looked at     | [v, …], in any order  |
///
/// The initial state is a list, empty by default.
///
/// # Complexity
///
/// An `add` costs what it does in a [`Table`]; a `read` of n elements n log n comparisons.
///
/// # Examples
///
/// ```
/// use lockstep_models::GrowSetOp::Read;
/// use lockstep_models::GrowSetRet::Got;
/// use lockstep_models::{GrowSet, Model, Next};
///
/// let set = GrowSet::with_initial([1, 2]);
/// let same = set.step(&set.initial(), &Read, Some(&Got(vec![2, 1])));
/// assert_eq!(same, Next::One(set.initial()));
/// ```
#[derive(Clone, Debug, Default)]
pub struct GrowSet<V: Ord = Value> {
    initial: Table<V, ()>,
}

impl<V: Element> GrowSet<V> {
    /// Makes an empty set.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a set of these elements.
    pub fn with_initial(elements: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: elements.into_iter().map(|element| (element, ())).collect(),
        }
    }
}

impl GrowSet {
    /// Makes a set from the JSON of its initial state: a list.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_items(initial).map(|items| Self::with_initial(items.iter().cloned()))
    }
}

fn holds_exactly<V: Element>(state: &Table<V, ()>, seen: &[V]) -> bool {
    state.len() == seen.len() && {
        let seen: BTreeSet<&V> = seen.iter().collect();
        state.iter().map(|(element, ())| element).eq(seen)
    }
}

impl<V: Element> Model for GrowSet<V> {
    type State = Table<V, ()>;
    type Op = GrowSetOp<V>;
    type Ret = GrowSetRet<V>;

    fn initial(&self) -> Table<V, ()> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Table<V, ()>,
        op: &GrowSetOp<V>,
        ret: Option<&GrowSetRet<V>>,
    ) -> Next<Table<V, ()>> {
        match (op, ret) {
            (GrowSetOp::Add(element), None | Some(GrowSetRet::Done)) => {
                Next::One(state.with(element.clone(), ()))
            }
            (GrowSetOp::Read, None) => Next::One(state.clone()),
            (GrowSetOp::Read, Some(GrowSetRet::Got(seen))) => {
                Next::when(holds_exactly(state, seen), || state.clone())
            }
            _ => Next::None,
        }
    }

    fn view<'a>(&self, op: &'a GrowSetOp<V>, ret: Option<&'a GrowSetRet<V>>) -> View<'a> {
        match (op, ret) {
            (GrowSetOp::Add(element), None | Some(GrowSetRet::Done)) => View::Puts(element),
            (GrowSetOp::Read, None) => View::Idle,
            (GrowSetOp::Read, Some(GrowSetRet::Got(seen))) => View::Holds(seen),
            _ => View::Opaque,
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::GrowSet(data(self.initial.iter().map(|(element, ())| element)))
    }

    fn show_op(&self, op: &GrowSetOp<V>, ret: Option<&GrowSetRet<V>>) -> String {
        match op {
            GrowSetOp::Add(element) => format!("add {}", show::item(element)),
            GrowSetOp::Read => show::asked("read", ret.map(show_ret)),
        }
    }

    fn show_state(&self, state: &Table<V, ()>) -> String {
        show::contents(
            "set",
            state.iter().map(|(element, ())| element),
            state.len(),
        )
    }
}

fn show_ret<V: Element>(ret: &GrowSetRet<V>) -> String {
    match ret {
        GrowSetRet::Done => "done".into(),
        GrowSetRet::Got(seen) => show::bracketed(seen),
    }
}

impl<V: JsonForm> Codec for GrowSet<V> {
    type Op = GrowSetOp<V>;
    type Ret = GrowSetRet<V>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<GrowSetOp<V>, Expected> {
        match f {
            "add" => json::invoked(f, value).map(GrowSetOp::Add),
            "read" => Ok(GrowSetOp::Read),
            _ => Err(json::unknown(f, "add or read")),
        }
    }

    fn ret(&self, op: &GrowSetOp<V>, value: &Value) -> Result<Option<GrowSetRet<V>>, Expected> {
        match op {
            GrowSetOp::Add(element) => {
                json::done_as("add", value, element).map(|()| Some(GrowSetRet::Done))
            }
            GrowSetOp::Read => {
                json::resulting_items("read", value).map(|seen| Some(GrowSetRet::Got(seen)))
            }
        }
    }

    fn write_op(&self, op: &GrowSetOp<V>) -> (&'static str, Value) {
        match op {
            GrowSetOp::Add(element) => ("add", element.clone().into()),
            GrowSetOp::Read => ("read", Value::Null),
        }
    }

    fn write_ret(&self, op: &GrowSetOp<V>, ret: &GrowSetRet<V>) -> Value {
        match ret {
            GrowSetRet::Done => self.write_op(op).1,
            GrowSetRet::Got(seen) => json::list(seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GrowSetOp::{Add, Read};
    use GrowSetRet::{Done, Got};

    #[test]
    fn is_read_in_any_order() {
        let set = GrowSet::with_initial([1, 2, 3]);
        let same = Next::One(set.initial());
        assert_eq!(
            set.step(&set.initial(), &Read, Some(&Got(vec![3, 1, 2]))),
            same
        );
    }

    #[test]
    fn rejects_a_read_that_misses_repeats_or_invents_an_element() {
        let set = GrowSet::with_initial([1, 2]);
        for seen in [vec![1], vec![1, 1], vec![1, 3], vec![1, 2, 2]] {
            assert_eq!(
                set.step(&set.initial(), &Read, Some(&Got(seen))),
                Next::None
            );
        }
    }

    #[test]
    fn adding_again_changes_nothing() {
        let set = GrowSet::with_initial([1]);
        let same = Next::One(set.initial());
        assert_eq!(set.step(&set.initial(), &Add(1), Some(&Done)), same);
    }

    #[test]
    fn is_shown_in_words() {
        let set = GrowSet::with_initial([2, 1]);
        assert_eq!(set.show_op(&Add(4), None), "add 4");
        assert_eq!(set.show_op(&Read, Some(&Got(vec![2, 1]))), "read → [2, 1]");
        assert_eq!(set.show_op(&Read, Some(&Got(vec![]))), "read → []");
        assert_eq!(set.show_op(&Read, None), "read → ?");
        assert_eq!(set.show_state(&set.initial()), "the set holds 1, 2");
    }
}
