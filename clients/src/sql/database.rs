use crate::lapse::Lapse;

/// A row of the run's table: its number, and what it holds.
pub(crate) type Row = (i64, Option<i64>);

/// A connection to a database that has a table for the run: `k`, an integer and the primary key, and `v`, an
/// integer or null.
///
/// In a statement `#` stands for the table's name, and `$1`, `$2` … for the arguments, the first of which is
/// to come first.
pub(crate) trait Database {
    fn begin(&mut self, access: Access) -> Result<(), Lapse>;

    /// Runs a query for `k` and `v`.
    fn rows(
        &mut self,
        statement: &'static str,
        arguments: &[Option<i64>],
    ) -> Result<Vec<Row>, Lapse>;

    /// Runs a statement, and returns how many rows it changed.
    fn execute(&mut self, statement: &'static str, arguments: &[Option<i64>])
    -> Result<u64, Lapse>;

    /// Commits; what is refused here did not happen.
    fn commit(&mut self) -> Result<(), Lapse>;

    fn roll_back(&mut self) -> Result<(), Lapse>;
}

/// What a transaction is going to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Reads,
    Writes,
}
