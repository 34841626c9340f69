use lockstep_history::{Codec, Expected, Value};

use crate::{Appendable, Element, Model, Next, Parts, Table, View, json, show};

/// What a key-value store is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KvOp<K = Value, V = Value> {
    /// What is under this key?
    Get(K),
    /// Put this value under this key, whatever was there.
    Put(K, V),
    /// Put this text behind the text that is under this key.
    Append(K, V),
}

/// What a key-value store answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KvRet<V = Value> {
    /// The value was put or appended.
    Done,
    /// The `get` got this value.
    Got(V),
}

/// A store of values under keys.
///
/// A missing key reads as the empty text. Text can be appended to text only: where the key holds
/// anything else, an `append` is impossible.
///
/// # Format
///
/// | operation | value on `invoke`                        | value on `ok`       |
/// |-----------|------------------------------------------|---------------------|
/// | `get`     | [key, null]; the second is not looked at | [key, v]            |
/// | `put`     | [key, v]                                 | [key, v] or null    |
/// | `append`  | [key, string]                            | the same or null    |
///
/// The initial state is an object {key: v}, empty by default.
///
/// # Complexity
///
/// That of [`Table`]; `append` copies the text under its key.
///
/// # Examples
///
/// ```
/// use lockstep_models::KvOp::{Append, Get};
/// use lockstep_models::KvRet::Got;
/// use lockstep_models::{Kv, Model, Next};
///
/// let store = Kv::with_initial([("x", "a".to_string())]);
/// let Next::One(state) = store.step(&store.initial(), &Append("x", "b".into()), None) else {
///     panic!("it can always append to a text");
/// };
/// assert_eq!(store.show_state(&state), "the store holds x: ab");
/// assert_ne!(store.step(&state, &Get("x"), Some(&Got("ab".into()))), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Kv<K: Ord = Value, V = Value> {
    initial: Table<K, V>,
}

impl<K: Element, V: Appendable> Kv<K, V> {
    /// Makes an empty store.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a store that holds these values.
    pub fn with_initial(initial: impl IntoIterator<Item = (K, V)>) -> Self {
        Self {
            initial: initial
                .into_iter()
                .fold(Table::new(), |state, (key, value)| put(&state, &key, value)),
        }
    }
}

impl Kv {
    /// Makes a store from the JSON of its initial state: an object {key: v}.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no object.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_entries(initial).map(|entries| Self::with_initial(entries.iter().cloned()))
    }
}

/// Empty texts are not kept, so that equal states are equal tables.
fn put<K: Element, V: Appendable>(state: &Table<K, V>, key: &K, value: V) -> Table<K, V> {
    if value == V::empty() {
        state.without(key)
    } else {
        state.with(key.clone(), value)
    }
}

fn get<K: Element, V: Appendable>(state: &Table<K, V>, key: &K) -> V {
    state.get(key).cloned().unwrap_or_else(V::empty)
}

impl<K, V> KvOp<K, V> {
    fn key(&self) -> &K {
        match self {
            KvOp::Get(key) | KvOp::Put(key, _) | KvOp::Append(key, _) => key,
        }
    }
}

impl<K: Element, V: Appendable> Model for Kv<K, V> {
    type State = Table<K, V>;
    type Op = KvOp<K, V>;
    type Ret = KvRet<V>;

    fn initial(&self) -> Table<K, V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Table<K, V>,
        op: &KvOp<K, V>,
        ret: Option<&KvRet<V>>,
    ) -> Next<Table<K, V>> {
        match (op, ret) {
            (KvOp::Get(_), None) => Next::One(state.clone()),
            (KvOp::Get(key), Some(KvRet::Got(value))) => {
                Next::when(get(state, key) == *value, || state.clone())
            }
            (KvOp::Put(key, value), None | Some(KvRet::Done)) => {
                Next::One(put(state, key, value.clone()))
            }
            (KvOp::Append(key, suffix), None | Some(KvRet::Done)) => {
                match get(state, key).appended(suffix) {
                    Some(value) => Next::One(put(state, key, value)),
                    None => Next::None,
                }
            }
            _ => Next::None,
        }
    }

    fn parts<'a>(&self, op: &'a KvOp<K, V>) -> Parts<'a> {
        Parts::One(op.key())
    }

    fn view<'a>(&self, op: &'a KvOp<K, V>, ret: Option<&'a KvRet<V>>) -> View<'a> {
        match (op, ret) {
            (KvOp::Get(_), None) => View::Idle,
            (KvOp::Get(_), Some(KvRet::Got(value))) => View::Read(value),
            (KvOp::Put(_, value), None | Some(KvRet::Done)) => View::Write(value),
            _ => View::Opaque,
        }
    }

    fn show_op(&self, op: &KvOp<K, V>, ret: Option<&KvRet<V>>) -> String {
        let key = show::item(op.key());
        match op {
            KvOp::Get(_) => show::asked(&format!("get {key}"), ret.map(show_ret)),
            KvOp::Put(_, value) => format!("put {key} {}", show::item(value)),
            KvOp::Append(_, suffix) => format!("append {key} {}", show::item(suffix)),
        }
    }

    fn show_state(&self, state: &Table<K, V>) -> String {
        let entries = state
            .iter()
            .map(|(key, value)| format!("{}: {}", show::item(key), show::item(value)));
        show::contents("store", entries, state.len())
    }
}

