//! What is printed of histories that are wrong.

// expect-test writes expectations so.
#![allow(clippy::needless_raw_string_hashes)]

mod clashes;
mod goldens;
mod pools;

use lockstep_checker::{Checker, Counterexample, Engine, Verdict};
use lockstep_history::{Codec, Independent, Recording};
use lockstep_models::Model;

/// Judges a history in notation.
fn judge<M>(model: M, independent: Independent, notation: &str, engine: Engine) -> Verdict
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    let recording = Recording::from_notation(notation).expect("the notation is right");
    let history = recording
        .decode(&model, independent)
        .expect("the model understands it");
    Checker::linearizable(model).engine(engine).check(&history)
}

/// Returns why a verdict is no.
fn refused(verdict: Verdict) -> Counterexample {
    match verdict {
        Verdict::Invalid(counterexample) => *counterexample,
        other => panic!("it is wrong, but {other:?}"),
    }
}
