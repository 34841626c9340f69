use crate::lapse::Lapse;

/// One place that holds an integer or nothing; nothing at first.
pub(crate) trait Cell {
    fn read(&mut self) -> Result<Option<i64>, Lapse>;

    fn write(&mut self, value: Option<i64>) -> Result<(), Lapse>;

    /// If it holds `from`, holds `to` from now on.
    fn swap(&mut self, from: Option<i64>, to: Option<i64>) -> Result<Swap, Lapse>;
}

/// How a compare-and-swap ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Swap {
    Done,
    /// Something else was there.
    Refused,
}

impl Swap {
    pub(crate) fn done_if(done: bool) -> Self {
        if done { Swap::Done } else { Swap::Refused }
    }
}
