use lockstep_history::{Codec, Expected, Value};

use crate::pool;
use crate::shape::data;
use crate::{Bag, Element, JsonForm, Model, Next, PoolRet, QueueOp, Shape, View, show};

/// A queue without an order: any value that is in can come out.
///
/// A `dequeue` of unknown result takes any value out, or finds the queue empty.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`                  |
/// |-----------|-------------------|--------------------------------|
/// | `enqueue` | v, but not null   | v or null                      |
/// | `dequeue` | null              | v, or null where it was empty  |
///
/// The initial state is a list, empty by default.
///
/// # Complexity
///
/// That of [`Bag`]; a `dequeue` of unknown result has as many successors as there are distinct values.
///
/// # Examples
///
/// ```
/// use lockstep_models::PoolRet::Got;
/// use lockstep_models::QueueOp::Dequeue;
/// use lockstep_models::{Bag, Model, Next, UnorderedQueue};
///
/// let queue = UnorderedQueue::with_initial([1, 2]);
/// let next = queue.step(&queue.initial(), &Dequeue, Some(&Got(2)));
/// assert_eq!(next, Next::One(Bag::from_iter([1])));
/// ```
#[derive(Clone, Debug, Default)]
pub struct UnorderedQueue<V: Ord = Value> {
    initial: Bag<V>,
}

impl<V: Element> UnorderedQueue<V> {
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

impl UnorderedQueue {
    /// Makes a queue from the JSON of its initial state: a list.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list or holds null.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        pool::initial(initial).map(Self::with_initial)
    }
}

fn take_any<V: Element>(state: &Bag<V>) -> Next<Bag<V>> {
    let mut rests: Vec<_> = state.distinct().map(|value| state.without(value)).collect();
    match rests.len() {
        0 => Next::One(state.clone()),
        1 => Next::One(rests.remove(0)),
        _ => Next::Many(rests),
    }
}

impl<V: Element> Model for UnorderedQueue<V> {
    type State = Bag<V>;
    type Op = QueueOp<V>;
    type Ret = PoolRet<V>;

    fn initial(&self) -> Bag<V> {
        self.initial.clone()
    }

    fn step(&self, state: &Bag<V>, op: &QueueOp<V>, ret: Option<&PoolRet<V>>) -> Next<Bag<V>> {
        use PoolRet::{Done, Empty, Got};
        use QueueOp::{Dequeue, Enqueue};
        match (op, ret) {
            (Enqueue(value), None | Some(Done)) => Next::One(state.with(value)),
            (Dequeue, None) => take_any(state),
            (Dequeue, Some(Got(v))) => Next::when(state.contains(v), || state.without(v)),
            (Dequeue, Some(Empty)) => Next::when(state.is_empty(), || state.clone()),
            _ => Next::None,
        }
    }

    fn view<'a>(&self, op: &'a QueueOp<V>, ret: Option<&'a PoolRet<V>>) -> View<'a> {
        pool::view(op.act(), ret)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Bag(data(self.initial.iter()))
    }

    fn show_op(&self, op: &QueueOp<V>, ret: Option<&PoolRet<V>>) -> String {
        pool::show_op(op.f(), op.act(), ret)
    }

    fn show_state(&self, state: &Bag<V>) -> String {
        show::contents("queue", state.iter(), state.len())
    }
}

impl<V: JsonForm> Codec for UnorderedQueue<V> {
    type Op = QueueOp<V>;
    type Ret = PoolRet<V>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<QueueOp<V>, Expected> {
        QueueOp::read(f, value)
    }

    fn ret(&self, op: &QueueOp<V>, value: &Value) -> Result<Option<PoolRet<V>>, Expected> {
        pool::ret(op.f(), op.act(), value)
    }

    fn write_op(&self, op: &QueueOp<V>) -> (&'static str, Value) {
        pool::write_op(op.f(), op.act())
    }

    fn write_ret(&self, op: &QueueOp<V>, ret: &PoolRet<V>) -> Value {
        pool::write_ret(op.act(), ret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PoolRet::{Empty, Got};
    use QueueOp::{Dequeue, Enqueue};

    #[test]
    fn gives_out_anything_that_is_in() {
        let queue = UnorderedQueue::with_initial([1, 2]);
        let state = queue.initial();
        let without = |value| Next::One(state.without(&value));
        assert_eq!(queue.step(&state, &Dequeue, Some(&Got(1))), without(1));
        assert_eq!(queue.step(&state, &Dequeue, Some(&Got(2))), without(2));
        assert_eq!(queue.step(&state, &Dequeue, Some(&Got(3))), Next::None);
        assert_eq!(queue.step(&state, &Dequeue, Some(&Empty)), Next::None);
    }

    #[test]
    fn the_order_of_putting_in_does_not_matter() {
        let queue = UnorderedQueue::new();
        let put = |state, value| match queue.step(&state, &Enqueue(value), None) {
            Next::One(next) => next,
            other => panic!("it can always enqueue: {other:?}"),
        };
        let (one, other) = (put(Bag::new(), 1), put(Bag::new(), 2));
        assert_eq!(put(one, 2), put(other, 1));
    }

    #[test]
    fn a_crashed_dequeue_takes_each_distinct_value_once() {
        let queue = UnorderedQueue::with_initial([1, 2, 2]);
        let rests = vec![Bag::from_iter([2, 2]), Bag::from_iter([1, 2])];
        assert_eq!(
            queue.step(&queue.initial(), &Dequeue, None),
            Next::Many(rests)
        );
        let same = Bag::from_iter([2, 2]);
        assert_eq!(
            queue.step(&same, &Dequeue, None),
            Next::One(Bag::from_iter([2]))
        );
        assert_eq!(
            queue.step(&Bag::new(), &Dequeue, None),
            Next::One(Bag::new())
        );
    }

    #[test]
    fn is_shown_in_words() {
        let queue = UnorderedQueue::with_initial([2, 1, 2]);
        assert_eq!(queue.show_op(&Dequeue, Some(&Got(4))), "dequeue → 4");
        assert_eq!(
            queue.show_state(&queue.initial()),
            "the queue holds 1, 2, 2"
        );
    }
}
