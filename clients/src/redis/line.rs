use super::Redis;
use crate::capability::{End, Line};
use crate::lapse::Lapse;

/// A list.
impl Line for Redis {
    fn push(&mut self, value: i64) -> Result<(), Lapse> {
        self.ask::<i64>("RPUSH", &[value]).map(|_| ())
    }

    fn take(&mut self, end: End) -> Result<Option<i64>, Lapse> {
        match end {
            End::Front => self.ask("LPOP", &[]),
            End::Back => self.ask("RPOP", &[]),
        }
    }

    fn back(&mut self) -> Result<Option<i64>, Lapse> {
        self.ask("LINDEX", &[-1])
    }

    fn whole(&mut self) -> Result<Vec<i64>, Lapse> {
        self.ask("LRANGE", &[0, -1])
    }
}
