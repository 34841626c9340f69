use lockstep_checker::judges::{Bank, Finding, Judge, Report};
use lockstep_models::{self as models, BankRet};

use crate::histories::Below;
use crate::random::{Met, answered, assert_refused, histories};

fn small_bank() -> models::Bank<Below<2>> {
    models::Bank::new([(Below(0), 2), (Below(1), 0)])
}

#[test]
fn counts_the_reads_that_no_bank_answers_so() {
    let bank = small_bank();
    let mut met = Met::default();
    for (seed, history) in histories(&bank, 3_000) {
        let report = Bank::of(&bank).judge(&history);
        let reads: Vec<_> = answered(&history)
            .filter_map(|(operation, ret)| match ret {
                BankRet::Got(seen) => Some((operation.invoked, seen)),
                BankRet::Done => None,
            })
            .collect();
        // Two accounts share 2, so there are three answers.
        let is_right = |seen: &[(Below<2>, i64)]| {
            let mut seen = seen.to_vec();
            seen.sort_unstable();
            let right = [(2, 0), (1, 1), (0, 2)];
            right
                .map(|(one, other)| vec![(Below(0), one), (Below(1), other)])
                .contains(&seen)
        };
        let wrong = reads.iter().filter(|(_, seen)| !is_right(seen));
        let wrong: Vec<_> = wrong.map(|(invoked, _)| *invoked).collect();
        assert_eq!(report.reads, reads.len() as u64, "seed {seed}");
        assert_eq!(report.wrong_reads, wrong.len() as u64, "seed {seed}");
        let bad: Vec<_> = report
            .bad_reads
            .iter()
            .map(|read| read.place.invoked)
            .collect();
        assert_eq!(bad, wrong, "seed {seed}");
        let finding = report.finding();
        met.count(&finding);
        if finding == Finding::Invalid {
            assert_refused(&bank, seed, &history);
        }
    }
    met.assert_all_often();
}

#[test]
fn reads_that_differ_cannot_all_be_right() {
    let bank = small_bank();
    for (seed, history) in histories(&bank, 1_000) {
        let report = Bank::new().judge(&history);
        if report.finding() == Finding::Invalid {
            assert_refused(&bank, seed, &history);
        }
    }
}
