use super::{Access, Database, Sql};
use crate::Update;
use crate::capability::{Elements, Held};
use crate::lapse::Lapse;

const ADD: &str = "INSERT INTO # (k) VALUES ($1) ON CONFLICT (k) DO NOTHING";
const REMOVE: &str = "DELETE FROM # WHERE k = $1";
const FIND: &str = "SELECT k, v FROM # WHERE k = $1";
const ALL: &str = "SELECT k, v FROM #";

/// A row for each element.
///
/// A client that computes looks whether the row is there, and believes that it still is so when it adds or
/// removes it.
impl<D: Database> Elements for Sql<D> {
    fn add(&mut self, element: i64) -> Result<Held, Lapse> {
        match self.update {
            Update::Server => {
                let added = self.database.execute(ADD, &[Some(element)])?;
                Ok(Held::there_if(added == 0))
            }
            Update::Client => self.transact(Access::Writes, |database| {
                let held = find(database, element)?;
                if held == Held::Missing {
                    database.execute(ADD, &[Some(element)])?;
                }
                Ok(held)
            }),
        }
    }

    fn remove(&mut self, element: i64) -> Result<Held, Lapse> {
        match self.update {
            Update::Server => {
                let removed = self.database.execute(REMOVE, &[Some(element)])?;
                Ok(Held::there_if(removed == 1))
            }
            Update::Client => self.transact(Access::Writes, |database| {
                let held = find(database, element)?;
                if held == Held::There {
                    database.execute(REMOVE, &[Some(element)])?;
                }
                Ok(held)
            }),
        }
    }

    fn contains(&mut self, element: i64) -> Result<Held, Lapse> {
        find(&mut self.database, element)
    }

    fn all(&mut self) -> Result<Vec<i64>, Lapse> {
        let rows = self.database.rows(ALL, &[])?;
        Ok(rows.into_iter().map(|(element, _)| element).collect())
    }
}

fn find(database: &mut impl Database, element: i64) -> Result<Held, Lapse> {
    let rows = database.rows(FIND, &[Some(element)])?;
    Ok(Held::there_if(!rows.is_empty()))
}
