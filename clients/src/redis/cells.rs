use super::Redis;
use crate::capability::{Cells, Micro};
use crate::lapse::Lapse;

/// A hash with a field for each, used in `MULTI` and `EXEC`.
impl Cells for Redis {
    fn transact(&mut self, micros: &[Micro]) -> Result<Vec<Option<i64>>, Lapse> {
        let key = self.key();
        let mut commands = redis::pipe();
        commands.atomic();
        for micro in micros {
            match *micro {
                Micro::Read(field) => commands.cmd("HGET").arg(key).arg(field),
                Micro::Write(field, Some(value)) => {
                    let write = commands.cmd("HSET").arg(key).arg(field).arg(value);
                    write.ignore()
                }
                Micro::Write(field, None) => commands.cmd("HDEL").arg(key).arg(field).ignore(),
            };
        }
        Redis::transact(self, &commands)
    }
}
