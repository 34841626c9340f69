use lockstep_history::{Codec, Expected, Value};

use crate::{Element, FailedCas, JsonForm, Model, Next, NullReads, View, json, show};

/// What a register is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegisterOp<V = Value> {
    /// What does it hold?
    Read,
    /// Hold this from now on.
    Write(V),
    /// If it holds the first value, hold the second from now on.
    Cas(V, V),
}

/// What a register answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegisterRet<V = Value> {
    /// The write, or the compare-and-swap, took effect.
    Done,
    /// The read got this value.
    Got(V),
    /// The compare-and-swap found another value and changed nothing.
    Refused,
}

/// A register that is read, written, and compared and swapped.
///
/// A `cas` of unknown result succeeds where the register holds the expected value, and changes
/// nothing elsewhere.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`                                              |
/// |-----------|-------------------|------------------------------------------------------------|
/// | `read`    | not looked at     | what was read; null as [`NullReads`] says                  |
/// | `write`   | v                 | v or null                                                  |
/// | `cas`     | [from, to]        | [from, to], null or true; false where it was refused       |
///
/// The initial state is any value, null by default.
///
/// # Examples
///
/// ```
/// use lockstep_models::RegisterOp::{Cas, Read};
/// use lockstep_models::RegisterRet::{Done, Got};
/// use lockstep_models::{CasRegister, Model, Next};
///
/// let register = CasRegister::new(0);
/// let swapped = register.step(&0, &Cas(0, 2), Some(&Done));
/// assert_eq!(swapped, Next::One(2));
/// assert_eq!(register.step(&2, &Read, Some(&Got(0))), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct CasRegister<V = Value> {
    initial: V,
    null_reads: NullReads,
    failed_cas: FailedCas,
}

impl<V: Element> CasRegister<V> {
    /// Makes a register that holds `initial`.
    pub fn new(initial: V) -> Self {
        Self {
            initial,
            null_reads: NullReads::default(),
            failed_cas: FailedCas::default(),
        }
    }

    /// Sets what a read tells that completed with null.
    #[must_use = "it returns the register with the option set"]
    pub fn null_reads(mut self, null_reads: NullReads) -> Self {
        self.null_reads = null_reads;
        self
    }

    /// Sets what a `cas` tells that ended with `fail`.
    #[must_use = "it returns the register with the option set"]
    pub fn failed_cas(mut self, failed_cas: FailedCas) -> Self {
        self.failed_cas = failed_cas;
        self
    }
}

impl CasRegister {
    /// Makes a register from the JSON of its initial state: any value.
    ///
    /// # Errors
    ///
    /// Never: a register can hold anything. It is a `Result` as it is for the other objects.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        Ok(Self::new(initial.clone()))
    }
}

impl<V: Element> Model for CasRegister<V> {
    type State = V;
    type Op = RegisterOp<V>;
    type Ret = RegisterRet<V>;

    fn initial(&self) -> V {
        self.initial.clone()
    }

    fn step(&self, state: &V, op: &RegisterOp<V>, ret: Option<&RegisterRet<V>>) -> Next<V> {
        use RegisterOp::{Cas, Read, Write};
        use RegisterRet::{Done, Got, Refused};
        let same = || state.clone();
        match (op, ret) {
            (Read, None) => Next::One(same()),
            (Read, Some(Got(value))) => Next::when(state == value, same),
            (Write(value), None | Some(Done)) => Next::One(value.clone()),
            (Cas(from, to), None) => Next::One(if state == from { to.clone() } else { same() }),
            (Cas(from, to), Some(Done)) => Next::when(state == from, || to.clone()),
            (Cas(from, _), Some(Refused)) => Next::when(state != from, same),
            _ => Next::None,
        }
    }

    fn view<'a>(&self, op: &'a RegisterOp<V>, ret: Option<&'a RegisterRet<V>>) -> View<'a> {
        use RegisterOp::{Cas, Read, Write};
        use RegisterRet::{Done, Got, Refused};
        match (op, ret) {
            (Read, None) => View::Idle,
            (Read, Some(Got(value))) => View::Read(value),
            (Write(value), None | Some(Done)) => View::Write(value),
            (Cas(from, to), None) => View::MaySwap(from, to),
            (Cas(from, to), Some(Done)) if from == to => View::Read(from),
            (Cas(from, to), Some(Done)) => View::Swap(from, to),
            (Cas(from, _), Some(Refused)) => View::Differs(from),
            _ => View::Opaque,
        }
    }

    fn show_op(&self, op: &RegisterOp<V>, ret: Option<&RegisterRet<V>>) -> String {
        match op {
            RegisterOp::Read => show::asked("read", ret.map(show_ret)),
            RegisterOp::Write(value) => format!("write {}", show::item(value)),
            RegisterOp::Cas(from, to) => {
                let cas = format!("cas {} to {}", show::item(from), show::item(to));
                match ret {
                    Some(RegisterRet::Done) => cas,
                    _ => show::asked(&cas, ret.map(show_ret)),
                }
            }
        }
    }

    fn show_state(&self, state: &V) -> String {
        format!("the register holds {}", show::item(state))
    }
}

fn show_ret<V: Element>(ret: &RegisterRet<V>) -> String {
    match ret {
        RegisterRet::Done => "done".into(),
        RegisterRet::Got(value) => show::item(value),
        RegisterRet::Refused => "refused".into(),
    }
}

impl<V: JsonForm> Codec for CasRegister<V> {
    type Op = RegisterOp<V>;
    type Ret = RegisterRet<V>;

