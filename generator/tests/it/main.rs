//! What generators promise: values, the same ops for ever, and the laws of the combinators.

mod contract;
mod errors;
mod goldens;
mod kind;
mod laws;
mod shares;
mod waiting;
