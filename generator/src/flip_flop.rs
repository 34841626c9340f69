use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// Takes an op from `first`, one from `second`, and so on, until one of them has none in its turn.
///
/// It is the [`mix`](crate::mix()) of two generators, which may be of different types. Who waits keeps its turn.
/// What happens is told to both. (Jepsen's tells neither.)
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, flip_flop, list, unfold};
///
/// let writes = unfold(0, |last, _| {
///     *last += 1;
///     Some(format!("write {last}"))
/// });
/// let reads = list(["read x".to_string(), "read y".to_string()]);
/// let ops: Vec<String> = flip_flop(writes, reads).iter().collect();
/// assert_eq!(ops, ["write 1", "read x", "write 2", "read y", "write 3"]);
/// ```
pub fn flip_flop<A, B>(first: A, second: B) -> FlipFlop<A, B>
where
    A: Generator,
    B: Generator<Op = A::Op>,
{
    FlipFlop {
        first,
        second,
        turn: Turn::First,
    }
}

/// Two generators that take turns: what [`flip_flop`] builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlipFlop<A, B> {
    first: A,
    second: B,
    turn: Turn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    First,
    Second,
}

impl<A, B> Generator for FlipFlop<A, B>
where
    A: Generator,
    B: Generator<Op = A::Op>,
{
    type Op = A::Op;

    fn ask(&mut self, context: &Context) -> Ask<A::Op> {
        let (answer, next) = match self.turn {
            Turn::First => (self.first.ask(context), Turn::Second),
            Turn::Second => (self.second.ask(context), Turn::First),
        };
        if answer.is_op() {
            self.turn = next;
        }
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.first.update(context, event);
        self.second.update(context, event);
    }

    fn seeds(&self) -> Vec<Seed> {
        let mut seeds = self.first.seeds();
        seeds.append(&mut self.second.seeds());
        seeds
    }
}
