use lockstep_history::Value;

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
    /// Returns what a read that completed with `value` has seen.
    pub(crate) fn seen(self, value: &Value) -> Option<Value> {
        (self == NullReads::Seen || !value.is_null()).then(|| value.clone())
    }
}
