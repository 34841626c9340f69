use std::collections::{BTreeSet, VecDeque};
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::line::wake_all;
use super::point::{Point, current};
use crate::future::Waiter;
use crate::object::ObjectKind;
use crate::{Kind, TaskId};

/// Permits that are handed to those who wait for them, first come, first served.
///
/// Who needs several gets them as they come; nobody behind is served before that.
#[derive(Debug)]
pub(super) struct Permits {
    point: Point,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    // invariant: 0 while somebody waits
    free: usize,
    is_closed: bool,
    // invariant: tickets rise
    line: VecDeque<Place>,
    /// The tickets of those who were served and have not looked yet.
    served: BTreeSet<u64>,
    tickets: u64,
}

#[derive(Debug)]
struct Place {
    ticket: u64,
    /// How many permits it needs, and how many of them are missing.
    count: usize,
    missing: usize,
    kind: Kind,
    task: Option<TaskId>,
    waiter: Waiter,
}

/// There are no permits any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed;

/// Why there are no permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Closed,
    TooFew,
}

/// The most permits that there can be, as tokio's.
pub(super) const PERMITS_MAX: usize = usize::MAX >> 3;

impl Permits {
    pub(super) const fn new(kind: ObjectKind, free: usize) -> Self {
        assert!(
            free <= PERMITS_MAX,
            "there are more permits than usize::MAX >> 3"
        );
        let state = State {
            free,
            is_closed: false,
            line: VecDeque::new(),
            served: BTreeSet::new(),
            tickets: 0,
        };
        Self {
            point: Point::new(kind),
            state: Mutex::new(state),
        }
    }

    pub(super) fn free(&self) -> usize {
        self.state().free
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    pub(super) fn point(&self) -> &Point {
        &self.point
    }

    /// Takes permits if there are enough.
    pub(super) fn try_acquire(
        &self,
        count: usize,
        kind: Kind,
        location: &'static Location<'static>,
    ) -> Result<(), Refused> {
        self.point.reach(kind, location);
        let mut state = self.state();
        if state.is_closed {
            return Err(Refused::Closed);
        }
        state.free = state.free.checked_sub(count).ok_or(Refused::TooFew)?;
        drop(state);
        self.hold(kind, location);
        Ok(())
    }

    pub(super) fn acquire(
        &self,
        count: usize,
        kind: Kind,
        location: &'static Location<'static>,
    ) -> Acquire<'_> {
        Acquire {
            permits: self,
            count,
            kind,
            location,
            step: Step::Begun,
        }
    }

    /// Adds permits, which go to those who wait for them.
    pub(super) fn release(&self, count: usize, kind: Kind, location: &'static Location<'static>) {
        self.point.reach(kind, location);
        self.release_quietly(count, location);
    }

    /// As [`release`](Self::release), as a part of another operation.
    pub(super) fn release_quietly(&self, count: usize, location: &'static Location<'static>) {
        self.point.set_holder(None, location);
        let mut state = self.state();
        let served = state.add(count);
        drop(state);
        for place in served {
            if is_alone(place.kind) {
                self.point.set_holder(place.task, location);
            }
            place.waiter.wake();
        }
    }

    /// Takes permits away for ever, as many as there are, and returns how many.
    pub(super) fn forget(&self, count: usize, location: &'static Location<'static>) -> usize {
        self.point.reach(Kind::TryAcquire, location);
        let mut state = self.state();
        let taken = count.min(state.free);
        state.free -= taken;
        taken
    }

    /// Refuses all who wait, and who come later.
    pub(super) fn close(&self) {
        let waiters = {
            let mut state = self.state();
            state.is_closed = true;
            let line = std::mem::take(&mut state.line);
            let given = line.iter().map(|place| place.count - place.missing);
            state.free += given.sum::<usize>();
            line
        };
        wake_all(waiters.into_iter().map(|place| place.waiter));
    }

