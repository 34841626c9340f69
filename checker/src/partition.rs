mod groups;
mod index;
mod stretch;

use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Model, Parts};

use crate::dense::dense;
use crate::side_by_side::side_by_side;
use index::Index;
use stretch::Stretch;

/// A part of a history that can be judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Places in [`History::operations`], in order.
    pub operations: Vec<u32>,
    /// Whether some operation joins several parts of the object in it.
    pub is_joined: bool,
}

impl Portion {
    /// Makes the only part there is of its operations.
    pub(crate) fn whole(operations: Vec<u32>) -> Self {
        Self {
            operations,
            is_joined: false,
        }
    }
}

/// Splits a history into parts that can be judged one by one: every independent key on its own, and
/// within a key what no operation joins.
///
/// A history is linearizable if and only if every object in it is (Herlihy and Wing, TOPLAS 1990,
/// locality). The parts come in the order of their first operations. Failed operations are in none.
///
/// # Examples
///
/// ```text
/// 0  ├─ put x 1 ─┤   ├─ get x → 1 ─┤
/// 1    ├─ put y 2 ─┤
/// ```
///
/// ```
/// use lockstep_checker::partition;
/// use lockstep_history::{Event, History};
/// use lockstep_models::{Kv, KvOp::{Get, Put}, KvRet::{Done, Got}};
///
/// let text = String::from;
/// let history = History::from_events([
///     Event::Invoke(0, Put("x", text("1"))),
///     Event::Invoke(1, Put("y", text("2"))),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Get("x")),
///     Event::Ok(1, Done),
///     Event::Ok(0, Got(text("1"))),
/// ])?;
/// let portions = partition(&Kv::<&str, String>::default(), &history);
/// assert_eq!(portions[0].operations, [0, 2]);
/// assert_eq!(portions[1].operations, [1]);
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
///
/// # Complexity
///
/// Linear in the number of operations and of the parts that they touch, but for the inverse of
/// Ackermann's function.
pub fn partition<M: Model + Sync>(model: &M, history: &History<M::Op, M::Ret>) -> Vec<Portion> {
    partition_by(1, model, history)
}

/// The fewest operations that a thread reads by itself.
const STRETCH: usize = 1 << 15;

/// Does the same as [`partition`] on so many threads.
pub(crate) fn partition_by<M: Model + Sync>(
    threads: usize,
    model: &M,
    history: &History<M::Op, M::Ret>,
) -> Vec<Portion> {
    let operations = history.operations();
    if let Some(portion) = whole(model, operations) {
        return vec![portion];
    }
    let stretch = operations.len().div_ceil(threads).max(STRETCH);
    split(model, operations, stretch)
}

/// Splits operations into parts, reading stretches of so many of them side by side.
fn split<M: Model + Sync>(
    model: &M,
    operations: &[Operation<M::Op, M::Ret>],
    stretch: usize,
) -> Vec<Portion> {
    let mut index = Index::of_operations(operations.len());
    if stretch >= operations.len() {
        let all = Stretch::read(model, 0, operations, &mut index);
        return index.finish(&[all]);
    }
    let stretches: Vec<&[_]> = operations.chunks(stretch).collect();
    let sizes: Vec<usize> = stretches.iter().map(|stretch| stretch.len()).collect();
    let read = side_by_side(&sizes, |number| {
        let mut own = Index::of_operations(sizes[number]);
        let first = dense(number * stretch);
        let stretch = Stretch::read(model, first, stretches[number], &mut own);
        (stretch, own.groups)
    });
    let named = (read.into_iter().zip(stretches))
        .map(|((stretch, own), operations)| stretch.named(model, operations, own, &mut index));
    let named: Vec<Stretch> = named.collect();
    index.finish(&named)
}

