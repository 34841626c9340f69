use lockstep_history::{Codec, Expected, Value};

use crate::{Model, Next, Shape, View, json, show};

/// What a counter is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CounterOp {
    /// Add this amount, which may be negative.
    Add(i64),
    /// What is the sum?
    Read,
}

/// What a counter answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CounterRet {
    /// The amount was added.
    Done,
    /// The read got this sum.
    Got(i64),
}

/// A sum to which amounts are added.
///
/// Sums are exact, 128 bits wide, so that amounts of 64 bits cannot overflow them in any history. A
/// read of a sum beyond 64 bits cannot be expressed.
///
/// # Format
///
/// | operation | value on `invoke`               | value on `ok` |
/// |-----------|---------------------------------|---------------|
/// | `add`     | n, an integer, maybe negative   | n or null     |
/// | `read`    | not looked at                   | n             |
///
/// The initial state is an integer, 0 by default.
///
/// # Examples
///
/// ```
/// use lockstep_models::CounterOp::{Add, Read};
/// use lockstep_models::CounterRet::Got;
/// use lockstep_models::{Counter, Model, Next};
///
/// let counter = Counter::new();
/// assert_eq!(counter.step(&5, &Add(-2), None), Next::One(3));
/// assert_eq!(counter.step(&3, &Read, Some(&Got(5))), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Counter {
    initial: i64,
}

impl Counter {
    /// Makes a counter that stands at 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a counter that stands at `initial`.
    pub fn with_initial(initial: i64) -> Self {
        Self { initial }
    }

    /// Makes a counter from the JSON of its initial state: an integer.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is no integer of 64 bits.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        match initial.as_int() {
            Some(sum) => Ok(Self::with_initial(sum)),
            None => Err(json::bad_initial(initial, json::INTEGER)),
        }
    }
}

impl Model for Counter {
    type State = i128;
    type Op = CounterOp;
    type Ret = CounterRet;

    fn initial(&self) -> i128 {
        self.initial.into()
    }

    fn step(&self, sum: &i128, op: &CounterOp, ret: Option<&CounterRet>) -> Next<i128> {
        match (*op, ret) {
            (CounterOp::Add(amount), None | Some(CounterRet::Done)) => {
                Next::One(sum + i128::from(amount))
            }
            (CounterOp::Read, None) => Next::One(*sum),
            (CounterOp::Read, Some(&CounterRet::Got(seen))) => {
                Next::when(i128::from(seen) == *sum, || *sum)
            }
            _ => Next::None,
        }
    }

    fn view<'a>(&self, op: &'a CounterOp, ret: Option<&'a CounterRet>) -> View<'a> {
        match (op, ret) {
            (CounterOp::Read, None) | (CounterOp::Add(0), None | Some(CounterRet::Done)) => {
                View::Idle
            }
            (CounterOp::Read, Some(&CounterRet::Got(seen))) => View::Counts(seen.into()),
            (&CounterOp::Add(amount), None | Some(CounterRet::Done)) => View::Adds(amount.into()),
            _ => View::Opaque,
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Counter(self.initial.into())
    }

    fn show_op(&self, op: &CounterOp, ret: Option<&CounterRet>) -> String {
        match op {
            CounterOp::Add(amount) => format!("add {amount}"),
            CounterOp::Read => show::asked("read", ret.map(show_ret)),
        }
    }

    fn show_state(&self, sum: &i128) -> String {
        format!("the counter stands at {sum}")
    }
}

fn show_ret(ret: &CounterRet) -> String {
    match ret {
        CounterRet::Done => "done".into(),
        CounterRet::Got(sum) => sum.to_string(),
    }
}

impl Codec for Counter {
    type Op = CounterOp;
    type Ret = CounterRet;

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<CounterOp, Expected> {
        match (f, value.as_int()) {
            ("add", Some(amount)) => Ok(CounterOp::Add(amount)),
            ("add", None) => Err(json::bad_value(f, value, json::INTEGER)),
            ("read", _) => Ok(CounterOp::Read),
            _ => Err(json::unknown(f, "add or read")),
        }
    }

    fn ret(&self, op: &CounterOp, value: &Value) -> Result<Option<CounterRet>, Expected> {
        match (op, value.as_int()) {
            (CounterOp::Add(amount), _) => {
                json::done("add", value, &(*amount).into()).map(|()| Some(CounterRet::Done))
            }
            (CounterOp::Read, Some(seen)) => Ok(Some(CounterRet::Got(seen))),
            (CounterOp::Read, None) => Err(json::bad_result("read", value, json::INTEGER)),
        }
    }

    fn write_op(&self, op: &CounterOp) -> (&'static str, Value) {
        match *op {
            CounterOp::Add(amount) => ("add", amount.into()),
            CounterOp::Read => ("read", Value::Null),
        }
    }

    fn write_ret(&self, op: &CounterOp, ret: &CounterRet) -> Value {
        match *ret {
            CounterRet::Done => self.write_op(op).1,
            CounterRet::Got(sum) => sum.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CounterOp::{Add, Read};
    use CounterRet::Got;

    #[test]
    fn reads_the_sum() {
        let counter = Counter::with_initial(2);
        assert_eq!(counter.step(&2, &Add(-5), None), Next::One(-3));
        assert_eq!(counter.step(&-3, &Read, Some(&Got(-3))), Next::One(-3));
        assert_eq!(counter.step(&-3, &Read, Some(&Got(2))), Next::None);
    }

    #[test]
    fn counts_on_beyond_64_bits() {
        let counter = Counter::with_initial(i64::MAX);
        let Next::One(beyond) = counter.step(&counter.initial(), &Add(i64::MAX), None) else {
            panic!("it can always add");
        };
        assert_eq!(beyond, 2 * i128::from(i64::MAX));
        assert_eq!(counter.step(&beyond, &Read, Some(&Got(-2))), Next::None);
    }

    #[test]
    fn is_shown_in_words() {
        let counter = Counter::new();
        assert_eq!(counter.show_op(&Add(-3), None), "add -3");
        assert_eq!(counter.show_op(&Read, Some(&Got(5))), "read → 5");
        assert_eq!(counter.show_op(&Read, None), "read → ?");
        assert_eq!(counter.show_state(&5), "the counter stands at 5");
    }
}
