use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Model, Parts, Shape};

use crate::dense::dense;
use crate::monitor::collection::Collection;
use crate::monitor::facts::Facts;
use crate::scratch::Scratch;
use crate::side_by_side::side_by_side;

/// The fewest operations that a thread collects by itself.
const STRETCH: usize = 1 << 15;

/// Collects what the views of all operations tell, if they are about one object as a whole, and the places of
/// those that did not fail; nothing if there may be several objects, or none.
///
/// # Errors
///
/// Why some operation tells too little.
///
/// # Complexity
///
/// Linear in what the operations tell. The history is read once, and not once to tell its parts apart and once
/// more to collect: it is the largest thing in memory. Each thread reads a stretch of it, and what they
/// collected is joined by one.
pub(crate) fn collect_whole<M: Model + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    scratch: &Scratch,
) -> Option<(Vec<u32>, Result<Facts, &'static str>)> {
    let operations = history.operations();
    let shape = model.shape();
    let stretch = match shape {
        // What begins alike is kept once, for which all has to be seen in its order.
        Shape::Log(_) | Shape::GrowSet(_) => operations.len(),
        _ => operations.len().div_ceil(rayon::current_num_threads()),
    };
    let stretch = stretch.max(STRETCH);
    let whole = in_stretches(model, &shape, operations, stretch, scratch)?;
    let finish = |collection: Collection| collection.finish(&shape, history.event_count());
    (!whole.places.is_empty()).then(|| (whole.places, whole.collection.map(finish)))
}

/// Collects stretches of so many operations side by side.
fn in_stretches<'a, M: Model + Sync>(
    model: &'a M,
    shape: &Shape<'a>,
    operations: &'a [Operation<M::Op, M::Ret>],
    stretch: usize,
    scratch: &Scratch,
) -> Option<Whole<'a>> {
    let stretches: Vec<&[_]> = operations.chunks(stretch).collect();
    let sizes: Vec<usize> = stretches.iter().map(|stretch| stretch.len()).collect();
    let first = |number: usize| dense(number * stretch);
    let read = side_by_side(&sizes, |number| {
        let (size, all) = (sizes[number], operations.len());
        let (room, collection) = match number {
            0 => (all, Collection::new(shape, all, scratch)),
            _ => (size, Collection::later(shape, size, all, scratch)),
        };
        let mut whole = Whole {
            places: Vec::with_capacity(room),
            collection: Ok(collection),
        };
        let is_one = whole.read(model, first(number), stretches[number]);
        is_one.then_some(whole)
    });
    let read: Option<Vec<Whole>> = read.into_iter().collect();
    let mut read = read?.into_iter();
    let mut whole = read.next()?;
    for (number, later) in (1..).zip(read) {
        if !whole.join(&later) {
            whole.read(model, first(number), stretches[number]);
        }
    }
    Some(whole)
}

/// What was collected of an object as a whole.
struct Whole<'a> {
    /// Its operations that did not fail.
    places: Vec<u32>,
    collection: Result<Collection<'a>, &'static str>,
}

impl<'a> Whole<'a> {
    /// Adds operations, of which the first has this place in the history; returns false, with some of them
    /// added, if there may be several objects.
    fn read<M: Model>(
        &mut self,
        model: &'a M,
        first: u32,
        operations: &'a [Operation<M::Op, M::Ret>],
    ) -> bool {
        let mut start = None;
        for (place, operation) in (first..).zip(operations) {
            if operation.key.is_some() || !matches!(model.parts(&operation.op), Parts::Whole) {
                return false;
            }
            if matches!(operation.outcome, Outcome::Failed) {
                continue;
            }
            if let Ok(collected) = &mut self.collection {
                let number = dense(self.places.len());
                if let Err(why) = collected.take(model, operation, number, &mut start) {
                    self.collection = Err(why);
                }
            }
            self.places.push(place);
        }
        true
    }

