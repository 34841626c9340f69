use super::Redis;
use crate::capability::{Cell, Swap};
use crate::lapse::Lapse;

/// A script runs alone. The empty text stands for nothing.
const SWAP: &str = "
    local held = redis.call('GET', KEYS[1]) or ''
    if held ~= ARGV[1] then return 0 end
    if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
    return 1";

/// A string, or no key while it holds nothing.
impl Cell for Redis {
    fn read(&mut self) -> Result<Option<i64>, Lapse> {
        self.ask("GET", &[])
    }

    fn write(&mut self, value: Option<i64>) -> Result<(), Lapse> {
        match value {
            Some(value) => self.ask("SET", &[value]),
            None => self.ask("DEL", &[]),
        }
    }

    fn swap(&mut self, from: Option<i64>, to: Option<i64>) -> Result<Swap, Lapse> {
        let text = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
        let mut script = redis::cmd("EVAL");
        script.arg(SWAP).arg(1).arg(self.key());
        script.arg(text(from)).arg(text(to));
        let swapped: i64 = self.query(&script)?;
        Ok(Swap::done_if(swapped == 1))
    }
}
