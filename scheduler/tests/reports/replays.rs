use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::{Failure, Trace, thread};

use crate::programs::{bank, bug, dining, lost_update, panic_in_a_task, runner, two_mutexes};

const PROGRAMS: [(&str, fn()); 5] = [
    ("lost_update", lost_update),
    ("two_mutexes", two_mutexes),
    ("panic_in_a_task", panic_in_a_task),
    ("bank", bank),
    ("dining", dining),
];

#[test]
fn a_replayed_trace_fails_in_the_same_way() {
    for (name, body) in PROGRAMS {
        for seed in 0..10 {
            let bug = bug(name, seed, body);
            let read: Trace = bug.trace.to_string().parse().unwrap();
            let again = runner(name, 99).replay(&read, body).unwrap_err();
            assert_eq!(again.reason, bug.reason);
            assert_eq!(without_start(again.trace), without_start(bug.trace));
            let Some(shrunk) = bug.shrunk else { continue };
            let again = runner(name, 99).replay(&shrunk.trace, body).unwrap_err();
            assert_eq!(again.reason, shrunk.reason);
            assert_eq!(without_start(again.trace), without_start(shrunk.trace));
        }
    }
}

/// Returns a trace without where the body was handed over.
fn without_start(mut trace: Trace) -> Trace {
    trace.steps[0].place.clear();
    trace
}

/// A counter whose two adders do `add`.
fn adders(add: fn(&AtomicU32)) {
    let count = Arc::new(AtomicU32::new(0));
    let other = {
        let count = Arc::clone(&count);
        thread::spawn(move || add(&count))
    };
    add(&count);
    other.join().unwrap();
    assert_eq!(count.load(SeqCst), 2);
}

fn broken(count: &AtomicU32) {
    count.store(count.load(SeqCst) + 1, SeqCst);
}

fn correct(count: &AtomicU32) {
    count.fetch_add(1, SeqCst);
}

#[test]
fn a_changed_body_is_a_divergence_that_names_the_step() {
    let bug = bug("adders", 1, || adders(broken));
    let first = bug
        .trace
        .steps
        .iter()
        .position(|step| step.kind.name() == "load");
    let changed = runner("adders", 1).replay(&bug.trace, || adders(correct));
    let Failure::Divergence { step, message } = changed.unwrap_err().reason else {
        panic!("it does something else");
    };
    assert_eq!(step, first.unwrap() as u64);
    assert!(message.contains("to load atomic 0"), "{message}");
    assert!(message.contains("is about to update at"), "{message}");
}

#[test]
fn a_body_that_ends_early_is_a_divergence() {
    let bug = bug("lost_update", 1, lost_update);
    let changed = runner("lost_update", 1)
        .replay(&bug.trace, || {})
        .unwrap_err();
    let Failure::Divergence { step, message } = changed.reason else {
        panic!("it does something else");
    };
    assert_eq!(step, 1);
    assert!(message.ends_with("but the program ended"), "{message}");
}

/// Two tasks that add, of which the other does `also` when it has.
fn with_an_end(also: fn(&AtomicU32)) {
    let count = Arc::new(AtomicU32::new(0));
    let other = {
        let count = Arc::clone(&count);
        thread::spawn(move || {
            broken(&count);
            also(&count);
        })
    };
    broken(&count);
    other.join().unwrap();
    assert_eq!(count.load(SeqCst), 2);
}

/// Returns what a divergence of a body says that has changed.
fn divergence(trace: &Trace, body: impl Fn() + Send + Sync + 'static) -> (u64, String) {
    let changed = runner("changed", 1).replay(trace, body).unwrap_err();
    match changed.reason {
        Failure::Divergence { step, message } => (step, message),
        other => panic!("{other}"),
    }
}

#[test]
fn an_operation_that_was_added_at_the_end_of_a_task_is_named() {
    let bug = bug("with_an_end", 1, || with_an_end(|_| ()));
    let join = |step: &lockstep_scheduler::TracedStep| step.kind.name() == "join";
    let join = bug.trace.steps.iter().position(join).unwrap() as u64;
    let (step, message) = divergence(&bug.trace, || {
        with_an_end(|count| {
            count.fetch_add(0, SeqCst);
        });
    });
    assert_eq!(step, join);
    assert!(
        message.starts_with("expected T0(main) to join T1 at"),
        "{message}"
    );
    assert!(
        message.contains(", but T1 is about to update atomic 0 at"),
        "{message}"
    );
}

#[test]
fn an_operation_that_was_added_at_the_end_of_a_program_is_named() {
    fn stores(then: fn(&AtomicU32)) {
        let count = AtomicU32::new(0);
        count.store(1, SeqCst);
        then(&count);
    }
    let bug = bug("stores", 1, || stores(|_| panic!("it ends")));
    let (step, message) = divergence(&bug.trace, || {
        stores(|count| {
            count.load(SeqCst);
        });
    });
    assert_eq!(step, bug.fail_step);
    let expected = "expected the end, but T0(main) is about to load atomic 0 at ";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_body_that_takes_the_same_steps_and_holds_passes() {
    fn body(expected: u32) {
        let count = AtomicU32::new(0);
        count.store(1, SeqCst);
        assert_eq!(count.load(SeqCst), expected);
    }
    let bug = bug("mended", 1, || body(2));
    let statistics = runner("mended", 1).replay(&bug.trace, || body(1)).unwrap();
    assert_eq!(statistics.steps, bug.fail_step);
}

#[test]
fn writes_both_traces_and_reads_them_again() {
    let directory = std::env::temp_dir().join(format!("lockstep-{}", std::process::id()));
    let bug = runner("lost_update", 1)
        .traces(&directory)
        .try_run(lost_update);
    let bug = bug.unwrap_err();
    let shrunk = bug.shrunk.unwrap();
    let paths = (bug.trace_path.unwrap(), shrunk.trace_path.unwrap());
    assert_eq!(Trace::read(&paths.0).unwrap(), bug.trace);
    assert_eq!(Trace::read(&paths.1).unwrap(), shrunk.trace);
    std::fs::remove_dir_all(&directory).unwrap();
    let error = Trace::read(&paths.0).unwrap_err();
    assert!(error.to_string().contains("lost_update-iter"));
}

#[test]
fn reports_a_trace_that_cannot_be_written() {
    let bug = runner("lost_update", 1)
        .traces("Cargo.toml/x")
        .try_run(lost_update);
    let bug = bug.unwrap_err();
    assert_eq!(bug.trace_path, None);
    assert!(bug.to_string().contains("not written: Cargo.toml/x: "));
}
