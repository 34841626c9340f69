use lockstep_checker::{Checker, Engine, Limits, Verdict, verify};
use rayon::prelude::*;

use crate::histories::{Chance, Object, Shape, random_history};

/// The most configurations that are searched of one history: a few need billions of them.
const CONFIGURATIONS: u64 = 20_000;

/// Compares monitors with the search on histories of up to 60 operations, which `seed` and the seeds
/// after it give, where both decide; that must be so of `share` in a hundred.
pub(crate) fn agree_with_the_search<O: Object>(object: &O, histories: u64, seed: u64, share: u64) {
    let decided = (seed..seed + histories)
        .into_par_iter()
        .filter(|&seed| is_decided(object, seed))
        .count() as u64;
    println!("{decided} of {histories} are decided");
    assert!(decided * 100 >= histories * share, "too few");
}

/// Returns true if both decide, once they agree.
fn is_decided<O: Object>(object: &O, seed: u64) -> bool {
    let mut chance = Chance::new(seed);
    let shape = long(&mut chance);
    let history = random_history(object, &shape, &mut chance);
    let by = |engine| {
        let limits = Limits {
            configurations: CONFIGURATIONS,
            ..Limits::default()
        };
        let checker = Checker::linearizable(object.clone()).engine(engine);
        checker.limits(limits).check(&history)
    };
    let monitored = by(Engine::Monitor);
    if let Verdict::Unknown(_) = monitored {
        return false;
    }
    let searched = by(Engine::Search);
    // Some are too hard to search.
    if let Verdict::Unknown(_) = searched {
        return false;
    }
    assert_eq!(monitored.name(), searched.name(), "seed {seed}, {shape:?}");
    if let Verdict::Valid(witness) = &monitored {
        assert_eq!(
            Ok(()),
            verify(object, &history, witness.order()),
            "seed {seed}"
        );
    }
    true
}

fn long(chance: &mut Chance) -> Shape {
    let operations = 10 + chance.below(51);
    Shape {
        operations,
        processes: 2 + chance.below(5),
        keys: *chance.pick(&[0, 0, 2]),
        crashes: *chance.pick(&[0, 0, 5]),
        fails: *chance.pick(&[0, 5]),
        lies: *chance.pick(&[0, 0, 2, 10]),
        honest: chance.below(operations),
        unseen: 0,
    }
}
