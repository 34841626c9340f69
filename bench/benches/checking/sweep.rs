use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use lockstep::prelude::*;

use crate::etcd::etcd;
use crate::group::group;
use crate::peer::{Lockstep, Peer};
use crate::recorded::{Recorded, easy, synth};
use crate::stateright::Stateright;
use crate::todc::Todc;
use crate::trial::{PATIENCE, tell, trial};

/// Small histories of one kind; they become longer until a peer does not end any more.
struct Kind {
    name: &'static str,
    processes: u32,
    verdict: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "valid-4",
        processes: 4,
        verdict: "valid",
    },
    Kind {
        name: "invalid-4",
        processes: 4,
        verdict: "invalid",
    },
    Kind {
        name: "valid-16",
        processes: 16,
        verdict: "valid",
    },
];

/// How many operations each history of a kind has.
const SIZES: [u32; 5] = [20, 50, 100, 200, 1_000];

/// How many histories of each size are judged in a row: one may happen to be easy.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;

/// What takes longer than this is measured once.
const SAMPLED_MOST: Duration = Duration::from_millis(300);

const ETCD: &str = "etcd";

impl Kind {
    fn set(&self, operations: u32) -> String {
        format!("{}/{operations}", self.name)
    }

    fn histories(&self, operations: u32) -> Vec<Recorded<CasRegister<i64>>> {
        let history = |seed| {
            let synth = synth(seed, operations, self.processes);
            let synth = if self.verdict == "valid" {
                synth
            } else {
                easy(synth)
            };
            Recorded::new(&CasRegister::new(0), &synth, self.verdict)
        };
        SEEDS.map(history).collect()
    }
}

/// Measures this checker and its peers on the same histories, each as far as it gets.
pub(crate) fn sweep(criterion: &mut Criterion) {
    for kind in &KINDS {
        lengthen::<Lockstep>(criterion, kind);
        lengthen::<Todc>(criterion, kind);
        lengthen::<Stateright>(criterion, kind);
    }
    match etcd() {
        None => println!("etcd is left out: LOCKSTEP_HISTORIES names no folder"),
        Some(logs) => {
            measure::<Lockstep, _>(criterion, ETCD, &logs);
            measure::<Todc, _>(criterion, ETCD, &logs);
            measure::<Stateright, _>(criterion, ETCD, &logs);
        }
    }
}

fn lengthen<P: Peer<CasRegister<i64>>>(criterion: &mut Criterion, kind: &Kind) {
    for operations in SIZES {
        let histories = kind.histories(operations);
        if measure::<P, _>(criterion, &kind.set(operations), &histories) == Ended::No {
            return;
        }
    }
}

#[derive(PartialEq, Eq)]
enum Ended {
    Yes,
    No,
}

fn measure<P: Peer<M>, M: Model>(
    criterion: &mut Criterion,
    set: &str,
    histories: &[Recorded<M>],
) -> Ended {
    match trial(P::NAME, set) {
        None => {
            println!("{set}: {} had not ended after {PATIENCE:?}", P::NAME);
            return Ended::No;
        }
        Some(took) if took > SAMPLED_MOST => println!("{set}: {} took {took:.1?}, once", P::NAME),
        Some(_) => {
            let subjects: Vec<_> = histories
                .iter()
                .map(|one| P::subject(&one.history))
                .collect();
            let count = |subjects: Vec<P::Subject>| {
                subjects
                    .into_iter()
                    .map(P::is_linearizable)
                    .filter(|valid| *valid)
                    .count()
            };
            group(criterion, set).bench_function(P::NAME, |bencher| {
                bencher.iter_batched(|| subjects.clone(), count, BatchSize::LargeInput);
            });
        }
    }
    Ended::Yes
}

/// Is the trial of a peer: judges the set once and tells what it took.
///
/// # Panics
///
/// If there is no such peer or set, or a verdict is not the one expected.
pub(crate) fn run(peer: &str, set: &str) {
    if set == ETCD {
        let logs = etcd().expect("the trial was begun by one that had them");
        return tell(judge(peer, &logs));
    }
    let named = |kind: &&Kind| set.starts_with(kind.name);
    let kind = KINDS.iter().find(named).expect("a kind");
    let size = |operations: &&u32| kind.set(**operations) == set;
    let operations = SIZES.iter().find(size).expect("a size");
    tell(judge(peer, &kind.histories(*operations)));
}

fn judge<M>(peer: &str, histories: &[Recorded<M>]) -> Duration
where
    M: Model + Clone + Default + Sync,
    M::State: std::fmt::Debug,
{
    let judges = [
        (
            <Lockstep as Peer<M>>::NAME,
            judge_as::<Lockstep, M> as fn(&[Recorded<M>]) -> Duration,
        ),
        (<Todc as Peer<M>>::NAME, judge_as::<Todc, M>),
        (<Stateright as Peer<M>>::NAME, judge_as::<Stateright, M>),
    ];
    let judge = judges.iter().find(|(name, _)| *name == peer);
    judge.expect("a peer").1(histories)
}

fn judge_as<P: Peer<M>, M: Model>(histories: &[Recorded<M>]) -> Duration {
    let subjects: Vec<_> = histories
        .iter()
        .map(|one| P::subject(&one.history))
        .collect();
    let begun = Instant::now();
    let verdicts: Vec<bool> = subjects.into_iter().map(P::is_linearizable).collect();
    let took = begun.elapsed();
    for (place, (valid, one)) in verdicts.into_iter().zip(histories).enumerate() {
        assert_eq!(
            valid,
            one.verdict == "valid",
            "{} on history {place}",
            P::NAME
        );
    }
    took
}
