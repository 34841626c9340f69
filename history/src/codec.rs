use crate::Value;

/// The JSON forms of an object's operations: from what a file says to what a model understands.
///
/// Values arrive plain (see [`Value::plain`]): keywords are strings.
pub trait Codec {
    /// What a client asks for.
    type Op;
    /// What it is told.
    type Ret;

    /// Reads an invocation: `process`, the name `f` and the value of the `invoke` event.
    ///
    /// # Errors
    ///
    /// [`Expected`] names the operations or the form that the object knows.
    fn op(&self, process: u64, f: &str, value: &Value) -> Result<Self::Op, Expected>;

    /// Reads the value of an `ok` event; `None` where it says that nobody looked at the result.
    ///
    /// # Errors
    ///
    /// [`Expected`] names the form that a result of `op` has.
    fn ret(&self, op: &Self::Op, value: &Value) -> Result<Option<Self::Ret>, Expected>;

    /// What a failed operation observed, if failing tells something; by default nothing.
    fn failed(&self, op: &Self::Op) -> Option<Self::Ret> {
        let _ = op;
        None
    }

    /// Writes an operation as the name and the value of its `invoke` event.
    fn write_op(&self, op: &Self::Op) -> (&'static str, Value);

    /// Writes a result as the value of the `ok` event of `op`.
    fn write_ret(&self, op: &Self::Op, ret: &Self::Ret) -> Value;
}

/// What stood there, and what should have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is {found}; expected {expected}")]
pub struct Expected {
    /// Which part of the event: `f`, `write's value`.
    pub what: String,
    /// What it is, as JSON.
    pub found: String,
    /// What it should be: `an integer`, `read, write or cas`.
    pub expected: String,
}

impl Expected {
    /// Says that `what` is `found` where `expected` should stand.
    pub fn new(what: impl Into<String>, found: &Value, expected: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            found: shortened(found),
            expected: expected.into(),
        }
    }
}

/// Nobody reads more of a value in a message.
const LETTERS_MAX: usize = 80;

/// Writes a value for a message, without its end if it is long.
pub(crate) fn shortened(value: &Value) -> String {
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(LETTERS_MAX) {
        text.truncate(end);
        text.push('…');
    }
    text
}
