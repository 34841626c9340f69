use std::sync::Arc;

use lockstep_history::Value;

use crate::Element;

/// What a [`Kv`](crate::Kv) holds under its keys: an element to which text can be appended.
pub trait Appendable: Element {
    /// Returns what a missing key reads: the empty text.
    fn empty() -> Self;

    /// Returns the value with `suffix` behind it; `None` if one of them is no text.
    fn appended(&self, suffix: &Self) -> Option<Self>;
}

impl Appendable for String {
    fn empty() -> Self {
        String::new()
    }

    fn appended(&self, suffix: &Self) -> Option<Self> {
        Some(self.clone() + suffix)
    }
}

impl Appendable for Arc<str> {
    fn empty() -> Self {
        "".into()
    }

    fn appended(&self, suffix: &Self) -> Option<Self> {
        Some([&**self, &**suffix].concat().into())
    }
}

impl Appendable for Value {
    fn empty() -> Self {
        "".into()
    }

    fn appended(&self, suffix: &Self) -> Option<Self> {
        match (self, suffix) {
            (Value::String(text), Value::String(suffix)) => {
                Some(Value::String([&**text, &**suffix].concat().into()))
            }
            _ => None,
        }
    }
}
