//! `model` and its settings.

use std::panic::catch_unwind;

use lockstep_loom::model::Builder;
use lockstep_loom::sync::Arc;
use lockstep_loom::sync::atomic::{AtomicU32, Ordering::Relaxed};
use lockstep_loom::thread;

fn lost_update() {
    let count = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&count);
    let task = thread::spawn(move || theirs.store(theirs.load(Relaxed) + 1, Relaxed));
    count.store(count.load(Relaxed) + 1, Relaxed);
    task.join().unwrap();
    assert_eq!(count.load(Relaxed), 2, "an update was lost");
}

#[test]
fn a_model_ends_with_the_report_of_what_fails() {
    let panic = catch_unwind(|| lockstep_loom::model(lost_update)).unwrap_err();
    let report = panic.downcast::<String>().unwrap();
    assert!(report.contains("an update was lost"), "{report}");
    assert!(report.contains("strategy:        dpor"), "{report}");
}

#[test]
fn a_bound_of_no_pre_emption_misses_a_lost_update() {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(0);
    builder.check(lost_update);
    builder.preemption_bound = Some(1);
    assert!(catch_unwind(|| builder.check(lost_update)).is_err());
}

#[test]
fn a_model_passes_after_as_many_executions_as_it_may_have() {
    let mut builder = Builder::new();
    builder.max_permutations = Some(1);
    builder.check(lost_update);
}
