use super::{Access, Database, Row, Sql};
use crate::Update;
use crate::capability::{Accounts, Moved, Transfer};
use crate::lapse::Lapse;

const READ: &str = "SELECT k, v FROM # WHERE k = $1";
const WRITE: &str =
    "INSERT INTO # (k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
const ADD: &str = "INSERT INTO # AS t (k, v) VALUES ($1, $2) \
     ON CONFLICT (k) DO UPDATE SET v = t.v + excluded.v RETURNING k, v";
const ALL: &str = "SELECT k, v FROM #";

/// A row for each account; where it is missing it holds 0.
impl<D: Database> Accounts for Sql<D> {
    fn transfer(&mut self, transfer: &Transfer) -> Result<Moved, Lapse> {
        match self.update {
            Update::Server => self.transact(Access::Writes, |database| {
                let left = add(database, transfer.from, -transfer.amount)?;
                if left < transfer.least {
                    return Err(Lapse::refused("the account does not hold enough"));
                }
                add(database, transfer.to, transfer.amount)?;
                Ok(Moved::Done)
            }),
            Update::Client => self.transact(Access::Writes, |database| {
                let from = read(database, transfer.from)?;
                let to = read(database, transfer.to)?;
                let Some((left, more)) = transfer.of(from, to) else {
                    return Ok(Moved::Refused);
                };
                database.execute(WRITE, &[Some(transfer.from), Some(left)])?;
                database.execute(WRITE, &[Some(transfer.to), Some(more)])?;
                Ok(Moved::Done)
            }),
        }
    }

    fn balances(&mut self) -> Result<Vec<(i64, i64)>, Lapse> {
        let rows = self.database.rows(ALL, &[])?;
        let held = rows.into_iter();
        Ok(held
            .map(|(account, balance)| (account, balance.unwrap_or(0)))
            .collect())
    }
}

fn add(database: &mut impl Database, account: i64, amount: i64) -> Result<i64, Lapse> {
    database
        .rows(ADD, &[Some(account), Some(amount)])
        .map(|rows| balance(&rows))
}

fn read(database: &mut impl Database, account: i64) -> Result<i64, Lapse> {
    database
        .rows(READ, &[Some(account)])
        .map(|rows| balance(&rows))
}

fn balance(rows: &[Row]) -> i64 {
    rows.first().and_then(|(_, balance)| *balance).unwrap_or(0)
}
