use lockstep_history::{Expected, Value};

use crate::pool::{self, Act};
use crate::{JsonForm, json};

/// What a queue, in order or not, is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QueueOp<V = Value> {
    /// Put this value in.
    Enqueue(V),
    /// Take a value out.
    Dequeue,
}

impl<V> QueueOp<V> {
    pub(crate) fn f(&self) -> &'static str {
        match self {
            QueueOp::Enqueue(_) => "enqueue",
            QueueOp::Dequeue => "dequeue",
        }
    }

    pub(crate) fn act(&self) -> Act<&V> {
        match self {
            QueueOp::Enqueue(value) => Act::Put(value),
            QueueOp::Dequeue => Act::Take,
        }
    }
}

impl<V: JsonForm> QueueOp<V> {
    pub(crate) fn read(f: &str, value: &Value) -> Result<Self, Expected> {
        match f {
            "enqueue" => pool::put_value(f, value).map(QueueOp::Enqueue),
            "dequeue" => json::invoked_with_null(f, value).map(|()| QueueOp::Dequeue),
            _ => Err(json::unknown(f, "enqueue or dequeue")),
        }
    }
}
