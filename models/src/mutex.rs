use lockstep_history::{Codec, Expected, Value};

use crate::{Model, Next, View, json};

/// What a mutex is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MutexOp {
    /// Take it, which is possible while it is free.
    Acquire,
    /// Give it back, which is possible while somebody holds it.
    Release,
}

/// Whether a mutex is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lock {
    /// Nobody holds it.
    #[default]
    Free,
    /// Somebody holds it.
    Held,
}

/// A lock that does not know who holds it: anybody can release it.
///
/// An `acquire` that never returned may take the lock at any later time at which it is free, or
/// never; another process can then release it. A crashed `release` frees it likewise. Where only its
/// owner can release it, see [`OwnedMutex`](crate::OwnedMutex).
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok` |
/// |-----------|-------------------|---------------|
/// | `acquire` | null              | null          |
/// | `release` | null              | null          |
///
/// The initial state is "free", which is the default, "held", or null for free.
///
/// # Examples
///
/// ```
/// use lockstep_models::MutexOp::Acquire;
/// use lockstep_models::{Lock, Model, Mutex, Next};
///
/// let mutex = Mutex::new();
/// assert_eq!(mutex.step(&Lock::Free, &Acquire, Some(&())), Next::One(Lock::Held));
/// assert_eq!(mutex.step(&Lock::Held, &Acquire, Some(&())), Next::None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mutex {
    initial: Lock,
}

impl Mutex {
    /// Makes a free mutex.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a mutex that is free or held.
    pub fn with_initial(initial: Lock) -> Self {
        Self { initial }
    }

    /// Makes a mutex from the JSON of its initial state: "free", "held" or null.
    ///
    /// # Errors
    ///
    /// [`Expected`] if it is anything else.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        match (initial, initial.as_text()) {
            (Value::Null, _) | (_, Some("free")) => Ok(Self::with_initial(Lock::Free)),
            (_, Some("held")) => Ok(Self::with_initial(Lock::Held)),
            _ => Err(json::bad_initial(initial, r#""free", "held" or null"#)),
        }
    }
}

impl MutexOp {
    fn f(self) -> &'static str {
        match self {
            MutexOp::Acquire => "acquire",
            MutexOp::Release => "release",
        }
    }
}

impl Model for Mutex {
    type State = Lock;
    type Op = MutexOp;
    type Ret = ();

    fn initial(&self) -> Lock {
        self.initial
    }

    fn step(&self, lock: &Lock, op: &MutexOp, _ret: Option<&()>) -> Next<Lock> {
        match op {
            MutexOp::Acquire => Next::when(*lock == Lock::Free, || Lock::Held),
            MutexOp::Release => Next::when(*lock == Lock::Held, || Lock::Free),
        }
    }

    fn view<'a>(&self, op: &'a MutexOp, _ret: Option<&'a ()>) -> View<'a> {
        match op {
            MutexOp::Acquire => View::Swap(&Lock::Free, &Lock::Held),
            MutexOp::Release => View::Swap(&Lock::Held, &Lock::Free),
        }
    }

    fn show_op(&self, op: &MutexOp, _ret: Option<&()>) -> String {
        op.f().into()
    }

    fn show_state(&self, lock: &Lock) -> String {
        match lock {
            Lock::Free => "the mutex is free".into(),
            Lock::Held => "the mutex is held".into(),
        }
    }
}

impl Codec for Mutex {
    type Op = MutexOp;
    type Ret = ();

    fn op(&self, _process: u64, f: &str, value: &Value) -> Result<MutexOp, Expected> {
        let op = match f {
            "acquire" => MutexOp::Acquire,
            "release" => MutexOp::Release,
            _ => return Err(json::unknown(f, "acquire or release")),
        };
        json::invoked_with_null(f, value).map(|()| op)
    }

    fn ret(&self, op: &MutexOp, value: &Value) -> Result<Option<()>, Expected> {
        json::done(op.f(), value, &Value::Null).map(Some)
    }

    fn write_op(&self, op: &MutexOp) -> (&'static str, Value) {
        (op.f(), Value::Null)
    }

    fn write_ret(&self, _op: &MutexOp, (): &()) -> Value {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MutexOp::{Acquire, Release};

    #[test]
    fn is_held_by_one_at_a_time() {
        let mutex = Mutex::new();
        assert_eq!(
            mutex.step(&Lock::Free, &Acquire, Some(&())),
            Next::One(Lock::Held)
        );
        assert_eq!(mutex.step(&Lock::Held, &Acquire, Some(&())), Next::None);
        assert_eq!(
            mutex.step(&Lock::Held, &Release, Some(&())),
            Next::One(Lock::Free)
        );
        assert_eq!(mutex.step(&Lock::Free, &Release, Some(&())), Next::None);
    }

    #[test]
    fn a_crashed_acquire_takes_it_only_while_it_is_free() {
        let mutex = Mutex::new();
        assert_eq!(
            mutex.step(&Lock::Free, &Acquire, None),
            Next::One(Lock::Held)
        );
        assert_eq!(mutex.step(&Lock::Held, &Acquire, None), Next::None);
    }

    #[test]
    fn is_shown_in_words() {
        let mutex = Mutex::new();
        assert_eq!(mutex.show_op(&Acquire, None), "acquire");
        assert_eq!(mutex.show_op(&Release, Some(&())), "release");
        assert_eq!(mutex.show_state(&Lock::Free), "the mutex is free");
        assert_eq!(mutex.show_state(&Lock::Held), "the mutex is held");
    }
}
