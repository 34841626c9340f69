use lockstep_history::{Codec, Expected, Value};

use crate::{Element, JsonForm, Model, Next, Parts, Table, View, json, show};

/// What a set is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SetOp<K = Value> {
    /// Put this element in; was it missing?
    Add(K),
    /// Take this element out; was it there?
    Remove(K),
    /// Is this element there?
    Contains(K),
}

/// A set whose elements are added, removed and looked for one at a time.
///
/// An operation answers true if the element was added, was removed, or is there. Each element is a
/// part of its own.
///
/// # Format
///
/// | operation  | value on `invoke` | value on `ok`                             |
/// |------------|-------------------|-------------------------------------------|
/// | `add`      | k                 | [k, bool], or null where nobody looked    |
/// | `remove`   | k                 | [k, bool], or null where nobody looked    |
/// | `contains` | k                 | [k, bool]                                 |
///
/// The initial state is a list, empty by default.
///
/// # Complexity
///
/// That of [`Table`].
///
/// # Examples
///
/// ```
/// use lockstep_models::SetOp::{Add, Contains};
/// use lockstep_models::{Model, Next, Set};
///
/// let set = Set::with_initial([4]);
/// assert_eq!(set.step(&set.initial(), &Add(4), Some(&true)), Next::None);
/// assert_eq!(set.show_op(&Contains(4), Some(&true)), "contains 4 → there");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Set<K: Ord = Value> {
    initial: Table<K, ()>,
}

impl<K: Element> Set<K> {
    /// Makes an empty set.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a set of these elements.
    pub fn with_initial(elements: impl IntoIterator<Item = K>) -> Self {
        Self {
            initial: elements.into_iter().map(|element| (element, ())).collect(),
        }
    }
}

impl Set {
    /// Makes a set from the JSON of its initial state: a list.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_items(initial).map(|items| Self::with_initial(items.iter().cloned()))
    }
}

impl<K> SetOp<K> {
    fn f(&self) -> &'static str {
        match self {
            SetOp::Add(_) => "add",
            SetOp::Remove(_) => "remove",
            SetOp::Contains(_) => "contains",
        }
    }

    fn element(&self) -> &K {
        match self {
            SetOp::Add(element) | SetOp::Remove(element) | SetOp::Contains(element) => element,
        }
    }
}

impl<K: Element> Model for Set<K> {
    type State = Table<K, ()>;
    type Op = SetOp<K>;
    type Ret = bool;

    fn initial(&self) -> Table<K, ()> {
        self.initial.clone()
    }

    fn step(&self, state: &Table<K, ()>, op: &SetOp<K>, ret: Option<&bool>) -> Next<Table<K, ()>> {
        let there = state.contains(op.element());
        let answer = match op {
            SetOp::Add(_) => !there,
            SetOp::Remove(_) | SetOp::Contains(_) => there,
        };
        Next::when(ret.is_none_or(|ret| *ret == answer), || match op {
            SetOp::Add(element) if !there => state.with(element.clone(), ()),
            SetOp::Remove(element) if there => state.without(element),
            _ => state.clone(),
        })
    }

    fn parts<'a>(&self, op: &'a SetOp<K>) -> Parts<'a> {
        Parts::One(op.element())
    }

    /// As a register of its own for each element, which holds whether the element is there.
    fn view<'a>(&self, op: &'a SetOp<K>, ret: Option<&'a bool>) -> View<'a> {
        let Some(&answer) = ret else {
            return match op {
                SetOp::Add(_) => View::Write(&true),
                SetOp::Remove(_) => View::Write(&false),
                SetOp::Contains(_) => View::Idle,
            };
        };
        // Three operations with two answers are hard to foretell for a processor; these are one branch.
        let was_there = answer != matches!(op, SetOp::Add(_));
        let changes = answer && !matches!(op, SetOp::Contains(_));
        if changes {
            View::Swap(bit(was_there), bit(!was_there))
        } else {
            View::Read(bit(was_there))
        }
    }

    fn show_op(&self, op: &SetOp<K>, ret: Option<&bool>) -> String {
        let answer = ret.map(|yes| match (op, yes) {
            (SetOp::Add(_), true) => "added",
            (SetOp::Add(_), false) => "already there",
            (SetOp::Remove(_), true) => "removed",
            (SetOp::Contains(_), true) => "there",
            (SetOp::Remove(_) | SetOp::Contains(_), false) => "not there",
        });
        let op = format!("{} {}", op.f(), show::item(op.element()));
        show::asked(&op, answer.map(Into::into))
    }

    fn show_state(&self, state: &Table<K, ()>) -> String {
        show::contents(
            "set",
            state.iter().map(|(element, ())| element),
            state.len(),
        )
    }
}

