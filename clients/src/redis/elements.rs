use super::Redis;
use crate::capability::{Elements, Held};
use crate::lapse::Lapse;

/// A set.
impl Elements for Redis {
    fn add(&mut self, element: i64) -> Result<Held, Lapse> {
        let added: i64 = self.ask("SADD", &[element])?;
        Ok(Held::there_if(added == 0))
    }

    fn remove(&mut self, element: i64) -> Result<Held, Lapse> {
        let removed: i64 = self.ask("SREM", &[element])?;
        Ok(Held::there_if(removed == 1))
    }

    fn contains(&mut self, element: i64) -> Result<Held, Lapse> {
        let found: i64 = self.ask("SISMEMBER", &[element])?;
        Ok(Held::there_if(found == 1))
    }

    fn all(&mut self) -> Result<Vec<i64>, Lapse> {
        self.ask("SMEMBERS", &[])
    }
}
