use hashbrown::HashMap;
use lockstep_history::{History, Outcome};
use lockstep_models::{Datum, Model, Next, Shape, View};

/// The operations of a part of a history, as their views tell.
pub(super) struct Evidence<'a> {
    /// In the order of their invocations, by place in the history.
    pub(super) operations: &'a [u32],
    /// Which object it is as a whole.
    pub(super) shape: Shape<'a>,
    observations: HashMap<u32, Observation<'a>>,
    fits_start: Box<dyn Fn(u32) -> bool + 'a>,
    changes_start: Box<dyn Fn(u32) -> bool + 'a>,
}

struct Observation<'a> {
    view: View<'a>,
    invoked: u32,
    /// When it returned; nothing if nobody knows what became of it.
    returned: Option<u32>,
}

impl<'a> Evidence<'a> {
    pub(super) fn collect<M: Model>(
        model: &'a M,
        history: &'a History<M::Op, M::Ret>,
        operations: &'a [u32],
    ) -> Self {
        let observe = |&place: &u32| {
            let operation = &history.operations()[place as usize];
            let (ret, returned) = match &operation.outcome {
                Outcome::Done(ret) => (ret.as_ref(), operation.completed),
                Outcome::Failed | Outcome::Unknown => (None, None),
            };
            let view = model.view(&operation.op, ret);
            let invoked = operation.invoked;
            let observation = Observation {
                view,
                invoked,
                returned,
            };
            (place, observation)
        };
        let first_step = move |place: u32, start: &M::State| {
            let operation = &history.operations()[place as usize];
            let ret = match &operation.outcome {
                Outcome::Done(ret) => ret.as_ref(),
                Outcome::Failed | Outcome::Unknown => None,
            };
            model.step(start, &operation.op, ret)
        };
        let fits_start = move |place: u32| first_step(place, &model.initial()) != Next::None;
        let changes_start = move |place: u32| {
            let start = model.initial();
            match first_step(place, &start) {
                Next::None => false,
                Next::One(next) => next != start,
                Next::Many(_) => true,
            }
        };
        Self {
            operations,
            shape: model.shape(),
            observations: operations.iter().map(observe).collect(),
            fits_start: Box::new(fits_start),
            changes_start: Box::new(changes_start),
        }
    }

    pub(super) fn view(&self, place: u32) -> &View<'a> {
        &self.observations[&place].view
    }

    pub(super) fn invoked(&self, place: u32) -> u32 {
        self.observations[&place].invoked
    }

    /// Returns when an operation returned; nothing if nobody knows what became of it.
    pub(super) fn returned(&self, place: u32) -> Option<u32> {
        self.observations[&place].returned
    }

    /// Returns true if the first has returned before the second was invoked.
    pub(super) fn precedes(&self, one: u32, other: u32) -> bool {
        let returned = self.returned(one);
        returned.is_some_and(|returned| returned < self.invoked(other))
    }

    /// Returns true if the operation, with its answer, is possible before all others.
    pub(super) fn is_possible_first(&self, place: u32) -> bool {
        (self.fits_start)(place)
    }

    /// Returns true if the operation may change something before all others.
    pub(super) fn changes_start(&self, place: u32) -> bool {
        (self.changes_start)(place)
    }

    /// Groups operations by the value that `value` finds in their views, in order.
    pub(super) fn by_value(
        &self,
        value: impl Fn(&View<'a>) -> Option<&'a dyn Datum>,
    ) -> HashMap<&'a dyn Datum, Vec<u32>> {
        let mut groups: HashMap<&'a dyn Datum, Vec<u32>> = HashMap::new();
        for &place in self.operations {
            if let Some(value) = value(self.view(place)) {
                groups.entry(value).or_default().push(place);
            }
        }
        groups
    }
}
