use std::collections::{BTreeMap, VecDeque};
use std::ops::Deref;
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::line::wake_all;
use super::point::Point;
use crate::Kind;
use crate::future::Waiter;
use crate::object::ObjectKind;

/// Tells tasks that something has happened.
///
/// One notification is kept for whoever waits next, if nobody waits. Who waits is notified first come,
/// first served; a future that is dropped after it was notified passes the notification on. As tokio's.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::{block_on, sync::Notify};
///
/// let notify = Notify::new();
/// notify.notify_one();
/// block_on(notify.notified());
/// ```
#[derive(Debug)]
pub struct Notify {
    point: Point,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    is_kept: bool,
    /// How often all who had asked were notified.
    rounds: u64,
    /// Those who wait, and how their futures are woken.
    // invariant: tickets rise
    line: VecDeque<(u64, Option<Waiter>)>,
    /// The tickets of those who were notified alone, and have not looked yet; and from which end of the
    /// line they were taken.
    notified: BTreeMap<u64, End>,
    tickets: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// Waits for a notification; [`Notify::notified`] makes it.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Notified<'a>(Waiting<&'a Notify>);

/// Waits for a notification, for as long as one likes; [`Notify::notified_owned`] makes it.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct OwnedNotified(Waiting<Arc<Notify>>);

#[derive(Debug)]
struct Waiting<N: Deref<Target = Notify>> {
    notify: N,
    location: &'static Location<'static>,
    /// How often all had been notified when it was made: the next time is meant for it, too.
    round: u64,
    step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begun,
    Waits(u64),
    Done,
}

impl Notify {
    /// Makes one of which nobody was notified.
    pub const fn new() -> Self {
        let state = State {
            is_kept: false,
            rounds: 0,
            line: VecDeque::new(),
            notified: BTreeMap::new(),
            tickets: 0,
        };
        Self {
            point: Point::new(ObjectKind::Notify),
            state: Mutex::new(state),
        }
    }

    /// As [`new`](Self::new), for a `static`: which is refused if several executions use it.
    pub const fn const_new() -> Self {
        Self::new()
    }

    /// Waits for a notification.
    ///
    /// What [`notify_waiters`](Self::notify_waiters) does from now on is meant for it, even if it was not
    /// polled yet; [`notify_one`](Self::notify_one) only meets those that were.
    #[track_caller]
    pub fn notified(&self) -> Notified<'_> {
        Notified(Waiting::new(self, Location::caller()))
    }

    /// As [`notified`](Self::notified), for as long as one likes.
    #[track_caller]
    pub fn notified_owned(self: Arc<Self>) -> OwnedNotified {
        OwnedNotified(Waiting::new(self, Location::caller()))
    }

    /// Notifies the first of those who wait, or whoever waits next.
    #[track_caller]
    pub fn notify_one(&self) {
        self.point.reach(Kind::NotifyOne, Location::caller());
        self.pass_on(End::First);
    }

    /// Notifies the last of those who wait, or whoever waits next.
    #[track_caller]
    pub fn notify_last(&self) {
        self.point.reach(Kind::NotifyOne, Location::caller());
        self.pass_on(End::Last);
    }

    /// Notifies all who wait, and nobody who comes later.
    #[track_caller]
    pub fn notify_waiters(&self) {
        self.point.reach(Kind::NotifyAll, Location::caller());
        let line = {
            let mut state = self.state();
            state.rounds += 1;
            std::mem::take(&mut state.line)
        };
        wake_all(line.into_iter().filter_map(|(_, waiter)| waiter));
    }

    fn pass_on(&self, to: End) {
        let one = {
            let mut state = self.state();
            let one = match to {
                End::First => state.line.pop_front(),
                End::Last => state.line.pop_back(),
            };
            match &one {
                Some((ticket, _)) => {
                    state.notified.insert(*ticket, to);
                }
                None => state.is_kept = true,
            }
            one
        };
        if let Some((_, Some(waiter))) = one {
            waiter.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn place_of(&self, ticket: u64) -> Option<usize> {
        let place = self.line.binary_search_by_key(&ticket, |(held, _)| *held);
        place.ok()
    }
}

impl Default for Notify {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Deref<Target = Notify>> Waiting<N> {
    fn new(notify: N, location: &'static Location<'static>) -> Self {
        let round = notify.state().rounds;
        Self {
            notify,
            location,
            round,
            step: Step::Begun,
        }
    }

    fn enable(&mut self) -> bool {
        self.notify.point.reach(Kind::Notified, self.location);
        self.look(None)
    }

    fn poll(&mut self, context: &Context<'_>) -> Poll<()> {
        self.notify.point.reach(Kind::Notified, self.location);
        if self.look(Some(context)) {
            return Poll::Ready(());
        }
        self.notify.point.note(Kind::Notified, self.location);
        Poll::Pending
    }

    /// Returns true once it was notified.
    fn look(&mut self, context: Option<&Context<'_>>) -> bool {
        let waiter = context.map(|context| Waiter::new(context.waker()));
        let mut state = self.notify.state();
        let is_notified = match self.step {
            Step::Done => true,
            _ if state.rounds > self.round => true,
            Step::Begun if state.is_kept => {
                state.is_kept = false;
                true
            }
            Step::Begun => {
                let ticket = state.tickets;
                state.tickets += 1;
                state.line.push_back((ticket, waiter));
                self.step = Step::Waits(ticket);
                return false;
            }
            Step::Waits(ticket) => {
                if let Some(place) = state.place_of(ticket) {
                    state.line[place].1 = waiter;
                    return false;
                }
                true
            }
        };
        if let Step::Waits(ticket) = self.step {
            state.notified.remove(&ticket);
        }
        self.step = Step::Done;
        is_notified
    }
}

impl<N: Deref<Target = Notify>> Drop for Waiting<N> {
    fn drop(&mut self) {
        let Step::Waits(ticket) = self.step else {
            return;
        };
        self.notify.point.reach(Kind::Notified, self.location);
        let was_notified = {
            let mut state = self.notify.state();
            if let Some(place) = state.place_of(ticket) {
                state.line.remove(place);
            }
            state.notified.remove(&ticket)
        };
        if let Some(end) = was_notified {
            self.notify.pass_on(end);
        }
    }
}

macro_rules! waits {
    ($future:ty) => {
        impl $future {
            /// Begins to wait without being polled; true if it was notified already.
            pub fn enable(mut self: Pin<&mut Self>) -> bool {
                self.0.enable()
            }
        }

        impl Future for $future {
            type Output = ();

            fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
                self.0.poll(context)
            }
        }
    };
}

waits!(Notified<'_>);
waits!(OwnedNotified);
