use std::collections::BTreeSet;

use lockstep::prelude::*;
use lockstep::sync::Mutex;

use crate::{is_refused_within, never_fails};

type Op = SetOp<u64>;

fn operations(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let of = |value| {
        [
            SetOp::Add(value),
            SetOp::Remove(value),
            SetOp::Contains(value),
        ]
    };
    let pool: Vec<Op> = (0..3).flat_map(of).collect();
    random(pool).expect("there are some").seed(seed).take(20)
}

fn use_it(act: fn(&Mutex<BTreeSet<u64>>, &Op) -> bool) {
    let set = Mutex::new(BTreeSet::new());
    let workers = Workers::new(3, Seed::from(5));
    let history = workers.record(operations, move |op| act(&set, &op));
    Checker::linearizable(Set::new()).assert(&history);
}

fn do_at_once(set: &Mutex<BTreeSet<u64>>, op: &Op) -> bool {
    let mut set = set.lock().unwrap();
    match op {
        SetOp::Add(element) => set.insert(*element),
        SetOp::Remove(element) => set.remove(element),
        SetOp::Contains(element) => set.contains(element),
    }
}

/// Lets the lock go between looking for an element and adding it: two can add the same one.
fn look_before_adding(set: &Mutex<BTreeSet<u64>>, op: &Op) -> bool {
    match op {
        SetOp::Add(element) if set.lock().unwrap().contains(element) => false,
        SetOp::Add(element) => {
            set.lock().unwrap().insert(*element);
            true
        }
        op => do_at_once(set, op),
    }
}

#[test]
fn a_set_behind_one_lock_is_linearizable() {
    never_fails(|| use_it(do_at_once));
}

#[test]
fn a_set_that_looks_before_it_adds_is_refused() {
    is_refused_within(20, || use_it(look_before_adding));
}
