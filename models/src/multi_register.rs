use std::collections::BTreeSet;
use std::slice;

use lockstep_history::{Codec, Expected, Value};

use crate::{Datum, Element, JsonForm, Model, Next, NullReads, Parts, Table, View, json, show};

/// A transaction on a [`MultiRegister`]: micro-operations that take effect at once, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Txn<K = Value, V = Value>(pub Vec<MicroOp<K, V>>);

/// One read or write of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MicroOp<K = Value, V = Value> {
    /// What does the register of this name hold?
    Read(K),
    /// The register of this name holds this from now on.
    Write(K, V),
}

/// What the reads of a transaction saw, in their order; `None` where nobody looked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reads<V = Value>(pub Vec<Option<V>>);

/// Registers with names, read and written several at once.
///
/// A register that was never written and is not in the initial state holds `V::default()`: null, for
/// JSON. A read sees what an earlier write of the same transaction wrote.
///
/// # Format
///
/// | operation | value on `invoke`                      | value on `ok`                          |
/// |-----------|----------------------------------------|----------------------------------------|
/// | `txn`     | `[["r", k, null], ["w", k, v], …]`     | the same with the values that were read, or null if it only writes |
///
/// `"read"` and `"write"` are understood as well. The initial state is an object {k: v}, empty by
/// default.
///
/// # Examples
///
/// ```
/// use lockstep_models::MicroOp::{Read, Write};
/// use lockstep_models::{Model, MultiRegister, Reads, Txn};
///
/// let registers = MultiRegister::new([("x", 0), ("y", 0)]);
/// let txn = Txn(vec![Read("x"), Write("y", 2)]);
/// assert_eq!(registers.show_op(&txn, Some(&Reads(vec![Some(0)]))), "txn read x → 0, write y 2");
/// ```
#[derive(Clone, Debug, Default)]
pub struct MultiRegister<K: Ord = Value, V = Value> {
    initial: Table<K, V>,
    null_reads: NullReads,
}

impl<K: Element, V: Element + Default> MultiRegister<K, V> {
    /// Makes registers that hold these values.
    pub fn new(initial: impl IntoIterator<Item = (K, V)>) -> Self {
        Self {
            initial: initial
                .into_iter()
                .fold(Table::new(), |state, (key, value)| {
                    write(&state, &key, &value)
                }),
            null_reads: NullReads::default(),
        }
    }

    /// Sets what a read tells that completed with null.
    #[must_use = "it returns the registers with the option set"]
    pub fn null_reads(mut self, null_reads: NullReads) -> Self {
        self.null_reads = null_reads;
        self
    }
}

impl MultiRegister {
    /// Makes registers from the JSON of their initial state: an object {k: v}.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no object.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_entries(initial).map(|entries| Self::new(entries.iter().cloned()))
    }
}

/// Registers that hold the default are not kept, so that equal states are equal tables.
fn write<K: Element, V: Element + Default>(state: &Table<K, V>, key: &K, value: &V) -> Table<K, V> {
    if *value == V::default() {
        state.without(key)
    } else {
        state.with(key.clone(), value.clone())
    }
}

fn holds<K: Element, V: Element + Default>(state: &Table<K, V>, key: &K, value: &V) -> bool {
    match state.get(key) {
        Some(held) => held == value,
        None => *value == V::default(),
    }
}

impl<K, V> Txn<K, V> {
    fn reads(&self) -> usize {
        let reads = self
            .0
            .iter()
            .filter(|micro| matches!(micro, MicroOp::Read(_)));
        reads.count()
    }

    fn only_reads(&self) -> bool {
        self.reads() == self.0.len()
    }
}

impl<K, V> MicroOp<K, V> {
    fn key(&self) -> &K {
        match self {
            MicroOp::Read(key) | MicroOp::Write(key, _) => key,
        }
    }
}

impl<V> Reads<V> {
    /// Returns what the reads of `txn` saw; `None` if it has another number of them.
    fn of<'a, K>(ret: Option<&'a Self>, txn: &Txn<K, V>) -> Option<slice::Iter<'a, Option<V>>> {
        match ret {
            None => Some([].iter()),
            Some(Reads(seen)) => (seen.len() == txn.reads()).then(|| seen.iter()),
        }
    }
}

