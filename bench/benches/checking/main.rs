//! How fast histories are judged, and how fast other checkers of the registry judge the same ones.
//!
//! What is measured is all of [`Checker::check`]: splitting, preparing, searching, and verifying the
//! linearization or explaining the counterexample. Every verdict is held against the one expected.

use std::hint::black_box;
use std::num::NonZero;

use criterion::Criterion;
use lockstep::prelude::*;

use crate::etcd::etcd;
use crate::group::group;
use crate::recorded::{Recorded, registers, synth};

mod etcd;
mod group;
mod peer;
mod recorded;
mod stateright;
mod sweep;
mod todc;
mod trial;
mod weaker;

fn main() {
    if let Some((peer, set)) = trial::wanted() {
        return sweep::run(&peer, &set);
    }
    let mut criterion = Criterion::default().configure_from_args();
    check(&mut criterion);
    weaker::weaker(&mut criterion);
    sweep::sweep(&mut criterion);
    criterion.final_summary();
}

fn check(criterion: &mut Criterion) {
    for (name, recorded) in registers() {
        let name = format!("cas-register-{name}");
        measure(criterion, &name, &CasRegister::new(0), &[recorded]);
    }
    let set = Set::<i64>::new();
    let crowd = synth(1, 10_000, 32).values(Values::Pool(10));
    let recorded = Recorded::new(&set, &crowd, "valid");
    measure(criterion, "set-10k-32", &set, &[recorded]);
    let queue = FifoQueue::<i64>::new();
    let few = synth(3, 200, 4).values(Values::Unique);
    let recorded = Recorded::new(&queue, &few, "valid");
    measure(criterion, "fifo-queue-200-4", &queue, &[recorded]);
    if let Some(logs) = etcd() {
        measure(criterion, "etcd", &<CasRegister>::default(), &logs);
    }
}

/// Measures the check of all these histories, on one thread and on two.
fn measure<M: Model + Clone + Sync>(
    criterion: &mut Criterion,
    name: &str,
    model: &M,
    histories: &[Recorded<M>],
) {
    for (threads, label) in [(1, "check"), (2, "2 threads")] {
        let threads = NonZero::new(threads).expect("not 0");
        let checker = Checker::linearizable(model.clone()).threads(threads);
        let check = || {
            for one in histories {
                let verdict = checker.check(black_box(&one.history));
                assert_eq!(verdict.name(), one.verdict, "of {name}");
            }
        };
        group(criterion, label).bench_function(name, |bencher| bencher.iter(check));
    }
}
