use hashbrown::HashMap;
use lockstep_models::{Compare, Datum, Shape, View};

use super::evidence::Evidence;

/// A value's time in a collection: from when it was put in until it was taken out.
#[derive(Clone, Debug, Default)]
pub(super) struct Visit {
    /// Its place among the values that are there from the start, if it is one.
    pub(super) initial: Option<usize>,
    pub(super) put: Option<u32>,
    pub(super) take: Option<u32>,
    /// All operations about it, in the order of their invocations.
    pub(super) operations: Vec<u32>,
}

/// A moment; those of the history are not negative, and values that are there from the start were put
/// in before.
pub(super) type Moment = i64;

/// The operations on a collection, by value.
pub(super) struct Visits<'e, 'a> {
    evidence: &'e Evidence<'a>,
    by_value: HashMap<&'a dyn Datum, Vec<u32>>,
    initial: Vec<&'a dyn Datum>,
    initial_places: HashMap<&'a dyn Datum, Vec<usize>>,
    compare: Option<Compare>,
    /// When the first operation was invoked that crashed and may have taken anything.
    pub(super) first_loss: Option<Moment>,
}

impl<'e, 'a> Visits<'e, 'a> {
    pub(super) fn collect(evidence: &'e Evidence<'a>) -> Self {
        let (initial, compare) = match &evidence.shape {
            Shape::PriorityQueue(initial, compare) => (initial.clone(), Some(*compare)),
            Shape::Queue(initial) | Shape::Stack(initial) | Shape::Bag(initial) => {
                (initial.clone(), None)
            }
            _ => (Vec::new(), None),
        };
        let mut initial_places: HashMap<&'a dyn Datum, Vec<usize>> = HashMap::new();
        for (place, &value) in initial.iter().enumerate() {
            initial_places.entry(value).or_default().push(place);
        }
        let losses = (evidence.operations.iter())
            .filter(|&&place| matches!(evidence.view(place), View::TakesSomething));
        Self {
            by_value: evidence.by_value(|view| match *view {
                View::Puts(value) | View::Takes(value) | View::Finds(value) => Some(value),
                _ => None,
            }),
            first_loss: losses.map(|&place| evidence.invoked(place).into()).min(),
            evidence,
            initial,
            initial_places,
            compare,
        }
    }

    pub(super) fn value(&self, operation: u32) -> Option<&'a dyn Datum> {
        match *self.evidence.view(operation) {
            View::Puts(value) | View::Takes(value) | View::Finds(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn initial(&self) -> &[&'a dyn Datum] {
        &self.initial
    }

    pub(super) fn is_greater(&self, one: &dyn Datum, other: &dyn Datum) -> bool {
        let compare = self.compare;
        compare.is_some_and(|compare| compare.compare(one, other).is_gt())
    }

    pub(super) fn is_take(&self, operation: u32) -> bool {
        matches!(self.evidence.view(operation), View::Takes(_))
    }

    pub(super) fn is_put(&self, operation: u32) -> bool {
        matches!(self.evidence.view(operation), View::Puts(_))
    }

    pub(super) fn operations(&self, value: &(dyn Datum + 'a)) -> &[u32] {
        self.by_value.get(value).map_or(&[], Vec::as_slice)
    }

    /// Returns how many equal values are there from the start.
    pub(super) fn copies(&self, value: &(dyn Datum + 'a)) -> usize {
        self.initial_places.get(value).map_or(0, Vec::len)
    }

    /// Returns the visits of equal values; nothing if it is not known which operation is about which.
    pub(super) fn of(&self, value: &(dyn Datum + 'a)) -> Option<Vec<Visit>> {
        let initial = self.initial_places.get(value);
        let from_start = initial.into_iter().flatten().map(|&place| Visit {
            initial: Some(place),
            ..Visit::default()
        });
        let mut visits: Vec<Visit> = from_start.collect();
        let operations = self.operations(value);
        if operations.iter().all(|&operation| self.is_put(operation)) {
            let returned = |&&put: &&u32| self.evidence.returned(put).is_some();
            visits.extend(operations.iter().filter(returned).map(|&put| Visit {
                put: Some(put),
                operations: vec![put],
                ..Visit::default()
            }));
            return Some(visits);
        }
        if visits.len() > 1 {
            return None;
        }
        let mut since = None;
        for &operation in operations {
            if visits
                .last()
                .is_none_or(|last| self.is_over(last, since, operation))
            {
                visits.push(Visit::default());
                since = None;
            }
            let visit = visits.last_mut()?;
            let role = match self.evidence.view(operation) {
                View::Puts(_) if visit.initial.is_some() => return None,
                View::Puts(_) => Some(&mut visit.put),
                View::Takes(_) => Some(&mut visit.take),
                _ => None,
            };
            if role.is_some_and(|role| role.replace(operation).is_some()) {
                return None;
            }
            visit.operations.push(operation);
            since = since.max(Some(self.returned(operation)));
        }
        Some(visits)
    }

    fn is_over(&self, visit: &Visit, last_return: Option<Moment>, next: u32) -> bool {
        let was_put = visit.put.is_some() || visit.initial.is_some();
        was_put && visit.take.is_some() && last_return < Some(self.invoked(next))
    }

    pub(super) fn invoked(&self, operation: u32) -> Moment {
        self.evidence.invoked(operation).into()
    }

    /// Returns when an operation returned; the last moment of all if nobody knows.
    pub(super) fn returned(&self, operation: u32) -> Moment {
        self.evidence
            .returned(operation)
            .map_or(Moment::MAX, Moment::from)
    }

    /// Returns from when on and until when a value can have been put in.
    pub(super) fn put_time(&self, visit: &Visit) -> Option<(Moment, Moment)> {
        let (from, to) = match (visit.initial, visit.put) {
            (Some(place), _) => self.before_start(place)?,
            (None, Some(put)) => (self.invoked(put), self.returned(put)),
            (None, None) => return None,
        };
        let returns = visit.operations.iter().map(|&it| self.returned(it));
        Some((from, returns.fold(to, Moment::min)))
    }

    fn before_start(&self, place: usize) -> Option<(Moment, Moment)> {
        let after = Moment::try_from(self.initial.len() - place).ok()?;
        Some((-after, 1 - after))
    }

    /// Returns from when on and until when a value can have been taken out, if somebody took it.
    pub(super) fn take_time(&self, visit: &Visit) -> Option<(Moment, Moment)> {
        let take = visit.take?;
        let invoked = visit.operations.iter().map(|&it| self.invoked(it));
        Some((invoked.max()?, self.returned(take)))
    }

    /// Returns from when on and until when a value was there in any case.
    pub(super) fn presence(&self, visit: &Visit) -> Option<(Moment, Moment)> {
        let (_, from) = self.put_time(visit)?;
        let to = match (self.take_time(visit), self.first_loss) {
            (Some((begins, _)), _) => begins,
            (None, None) => Moment::MAX,
            (None, Some(loss)) => {
                let invoked = visit.operations.iter().map(|&it| self.invoked(it));
                invoked.fold(loss, Moment::max)
            }
        };
        Some((from, to))
    }

    /// Returns from when on and until when an operation can have taken effect that saw a value.
    pub(super) fn see_time(&self, visit: &Visit, seer: u32) -> Option<(Moment, Moment)> {
        if visit.take == Some(seer) {
            return self.take_time(visit);
        }
        let (from, _) = self.put_time(visit)?;
        let to = visit.take.map_or(Moment::MAX, |take| self.returned(take));
        Some((self.invoked(seer).max(from), self.returned(seer).min(to)))
    }
}
