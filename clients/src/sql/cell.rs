use super::{Access, Database, Sql};
use crate::Update;
use crate::capability::{Cell, Swap};
use crate::lapse::Lapse;

const READ: &str = "SELECT k, v FROM # WHERE k = 0";
const WRITE: &str =
    "INSERT INTO # (k, v) VALUES (0, $1) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
const SWAP: &str = "UPDATE # SET v = $1 WHERE k = 0 AND v = $2";
const SWAP_NOTHING: &str = "INSERT INTO # AS t (k, v) VALUES (0, $1) \
     ON CONFLICT (k) DO UPDATE SET v = excluded.v WHERE t.v IS NULL";

/// The row 0; where it is missing it holds nothing.
impl<D: Database> Cell for Sql<D> {
    fn read(&mut self) -> Result<Option<i64>, Lapse> {
        read(&mut self.database)
    }

    fn write(&mut self, value: Option<i64>) -> Result<(), Lapse> {
        self.database.execute(WRITE, &[value]).map(|_| ())
    }

    fn swap(&mut self, from: Option<i64>, to: Option<i64>) -> Result<Swap, Lapse> {
        match (self.update, from) {
            (Update::Client, _) => self.transact(Access::Writes, |database| {
                if read(database)? != from {
                    return Ok(Swap::Refused);
                }
                database.execute(WRITE, &[to]).map(|_| Swap::Done)
            }),
            (Update::Server, Some(_)) => changed(self.database.execute(SWAP, &[to, from])),
            (Update::Server, None) => changed(self.database.execute(SWAP_NOTHING, &[to])),
        }
    }
}

fn read(database: &mut impl Database) -> Result<Option<i64>, Lapse> {
    let rows = database.rows(READ, &[])?;
    Ok(rows.first().and_then(|(_, value)| *value))
}

fn changed(rows: Result<u64, Lapse>) -> Result<Swap, Lapse> {
    rows.map(|rows| Swap::done_if(rows == 1))
}