/// Returns the part that all operations are in; nothing if there may be several, or none.
fn whole<M: Model>(model: &M, operations: &[Operation<M::Op, M::Ret>]) -> Option<Portion> {
    let mut places = Vec::with_capacity(operations.len());
    for (place, operation) in (0..).zip(operations) {
        if operation.key.is_some() || !matches!(model.parts(&operation.op), Parts::Whole) {
            return None;
        }
        if operation.outcome != Outcome::Failed {
            places.push(place);
        }
    }
    (!places.is_empty()).then(|| Portion::whole(places))
}

#[cfg(test)]
mod tests {
    use lockstep_history::{Event, Value};
    use lockstep_models::{Datum, Next};
    use proptest::prelude::*;

    use super::*;

    /// Its operations name the parts that they touch, or nothing where that is the whole object.
    struct Touched;

    impl Model for Touched {
        type State = ();
        type Op = Option<Vec<u8>>;
        type Ret = ();

        fn initial(&self) {}

        fn step(&self, (): &(), _op: &Self::Op, _ret: Option<&()>) -> Next<()> {
            Next::One(())
        }

        fn parts<'a>(&self, op: &'a Self::Op) -> Parts<'a> {
            match op.as_deref() {
                None => Parts::Whole,
                Some([part]) => Parts::One(part),
                Some(parts) => Parts::Many(parts.iter().map(|part| part as &dyn Datum).collect()),
            }
        }

        fn show_state(&self, (): &()) -> String {
            String::new()
        }
    }

    fn operations() -> impl Strategy<Value = Vec<Operation<Option<Vec<u8>>, ()>>> {
        let parts = prop_oneof![
            1 => Just(None),
            9 => prop::collection::vec(0..12_u8, 0..4).prop_map(Some),
        ];
        let key = prop::option::of(0..4_i64);
        prop::collection::vec((parts, key, any::<bool>()), 0..60).prop_map(|touched| {
            let event = |(op, ends)| {
                let end = if ends {
                    Event::Ok(0, ())
                } else {
                    Event::Fail(0)
                };
                [Event::Invoke(0, op), end]
            };
            let events = touched
                .iter()
                .map(|(op, _, ends)| (op.clone(), *ends))
                .flat_map(event);
            let history = History::from_events(events).expect("one after the other");
            let mut operations = history.operations().to_vec();
            for (operation, (_, key, _)) in operations.iter_mut().zip(touched) {
                operation.key = key.map(Value::Int);
            }
            operations
        })
    }

    proptest! {
        #[test]
        fn stretches_make_the_parts_that_the_whole_does(
            operations in operations(), stretch in 1..20_usize,
        ) {
            let whole = split(&Touched, &operations, usize::MAX);
            prop_assert_eq!(split(&Touched, &operations, stretch), whole);
        }

        #[test]
        fn operations_are_together_if_a_chain_of_parts_joins_them(operations in operations()) {
            let is_done = |operation: &Operation<_, ()>| operation.outcome != Outcome::Failed;
            let meets = |one: &Operation<Option<Vec<u8>>, ()>, other: &Operation<_, ()>| {
                one.key == other.key && match (&one.op, &other.op) {
                    (Some(one), Some(other)) => one.iter().any(|part| other.contains(part)),
                    (None, Some(parts)) | (Some(parts), None) => !parts.is_empty(),
                    (None, None) => true,
                }
            };
            let mut left: Vec<usize> = (0..operations.len()).collect();
            left.retain(|&place| is_done(&operations[place]));
            let mut expected: Vec<Vec<u32>> = Vec::new();
            while !left.is_empty() {
                let mut part = vec![left.remove(0)];
                while let Some(next) = left.iter().position(|&it| {
                    part.iter().any(|&other| meets(&operations[it], &operations[other]))
                }) {
                    part.push(left.remove(next));
                }
                part.sort_unstable();
                expected.push(part.into_iter().map(dense).collect());
            }
            let portions = split(&Touched, &operations, 7).into_iter();
            let found: Vec<Vec<u32>> = portions.map(|portion| portion.operations).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
