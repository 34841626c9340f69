use std::hint::black_box;
use std::num::NonZero;

use criterion::Criterion;
use lockstep::checker::Property;
use lockstep::prelude::*;

use crate::group::group;
use crate::recorded::{Recorded, synth};

const PROPERTIES: [Property; 3] = [
    Property::Sequential,
    Property::Causal,
    Property::CausalConvergence,
];

/// Measures properties weaker than linearizability on registers of values that are written once, on one
/// thread.
pub(crate) fn weaker(criterion: &mut Criterion) {
    for (name, operations) in [("10k-16", 10_000), ("100k-16", 100_000)] {
        let unique = synth(1, operations, 16).values(Values::Unique);
        let recorded = Recorded::new(&Register::new(0), &unique, "valid");
        for property in PROPERTIES {
            measure(criterion, property, name, &recorded);
        }
    }
}

fn measure(
    criterion: &mut Criterion,
    property: Property,
    name: &str,
    recorded: &Recorded<Register<i64>>,
) {
    let one = NonZero::new(1).expect("not 0");
    let checker = Checker::of(Register::new(0), property).threads(one);
    let check = || {
        let verdict = checker.check(black_box(&recorded.history));
        assert_eq!(verdict.name(), recorded.verdict, "of {name}");
    };
    group(criterion, property.name()).bench_function(name, |bencher| bencher.iter(check));
}