impl<K: Element, V: Element + Default> Model for MultiRegister<K, V> {
    type State = Table<K, V>;
    type Op = Txn<K, V>;
    type Ret = Reads<V>;

    fn initial(&self) -> Table<K, V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Table<K, V>,
        txn: &Txn<K, V>,
        ret: Option<&Reads<V>>,
    ) -> Next<Table<K, V>> {
        let Some(mut seen) = Reads::of(ret, txn) else {
            return Next::None;
        };
        let mut next = state.clone();
        for micro in &txn.0 {
            match micro {
                MicroOp::Write(key, value) => next = write(&next, key, value),
                MicroOp::Read(key) => match seen.next() {
                    Some(Some(value)) if !holds(&next, key, value) => return Next::None,
                    _ => {}
                },
            }
        }
        Next::One(next)
    }

    fn observes(&self, txn: &Txn<K, V>, _ret: Option<&Reads<V>>) -> bool {
        txn.only_reads()
    }

    fn parts<'a>(&self, txn: &'a Txn<K, V>) -> Parts<'a> {
        let keys: BTreeSet<&K> = txn.0.iter().map(MicroOp::key).collect();
        let mut keys: Vec<&dyn Datum> = keys.into_iter().map(|key| key as &dyn Datum).collect();
        match keys.len() {
            1 => Parts::One(keys.remove(0)),
            _ => Parts::Many(keys),
        }
    }

    fn view<'a>(&self, txn: &'a Txn<K, V>, ret: Option<&'a Reads<V>>) -> View<'a> {
        let Some(mut seen) = Reads::of(ret, txn) else {
            return View::Opaque;
        };
        if txn.only_reads() && seen.clone().all(Option::is_none) {
            return View::Idle;
        }
        match (txn.0.as_slice(), seen.next()) {
            ([MicroOp::Write(_, value)], _) => View::Write(value),
            ([MicroOp::Read(_)], Some(Some(value))) => View::Read(value),
            _ => View::Opaque,
        }
    }

    fn show_op(&self, txn: &Txn<K, V>, ret: Option<&Reads<V>>) -> String {
        let mut seen = ret.map_or([].iter(), |Reads(seen)| seen.iter());
        let micros = txn.0.iter().map(|micro| match micro {
            MicroOp::Write(key, value) => {
                format!("write {} {}", show::item(key), show::item(value))
            }
            MicroOp::Read(key) => {
                let value = seen.next().and_then(Option::as_ref);
                show::asked(&format!("read {}", show::item(key)), value.map(show::item))
            }
        });
        format!("txn {}", show::list(micros, txn.0.len()))
    }

    fn show_state(&self, state: &Table<K, V>) -> String {
        if state.is_empty() {
            return format!("the registers hold only {}", V::default());
        }
        let entries = state
            .iter()
            .map(|(key, value)| format!("{}: {}", show::item(key), show::item(value)));
        format!("the registers hold {}", show::list(entries, state.len()))
    }
}

impl<K, V> Codec for MultiRegister<K, V>
where
    K: JsonForm,
    V: JsonForm + Default,
{
    type Op = Txn<K, V>;
    type Ret = Reads<V>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<Txn<K, V>, Expected> {
        if f != "txn" {
            return Err(json::unknown(f, "txn"));
        }
        let Some(micros) = value.as_list() else {
            let expected = r#"a list of ["r", key, null] and ["w", key, value]"#;
            return Err(json::bad_value(f, value, expected));
        };
        micros
            .iter()
            .map(micro_op)
            .collect::<Result<_, _>>()
            .map(Txn)
    }

    fn ret(&self, txn: &Txn<K, V>, value: &Value) -> Result<Option<Reads<V>>, Expected> {
        let refuse = || {
            let expected = format!("{} with the values that were read", self.write_op(txn).1);
            json::bad_result("txn", value, &expected)
        };
        if value.is_null() && txn.reads() == 0 {
            return Ok(Some(Reads(Vec::new())));
        }
        let results = value.as_list().ok_or_else(refuse)?;
        if results.len() != txn.0.len() {
            return Err(refuse());
        }
        let mut reads = Vec::new();
        for (micro, result) in txn.0.iter().zip(results) {
            match (micro, micro_op(result)?) {
                (MicroOp::Read(key), MicroOp::Read(same)) if *key == same => {
                    let value = result.as_list().and_then(<[Value]>::last);
                    let seen = self.null_reads.seen("txn", value.unwrap_or(&Value::Null))?;
                    reads.push(seen);
                }
                (write @ MicroOp::Write(..), result) if *write == result => {}
                _ => return Err(refuse()),
            }
        }
        Ok(Some(Reads(reads)))
    }

    fn write_op(&self, txn: &Txn<K, V>) -> (&'static str, Value) {
        let nothing = vec![None; txn.reads()];
        ("txn", self.write_ret(txn, &Reads(nothing)))
    }

    fn write_ret(&self, txn: &Txn<K, V>, Reads(seen): &Reads<V>) -> Value {
        let mut seen = seen.iter();
        Value::list(txn.0.iter().map(|micro| {
            let (f, value) = match micro {
                MicroOp::Read(_) => ("r", seen.next().and_then(Option::as_ref)),
                MicroOp::Write(_, value) => ("w", Some(value)),
            };
            let value = value.cloned().map_or(Value::Null, Into::into);
            Value::list([f.into(), micro.key().clone().into(), value])
        }))
    }
}

