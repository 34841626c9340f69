//! What generators promise: values, the same ops for ever, and the laws of the combinators.

mod audit;
mod contract;
mod errors;
mod goldens;
mod identities;
mod kind;
mod laws;
mod shares;
mod tree;
mod waiting;
