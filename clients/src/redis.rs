//! Objects under a key of Redis, each by the commands that Redis has for it.

mod accounts;
mod cell;
mod cells;
mod door;
mod elements;
mod line;
mod session;
mod sum;

pub(crate) use door::RedisDoor;
pub(crate) use session::Redis;