    #[inline]
    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<RegisterOp<V>, Expected> {
        match (f, value.as_pair()) {
            ("read", _) => Ok(RegisterOp::Read),
            ("write", _) => json::invoked(f, value).map(RegisterOp::Write),
            ("cas", Some((from, to))) => Ok(RegisterOp::Cas(
                json::invoked(f, from)?,
                json::invoked(f, to)?,
            )),
            ("cas", None) => Err(json::bad_value(f, value, "[from, to]")),
            _ => Err(json::unknown(f, "read, write or cas")),
        }
    }

    #[inline]
    fn ret(&self, op: &RegisterOp<V>, value: &Value) -> Result<Option<RegisterRet<V>>, Expected> {
        match op {
            RegisterOp::Read => {
                let seen = self.null_reads.seen("read", value)?;
                Ok(seen.map(RegisterRet::Got))
            }
            RegisterOp::Write(written) => {
                json::done_as("write", value, written).map(|()| Some(RegisterRet::Done))
            }
            RegisterOp::Cas(from, to) => cas_ret(value, from, to).map(Some),
        }
    }

    #[inline]
    fn failed(&self, op: &RegisterOp<V>) -> Option<RegisterRet<V>> {
        let observes = self.failed_cas == FailedCas::Observes;
        (observes && matches!(op, RegisterOp::Cas(..))).then_some(RegisterRet::Refused)
    }

    fn write_op(&self, op: &RegisterOp<V>) -> (&'static str, Value) {
        match op {
            RegisterOp::Read => ("read", Value::Null),
            RegisterOp::Write(value) => ("write", value.clone().into()),
            RegisterOp::Cas(from, to) => ("cas", pair(from, to)),
        }
    }

    fn write_ret(&self, op: &RegisterOp<V>, ret: &RegisterRet<V>) -> Value {
        match ret {
            RegisterRet::Done => self.write_op(op).1,
            RegisterRet::Got(value) => value.clone().into(),
            RegisterRet::Refused => false.into(),
        }
    }
}

fn pair<V: JsonForm>(from: &V, to: &V) -> Value {
    Value::list([from.clone().into(), to.clone().into()])
}

fn cas_ret<V: JsonForm>(value: &Value, from: &V, to: &V) -> Result<RegisterRet<V>, Expected> {
    match (value, value.as_pair()) {
        (Value::Bool(false), _) => Ok(RegisterRet::Refused),
        (Value::Null | Value::Bool(true), _) => Ok(RegisterRet::Done),
        (_, Some((seen_from, seen_to))) if from.is(seen_from) && to.is(seen_to) => {
            Ok(RegisterRet::Done)
        }
        _ => {
            let expected = format!("{}, null, true or false", pair(from, to));
            Err(json::bad_result("cas", value, &expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RegisterOp::{Cas, Read, Write};
    use RegisterRet::{Done, Got, Refused};

    #[test]
    fn rejects_a_read_of_an_overwritten_value() {
        let register = CasRegister::new(0);
        let Next::One(state) = register.step(&0, &Write(1), Some(&Done)) else {
            panic!("it can always be written");
        };
        assert_eq!(register.step(&state, &Read, Some(&Got(0))), Next::None);
        assert_eq!(register.step(&state, &Read, Some(&Got(1))), Next::One(1));
    }

    #[test]
    fn swaps_exactly_where_it_holds_the_expected_value() {
        let register = CasRegister::new(0);
        assert_eq!(register.step(&1, &Cas(1, 2), Some(&Done)), Next::One(2));
        assert_eq!(register.step(&0, &Cas(1, 2), Some(&Done)), Next::None);
        assert_eq!(register.step(&0, &Cas(1, 2), Some(&Refused)), Next::One(0));
        assert_eq!(register.step(&1, &Cas(1, 2), Some(&Refused)), Next::None);
    }

    #[test]
    fn a_crashed_cas_succeeds_or_changes_nothing() {
        let register = CasRegister::new(0);
        assert_eq!(register.step(&1, &Cas(1, 2), None), Next::One(2));
        assert_eq!(register.step(&0, &Cas(1, 2), None), Next::One(0));
    }

    #[test]
    fn a_cas_to_the_same_value_is_a_read() {
        let register = CasRegister::new(0);
        assert!(register.observes(&Cas(1, 1), Some(&Done)));
        assert!(register.observes(&Cas(1, 1), None));
        assert!(!register.observes(&Cas(1, 2), None));
    }

    #[test]
    fn an_answer_of_another_operation_is_impossible() {
        let register = CasRegister::new(0);
        assert_eq!(register.step(&0, &Read, Some(&Done)), Next::None);
        assert_eq!(register.step(&0, &Write(1), Some(&Got(1))), Next::None);
    }

    #[test]
    fn is_shown_in_words() {
        let register = CasRegister::new(0);
        assert_eq!(register.show_op(&Read, Some(&Got(3))), "read → 3");
        assert_eq!(register.show_op(&Read, None), "read → ?");
        assert_eq!(register.show_op(&Write(3), None), "write 3");
        assert_eq!(register.show_op(&Cas(1, 2), Some(&Done)), "cas 1 to 2");
        assert_eq!(
            register.show_op(&Cas(1, 2), Some(&Refused)),
            "cas 1 to 2 → refused"
        );
        assert_eq!(register.show_op(&Cas(1, 2), None), "cas 1 to 2 → ?");
        assert_eq!(register.show_state(&3), "the register holds 3");
    }
}
