use std::any::Any;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};

use crate::{Integer, Items, Shape};

/// A sequential object: what a correct system would answer, one operation at a time.
///
/// It is a pure value. The checker calls every method millions of times, in any order, from several
/// threads, and may keep what they return.
pub trait Model {
    /// What the object remembers. Two equal states behave the same for ever.
    type State: Clone + Eq + Hash + Send + Sync + 'static;
    /// What a client asks for.
    type Op: Clone + Eq + Hash + Debug + Send + Sync;
    /// What it is told.
    type Ret: Clone + Eq + Hash + Debug + Send + Sync;

    /// Returns the state before the first operation.
    fn initial(&self) -> Self::State;

    /// Returns every state that `op` can lead to from `state` when it answers `ret`.
    ///
    /// [`Next::None`] says that this answer is impossible there. `ret` is `None` where nobody knows
    /// the answer: then every possible answer counts. More than one state is meant for that case and
    /// for objects that choose.
    fn step(
        &self,
        state: &Self::State,
        op: &Self::Op,
        ret: Option<&Self::Ret>,
    ) -> Next<Self::State>;

    /// Returns true if `op` with this answer leaves the state as it is wherever it is possible.
    ///
    /// With `ret` `None`: if it leaves the state as it is whatever it answers, and some answer is
    /// possible in every state. By default what [`Model::view`] tells.
    fn observes(&self, op: &Self::Op, ret: Option<&Self::Ret>) -> bool {
        self.view(op, ret).observes()
    }

    /// Returns the parts of the object that `op` looks at or changes.
    ///
    /// Operations with disjoint parts neither see nor hinder each other; parts that no operation joins
    /// are checked on their own. By default the whole object.
    fn parts<'a>(&self, op: &'a Self::Op) -> Parts<'a> {
        let _ = op;
        Parts::Whole
    }

    /// Returns which operation of a classical object this is; [`View::Opaque`] if it is none.
    ///
    /// What it says is a promise about [`Model::step`], see [`View`].
    fn view<'a>(&self, op: &'a Self::Op, ret: Option<&'a Self::Ret>) -> View<'a> {
        let _ = (op, ret);
        View::Opaque
    }

    /// Returns which classical object it is as a whole; [`Shape::Unknown`] if it is none.
    ///
    /// With what [`Model::view`] tells, it lets a checker judge in quasi-linear time. What it says is a
    /// promise about [`Model::step`], see [`Shape`].
    fn shape(&self) -> Shape<'_> {
        Shape::Unknown
    }

    /// Writes an operation and its result for people: `write 3`, `read → 3`, `read → ?`.
    ///
    /// `ret` is `None` where the operation never returned or nobody looked.
    fn show_op(&self, op: &Self::Op, ret: Option<&Self::Ret>) -> String {
        match ret {
            Some(ret) => format!("{op:?} → {ret:?}"),
            None => format!("{op:?} → ?"),
        }
    }

    /// Writes a state for people, as a sentence: `the register holds 3`.
    fn show_state(&self, state: &Self::State) -> String;
}

/// A model that somebody else owns.
impl<M: Model> Model for &M {
    type State = M::State;
    type Op = M::Op;
    type Ret = M::Ret;

    fn initial(&self) -> M::State {
        (**self).initial()
    }

    fn step(&self, state: &M::State, op: &M::Op, ret: Option<&M::Ret>) -> Next<M::State> {
        (**self).step(state, op, ret)
    }

    fn observes(&self, op: &M::Op, ret: Option<&M::Ret>) -> bool {
        (**self).observes(op, ret)
    }

    fn parts<'a>(&self, op: &'a M::Op) -> Parts<'a> {
        (**self).parts(op)
    }

    fn view<'a>(&self, op: &'a M::Op, ret: Option<&'a M::Ret>) -> View<'a> {
        (**self).view(op, ret)
    }

    fn shape(&self) -> Shape<'_> {
        (**self).shape()
    }

    fn show_op(&self, op: &M::Op, ret: Option<&M::Ret>) -> String {
        (**self).show_op(op, ret)
    }

    fn show_state(&self, state: &M::State) -> String {
        (**self).show_state(state)
    }
}

/// The states that a step can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<S> {
    /// The step is impossible.
    None,
    /// It leads to this state.
    One(S),
    /// It leads to one of these.
    Many(Vec<S>),
}

