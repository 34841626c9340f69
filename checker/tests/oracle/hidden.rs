use lockstep_models::{Model, Next, Parts, Shape, View};

use crate::histories::{Chance, Object};

/// What a model keeps from the checker, so that each reduction is judged both on and off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hides {
    tells: Tells,
    observers: bool,
    parts: bool,
}

/// What a model says of its operations and of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    Nothing,
    Views,
    ViewsAndShape,
}

impl Hides {
    pub(crate) fn any(chance: &mut Chance) -> Self {
        Self {
            tells: *chance.pick(&[
                Tells::Nothing,
                Tells::Views,
                Tells::Views,
                Tells::ViewsAndShape,
                Tells::ViewsAndShape,
            ]),
            observers: chance.percent(20),
            parts: chance.percent(50),
        }
    }
}

/// An object that tells less of itself than it could.
#[derive(Clone, Debug)]
pub(crate) struct Hidden<O> {
    pub(crate) object: O,
    pub(crate) hides: Hides,
}

impl<O: Object> Model for Hidden<O> {
    type State = O::State;
    type Op = O::Op;
    type Ret = O::Ret;

    fn initial(&self) -> O::State {
        self.object.initial()
    }

    fn step(&self, state: &O::State, op: &O::Op, ret: Option<&O::Ret>) -> Next<O::State> {
        self.object.step(state, op, ret)
    }

    fn observes(&self, op: &O::Op, ret: Option<&O::Ret>) -> bool {
        !self.hides.observers && self.object.observes(op, ret)
    }

    fn parts<'a>(&self, op: &'a O::Op) -> Parts<'a> {
        if self.hides.parts {
            Parts::Whole
        } else {
            self.object.parts(op)
        }
    }

    fn view<'a>(&self, op: &'a O::Op, ret: Option<&'a O::Ret>) -> View<'a> {
        // A view speaks of the part that an operation touches, and of nothing without it.
        if self.hides.tells == Tells::Nothing
            || self.hides.parts && !matches!(self.object.parts(op), Parts::Whole)
        {
            return View::Opaque;
        }
        self.object.view(op, ret)
    }

    fn shape(&self) -> Shape<'_> {
        if self.hides.tells != Tells::ViewsAndShape {
            return Shape::Unknown;
        }
        self.object.shape()
    }

    fn show_op(&self, op: &O::Op, ret: Option<&O::Ret>) -> String {
        self.object.show_op(op, ret)
    }

    fn show_state(&self, state: &O::State) -> String {
        self.object.show_state(state)
    }
}
