use lockstep_checker::judges::{Finding, Judge, Report, UniqueIds};
use lockstep_models as models;

use crate::histories::Below;
use crate::random::{Met, answered, assert_refused, histories};

#[test]
fn lists_the_ids_that_were_given_out_more_than_once() {
    let model = models::UniqueIds::<Below<40>>::with_initial([Below(1)]);
    let mut met = Met::default();
    for (seed, history) in histories(&model, 3_000) {
        let judge = UniqueIds::new().given_out([Below(1)]);
        let report = judge.judge(&history);
        let got: Vec<_> = answered(&history)
            .map(|(one, id)| (one.invoked, *id))
            .collect();
        let mut twice = Vec::new();
        for (invoked, id) in &got {
            let others = got
                .iter()
                .filter(|(other, same)| same == id && other != invoked);
            if (others.count() > 0 || *id == Below(1)) && !twice.contains(id) {
                twice.push(*id);
            }
        }
        let listed: Vec<_> = report.duplicates.iter().map(|one| one.id).collect();
        assert_eq!(listed, twice, "seed {seed}");
        for duplicate in &report.duplicates {
            let who = got.iter().filter(|(_, id)| *id == duplicate.id);
            let places = duplicate.places.iter().map(|place| place.invoked);
            assert!(places.eq(who.map(|(invoked, _)| *invoked)), "seed {seed}");
        }
        assert_eq!(report.acknowledged, got.len() as u64, "seed {seed}");
        let finding = report.finding();
        met.count(&finding);
        if finding == Finding::Invalid {
            assert_refused(&model, seed, &history);
        }
    }
    met.assert_all_often();
}