fn show_ret<V: Appendable>(ret: &KvRet<V>) -> String {
    match ret {
        KvRet::Done => "done".into(),
        KvRet::Got(value) => show::item(value),
    }
}

impl Codec for Kv {
    type Op = KvOp;
    type Ret = KvRet;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<KvOp, Expected> {
        let expected = match f {
            "get" => "[key, null]",
            "put" => "[key, value]",
            "append" => "[key, string]",
            _ => return Err(json::unknown(f, "get, put or append")),
        };
        match (f, value.as_pair()) {
            ("get", Some((key, _))) => Ok(KvOp::Get(key.clone())),
            ("put", Some((key, value))) => Ok(KvOp::Put(key.clone(), value.clone())),
            ("append", Some((key, suffix @ Value::String(_)))) => {
                Ok(KvOp::Append(key.clone(), suffix.clone()))
            }
            _ => Err(json::bad_value(f, value, expected)),
        }
    }

    fn ret(&self, op: &KvOp, value: &Value) -> Result<Option<KvRet>, Expected> {
        let (f, invoked) = self.write_op(op);
        let KvOp::Get(key) = op else {
            return json::done(f, value, &invoked).map(|()| Some(KvRet::Done));
        };
        match value.as_pair() {
            Some((same, value)) if same == key => Ok(Some(KvRet::Got(value.clone()))),
            _ => Err(json::bad_result(f, value, &format!("[{key}, value]"))),
        }
    }

    fn write_op(&self, op: &KvOp) -> (&'static str, Value) {
        let pair = |value: &Value| Value::list([op.key().clone(), value.clone()]);
        match op {
            KvOp::Get(_) => ("get", pair(&Value::Null)),
            KvOp::Put(_, value) => ("put", pair(value)),
            KvOp::Append(_, suffix) => ("append", pair(suffix)),
        }
    }

    fn write_ret(&self, op: &KvOp, ret: &KvRet) -> Value {
        match ret {
            KvRet::Done => self.write_op(op).1,
            KvRet::Got(value) => Value::list([op.key().clone(), value.clone()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use KvOp::{Append, Get, Put};
    use KvRet::{Done, Got};

    fn store() -> Kv<&'static str, Value> {
        Kv::with_initial([("x", "a".into())])
    }

    #[test]
    fn a_missing_key_reads_as_the_empty_text() {
        let state = store().initial();
        let read = store().step(&state, &Get("y"), Some(&Got("".into())));
        assert_eq!(read, Next::One(state));
    }

    #[test]
    fn putting_the_empty_text_is_as_never_having_put() {
        let emptied = store().step(&store().initial(), &Put("x", "".into()), Some(&Done));
        assert_eq!(emptied, Next::One(Table::new()));
    }

    #[test]
    fn appends_behind_what_is_there() {
        let longer = store().step(&store().initial(), &Append("x", "b".into()), Some(&Done));
        assert_eq!(longer, Next::One(Table::new().with("x", "ab".into())));
    }

    #[test]
    fn cannot_append_to_what_is_no_text() {
        let state = Table::new().with("x", 1.into());
        assert_eq!(
            store().step(&state, &Append("x", "b".into()), None),
            Next::None
        );
    }

    #[test]
    fn is_shown_in_words() {
        let (store, state) = (store(), store().initial());
        assert_eq!(
            store.show_op(&Get("x"), Some(&Got("a".into()))),
            r#"get x → "a""#
        );
        assert_eq!(store.show_op(&Get("x"), None), "get x → ?");
        assert_eq!(store.show_op(&Put("x", 1.into()), None), "put x 1");
        assert_eq!(
            store.show_op(&Append("x", "b".into()), None),
            r#"append x "b""#
        );
        assert_eq!(store.show_state(&state), r#"the store holds x: "a""#);
        assert_eq!(store.show_state(&Table::new()), "the store is empty");
    }
}
