//! What is printed of histories that are wrong.

mod clashes;
mod goldens;
mod pools;
