use lockstep_history::{Codec, Expected, Value};

use crate::pool::{self, Act, Discipline};
use crate::shape::data;
use crate::{Element, JsonForm, Model, Next, PoolRet, Sequence, Shape, View, json, show};

/// What a stack is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StackOp<V = Value> {
    /// Put this value on top.
    Push(V),
    /// Take the topmost value off.
    Pop,
    /// Which value is topmost?
    Peek,
}

/// A stack: what was put in last comes out first.
///
/// A `pop` of unknown result takes the topmost value off, or finds the stack empty.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`                 |
/// |-----------|-------------------|-------------------------------|
/// | `push`    | v, but not null   | v or null                     |
/// | `pop`     | null              | v, or null where it was empty |
/// | `peek`    | null              | v, or null where it was empty |
///
/// The initial state is a list, bottom first, empty by default.
///
/// # Complexity
///
/// That of [`Sequence`].
///
/// # Examples
///
/// ```
/// use lockstep_models::PoolRet::Got;
/// use lockstep_models::StackOp::Pop;
/// use lockstep_models::{Model, Next, Stack};
///
/// let stack = Stack::with_initial([1, 2]);
/// assert_eq!(stack.step(&stack.initial(), &Pop, Some(&Got(1))), Next::None);
/// assert_eq!(stack.show_state(&stack.initial()), "the stack holds, from the top, 2, 1");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stack<V = Value> {
    initial: Sequence<V>,
}

impl<V: Element> Stack<V> {
    /// Makes an empty stack.
    pub fn new() -> Self {
        Self::with_initial([])
    }

    /// Makes a stack that holds these values, bottom first.
    pub fn with_initial(values: impl IntoIterator<Item = V>) -> Self {
        Self {
            initial: values.into_iter().collect(),
        }
    }
}

impl Stack {
    /// Makes a stack from the JSON of its initial state: a list, bottom first.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no list or holds null.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        pool::initial(initial).map(Self::with_initial)
    }
}

impl<V> StackOp<V> {
    fn f(&self) -> &'static str {
        match self {
            StackOp::Push(_) => "push",
            StackOp::Pop => "pop",
            StackOp::Peek => "peek",
        }
    }

    fn act(&self) -> Act<&V> {
        match self {
            StackOp::Push(value) => Act::Put(value),
            StackOp::Pop => Act::Take,
            StackOp::Peek => Act::Peek,
        }
    }
}

impl<V: Element> Model for Stack<V> {
    type State = Sequence<V>;
    type Op = StackOp<V>;
    type Ret = PoolRet<V>;

    fn initial(&self) -> Sequence<V> {
        self.initial.clone()
    }

    fn step(
        &self,
        state: &Sequence<V>,
        op: &StackOp<V>,
        ret: Option<&PoolRet<V>>,
    ) -> Next<Sequence<V>> {
        let last_in_first_out = Discipline {
            put: Sequence::pushed,
            next: Sequence::back,
            rest: Sequence::without_back,
        };
        last_in_first_out.step(state, op.act(), ret)
    }

    fn view<'a>(&self, op: &'a StackOp<V>, ret: Option<&'a PoolRet<V>>) -> View<'a> {
        pool::view(op.act(), ret)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Stack(data(self.initial.iter()))
    }

    fn show_op(&self, op: &StackOp<V>, ret: Option<&PoolRet<V>>) -> String {
        pool::show_op(op.f(), op.act(), ret)
    }

    fn show_state(&self, state: &Sequence<V>) -> String {
        if state.is_empty() {
            return "the stack is empty".into();
        }
        let from_the_top = show::list(state.from_back(), state.len());
        format!("the stack holds, from the top, {from_the_top}")
    }
}

impl<V: JsonForm> Codec for Stack<V> {
    type Op = StackOp<V>;
    type Ret = PoolRet<V>;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<StackOp<V>, Expected> {
        match f {
            "push" => pool::put_value(f, value).map(StackOp::Push),
            "pop" => json::invoked_with_null(f, value).map(|()| StackOp::Pop),
            "peek" => json::invoked_with_null(f, value).map(|()| StackOp::Peek),
            _ => Err(json::unknown(f, "push, pop or peek")),
        }
    }

    fn ret(&self, op: &StackOp<V>, value: &Value) -> Result<Option<PoolRet<V>>, Expected> {
        pool::ret(op.f(), op.act(), value)
    }

    fn write_op(&self, op: &StackOp<V>) -> (&'static str, Value) {
        pool::write_op(op.f(), op.act())
    }

    fn write_ret(&self, op: &StackOp<V>, ret: &PoolRet<V>) -> Value {
        pool::write_ret(op.act(), ret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PoolRet::{Empty, Got};
    use StackOp::{Peek, Pop, Push};

    #[test]
    fn gives_out_what_was_put_in_last() {
        let stack = Stack::with_initial([1, 2]);
        let state = stack.initial();
        let rest = Next::One(Sequence::from_iter([1]));
        assert_eq!(stack.step(&state, &Pop, Some(&Got(2))), rest);
        assert_eq!(stack.step(&state, &Pop, Some(&Got(1))), Next::None);
    }

    #[test]
    fn a_peek_takes_nothing_off() {
        let stack = Stack::with_initial([1, 2]);
        let state = stack.initial();
        assert_eq!(
            stack.step(&state, &Peek, Some(&Got(2))),
            Next::One(state.clone())
        );
        assert_eq!(stack.step(&state, &Peek, Some(&Empty)), Next::None);
    }

    #[test]
    fn a_crashed_pop_takes_the_top_or_finds_it_empty() {
        let stack = Stack::with_initial([1]);
        let nothing = Sequence::new();
        assert_eq!(
            stack.step(&stack.initial(), &Pop, None),
            Next::One(nothing.clone())
        );
        assert_eq!(stack.step(&nothing, &Pop, None), Next::One(nothing.clone()));
    }

    #[test]
    fn is_shown_in_words() {
        let stack = Stack::with_initial([1, 2]);
        assert_eq!(stack.show_op(&Push(3), None), "push 3");
        assert_eq!(stack.show_op(&Pop, Some(&Empty)), "pop → empty");
        assert_eq!(stack.show_op(&Peek, None), "peek → ?");
        assert_eq!(stack.show_state(&Sequence::new()), "the stack is empty");
    }
}
