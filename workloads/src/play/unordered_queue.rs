use lockstep_models::{Bag, Element, PoolRet, QueueOp, UnorderedQueue};
use lockstep_seed::Stream;

use crate::{Play, Supply, play::queue};

/// Among how many values a `dequeue` chooses, so that a long queue costs no more than a short one.
const CHOICES_MAX: usize = 16;

/// A `dequeue` takes any of the sixteen least values.
impl<V: Element + From<i64>> Play for UnorderedQueue<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        queue::MIX
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> QueueOp<V> {
        queue::ask(f, supply)
    }

    fn answer(&self, state: &Bag<V>, op: &QueueOp<V>, chance: &mut Stream) -> Option<PoolRet<V>> {
        let any = || {
            let choices: Vec<_> = state.distinct().take(CHOICES_MAX).collect();
            (!choices.is_empty()).then(|| *chance.choose(&choices))
        };
        Some(queue::answer(op, any))
    }

    fn unheard(&self, op: &QueueOp<V>, value: i64) -> Option<(QueueOp<V>, PoolRet<V>)> {
        queue::unheard(op, value)
    }
}
