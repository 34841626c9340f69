/// What a generator may know of the run when it is asked: at present, how late it is.
///
/// The default is the beginning of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    time_ns: u64,
}

impl Context {
    /// Makes a context of this time, in nanoseconds since the run began.
    pub fn at(time_ns: u64) -> Self {
        Self { time_ns }
    }

    /// Returns the time, in nanoseconds since the run began.
    pub fn time_ns(&self) -> u64 {
        self.time_ns
    }

    /// Moves on to the end of a wait.
    pub(crate) fn wait(&mut self, until_ns: u64) {
        let time_ns = self.time_ns;
        assert!(
            until_ns > time_ns,
            "a generator asked at {time_ns} ns waits until {until_ns} ns; a wait ends later than it begins"
        );
        self.time_ns = until_ns;
    }
}
