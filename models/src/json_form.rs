use lockstep_history::Value;

use crate::Element;

/// What can stand in a file of histories: a type of element, with the JSON form of its values.
///
/// Objects that hold such elements are [`Codec`](lockstep_history::Codec)s. Implement it for a type of your
/// own to read and write histories of objects that hold it.
///
/// # Examples
///
/// ```
/// use lockstep_history::{Codec, Value};
/// use lockstep_models::{FifoQueue, QueueOp};
///
/// let queue = FifoQueue::<i64>::new();
/// assert_eq!(queue.op(0, "enqueue", &Value::Int(3)), Ok(QueueOp::Enqueue(3)));
/// let error = queue.op(0, "enqueue", &Value::from("x")).unwrap_err();
/// assert_eq!(error.to_string(), r#"enqueue's value is "x"; expected an integer of 64 bits"#);
/// ```
pub trait JsonForm: Element + Into<Value> {
    /// What a value has to be, for people: `an integer of 64 bits`.
    const EXPECTED: &'static str;

    /// Reads a value; `None` if it is none of this type.
    fn read(value: &Value) -> Option<Self>;

    /// Returns true if this is what `value` says.
    fn is(&self, value: &Value) -> bool {
        Self::read(value).as_ref() == Some(self)
    }
}

/// Anything.
impl JsonForm for Value {
    const EXPECTED: &'static str = "a value";

    #[inline]
    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }

    #[inline]
    fn is(&self, value: &Value) -> bool {
        self == value
    }
}

impl JsonForm for i64 {
    const EXPECTED: &'static str = "an integer of 64 bits";

    #[inline]
    fn read(value: &Value) -> Option<Self> {
        value.as_int()
    }
}