fn micro_op<K: JsonForm, V: JsonForm>(value: &Value) -> Result<MicroOp<K, V>, Expected> {
    if let Some([f, key, value]) = value.as_list() {
        match f.as_text() {
            Some("r" | "read") => return json::invoked("txn", key).map(MicroOp::Read),
            Some("w" | "write") => {
                let (key, value) = (json::invoked("txn", key)?, json::invoked("txn", value)?);
                return Ok(MicroOp::Write(key, value));
            }
            _ => {}
        }
    }
    let expected = r#"["r", key, null] or ["w", key, value]"#;
    Err(Expected::new("a micro-operation of txn", value, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use MicroOp::{Read, Write};

    #[test]
    fn reads_what_the_same_transaction_wrote() {
        let registers = MultiRegister::new([("x", 1)]);
        let txn = Txn(vec![Read("x"), Write("x", 2), Read("x")]);
        let seen = Reads(vec![Some(1), Some(2)]);
        let after = Next::One(Table::new().with("x", 2));
        assert_eq!(
            registers.step(&registers.initial(), &txn, Some(&seen)),
            after
        );
    }

    #[test]
    fn rejects_reads_that_no_single_moment_explains() {
        let registers = MultiRegister::new([("x", 1), ("y", 2)]);
        let txn = Txn(vec![Read("x"), Read("y")]);
        let seen = Reads(vec![Some(1), Some(1)]);
        assert_eq!(
            registers.step(&registers.initial(), &txn, Some(&seen)),
            Next::None
        );
    }

    #[test]
    fn a_read_that_nobody_looked_at_can_be_anything() {
        let registers = MultiRegister::new([("x", 1), ("y", 2)]);
        let txn = Txn(vec![Read("x"), Read("y")]);
        let seen = Reads(vec![None, Some(2)]);
        let same = Next::One(registers.initial());
        assert_eq!(
            registers.step(&registers.initial(), &txn, Some(&seen)),
            same
        );
    }

    #[test]
    fn a_register_that_holds_the_default_is_as_one_never_written() {
        assert_eq!(
            MultiRegister::new([("x", 0)]).initial(),
            MultiRegister::new([]).initial()
        );
    }

    #[test]
    fn touches_the_registers_it_names() {
        let registers = MultiRegister::<_, i32>::new([]);
        let txn = Txn(vec![Write("y", 1), Read("x"), Read("y")]);
        let Parts::Many(parts) = registers.parts(&txn) else {
            panic!("it names two");
        };
        assert_eq!(parts, [&"x" as &dyn Datum, &"y"]);
    }

    #[test]
    fn is_shown_in_words() {
        let registers = MultiRegister::new([("x", 1), ("y", 2)]);
        let txn = Txn(vec![Read("x"), Write("y", 2)]);
        assert_eq!(registers.show_op(&txn, None), "txn read x → ?, write y 2");
        assert_eq!(
            registers.show_state(&registers.initial()),
            "the registers hold x: 1, y: 2"
        );
        assert_eq!(
            registers.show_state(&Table::new()),
            "the registers hold only 0"
        );
    }
}
