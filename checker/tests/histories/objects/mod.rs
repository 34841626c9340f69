//! The objects, a file each, and those that are made for the tests.

mod bank;
mod cas_register;
mod counter;
mod dice;
mod fifo_queue;
mod grow_set;
mod kv;
mod lists;
mod log;
mod multi_register;
mod mutex;
mod owned_mutex;
mod pair;
mod pools;
mod priority_queue;
mod register;
mod set;
mod small_cas;
mod stack;
mod unique_ids;
mod unordered_queue;

pub(crate) use dice::Dice;
pub(crate) use pair::Pair;
pub(crate) use small_cas::SmallCas;