impl<S> Next<S> {
    /// Returns `One(state)` if `possible`, else `None`.
    pub fn when(possible: bool, state: impl FnOnce() -> S) -> Self {
        if possible {
            Next::One(state())
        } else {
            Next::None
        }
    }
}

/// The parts of an object that an operation touches.
#[derive(Clone, Debug)]
pub enum Parts<'a> {
    /// All of it.
    Whole,
    /// One part: a key of a map, an element of a set.
    One(&'a dyn Datum),
    /// Several parts, which it joins.
    Many(Vec<&'a dyn Datum>),
}

/// Which operation of a classical object an operation is.
///
/// Each variant is a promise about the model's `step`, for the whole state or, where the model's
/// operations have [`Parts`], for the part that the operation touches.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// None that is known here.
    Opaque,
    /// Possible exactly where the state is `v`; changes nothing.
    Read(&'a dyn Datum),
    /// Always possible, and the state is `v` afterwards whatever it was.
    Write(&'a dyn Datum),
    /// Possible exactly where the state is the first value; the second is the state afterwards.
    Swap(&'a dyn Datum, &'a dyn Datum),
    /// Always possible; where the state is the first value the second is the state afterwards, elsewhere
    /// nothing changes: a swap of which nobody knows whether it was refused.
    MaySwap(&'a dyn Datum, &'a dyn Datum),
    /// Possible exactly where the state is not this value; changes nothing.
    Differs(&'a dyn Datum),
    /// Possible in every state with any answer, and changes nothing: tells nothing.
    Idle,
    /// Always possible; puts `v` where only [`View::Finds`], [`View::Takes`] and [`View::Holds`] that
    /// name an equal value can see it.
    Puts(&'a dyn Datum),
    /// Takes out `v`; impossible where it is not there.
    Takes(&'a dyn Datum),
    /// Takes out nobody knows what, or nothing.
    TakesSomething,
    /// Looks and sees `v`; changes nothing.
    Finds(&'a dyn Datum),
    /// Looks and sees that nothing is there; changes nothing.
    FindsNothing,
    /// Looks and sees exactly these, in some order or in this; changes nothing.
    Holds(&'a dyn Items),
    /// Always possible; the state is a number, to which this is added.
    Adds(i128),
    /// Possible exactly where the state is this number; changes nothing.
    Counts(i128),
}

impl View<'_> {
    /// Returns true for the views of operations that change nothing.
    pub fn observes(&self) -> bool {
        match self {
            View::Read(_)
            | View::Differs(_)
            | View::Idle
            | View::Finds(_)
            | View::FindsNothing
            | View::Holds(_)
            | View::Counts(_) => true,
            View::MaySwap(from, to) => from == to,
            View::Opaque
            | View::Write(_)
            | View::Swap(..)
            | View::Puts(_)
            | View::Takes(_)
            | View::TakesSomething
            | View::Adds(_) => false,
        }
    }
}

/// A value of any type that can be compared and hashed behind a reference, by any thread.
pub trait Datum: Debug + Sync {
    /// Returns the value for a downcast.
    fn as_any(&self) -> &dyn Any;
    /// Returns true if both are of one type and equal.
    fn eq_datum(&self, other: &dyn Datum) -> bool;
    /// Feeds the value to `state`.
    fn hash_datum(&self, state: &mut dyn Hasher);
    /// Returns the integer that the value is, if it is one of up to 64 bits.
    fn integer(&self) -> Option<Integer>;
}

impl<T: Any + Eq + Hash + Debug + Sync> Datum for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn eq_datum(&self, other: &dyn Datum) -> bool {
        other.as_any().downcast_ref::<T>() == Some(self)
    }

    fn hash_datum(&self, mut state: &mut dyn Hasher) {
        self.hash(&mut state);
    }

    fn integer(&self) -> Option<Integer> {
        Integer::of(self)
    }
}

impl PartialEq for dyn Datum + '_ {
    fn eq(&self, other: &Self) -> bool {
        match (self.integer(), other.integer()) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.eq_datum(other),
            _ => false,
        }
    }
}

impl Eq for dyn Datum + '_ {}

impl Hash for dyn Datum + '_ {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.integer() {
            Some(integer) => integer.value.hash(state),
            None => self.hash_datum(state),
        }
    }
}
