use lockstep_history::Value;

/// What the nemesis did, or began to do, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Caused {
    /// Nanoseconds since the run began.
    pub time_ns: u64,
    /// The name of the fault.
    pub f: String,
    /// What was asked for or, once it was done, what came of it.
    pub value: Value,
    /// Why it could not be done.
    pub error: Option<String>,
}
