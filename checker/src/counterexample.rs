/// Why a history is wrong: the shortest failing prefix and what was tried at its end.
///
/// `Display` prints it for people, within 100 columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The operation that finds no place, by its place in the history's operations.
    pub operation: u32,
    /// The event at which it returned: the history up to and with it is the shortest prefix that is
    /// not linearizable.
    pub event: u32,
    /// The process that it belongs to.
    pub process: u64,
    /// The operation for people: `read → 3`.
    pub shown: String,
    /// The independent key, where the history has such.
    pub key: Option<String>,
    /// The configurations that the prefix before it can have led to; at most ten.
    pub configurations: Vec<Reached>,
    /// How many more there were.
    pub configurations_left_out: u64,
    /// The picture: bars of the operations around the contradiction.
    pub picture: String,
}

/// A configuration before the operation that finds no place, and why no step leads on from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The last operations linearized, oldest first, for people: `write 0`, `write 4`.
    pub after: Vec<String>,
    /// The state, for people: `the register holds 4`.
    pub state: String,
}

impl std::fmt::Display for Counterexample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "not linearizable: no place for process {}'s {}",
            self.process, self.shown
        )
    }
}
