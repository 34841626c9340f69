//! Which objects are offered by what a session can do.

mod bank;
mod counter;
mod log;
mod multi_register;
mod mutexes;
mod queue;
mod registers;
mod sets;
mod stack;
mod unique_ids;
