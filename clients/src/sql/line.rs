use super::{Access, Database, Row, Sql};
use crate::Update;
use crate::capability::{End, Line};
use crate::lapse::Lapse;

const PLACE: &str = "SELECT k, v FROM # WHERE k = 0";
const TAKE_PLACE: &str =
    "INSERT INTO # (k, v) VALUES (0, $1) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
const NEXT_PLACE: &str = "INSERT INTO # AS t (k, v) VALUES (0, 1) \
     ON CONFLICT (k) DO UPDATE SET v = t.v + 1 RETURNING k, v";
const PUT: &str = "INSERT INTO # (k, v) VALUES ($1, $2)";
const FRONT: &str = "SELECT k, v FROM # WHERE k > 0 ORDER BY k LIMIT 1";
const BACK: &str = "SELECT k, v FROM # WHERE k > 0 ORDER BY k DESC LIMIT 1";
const TAKE: &str = "DELETE FROM # WHERE k = $1";
const WHOLE: &str = "SELECT k, v FROM # WHERE k > 0 ORDER BY k";

/// A row for each value, with ascending numbers from 1. The row 0 holds the last number that was given: no
/// number is given twice, so that who takes a row knows which value that was.
///
/// The row 0 is locked from the time at which a number is taken to the commit, and so values become visible
/// in the order of their numbers.
impl<D: Database> Line for Sql<D> {
    fn push(&mut self, value: i64) -> Result<(), Lapse> {
        let update = self.update;
        self.transact(Access::Writes, |database| {
            let place = next_place(database, update)?;
            database.execute(PUT, &[Some(place), Some(value)])?;
            Ok(())
        })
    }

    fn take(&mut self, end: End) -> Result<Option<i64>, Lapse> {
        let update = self.update;
        let at_end = match end {
            End::Front => FRONT,
            End::Back => BACK,
        };
        self.transact(Access::Writes, |database| {
            let Some((place, value)) = first(database.rows(at_end, &[])?) else {
                return Ok(None);
            };
            let taken = database.execute(TAKE, &[Some(place)])?;
            if taken == 0 && update == Update::Server {
                return Err(Lapse::refused("somebody else took it first"));
            }
            Ok(value)
        })
    }

    fn back(&mut self) -> Result<Option<i64>, Lapse> {
        let row = first(self.database.rows(BACK, &[])?);
        Ok(row.and_then(|(_, value)| value))
    }

    fn whole(&mut self) -> Result<Vec<i64>, Lapse> {
        let rows = self.database.rows(WHOLE, &[])?;
        Ok(rows.into_iter().filter_map(|(_, value)| value).collect())
    }
}

fn next_place(database: &mut impl Database, update: Update) -> Result<i64, Lapse> {
    let row = match update {
        Update::Server => first(database.rows(NEXT_PLACE, &[])?),
        Update::Client => {
            let last = first(database.rows(PLACE, &[])?).and_then(|(_, last)| last);
            let next = last.unwrap_or(0) + 1;
            database.execute(TAKE_PLACE, &[Some(next)])?;
            return Ok(next);
        }
    };
    let place = row.and_then(|(_, place)| place);
    place.ok_or_else(|| Lapse::lost("the row 0 has no number"))
}

fn first(rows: Vec<Row>) -> Option<Row> {
    rows.into_iter().next()
}
