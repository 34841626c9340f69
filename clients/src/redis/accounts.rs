use super::Redis;
use crate::capability::{Accounts, Moved, Transfer};
use crate::lapse::Lapse;

/// A script runs alone.
const TRANSFER: &str = "
    local held = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
    if held - tonumber(ARGV[3]) < tonumber(ARGV[4]) then return 0 end
    redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[5])
    redis.call('HINCRBY', KEYS[1], ARGV[2], ARGV[3])
    return 1";

/// A hash with a field for each account. Scripts compare as doubles: beyond 2⁵³ whether there is enough is rounded.
impl Accounts for Redis {
    fn transfer(&mut self, transfer: &Transfer) -> Result<Moved, Lapse> {
        let mut script = redis::cmd("EVAL");
        script.arg(TRANSFER).arg(1).arg(self.key());
        script.arg(transfer.from).arg(transfer.to);
        script.arg(transfer.amount).arg(transfer.least);
        script.arg(-transfer.amount);
        let moved: i64 = self.query(&script)?;
        Ok(if moved == 1 {
            Moved::Done
        } else {
            Moved::Refused
        })
    }

    fn balances(&mut self) -> Result<Vec<(i64, i64)>, Lapse> {
        self.ask("HGETALL", &[])
    }
}
