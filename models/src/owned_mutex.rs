use lockstep_history::{Codec, Expected, Value};

use crate::{Model, Next, View, json};

/// What a mutex with an owner is asked for, and by which process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnedMutexOp {
    /// Take it, which is possible while it is free.
    Acquire(u64),
    /// Give it back, which is possible for the process that holds it.
    Release(u64),
}

/// A lock that only the process that holds it can release. A process cannot take it twice.
///
/// An `acquire` that never returned may take the lock at any later time at which it is free, or
/// never; since its process does not act again, the lock is then held for ever. A crashed `release`
/// may free it at any later time.
///
/// # Format
///
/// | operation | value on `invoke`    | value on `ok`        |
/// |-----------|----------------------|----------------------|
/// | `acquire` | null or the process  | null or the process  |
/// | `release` | null or the process  | null or the process  |
///
/// The initial state is the number of the process that holds it; null, the default, is free.
///
/// # Examples
///
/// ```
/// use lockstep_models::OwnedMutexOp::{Acquire, Release};
/// use lockstep_models::{Model, Next, OwnedMutex};
///
/// let mutex = OwnedMutex::new();
/// assert_eq!(mutex.step(&None, &Acquire(1), Some(&())), Next::One(Some(1)));
/// assert_eq!(mutex.step(&Some(1), &Release(2), Some(&())), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct OwnedMutex {
    initial: Option<u64>,
}

impl OwnedMutex {
    /// Makes a free mutex.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a mutex that this process holds.
    pub fn with_initial(owner: u64) -> Self {
        Self {
            initial: Some(owner),
        }
    }

    /// Makes a mutex from the JSON of its initial state: the number of a process, or null.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is anything else.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        let owner = initial.as_int().map(u64::try_from);
        match (initial, owner) {
            (Value::Null, _) => Ok(Self::new()),
            (_, Some(Ok(owner))) => Ok(Self::with_initial(owner)),
            _ => Err(json::bad_initial(
                initial,
                "the number of a process, or null",
            )),
        }
    }
}

impl OwnedMutexOp {
    fn f(self) -> &'static str {
        match self {
            OwnedMutexOp::Acquire(_) => "acquire",
            OwnedMutexOp::Release(_) => "release",
        }
    }

    fn process(self) -> u64 {
        match self {
            OwnedMutexOp::Acquire(process) | OwnedMutexOp::Release(process) => process,
        }
    }
}

impl Model for OwnedMutex {
    type State = Option<u64>;
    type Op = OwnedMutexOp;
    type Ret = ();

    fn initial(&self) -> Option<u64> {
        self.initial
    }

    fn step(&self, owner: &Option<u64>, op: &OwnedMutexOp, _ret: Option<&()>) -> Next<Option<u64>> {
        match *op {
            OwnedMutexOp::Acquire(process) => Next::when(owner.is_none(), || Some(process)),
            OwnedMutexOp::Release(process) => Next::when(*owner == Some(process), || None),
        }
    }

    /// As a register that holds the owner, or `()` while it is free.
    fn view<'a>(&self, op: &'a OwnedMutexOp, _ret: Option<&'a ()>) -> View<'a> {
        match op {
            OwnedMutexOp::Acquire(process) => View::Swap(&(), process),
            OwnedMutexOp::Release(process) => View::Swap(process, &()),
        }
    }

    fn show_op(&self, op: &OwnedMutexOp, _ret: Option<&()>) -> String {
        format!("{} by {}", op.f(), op.process())
    }

    fn show_state(&self, owner: &Option<u64>) -> String {
        match owner {
            None => "the mutex is free".into(),
            Some(process) => format!("the mutex is held by process {process}"),
        }
    }
}

impl Codec for OwnedMutex {
    type Op = OwnedMutexOp;
    type Ret = ();

    fn op(&self, process: u64, f: &str, value: &Value) -> Result<OwnedMutexOp, Expected> {
        let op = match f {
            "acquire" => OwnedMutexOp::Acquire(process),
            "release" => OwnedMutexOp::Release(process),
            _ => return Err(json::unknown(f, "acquire or release")),
        };
        if value.is_null() || names(value, process) {
            Ok(op)
        } else {
            Err(json::bad_value(f, value, &null_or(process)))
        }
    }

    fn ret(&self, op: &OwnedMutexOp, value: &Value) -> Result<Option<()>, Expected> {
        if value.is_null() || names(value, op.process()) {
            Ok(Some(()))
        } else {
            Err(json::bad_result(op.f(), value, &null_or(op.process())))
        }
    }

    fn write_op(&self, op: &OwnedMutexOp) -> (&'static str, Value) {
        (op.f(), Value::Null)
    }

    fn write_ret(&self, _op: &OwnedMutexOp, (): &()) -> Value {
        Value::Null
    }
}

fn names(value: &Value, process: u64) -> bool {
    value.as_int().map(u64::try_from) == Some(Ok(process))
}

fn null_or(process: u64) -> String {
    format!("null or {process}, the process")
}

#[cfg(test)]
mod tests {
    use super::*;
    use OwnedMutexOp::{Acquire, Release};

    #[test]
    fn only_its_owner_releases_it() {
        let mutex = OwnedMutex::new();
        assert_eq!(
            mutex.step(&None, &Acquire(1), Some(&())),
            Next::One(Some(1))
        );
        assert_eq!(mutex.step(&Some(1), &Release(2), Some(&())), Next::None);
        assert_eq!(
            mutex.step(&Some(1), &Release(1), Some(&())),
            Next::One(None)
        );
    }

    #[test]
    fn not_even_its_owner_takes_it_twice() {
        let mutex = OwnedMutex::with_initial(1);
        assert_eq!(
            mutex.step(&mutex.initial(), &Acquire(1), Some(&())),
            Next::None
        );
    }

    #[test]
    fn is_shown_in_words() {
        let mutex = OwnedMutex::new();
        assert_eq!(mutex.show_op(&Acquire(1), None), "acquire by 1");
        assert_eq!(mutex.show_state(&Some(1)), "the mutex is held by process 1");
        assert_eq!(mutex.show_state(&None), "the mutex is free");
    }
}
