//! The judges: each against its rule, stated once more without haste, on random small histories; what
//! they refuse against the checker; and what they print.

mod counter_bounds;
#[path = "../histories/mod.rs"]
#[allow(dead_code, unused_imports)]
mod histories;
mod money;
mod printed;
mod queue;
mod random;
mod set;
mod unique;
