use super::{Access, Database, Sql};
use crate::capability::{Cells, Micro};
use crate::lapse::Lapse;

const READ: &str = "SELECT k, v FROM # WHERE k = $1";
const WRITE: &str =
    "INSERT INTO # (k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v";

/// A row each; where one is missing it holds nothing.
impl<D: Database> Cells for Sql<D> {
    fn transact(&mut self, micros: &[Micro]) -> Result<Vec<Option<i64>>, Lapse> {
        let access = if micros.iter().all(Micro::reads) {
            Access::Reads
        } else {
            Access::Writes
        };
        Sql::transact(self, access, |database| {
            let mut seen = Vec::new();
            for micro in micros {
                match *micro {
                    Micro::Read(key) => {
                        let rows = database.rows(READ, &[Some(key)])?;
                        seen.push(rows.first().and_then(|(_, value)| *value));
                    }
                    Micro::Write(key, value) => {
                        database.execute(WRITE, &[Some(key), value])?;
                    }
                }
            }
            Ok(seen)
        })
    }
}
