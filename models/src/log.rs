use lockstep_history::{Codec, Expected, Value};

use crate::shape::data;
use crate::{Element, JsonForm, Model, Next, Sequence, Shape, View, json, show};

/// What a log is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogOp<V = Value> {
    /// Put this value at the end.
    Append(V),
    /// What does it hold, from its beginning?
    Read,
}

/// What a log answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogRet<V = Value> {
    /// The value was appended.
    Done,
    /// The read got these values, in this order.
    Got(Vec<V>),
}

/// A log: values are appended, and it is read as a whole.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`         |
/// |-----------|-------------------|-----------------------|
/// | `append`  | v                 | v or null             |
/// | `read`    | not looked at     | [v, …], in this order |
///
/// The initial state is a list, empty by default.
///
/// # Complexity
///
/// An `append` costs what it does in a [`Sequence`]; a `read` of n values n comparisons at most.
///
/// # Examples
///
/// ```
/// use lockstep_models::LogOp::Append;
/// use lockstep_models::{Log, Model, Next, Sequence};
///
/// let log = Log::with_initial([1]);
/// let longer = log.step(&log.initial(), &Append(2), None);
/// assert_eq!(longer, Next::One(Sequence::from_iter([1, 2])));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Log<V = Value> {
    initial: Sequence<V>,
}

impl<V: Element> Log<V> {
    /// Makes an empty log.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a log that holds these values.
    pub fn with_initial(values: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: values.into_iter().collect(),
        }
    }
}

impl Log {
    /// Makes a log from the JSON of its initial state: a list.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        json::initial_items(initial).map(|items| Self::with_initial(items.iter().cloned()))
    }
}

impl<V: Element> Model for Log<V> {
    type State = Sequence<V>;
    type Op = LogOp<V>;
    type Ret = LogRet<V>;

    fn initial(&self) -> Sequence<V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Sequence<V>,
        op: &LogOp<V>,
        ret: Option<&LogRet<V>>,
    ) -> Next<Sequence<V>> {
        match (op, ret) {
            (LogOp::Append(value), None | Some(LogRet::Done)) => Next::One(state.pushed(value)),
            (LogOp::Read, None) => Next::One(state.clone()),
            (LogOp::Read, Some(LogRet::Got(seen))) => {
                let same = state.from_back().eq(seen.iter().rev());
                Next::when(same, || state.clone())
            }
            _ => Next::None,
        }
    }

    fn view<'a>(&self, op: &'a LogOp<V>, ret: Option<&'a LogRet<V>>) -> View<'a> {
        match (op, ret) {
            (LogOp::Append(value), None | Some(LogRet::Done)) => View::Puts(value),
            (LogOp::Read, None) => View::Idle,
            (LogOp::Read, Some(LogRet::Got(seen))) => View::Holds(seen),
            _ => View::Opaque,
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Log(data(self.initial.iter()))
    }

    fn show_op(&self, op: &LogOp<V>, ret: Option<&LogRet<V>>) -> String {
        match op {
            LogOp::Append(value) => format!("append {}", show::item(value)),
            LogOp::Read => show::asked("read", ret.map(show_ret)),
        }
    }

    fn show_state(&self, state: &Sequence<V>) -> String {
        show::contents("log", state.iter(), state.len())
    }
}

fn show_ret<V: Element>(ret: &LogRet<V>) -> String {
    match ret {
        LogRet::Done => "done".into(),
        LogRet::Got(seen) => show::bracketed(seen),
    }
}

impl<V: JsonForm> Codec for Log<V> {
    type Op = LogOp<V>;
    type Ret = LogRet<V>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<LogOp<V>, Expected> {
        match f {
            "append" => json::invoked(f, value).map(LogOp::Append),
            "read" => Ok(LogOp::Read),
            _ => Err(json::unknown(f, "append or read")),
        }
    }

    fn ret(&self, op: &LogOp<V>, value: &Value) -> Result<Option<LogRet<V>>, Expected> {
        match op {
            LogOp::Append(appended) => {
                json::done_as("append", value, appended).map(|()| Some(LogRet::Done))
            }
            LogOp::Read => json::resulting_items("read", value).map(|seen| Some(LogRet::Got(seen))),
        }
    }

    fn write_op(&self, op: &LogOp<V>) -> (&'static str, Value) {
        match op {
            LogOp::Append(value) => ("append", value.clone().into()),
            LogOp::Read => ("read", Value::Null),
        }
    }

    fn write_ret(&self, op: &LogOp<V>, ret: &LogRet<V>) -> Value {
        match ret {
            LogRet::Done => self.write_op(op).1,
            LogRet::Got(seen) => json::list(seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LogOp::{Append, Read};
    use LogRet::Got;

    #[test]
    fn is_read_in_the_order_of_appending() {
        let log = Log::with_initial([1, 2]);
        let same = Next::One(log.initial());
        assert_eq!(
            log.step(&log.initial(), &Read, Some(&Got(vec![1, 2]))),
            same
        );
        for seen in [vec![2, 1], vec![1], vec![1, 2, 2]] {
            assert_eq!(
                log.step(&log.initial(), &Read, Some(&Got(seen))),
                Next::None
            );
        }
    }

    #[test]
    fn is_shown_in_words() {
        let log = Log::with_initial([1, 2]);
        assert_eq!(log.show_op(&Append(3), None), "append 3");
        assert_eq!(log.show_op(&Read, Some(&Got(vec![1, 2]))), "read → [1, 2]");
        assert_eq!(log.show_state(&log.initial()), "the log holds 1, 2");
        assert_eq!(log.show_state(&Sequence::new()), "the log is empty");
    }
}
