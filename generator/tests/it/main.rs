//! What generators promise: values, the same ops for ever, and the laws of the combinators.

mod audit;
mod contract;
mod elsewhere;
mod errors;
mod goldens;
mod identities;
mod keys;
mod kind;
mod laws;
mod limits;
mod order;
mod shares;
mod simulated;
mod threads;
mod time;
mod tree;
mod waiting;
