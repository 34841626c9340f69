//! What a seed promises: the same words for ever, and uniform choices from them.

mod goldens;
mod seeds;
mod streams;
