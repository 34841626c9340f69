use super::Redis;
use crate::capability::Sum;
use crate::lapse::Lapse;

/// A string, or no key while the sum is 0.
impl Sum for Redis {
    fn add(&mut self, amount: i64) -> Result<i64, Lapse> {
        self.ask("INCRBY", &[amount])
    }

    fn total(&mut self) -> Result<i64, Lapse> {
        let total: Option<i64> = self.ask("GET", &[])?;
        Ok(total.unwrap_or(0))
    }
}
