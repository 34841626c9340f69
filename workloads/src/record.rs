use lockstep_history::Value;

use crate::ClientError;

/// Where the events of a run go.
pub(crate) trait Record<Op, Ret> {
    /// What one worker writes with.
    type Hand: Hand<Op, Ret> + Send + 'static;
    /// What the nemesis writes with.
    type FaultHand: FaultHand + Send + 'static;

    /// Makes the hands of so many workers, whose processes have their numbers modulo that many.
    fn hands(&self, workers: u32) -> Vec<Self::Hand>;

    /// Makes the hand of the nemesis.
    fn fault_hand(&self) -> Self::FaultHand;
}

/// What one worker writes down: one operation after the other. Times are nanoseconds since the run began.
pub(crate) trait Hand<Op, Ret> {
    /// Returns the number of the process that acts now.
    fn process(&self) -> u64;

    /// Notes that the process begins an operation.
    fn invoke(&mut self, op: &Op, time_ns: u64);

    /// Notes how it ended; after [`ClientError::Info`] another process acts.
    fn complete(&mut self, op: &Op, result: Result<&Ret, &ClientError>, time_ns: u64);
}

/// What the nemesis writes down.
pub(crate) trait FaultHand {
    /// Notes that the nemesis begins to do something, or has ended to.
    fn note(&mut self, f: &str, value: &Value, error: Option<&str>, time_ns: u64);
}
