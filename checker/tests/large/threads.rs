use lockstep_checker::Verdict;
use std::num::NonZero;

use crate::case::Case;
use crate::histories::Object;
use crate::scale::Scale;

/// Compares verdicts, linearizations and counterexamples, as values and as text, for different numbers
/// of threads, and for the same number again.
pub(crate) fn agree<O: Object>(object: &O, scale: &Scale) {
    for seed in scale.seeds.clone() {
        let case = Case::new(object, seed, scale);
        let [alone, others @ ..] = [1, 1, 2, 8, 8].map(|threads| {
            let threads = NonZero::new(threads).expect("none of them is none");
            case.judge(|checker| checker.threads(threads))
        });
        for other in others {
            assert_eq!(printed(&alone), printed(&other), "{case}");
            assert_eq!(alone, other, "{case}");
        }
    }
}

fn printed(verdict: &Verdict) -> Option<String> {
    verdict.counterexample().map(ToString::to_string)
}
