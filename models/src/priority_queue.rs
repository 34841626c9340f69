use lockstep_history::{Codec, Expected, Value};

use crate::pool::{self, Act, Discipline};
use crate::shape::data;
use crate::{Bag, Compare, Element, Model, Next, PoolRet, Shape, View, json, show};

/// What a priority queue is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PriorityQueueOp<V = i64> {
    /// Put this value in.
    Insert(V),
    /// Take the greatest value out.
    Pop,
    /// Which value is the greatest?
    Peek,
}

/// A priority queue: the greatest value comes out first, equal ones each in their turn.
///
/// A `pop` of unknown result takes the greatest value out, or finds the queue empty.
///
/// # Format
///
/// Values are integers of 64 bits.
///
/// | operation | value on `invoke` | value on `ok`                            |
/// |-----------|-------------------|------------------------------------------|
/// | `insert`  | n                 | n or null                                |
/// | `pop`     | null              | the greatest n, or null where it was empty |
/// | `peek`    | null              | the greatest n, or null where it was empty |
///
/// The initial state is a list of integers, empty by default.
///
/// # Complexity
///
/// That of [`Bag`].
///
/// # Examples
///
/// ```
/// use lockstep_models::PoolRet::Got;
/// use lockstep_models::PriorityQueueOp::Pop;
/// use lockstep_models::{Bag, Model, Next, PriorityQueue};
///
/// let queue = PriorityQueue::with_initial([1, 4, 4]);
/// let next = queue.step(&queue.initial(), &Pop, Some(&Got(4)));
/// assert_eq!(next, Next::One(Bag::from_iter([1, 4])));
/// ```
#[derive(Clone, Debug, Default)]
pub struct PriorityQueue<V: Ord = i64> {
    initial: Bag<V>,
}

impl<V: Element> PriorityQueue<V> {
    /// Makes an empty queue.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a queue that holds these values.
    pub fn with_initial(values: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: values.into_iter().collect(),
        }
    }
}

impl PriorityQueue {
    /// Makes a queue from the JSON of its initial state: a list of integers.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list or holds anything but integers of 64 bits.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        pool::initial(initial).map(Self::with_initial)
    }
}

impl<V> PriorityQueueOp<V> {
    fn f(&self) -> &'static str {
        match self {
            PriorityQueueOp::Insert(_) => "insert",
            PriorityQueueOp::Pop => "pop",
            PriorityQueueOp::Peek => "peek",
        }
    }

    fn act(&self) -> Act<&V> {
        match self {
            PriorityQueueOp::Insert(value) => Act::Put(value),
            PriorityQueueOp::Pop => Act::Take,
            PriorityQueueOp::Peek => Act::Peek,
        }
    }
}

fn without_greatest<V: Element>(state: &Bag<V>) -> Bag<V> {
    state
        .greatest()
        .map_or_else(|| state.clone(), |value| state.without(value))
}

impl<V: Element> Model for PriorityQueue<V> {
    type State = Bag<V>;
    type Op = PriorityQueueOp<V>;
    type Ret = PoolRet<V>;

    fn initial(&self) -> Bag<V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Bag<V>,
        op: &PriorityQueueOp<V>,
        ret: Option<&PoolRet<V>>,
    ) -> Next<Bag<V>> {
        let greatest_first = Discipline {
            put: Bag::with,
            next: Bag::greatest,
            rest: without_greatest,
        };
        greatest_first.step(state, op.act(), ret)
    }

    fn view<'a>(&self, op: &'a PriorityQueueOp<V>, ret: Option<&'a PoolRet<V>>) -> View<'a> {
        pool::view(op.act(), ret)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::PriorityQueue(data(self.initial.iter()), Compare::of::<V>())
    }

    fn show_op(&self, op: &PriorityQueueOp<V>, ret: Option<&PoolRet<V>>) -> String {
        pool::show_op(op.f(), op.act(), ret)
    }

    fn show_state(&self, state: &Bag<V>) -> String {
        show::contents("priority queue", state.iter().rev(), state.len())
    }
}

impl Codec for PriorityQueue {
    type Op = PriorityQueueOp;
    type Ret = PoolRet<i64>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<PriorityQueueOp, Expected> {
        match f {
            "insert" => pool::put_value(f, value).map(PriorityQueueOp::Insert),
            "pop" => json::invoked_with_null(f, value).map(|()| PriorityQueueOp::Pop),
            "peek" => json::invoked_with_null(f, value).map(|()| PriorityQueueOp::Peek),
            _ => Err(json::unknown(f, "insert, pop or peek")),
        }
    }

    fn ret(&self, op: &PriorityQueueOp, value: &Value) -> Result<Option<PoolRet<i64>>, Expected> {
        pool::ret(op.f(), op.act(), value)
    }

    fn write_op(&self, op: &PriorityQueueOp) -> (&'static str, Value) {
        pool::write_op(op.f(), op.act())
    }

    fn write_ret(&self, op: &PriorityQueueOp, ret: &PoolRet<i64>) -> Value {
        pool::write_ret(op.act(), ret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PoolRet::{Empty, Got};
    use PriorityQueueOp::{Insert, Peek, Pop};

    #[test]
    fn gives_out_the_greatest() {
        let queue = PriorityQueue::with_initial([1, 4, 4]);
        let state = queue.initial();
        assert_eq!(queue.step(&state, &Pop, Some(&Got(1))), Next::None);
        let rest = Next::One(Bag::from_iter([1, 4]));
        assert_eq!(queue.step(&state, &Pop, Some(&Got(4))), rest);
        assert_eq!(
            queue.step(&state, &Peek, Some(&Got(4))),
            Next::One(state.clone())
        );
    }

    #[test]
    fn a_crashed_pop_takes_the_greatest_or_finds_it_empty() {
        let queue = PriorityQueue::with_initial([1, 4]);
        let rest = Bag::from_iter([1]);
        assert_eq!(queue.step(&queue.initial(), &Pop, None), Next::One(rest));
        assert_eq!(queue.step(&Bag::new(), &Pop, None), Next::One(Bag::new()));
    }

    #[test]
    fn is_shown_in_words() {
        let queue = PriorityQueue::with_initial([1, 4, 2]);
        assert_eq!(queue.show_op(&Insert(3), None), "insert 3");
        assert_eq!(queue.show_op(&Pop, Some(&Got(4))), "pop → 4");
        assert_eq!(queue.show_op(&Peek, Some(&Empty)), "peek → empty");
        assert_eq!(
            queue.show_state(&queue.initial()),
            "the priority queue holds 4, 2, 1"
        );
    }
}
