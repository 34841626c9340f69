use lockstep_checker::{Counterexample, Prefix, Search, Verdict};
use rayon::prelude::*;

use crate::case::Case;
use crate::histories::Object;
use crate::scale::Scale;

/// Compares the verdicts of all searches: each may give up, and none may contradict another.
pub(crate) fn agree<O: Object>(object: &O, scale: &Scale) {
    scale.seeds.clone().into_par_iter().for_each(|seed| {
        let case = Case::new(object, seed, scale);
        let searches = [
            Search::Auto,
            Search::Layers,
            Search::Depth,
            Search::Refinement,
        ];
        let verdicts = searches.map(|search| case.judge(|checker| checker.search(search)));
        for (number, one) in verdicts.iter().enumerate() {
            for other in &verdicts[..number] {
                assert!(fit(one, other), "{one:?}\n{other:?}\n{case}");
            }
        }
    });
}

/// Returns true if both verdicts can be right.
fn fit(one: &Verdict, other: &Verdict) -> bool {
    match (one, other) {
        (Verdict::Invalid(one), Verdict::Invalid(other)) => {
            is_not_before(one, other) && is_not_before(other, one)
        }
        (Verdict::Unknown(_), _) | (_, Verdict::Unknown(_)) => true,
        _ => one.is_valid() && other.is_valid(),
    }
}

/// Returns true unless `other` claims to be the first wall and `one` comes before it.
fn is_not_before(one: &Counterexample, other: &Counterexample) -> bool {
    one.event >= other.event || other.prefix == Prefix::Sufficient
}