    /// Appends what was collected from the operations that follow; returns false, and appends nothing, if they
    /// have to be read again.
    fn join(&mut self, later: &Self) -> bool {
        let first = dense(self.places.len());
        let is_joined = match (&mut self.collection, &later.collection) {
            (Err(_), _) => true,
            (Ok(_), Err(why)) => {
                self.collection = Err(why);
                true
            }
            (Ok(collection), Ok(later)) => collection.join(later, first),
        };
        if is_joined {
            self.places.extend_from_slice(&later.places);
        }
        is_joined
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::Event;
    use lockstep_models::{Compare, Datum, Next, View};
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    enum Held {
        Signed(i64),
        Unsigned(u64),
        Text(&'static str),
    }

    impl Held {
        fn datum(&self) -> &dyn Datum {
            match self {
                Held::Signed(value) => value,
                Held::Unsigned(value) => value,
                Held::Text(value) => value,
            }
        }
    }

    /// An operation that says itself what its view is.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    enum Told {
        Idle,
        Read(Held),
        Write(Held),
        Swap(Held, Held),
        Differs(Held),
        Put(Held),
        Take(Held),
        TakeAny,
        Find(Held),
        FindNothing,
        Hold(Vec<i64>),
        Add(i8),
        Count(i8),
    }

    /// An object that can be any, and holds one value at the start.
    #[derive(Clone, Debug)]
    struct Object {
        kind: u8,
        initial: Held,
    }

    impl Model for Object {
        type State = Held;
        type Op = Told;
        type Ret = ();

        fn initial(&self) -> Held {
            self.initial.clone()
        }

        fn step(&self, state: &Held, op: &Told, _ret: Option<&()>) -> Next<Held> {
            let is_possible = match op {
                Told::Read(value) | Told::Swap(value, _) => value == state,
                Told::Differs(value) => value != state,
                _ => true,
            };
            Next::when(is_possible, || match op {
                Told::Write(value) | Told::Swap(_, value) => value.clone(),
                _ => state.clone(),
            })
        }

        fn view<'a>(&self, op: &'a Told, ret: Option<&'a ()>) -> View<'a> {
            match op {
                Told::Idle => View::Idle,
                Told::Read(value) => View::Read(value.datum()),
                Told::Write(value) => View::Write(value.datum()),
                Told::Swap(from, to) if ret.is_none() => View::MaySwap(from.datum(), to.datum()),
                Told::Swap(from, to) => View::Swap(from.datum(), to.datum()),
                Told::Differs(value) => View::Differs(value.datum()),
                Told::Put(value) => View::Puts(value.datum()),
                Told::Take(value) => View::Takes(value.datum()),
                Told::TakeAny => View::TakesSomething,
                Told::Find(value) => View::Finds(value.datum()),
                Told::FindNothing => View::FindsNothing,
                Told::Hold(values) => View::Holds(values),
                Told::Add(amount) => View::Adds(i128::from(*amount)),
                Told::Count(sum) => View::Counts(i128::from(*sum)),
            }
        }

        fn shape(&self) -> Shape<'_> {
            let initial = vec![self.initial.datum()];
            match self.kind {
                0 => Shape::Queue(initial),
                1 => Shape::PriorityQueue(initial, Compare::of::<i64>()),
                2 => Shape::Bag(Vec::new()),
                3 => Shape::Counter(7),
                _ => Shape::Unknown,
            }
        }

        fn show_state(&self, state: &Held) -> String {
            format!("{state:?}")
        }
    }

    fn held() -> impl Strategy<Value = Held> {
        prop_oneof![
            8 => (-1..8_i64).prop_map(Held::Signed),
            1 => (1_020..1_030_i64).prop_map(Held::Signed),
            1 => (0..8_u64).prop_map(Held::Unsigned),
            2 => prop_oneof![Just("a"), Just("b")].prop_map(Held::Text),
        ]
    }

    /// Operations of one kind of object.
    fn told(kind: u8) -> impl Strategy<Value = Told> {
        let lists = prop::collection::vec(0..9_i64, 0..4).prop_map(Told::Hold);
        let pool = prop_oneof![
            held().prop_map(Told::Put),
            held().prop_map(Told::Take),
            held().prop_map(Told::Find),
            Just(Told::FindNothing),
            Just(Told::TakeAny),
        ];
        let its_own = match kind {
            0 | 2 => prop_oneof![20 => pool, 1 => lists].boxed(),
            1 => pool.boxed(),
            3 => prop_oneof![
                (0..3_i8).prop_map(Told::Add),
                (0..9_i8).prop_map(Told::Count),
            ]
            .boxed(),
            _ => prop_oneof![
                held().prop_map(Told::Read),
                held().prop_map(Told::Write),
                held().prop_map(Told::Differs),
                (held(), held()).prop_map(|(from, to)| Told::Swap(from, to)),
            ]
            .boxed(),
        };
        prop_oneof![8 => its_own, 1 => Just(Told::Idle)]
    }

    fn object_and_operations() -> impl Strategy<Value = (Object, Vec<(Told, u8)>)> {
        (0..8_u8, held()).prop_flat_map(|(kind, initial)| {
            let operations = prop::collection::vec((told(kind), 0..20_u8), 0..60);
            (Just(Object { kind, initial }), operations)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn stretches_tell_what_the_whole_does(
            (object, told) in object_and_operations(), open in 0..6_usize, stretch in 1..30_usize,
        ) {
            let invoked = |(process, (told, _)): (u64, &(Told, u8))| Event::Invoke(process, told.clone());
            let completed = |(process, (_, how)): (u64, &(_, u8))| match how {
                0 => Event::Fail(process),
                1 => Event::Info(process),
                _ => Event::Ok(process, ()),
            };
            let mut events: Vec<Event<Told, ()>> = Vec::new();
            for place in 0..told.len() + open {
                let there = |place: usize| Some((place as u64, told.get(place)?));
                events.extend(there(place).map(invoked));
                events.extend(place.checked_sub(open).and_then(there).map(completed));
            }
            let history = History::from_events(events).expect("each process does one thing");
            let operations = history.operations();
            let scratch = Scratch::default();
            let shape = object.shape();
            let facts = |stretch| {
                let whole = in_stretches(&object, &shape, operations, stretch, &scratch);
                whole.map(|whole| {
                    let facts = whole.collection.map(|it| it.finish(&shape, history.event_count()));
                    (whole.places, format!("{facts:?}"))
                })
            };
            prop_assert_eq!(facts(stretch), facts(usize::MAX));
        }
    }
}
