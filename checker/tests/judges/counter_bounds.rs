use lockstep_checker::judges::{CounterBounds, Finding, Judge, Report};
use lockstep_models::{Counter, CounterOp, CounterRet};

use crate::random::{Met, answered, assert_refused, done, failed, histories};

#[test]
fn bounds_are_the_least_and_the_greatest_sum_of_any_choice_of_adds() {
    let counter = Counter::with_initial(1);
    let mut met = Met::default();
    for (seed, history) in histories(&counter, 3_000) {
        let report = CounterBounds::of(&counter).judge(&history);
        let mut errors = Vec::new();
        for (read, ret) in answered(&history) {
            let &CounterRet::Got(seen) = ret else {
                continue;
            };
            let mut sums = vec![1_i128];
            for one in history.operations() {
                let CounterOp::Add(amount) = one.op else {
                    continue;
                };
                if failed(one) || one.invoked > read.completed.expect("it was answered") {
                    continue;
                }
                let with = sums.iter().map(|sum| sum + i128::from(amount));
                let with: Vec<_> = with.collect();
                if done(one).is_some_and(|completed| completed < read.invoked) {
                    sums = with;
                } else {
                    sums.extend(with);
                }
            }
            let (least, greatest) = (sums.iter().min(), sums.iter().max());
            let (lower, upper) = (*least.expect("one"), *greatest.expect("one"));
            if !(lower..=upper).contains(&seen.into()) {
                errors.push((read.completed, lower, seen, upper));
            }
        }
        errors.sort_unstable();
        let told = report.errors.iter();
        let told = told.map(|error| (error.place.completed, error.lower, error.seen, error.upper));
        assert_eq!(told.collect::<Vec<_>>(), errors, "seed {seed}");
        assert_eq!(report.out_of_bounds, errors.len() as u64, "seed {seed}");
        let finding = report.finding();
        met.count(&finding);
        if finding == Finding::Invalid {
            assert_refused(&counter, seed, &history);
        }
    }
    met.assert_all_often();
}
