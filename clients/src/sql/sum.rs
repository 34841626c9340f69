use super::{Access, Database, Row, Sql};
use crate::Update;
use crate::capability::Sum;
use crate::lapse::Lapse;

const READ: &str = "SELECT k, v FROM # WHERE k = 0";
const WRITE: &str =
    "INSERT INTO # (k, v) VALUES (0, $1) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
const ADD: &str = "INSERT INTO # AS t (k, v) VALUES (0, $1) \
     ON CONFLICT (k) DO UPDATE SET v = t.v + excluded.v RETURNING k, v";

/// The row 0; where it is missing the sum is 0.
impl<D: Database> Sum for Sql<D> {
    fn add(&mut self, amount: i64) -> Result<i64, Lapse> {
        match self.update {
            Update::Server => Ok(sum(&self.database.rows(ADD, &[Some(amount)])?)),
            Update::Client => self.transact(Access::Writes, |database| {
                let before = sum(&database.rows(READ, &[])?);
                let beyond = || Lapse::refused("the sum is beyond 64 bits");
                let after = before.checked_add(amount).ok_or_else(beyond)?;
                database.execute(WRITE, &[Some(after)])?;
                Ok(after)
            }),
        }
    }

    fn total(&mut self) -> Result<i64, Lapse> {
        Ok(sum(&self.database.rows(READ, &[])?))
    }
}

fn sum(rows: &[Row]) -> i64 {
    rows.first().and_then(|(_, sum)| *sum).unwrap_or(0)
}