fn bit(is_there: bool) -> &'static bool {
    if is_there { &true } else { &false }
}

impl<V: JsonForm> Codec for Set<V> {
    type Op = SetOp<V>;
    type Ret = bool;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<SetOp<V>, Expected> {
        match f {
            "add" => json::invoked(f, value).map(SetOp::Add),
            "remove" => json::invoked(f, value).map(SetOp::Remove),
            "contains" => json::invoked(f, value).map(SetOp::Contains),
            _ => Err(json::unknown(f, "add, remove or contains")),
        }
    }

    fn ret(&self, op: &SetOp<V>, value: &Value) -> Result<Option<bool>, Expected> {
        let element = op.element();
        match (op, value, value.as_pair()) {
            (SetOp::Add(_) | SetOp::Remove(_), Value::Null, _) => Ok(None),
            (_, _, Some((same, Value::Bool(answer)))) if element.is(same) => Ok(Some(*answer)),
            _ => {
                let element: Value = element.clone().into();
                let expected = format!("[{element}, true] or [{element}, false]");
                Err(json::bad_result(op.f(), value, &expected))
            }
        }
    }

    fn write_op(&self, op: &SetOp<V>) -> (&'static str, Value) {
        (op.f(), op.element().clone().into())
    }

    fn write_ret(&self, op: &SetOp<V>, ret: &bool) -> Value {
        Value::list([op.element().clone().into(), (*ret).into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SetOp::{Add, Contains, Remove};

    #[test]
    fn an_element_is_added_once() {
        let (set, nothing) = (Set::new(), Table::new());
        let one = nothing.with(4, ());
        assert_eq!(
            set.step(&nothing, &Add(4), Some(&true)),
            Next::One(one.clone())
        );
        assert_eq!(set.step(&one, &Add(4), Some(&true)), Next::None);
        assert_eq!(
            set.step(&one, &Add(4), Some(&false)),
            Next::One(one.clone())
        );
    }

    #[test]
    fn what_was_removed_is_not_there() {
        let (set, one) = (Set::new(), Table::new().with(4, ()));
        assert_eq!(
            set.step(&one, &Remove(4), Some(&true)),
            Next::One(Table::new())
        );
        assert_eq!(
            set.step(&Table::new(), &Contains(4), Some(&true)),
            Next::None
        );
        assert_eq!(set.step(&Table::new(), &Remove(4), Some(&true)), Next::None);
    }

    #[test]
    fn a_crashed_change_leaves_the_element_there_or_not_whatever_was() {
        let (set, one) = (Set::new(), Table::new().with(4, ()));
        for state in [&one, &Table::new()] {
            assert_eq!(set.step(state, &Add(4), None), Next::One(one.clone()));
            assert_eq!(set.step(state, &Remove(4), None), Next::One(Table::new()));
        }
    }

    #[test]
    fn is_shown_in_words() {
        let set = Set::with_initial([4]);
        assert_eq!(set.show_op(&Add(4), Some(&true)), "add 4 → added");
        assert_eq!(set.show_op(&Add(4), Some(&false)), "add 4 → already there");
        assert_eq!(set.show_op(&Remove(4), Some(&true)), "remove 4 → removed");
        assert_eq!(
            set.show_op(&Remove(4), Some(&false)),
            "remove 4 → not there"
        );
        assert_eq!(
            set.show_op(&Contains(4), Some(&false)),
            "contains 4 → not there"
        );
        assert_eq!(set.show_op(&Contains(4), None), "contains 4 → ?");
        assert_eq!(set.show_state(&set.initial()), "the set holds 4");
        assert_eq!(set.show_state(&Table::new()), "the set is empty");
    }
}
