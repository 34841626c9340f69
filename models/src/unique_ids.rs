use lockstep_history::{Codec, Expected, Value};

use crate::{Element, JsonForm, Model, Next, Table, View, json, show};

/// What a generator of unique ids is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UniqueIdsOp {
    /// Give out an id that was never given out.
    Generate,
}

/// Gives out ids, none of them twice; it answers with the id.
///
/// There are more ids than any history names. So one that nobody looked at, or that was given to an
/// operation that crashed, can be one that no other operation of the history got.
///
/// It chooses freely, so that the search meets many states where many operations are open at once. That
/// no id was given out twice is judged in linear time by the checker's judge of the same name.
///
/// # Format
///
/// | operation  | value on `invoke` | value on `ok`                       |
/// |------------|-------------------|-------------------------------------|
/// | `generate` | not looked at     | the id; null if nobody looked at it |
///
/// The initial state is a list of the ids that were given out, empty by default.
///
/// # Examples
///
/// ```
/// use lockstep_models::UniqueIdsOp::Generate;
/// use lockstep_models::{Model, Next, UniqueIds};
///
/// let ids = UniqueIds::new();
/// let Next::One(one) = ids.step(&ids.initial(), &Generate, Some(&17)) else {
///     panic!("17 was not given out");
/// };
/// assert_eq!(ids.step(&one, &Generate, Some(&17)), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct UniqueIds<V: Ord = Value> {
    initial: Table<V, ()>,
}

impl<V: Element> UniqueIds<V> {
    /// Makes a generator that has given out nothing.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a generator that has given out these.
    pub fn with_initial(ids: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: ids.into_iter().map(|id| (id, ())).collect(),
        }
    }

    /// Returns the ids that were given out before the first operation, in their order.
    pub fn given_out(&self) -> impl ExactSizeIterator<Item = &V> {
        self.initial.iter().map(|(id, ())| id)
    }
}

impl UniqueIds {
    /// Makes a generator from the JSON of its initial state: a list.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_items(initial).map(|ids| Self::with_initial(ids.iter().cloned()))
    }
}

impl<V: Element> Model for UniqueIds<V> {
    type State = Table<V, ()>;
    type Op = UniqueIdsOp;
    type Ret = V;

    fn initial(&self) -> Table<V, ()> {
        self.initial.clone()
    }

    /// An unknown id leaves the state as it is, instead of leading to one state for each id.
    ///
    /// No verdict changes by that. Take any order of a history in which each unknown id is left out. There
    /// are always ids that the history does not name and that are not in the initial state; give each
    /// unknown one of these, no two the same. That is possible where it stands, since nobody else has
    /// it, and it makes nothing else impossible, since nobody else asks for it. The other way round,
    /// to leave out of a state what nobody asks for makes nothing impossible either. So the orders
    /// that are possible are the same.
    fn step(&self, state: &Table<V, ()>, _op: &UniqueIdsOp, id: Option<&V>) -> Next<Table<V, ()>> {
        match id {
            None => Next::One(state.clone()),
            Some(id) => Next::when(!state.contains(id), || state.with(id.clone(), ())),
        }
    }

    fn view<'a>(&self, _op: &'a UniqueIdsOp, id: Option<&'a V>) -> View<'a> {
        match id {
            None => View::Idle,
            Some(_) => View::Opaque,
        }
    }

    fn show_op(&self, _op: &UniqueIdsOp, id: Option<&V>) -> String {
        show::asked("generate", id.map(show::item))
    }

    fn show_state(&self, state: &Table<V, ()>) -> String {
        if state.is_empty() {
            return "no id was given out".into();
        }
        let ids = show::list(state.iter().map(|(id, ())| id), state.len());
        format!("given out are {ids}")
    }
}

impl<V: JsonForm> Codec for UniqueIds<V> {
    type Op = UniqueIdsOp;
    type Ret = V;

    fn op(&self, _process: u64, f: &str, _value: &Value) -> Result<UniqueIdsOp, Expected> {
        match f {
            "generate" => Ok(UniqueIdsOp::Generate),
            _ => Err(json::unknown(f, "generate")),
        }
    }

    fn ret(&self, _op: &UniqueIdsOp, value: &Value) -> Result<Option<V>, Expected> {
        if value.is_null() {
            return Ok(None);
        }
        let unfit = || json::bad_result("generate", value, V::EXPECTED);
        V::read(value).map(Some).ok_or_else(unfit)
    }

    fn write_op(&self, _op: &UniqueIdsOp) -> (&'static str, Value) {
        ("generate", Value::Null)
    }

    fn write_ret(&self, _op: &UniqueIdsOp, id: &V) -> Value {
        id.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UniqueIdsOp::Generate;

    #[test]
    fn gives_out_no_id_twice() {
        let ids = UniqueIds::with_initial([1]);
        assert_eq!(ids.step(&ids.initial(), &Generate, Some(&1)), Next::None);
        let both = Next::One(UniqueIds::with_initial([1, 2]).initial());
        assert_eq!(ids.step(&ids.initial(), &Generate, Some(&2)), both);
    }

    #[test]
    fn is_shown_in_words() {
        let ids = UniqueIds::with_initial([2, 1]);
        assert_eq!(ids.show_op(&Generate, Some(&4)), "generate → 4");
        assert_eq!(ids.show_op(&Generate, None), "generate → ?");
        assert_eq!(ids.show_state(&ids.initial()), "given out are 1, 2");
        assert_eq!(ids.show_state(&Table::new()), "no id was given out");
    }
}
