use crate::lapse::Lapse;

/// Places with numbers, each of which holds an integer or nothing, used several at once.
pub(crate) trait Cells {
    /// Does all of these at once, in this order, and returns what the reads saw, in theirs.
    fn transact(&mut self, micros: &[Micro]) -> Result<Vec<Option<i64>>, Lapse>;
}

/// One read or write of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Micro {
    Read(i64),
    Write(i64, Option<i64>),
}

impl Micro {
    pub(crate) fn key(&self) -> i64 {
        match *self {
            Micro::Read(key) | Micro::Write(key, _) => key,
        }
    }

    pub(crate) fn reads(&self) -> bool {
        matches!(self, Micro::Read(_))
    }
}
