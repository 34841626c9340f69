//! Numbers that processes share.

use lockstep_otp::{self as otp, Atomics};
use proptest::prelude::*;

use crate::search::{always, failure, median_to_failure, proven};

#[derive(Clone, Copy, Debug)]
enum Step {
    Put(i64),
    Add(i64),
    Sub(i64),
    AddGet(i64),
    SubGet(i64),
    Exchange(i64),
    CompareExchange(i64, i64),
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let number = prop_oneof![-2_i64..3, Just(i64::MAX), Just(i64::MIN), any::<i64>()];
    let step = prop_oneof![
        number.clone().prop_map(Step::Put),
        number.clone().prop_map(Step::Add),
        number.clone().prop_map(Step::Sub),
        number.clone().prop_map(Step::AddGet),
        number.clone().prop_map(Step::SubGet),
        number.clone().prop_map(Step::Exchange),
        (number.clone(), number).prop_map(|(from, to)| Step::CompareExchange(from, to)),
    ];
    prop::collection::vec((0_usize..3, step), 0..30)
}

/// Does a step to a number as it is in mathematics, wrapped to the range of the type.
fn modelled(word: &mut i128, step: Step, wrap: impl Fn(i128) -> i128) -> Option<i128> {
    let before = *word;
    let number = |number: i64| wrap(i128::from(number));
    let (after, answer) = match step {
        Step::Put(to) => (number(to), None),
        Step::Add(by) => (wrap(before + number(by)), None),
        Step::Sub(by) => (wrap(before - number(by)), None),
        Step::AddGet(by) => (wrap(before + number(by)), Some(wrap(before + number(by)))),
        Step::SubGet(by) => (wrap(before - number(by)), Some(wrap(before - number(by)))),
        Step::Exchange(to) => (number(to), Some(before)),
        Step::CompareExchange(from, to) if before == number(from) => (number(to), None),
        Step::CompareExchange(..) => (before, Some(before)),
    };
    *word = after;
    answer
}

macro_rules! agrees {
    ($number:ty, $steps:expr, $cast:expr) => {{
        let atomics = Atomics::<$number>::new(3);
        let wrap = |number: i128| {
            let range = 1_i128 << 64;
            let least = i128::from(<$number>::MIN);
            (number - least).rem_euclid(range) + least
        };
        let mut model = [0_i128; 3];
        for (place, step) in $steps {
            let expected = modelled(&mut model[place], step, wrap);
            let cast = $cast;
            let answer = match step {
                Step::Put(to) => {
                    atomics.put(place, cast(to));
                    None
                }
                Step::Add(by) => {
                    atomics.add(place, cast(by));
                    None
                }
                Step::Sub(by) => {
                    atomics.sub(place, cast(by));
                    None
                }
                Step::AddGet(by) => Some(atomics.add_get(place, cast(by))),
                Step::SubGet(by) => Some(atomics.sub_get(place, cast(by))),
                Step::Exchange(to) => Some(atomics.exchange(place, cast(to))),
                Step::CompareExchange(from, to) => {
                    atomics.compare_exchange(place, cast(from), cast(to)).err()
                }
            };
            prop_assert_eq!(answer.map(i128::from), expected);
            for (place, word) in model.into_iter().enumerate() {
                prop_assert_eq!(i128::from(atomics.get(place)), word);
            }
        }
    }};
}

proptest! {
    #[test]
    fn signed_numbers_wrap_as_erlang_s_do(steps in steps()) {
        agrees!(i64, steps, |number: i64| number);
    }

    #[test]
    fn unsigned_numbers_wrap_as_erlang_s_do(steps in steps()) {
        agrees!(u64, steps, i64::cast_unsigned);
    }
}

#[test]
fn what_is_known_of_them_is_their_size_and_range() {
    let signed = Atomics::<i64>::new(4).info();
    assert_eq!(
        (signed.size, signed.min, signed.max),
        (4, i64::MIN, i64::MAX)
    );
    let unsigned = Atomics::<u64>::new(1).info();
    assert_eq!(
        (unsigned.min, unsigned.max, unsigned.memory_bytes),
        (0, u64::MAX, 8)
    );
}

#[test]
fn a_place_that_is_not_there_is_refused() {
    let failed = failure(|| Atomics::<u64>::new(2).put(2, 1));
    assert!(
        failed
            .to_string()
            .contains("there are 2 numbers, and none at place 2"),
        "{failed}"
    );
}

const LIMIT: u64 = 3;

/// Lets four callers take a place each, of which there are three; returns how many got one.
fn admitted(admits: fn(&Atomics<u64>) -> bool) -> usize {
    let taken = Atomics::new(1);
    let mut inbox = otp::inbox();
    for _ in 0..4 {
        let (taken, to) = (taken.clone(), inbox.pid());
        otp::spawn::<()>(move |_| to.send(admits(&taken)));
    }
    (0..4).filter(|_| inbox.recv()).count()
}

fn by_get_then_add(taken: &Atomics<u64>) -> bool {
    let is_room = taken.get(0) < LIMIT;
    if is_room {
        taken.add(0, 1);
    }
    is_room
}

fn by_add_then_sub(taken: &Atomics<u64>) -> bool {
    let is_room = taken.add_get(0, 1) <= LIMIT;
    if !is_room {
        taken.sub(0, 1);
    }
    is_room
}

#[test]
fn a_rate_limiter_that_gets_and_then_adds_lets_too_many_in() {
    let too_many = || assert!(admitted(by_get_then_add) <= 3);
    assert!(median_to_failure(too_many) <= 5);
    always(|| assert_eq!(admitted(by_add_then_sub), 3));
}

#[test]
fn no_add_is_lost() {
    let sums = proven(|| {
        let sum = Atomics::<i64>::new(1);
        let mut inbox = otp::inbox();
        for by in [1, -5] {
            let (sum, to) = (sum.clone(), inbox.pid());
            otp::spawn::<()>(move |_| {
                sum.add(0, by);
                to.send(());
            });
        }
        inbox.recv();
        inbox.recv();
        sum.get(0)
    });
    assert_eq!(sums, [-4].into());
}
