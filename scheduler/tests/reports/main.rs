//! What a person gets when an execution fails.

mod determinism;
mod environment;
#[expect(
    clippy::needless_raw_string_hashes,
    reason = "they are written by the tool"
)]
mod goldens;
mod nearest;
mod programs;
mod replays;
mod shrinking;
mod traces;
