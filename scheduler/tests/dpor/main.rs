//! Schedules are tried up to the order of independent steps: all of them, and each once.

mod counts;
mod program;
mod random;
mod watched;
