use lockstep_history::{Codec, Expected, Value};

use crate::pool::{self, Discipline};
use crate::shape::data;
use crate::{Element, JsonForm, Model, Next, PoolRet, QueueOp, Sequence, Shape, View, show};

/// A queue: what was put in first comes out first.
///
/// A `dequeue` of unknown result takes the first value out, or finds the queue empty.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`                  |
/// |-----------|-------------------|--------------------------------|
/// | `enqueue` | v, but not null   | v or null                      |
/// | `dequeue` | null              | v, or null where it was empty  |
///
/// The initial state is a list, front first, empty by default.
///
/// # Complexity
///
/// That of [`Sequence`].
///
/// # Examples
///
/// ```
/// use lockstep_models::PoolRet::Got;
/// use lockstep_models::QueueOp::Dequeue;
/// use lockstep_models::{FifoQueue, Model, Next};
///
/// let queue = FifoQueue::with_initial([1, 2]);
/// assert_eq!(queue.step(&queue.initial(), &Dequeue, Some(&Got(2))), Next::None);
/// assert_eq!(queue.show_state(&queue.initial()), "the queue holds 1, 2");
/// ```
#[derive(Clone, Debug, Default)]
pub struct FifoQueue<V = Value> {
    initial: Sequence<V>,
}

impl<V: Element> FifoQueue<V> {
    /// Makes an empty queue.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a queue that holds these values, front first.
    pub fn with_initial(values: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: values.into_iter().collect(),
        }
    }
}

impl FifoQueue {
    /// Makes a queue from the JSON of its initial state: a list, front first.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list or holds null.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        pool::initial(initial).map(Self::with_initial)
    }
}

impl<V: Element> Model for FifoQueue<V> {
    type State = Sequence<V>;
    type Op = QueueOp<V>;
    type Ret = PoolRet<V>;

    fn initial(&self) -> Sequence<V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Sequence<V>,
        op: &QueueOp<V>,
        ret: Option<&PoolRet<V>>,
    ) -> Next<Sequence<V>> {
        let first_in_first_out = Discipline {
            put: Sequence::pushed,
            next: Sequence::front,
            rest: Sequence::without_front,
        };
        first_in_first_out.step(state, op.act(), ret)
    }

    fn view<'a>(&self, op: &'a QueueOp<V>, ret: Option<&'a PoolRet<V>>) -> View<'a> {
        pool::view(op.act(), ret)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Queue(data(self.initial.iter()))
    }

    fn show_op(&self, op: &QueueOp<V>, ret: Option<&PoolRet<V>>) -> String {
        pool::show_op(op.f(), op.act(), ret)
    }

    fn show_state(&self, state: &Sequence<V>) -> String {
        show::contents("queue", state.iter(), state.len())
    }
}

impl<V: JsonForm> Codec for FifoQueue<V> {
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
    fn gives_out_in_the_order_of_putting_in() {
        let queue = FifoQueue::with_initial([1, 2]);
        let state = queue.initial();
        assert_eq!(queue.step(&state, &Dequeue, Some(&Got(2))), Next::None);
        let rest = Next::One(Sequence::from_iter([2]));
        assert_eq!(queue.step(&state, &Dequeue, Some(&Got(1))), rest);
    }

    #[test]
    fn is_empty_only_while_nothing_is_in() {
        let queue = FifoQueue::with_initial([1]);
        assert_eq!(
            queue.step(&queue.initial(), &Dequeue, Some(&Empty)),
            Next::None
        );
        let nothing = Sequence::new();
        assert_eq!(
            queue.step(&nothing, &Dequeue, Some(&Empty)),
            Next::One(nothing.clone())
        );
    }

    #[test]
    fn a_crashed_dequeue_takes_the_front_or_finds_it_empty() {
        let queue = FifoQueue::with_initial([1]);
        let nothing = Sequence::new();
        assert_eq!(
            queue.step(&queue.initial(), &Dequeue, None),
            Next::One(nothing.clone())
        );
        assert_eq!(
            queue.step(&nothing, &Dequeue, None),
            Next::One(nothing.clone())
        );
    }

    #[test]
    fn is_shown_in_words() {
        let queue = FifoQueue::with_initial(1..=100);
        assert_eq!(queue.show_op(&Enqueue(4), None), "enqueue 4");
        assert_eq!(queue.show_op(&Dequeue, Some(&Got(4))), "dequeue → 4");
        assert_eq!(queue.show_op(&Dequeue, Some(&Empty)), "dequeue → empty");
        assert_eq!(queue.show_op(&Dequeue, None), "dequeue → ?");
        assert_eq!(
            queue.show_state(&queue.initial()),
            "the queue holds 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 and 85 more"
        );
        assert_eq!(queue.show_state(&Sequence::new()), "the queue is empty");
    }
}
