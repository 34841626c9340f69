use lockstep_history::{Expected, Value};

use crate::{JsonForm, json};

/// What a read tells that completed with null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NullReads {
    /// That null was there.
    #[default]
    Seen,
    /// Nothing: nobody looked, as Knossos takes it.
    Unknown,
}

impl NullReads {
    /// Returns what an `f` that completed with `value` has seen.
    #[inline]
    pub(crate) fn seen<V: JsonForm>(self, f: &str, value: &Value) -> Result<Option<V>, Expected> {
        if self == NullReads::Unknown && value.is_null() {
            return Ok(None);
        }
        let seen = V::read(value).ok_or_else(|| json::bad_result(f, value, V::EXPECTED))?;
        Ok(Some(seen))
    }
}