    /// Notes who holds a lock.
    fn hold(&self, kind: Kind, location: &'static Location<'static>) {
        if is_alone(kind) {
            self.point.set_holder(current(), location);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns true if whoever does that holds the object alone.
fn is_alone(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Lock | Kind::TryLock | Kind::Write | Kind::TryWrite
    )
}

impl State {
    fn place_of(&self, ticket: u64) -> Option<usize> {
        let place = self
            .line
            .binary_search_by_key(&ticket, |place| place.ticket);
        place.ok()
    }

    /// Hands permits to those who wait, in their order, and returns who was served.
    fn add(&mut self, count: usize) -> Vec<Place> {
        let mut left = count;
        let mut served = Vec::new();
        while let Some(first) = self.line.front_mut() {
            let given = left.min(first.missing);
            first.missing -= given;
            left -= given;
            if first.missing > 0 {
                return served;
            }
            if let Some(first) = self.line.pop_front() {
                self.served.insert(first.ticket);
                served.push(first);
            }
        }
        self.free += left;
        assert!(
            self.free <= PERMITS_MAX,
            "there would be more permits than usize::MAX >> 3"
        );
        served
    }
}

/// Waits for permits; its place goes to the next if it is dropped.
#[derive(Debug)]
pub(super) struct Acquire<'a> {
    permits: &'a Permits,
    count: usize,
    kind: Kind,
    location: &'static Location<'static>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begun,
    Waits { ticket: u64 },
    Done,
}

impl Future for Acquire<'_> {
    type Output = Result<(), Closed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (permits, kind, location) = (self.permits, self.kind, self.location);
        permits.point.reach(kind, location);
        let polled = match self.step {
            Step::Begun => self.begin(context),
            Step::Waits { ticket } => self.look_again(ticket, context),
            Step::Done => panic!("it is polled after it was ready"),
        };
        match polled {
            Poll::Pending => permits.point.note(kind, location),
            Poll::Ready(result) => {
                self.step = Step::Done;
                if result.is_ok() {
                    permits.hold(kind, location);
                }
            }
        }
        polled
    }
}

impl Acquire<'_> {
    fn begin(&mut self, context: &Context<'_>) -> Poll<Result<(), Closed>> {
        let mut state = self.permits.state();
        if state.is_closed {
            return Poll::Ready(Err(Closed));
        }
        let taken = self.count.min(state.free);
        state.free -= taken;
        if taken == self.count {
            return Poll::Ready(Ok(()));
        }
        let ticket = state.tickets;
        state.tickets += 1;
        state.line.push_back(Place {
            ticket,
            count: self.count,
            missing: self.count - taken,
            kind: self.kind,
            task: current(),
            waiter: Waiter::new(context.waker()),
        });
        self.step = Step::Waits { ticket };
        Poll::Pending
    }

    fn look_again(&mut self, ticket: u64, context: &Context<'_>) -> Poll<Result<(), Closed>> {
        let mut state = self.permits.state();
        if state.served.remove(&ticket) {
            return Poll::Ready(Ok(()));
        }
        let Some(place) = state.place_of(ticket) else {
            return Poll::Ready(Err(Closed));
        };
        let place = &mut state.line[place];
        place.waiter = Waiter::new(context.waker());
        place.task = current();
        Poll::Pending
    }

    /// Gives its place up, and returns how many permits it has got so far.
    fn give_up(&self, ticket: u64) -> usize {
        let mut state = self.permits.state();
        if state.served.remove(&ticket) {
            return self.count;
        }
        let place = state.place_of(ticket);
        let place = place.and_then(|place| state.line.remove(place));
        place.map_or(0, |place| self.count - place.missing)
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Step::Waits { ticket } = self.step else {
            return;
        };
        self.permits.point.reach(Kind::Release, self.location);
        let held = self.give_up(ticket);
        if held > 0 {
            self.permits.release_quietly(held, self.location);
        }
    }
}
